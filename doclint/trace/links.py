"""Edges by document, both ways: what trace rules ask."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from doclint.link.model import Edge
from doclint.link.project import Project
from doclint.model.trace import vias_of
from doclint.model.vocabulary import VIAS

DECLARED = frozenset({"manifest", "dependency"})  # vias that only the manifest spells
_JOINT = "\0"


def link_mark(target: str, via: str) -> str:
    """The mark of a document that refers to a file."""
    return f"link {target}{_JOINT}{via}"


def link_marks(project: Project, edges: Iterable[Edge]) -> Iterator[str]:
    """The marks of a document with these edges."""
    for edge in edges:
        if ties(project, edge):
            for via in vias_of(edge.reference):
                yield link_mark(edge.intended_target, via)


def ties(project: Project, edge: Edge) -> bool:
    """Whether an edge ties two files.

    An anchor within the file ties nothing; a declared dependency on oneself is a loop. A reference that is
    broken but whose meaning is known (a stale name, a moved path) ties its documents all the same: its own
    finding says what is wrong with it.
    """
    target = edge.intended_target
    own = target == edge.source and edge.reference.via != "dependency"
    return bool(target) and not own and project.is_file(target)


class Links:
    """The edges between files of a project, resolved when they are asked for.

    Args:
        project: the project.
        known: the edges of documents that are resolved already, by path.
        memo: where the links of a document are kept while one unit of work is done.
    """

    def __init__(
        self,
        project: Project,
        known: Mapping[str, Collection[Edge]] | None = None,
        memo: dict[Any, Any] | None = None,
    ) -> None:
        self._project, self._known = project, known or {}
        self._memo = {} if memo is None else memo

    def out(self, path: str, vias: Iterable[str] = ()) -> list[Edge]:
        """The links from a document, the manifest's last; only those of some vias if any are given."""
        wanted = frozenset(vias)
        kept = self._memo.get(("out", path))
        if kept is not None:
            return [e for e in kept if not wanted or not wanted.isdisjoint(vias_of(e.reference))]
        if path in self._known:  # resolved already: nothing is asked but whether each ties
            edges = [*self._known[path], *self._project.manifest_row(path).edges]
            kept = self._memo["out", path] = [edge for edge in edges if ties(self._project, edge)]
            return [e for e in kept if not wanted or not wanted.isdisjoint(vias_of(e.reference))]
        edges = []
        if not wanted or not wanted <= DECLARED:
            vias = {via.partition("/")[0] for via in wanted}
            edges += self._project.edges_of(path, vias)
        edges += self._project.manifest_row(path).edges
        counted = (e for e in edges if not wanted or not wanted.isdisjoint(vias_of(e.reference)))
        return [edge for edge in counted if ties(self._project, edge)]

    def into(self, path: str, vias: Iterable[str] = ()) -> list[str]:
        """The documents that link to a file, by some vias if any are given, sorted.

        Documents must have been marked with `link_marks`; what the manifest declares counts as well.
        """
        found: set[str] = set()
        for via in tuple(vias) or VIAS:
            if via not in DECLARED:
                found.update(self._project.marked(link_mark(path, via)))
        wanted = frozenset(vias)
        if not wanted or wanted & DECLARED:
            for row in self._project.manifest_rows():
                for edge in row.edges:
                    if edge.intended_target == path and (not wanted or edge.reference.via in wanted):
                        found.add(edge.source)
        return sorted(found - {path})

    def reached(self, start: str, *, vias: Iterable[str] = (), depth: int = 1) -> Iterator[tuple[str, Edge]]:
        """(document, last edge) of everything within `depth` links from a document, nearest first."""
        wanted = frozenset(vias)
        seen, front = {start}, [start]
        for _ in range(depth):
            following: list[str] = []
            for path in front:
                for edge in self.out(path, wanted):
                    if edge.intended_target not in seen:
                        seen.add(edge.intended_target)
                        following.append(edge.intended_target)
                        yield edge.intended_target, edge
            front = following
            if not front:
                return

    def reaching(self, end: str, *, vias: Iterable[str] = (), depth: int = 1) -> Iterator[str]:
        """Everything from which a document is reached within `depth` links, nearest first."""
        seen, front = {end}, [end]
        for _ in range(depth):
            following: list[str] = []
            for path in front:
                for source in self.into(path, vias):
                    if source not in seen:
                        seen.add(source)
                        following.append(source)
                        yield source
            front = following
            if not front:
                return
