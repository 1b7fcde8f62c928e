"""Trace rules: which documents must, or must not, be tied to which."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from doclint.model.facts import Reference

LINK_VERBS = ("must-link", "must-not-link", "must-be-linked-by", "reciprocal", "must-index")
DIRECTIONS = ("out", "either")
VERBS = (*LINK_VERBS, "must-have-file", "acyclic", "flow", "unique", "name", "heading", "schema", "sections")


class Selector(NamedTuple):
    """Documents by their properties; every condition given must hold.

    Attributes:
        ids: one of these IDs.
        kinds: one of these kinds.
        paths: one of these globs, relative to the docs base.
        where: field -> a value (equal), a list (one of them), or a table of JSON Schema keywords; `contains`
            with a plain value is true of a list that holds it and of a text that holds it.
        words: one of these begins a word of the document: of its metadata, its headings, or its text.
        excluded: a selector that must not hold.
    """

    ids: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    where: Mapping[str, Any] = MappingProxyType({})
    words: tuple[str, ...] = ()
    excluded: Selector | None = None


def via_of_field(name: str) -> str:
    """What stands for one front-matter field among vias."""
    return f"front-matter/{name}"


def vias_of(reference: Reference) -> tuple[str, ...]:
    """The vias that a reference counts for: its own, and that of its field."""
    if reference.via != "front-matter":
        return (reference.via,)
    name = reference.field.split("/")[1].replace("~1", "/").replace("~0", "~")
    return (reference.via, via_of_field(name))


class TraceRule(NamedTuple):
    """One `[[rule]]` table.

    Attributes:
        id: its name.
        verb: one of `VERBS`.
        sources: the documents it is about (`for`).
        targets: the documents of a link verb.
        value: the argument of the other verbs; of `reciprocal`, the field that must name the source in turn.
        vias: the vias that count, and fields (`via_of_field`); all if empty.
        direction: for `must-link`: `out`, or `either`: being linked counts as well.
        depth: how many links away a target may be.
        min_targets, max_targets: how many targets each source must have, at least and at most.
        share: the percentage of the targets from which on a document that links them is an index of all.
        ordered: whether sections must stand in the order in which they are named.
        help: what to do about a finding.
        source: the file that holds the rule, for messages.
        line: its line there; 0 where unknown.
        optional: whether targets that do not exist are no mistake (a pack's rules).
    """

    id: str
    verb: str
    sources: Selector
    targets: Selector = Selector()
    value: Any = None
    vias: tuple[str, ...] = ()
    direction: str = "out"
    depth: int = 1
    min_targets: int = 1
    max_targets: int | None = None
    share: int = 90
    ordered: bool = False
    help: str = ""
    source: str = ""
    line: int = 0
    optional: bool = False
