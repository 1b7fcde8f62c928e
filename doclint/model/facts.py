"""What one file's bytes say: the output of `extract`, the input of `link`.

The values that come by the hundred thousand are named tuples: immutable as the frozen dataclasses are, at a
third of the cost to build, and plain to store.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from doclint.model.vocabulary import Action, DefectKind, Syntax, Via


class Span(NamedTuple):
    """A stretch of text: 1-based lines, 1-based columns in code points, the end exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


class Heading(NamedTuple):
    """A heading; `text` is its rendered text, `slug` its GitHub anchor (unique in the file)."""

    level: int
    text: str
    slug: str
    span: Span


class Anchor(NamedTuple):
    """A named place that is no heading's slug: `{#id}`, HTML `id` or `name`."""

    name: str
    span: Span


class Reference(NamedTuple):
    """One place that names another file or document.

    Attributes:
        via: how it came to be; `dependency` is declared in the manifest.
        syntax: how it is spelled.
        target: what is written, entities and escapes resolved, percent-encoding kept.
        label: the text that names the target for the reader; empty if there is none.
        span: the whole construct.
        target_span: the written target alone: what a finding points at and a fix replaces.
        field: for `front-matter` and `manifest`, the JSON pointer of the value; for `command`, the folder in
            which it runs, as far as the document tells; else empty.
    """

    via: Via
    syntax: Syntax
    target: str
    label: str
    span: Span
    target_span: Span
    field: str = ""


class Task(NamedTuple):
    """An item of a checklist (GFM 5.3): its text, whether it is ticked, its box, and the heading above it."""

    text: str
    done: bool
    span: Span
    section: str


class DataBlock(NamedTuple):
    """Structured data that a document shows or keeps beside it, of a sort that the configuration describes.

    Attributes:
        name: the sort.
        span: where it begins: one line.
        structured: what it says; None where it cannot be read.
        mistake: why it cannot be read, or empty; `place` is where.
        hole: its first placeholder (`[SERVICE_NAME]`), which only somebody who copies it will fill.
    """

    name: str
    span: Span
    structured: Structured | None = None
    mistake: str = ""
    place: Span = Span(1, 1, 1, 1)
    hole: Span | None = None


class Suppression(NamedTuple):
    """One comment or front-matter entry that silences rules.

    Attributes:
        action: what it covers.
        codes: codes, prefixes or names as written; empty means every rule.
        span: the comment.
    """

    action: Action
    codes: tuple[str, ...]
    span: Span


class Defect(NamedTuple):
    """Something wrong with the file itself, found while reading it.

    Attributes:
        kind: of the closed vocabulary.
        message: what is wrong, one sentence, safe to print after escaping.
        span: where.
        text: the offending text as written, where the file can be read.
    """

    kind: DefectKind
    message: str
    span: Span
    text: str = ""


class Structured(NamedTuple):
    """A parsed front matter or JSON file: the values, and where each stands.

    Attributes:
        data: plain values (dict, list, str, int, float, bool, None); dates stay strings.
        values: JSON pointer -> span of the value.
        keys: JSON pointer -> span of the key that introduces it.
    """

    data: Any
    values: Mapping[str, Span]
    keys: Mapping[str, Span]

    def at(self, pointer: str) -> Span | None:
        """The span of the value at `pointer`, else of its nearest ancestor that has one."""
        while True:
            found = self.values.get(pointer)
            if found is not None or not pointer:
                return found
            pointer = pointer.rpartition("/")[0]


class Facts(NamedTuple):
    """Everything doclint keeps of one file. Depends on its bytes and the settings alone.

    `references` are all of them, in order of place after those of the front matter.
    """

    lines: int
    headings: tuple[Heading, ...] = ()
    anchors: tuple[Anchor, ...] = ()
    references: tuple[Reference, ...] = ()
    front_matter: Structured | None = None  # with what lines of metadata add to it
    front_matter_span: Span | None = None  # of the block; None where lines alone give metadata
    suppressions: tuple[Suppression, ...] = ()
    defects: tuple[Defect, ...] = ()
    tasks: tuple[Task, ...] = ()
    data: tuple[DataBlock, ...] = ()

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the document declares of itself, as a mapping; empty where there is nothing to read."""
        if self.front_matter is None or not isinstance(self.front_matter.data, dict):
            return {}
        return self.front_matter.data


class DataSort(NamedTuple):
    """How a sort of structured data is recognised in a document.

    Attributes:
        name: the sort.
        blocks: names by which a fenced block calls itself (`automation.yaml`).
        fields: keys by which a block is known that calls itself nothing.
        scripts: keys whose values are lines for a shell.
    """

    name: str
    blocks: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


class ExtractSettings(NamedTuple):
    """What of the configuration the facts depend on; part of a cache key.

    Attributes:
        id_prefixes: the letters before the digits of an ID that prose may mention (`DOC`).
        id_forms: the same of IDs that are written in any case, with any number of digits (`EIP-`).
        name_patterns: file names that carry an ID: a literal prefix and the regular expression of the rest.
        front_matter_fields: names of the fields whose strings are references.
        id_fields: those of them whose numbers, and whose parts between commas, are references, too.
        anchors: how headings become anchors: one of the dialects.
        metadata_lines: how lines and table rows that give metadata begin (folded) -> the field they give.
        metadata_sections: names (folded) of the sections that hold such lines.
        data: the sorts of structured data to look for.
        mdx: whether the file is MDX.
    """

    id_prefixes: tuple[str, ...] = ()
    id_forms: tuple[str, ...] = ()
    name_patterns: tuple[tuple[str, str], ...] = ()
    front_matter_fields: tuple[str, ...] = ()
    id_fields: tuple[str, ...] = ()
    anchors: str = "github"
    metadata_lines: tuple[tuple[str, str], ...] = ()
    metadata_sections: tuple[str, ...] = ()
    data: tuple[DataSort, ...] = ()
    mdx: bool = False

    def of(self, path: str) -> ExtractSettings:
        """The settings for the file at a path."""
        return self._replace(mdx=True) if path.endswith(".mdx") else self


NOWHERE = Span(1, 1, 1, 1)

__all__ = [
    "NOWHERE",
    "Anchor",
    "DataBlock",
    "DataSort",
    "Defect",
    "ExtractSettings",
    "Facts",
    "Heading",
    "Reference",
    "Span",
    "Structured",
    "Suppression",
    "Task",
]
