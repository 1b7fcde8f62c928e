"""The closed vocabularies: every word that configuration, rule pages, the command line and the code share.

Each is a `Literal` for mypy and a tuple of the same words for whoever validates or offers them.
"""

from __future__ import annotations

from typing import Literal, get_args

# How a reference came to be: where a document, or the manifest, names something.
Via = Literal["link", "path", "mention", "command", "front-matter", "manifest", "dependency"]

# How a reference is written. `undefined` is `[text][label]` without a definition, `use` one that has its own;
# `math` is an inline link between dollar signs, `reversed` is `(text)[target]`, `sample` a field of front
# matter that a document shows for copying. The last six are words of commands.
Syntax = Literal[
    "inline", "image", "autolink", "definition", "use", "undefined",
    "html", "code", "command", "text", "field", "math", "reversed", "sample",
    "script", "operand", "folder", "module", "npm-script", "make-target"
]  # fmt: skip

# Why a reference does not hold.
ProblemKind = Literal[
    "missing", "moved", "case", "outside", "untracked", "placeholder", "anchor", "anchor-case", "undefined",
    "mislabelled", "stale-id", "wrong-id", "unknown-id", "unknown-dependency"
]  # fmt: skip

# What is wrong with a file itself.
DefectKind = Literal["unreadable", "front-matter", "mojibake", "placeholder", "structure"]

# What a suppression covers.
Action = Literal["file", "next-line", "line", "disable", "enable"]

Severity = Literal["error", "warning", "info"]

# What a rule's severity may depend on: the via, an anchor of another case, who may list schemas, a date, or a
# document that is no more than a draft.
SeverityKey = Literal[
    "", "link", "path", "mention", "command", "front-matter", "manifest", "dependency",
    "anchor", "either", "date", "draft"
]  # fmt: skip

# Who must list the schemas of a document.
SchemaRefs = Literal["front-matter", "either", "none"]

# Where an ID of a kind is unique.
IdScope = Literal["tree", "folder"]

# Which side is right where a manifest entry and its document differ.
SyncSide = Literal["document", "manifest", "later", "neither"]

# What a check is run on: each document by itself, or the whole project at once.
Scope = Literal["project", "document"]

VIAS: tuple[Via, ...] = get_args(Via)
PROBLEM_KINDS: tuple[ProblemKind, ...] = get_args(ProblemKind)
DEFECT_KINDS: tuple[DefectKind, ...] = get_args(DefectKind)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
ID_SCOPES: tuple[IdScope, ...] = get_args(IdScope)
SYNC_SIDES: tuple[SyncSide, ...] = get_args(SyncSide)
SCHEMA_REFS: tuple[SchemaRefs, ...] = get_args(SchemaRefs)
SEVERITY_KEYS: tuple[SeverityKey, ...] = tuple(key for key in get_args(SeverityKey) if key)
