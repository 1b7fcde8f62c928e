"""Edges by document, both ways: what trace rules ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from doclint.link.model import Edge
from doclint.link.project import Project

DECLARED = frozenset({"manifest", "dependency"})  # vias that only the manifest spells


class Links:
    """The edges between files of a project, resolved when they are asked for.

    Most rules are about few documents: ten thousand others need not be resolved once more for them.
    A reference that is broken but whose meaning is known (a stale name, a moved path) ties its documents
    all the same: its own finding says what is wrong with it.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._out: dict[tuple[str, frozenset[str]], list[Edge]] = {}
        self._first: dict[tuple[str, frozenset[str]], dict[str, Edge]] = {}

    @cached_property
    def _manifest(self) -> Mapping[str, list[Edge]]:
        found: dict[str, list[Edge]] = defaultdict(list)
        manifest = self._project.manifest
        for edge in manifest.edges if manifest else ():
            found[edge.source].append(edge)
        return found

    def _ties(self, edge: Edge) -> bool:
        # An anchor within the file ties nothing; a declared dependency on oneself is a loop.
        target = edge.intended_target
        return target in self._project.files.files and (
            target != edge.source or edge.reference.via == "dependency"
        )

    def out(self, path: str, vias: Iterable[str] = ()) -> list[Edge]:
        """The links from a document, the manifest's last; only those of some vias if any are given."""
        wanted = frozenset(vias)
        key = (path, wanted)
        if key not in self._out:
            declared = bool(wanted) and wanted <= DECLARED
            edges = [] if declared else list(self._project.edges_of(path, wanted))
            edges += [e for e in self._manifest.get(path, ()) if not wanted or e.reference.via in wanted]
            self._out[key] = [edge for edge in edges if self._ties(edge)]
        return self._out[key]

    def first(self, path: str, vias: Iterable[str] = ()) -> Mapping[str, Edge]:
        """What a document links to -> the first such link."""
        key = (path, frozenset(vias))
        if key not in self._first:
            table = self._first[key] = {}
            for edge in self.out(*key):
                table.setdefault(edge.intended_target, edge)
        return self._first[key]

    @cached_property
    def into(self) -> Mapping[str, list[Edge]]:
        """The links to each file; this resolves the whole project."""
        found: dict[str, list[Edge]] = defaultdict(list)
        for edge in self._project.edges():
            if self._ties(edge):
                found[edge.intended_target].append(edge)
        return found

    def reached(
        self, start: str, *, vias: Iterable[str] = (), depth: int = 1, back: bool = False
    ) -> Iterator[tuple[str, Edge]]:
        """(document, last edge) of everything within `depth` links of a document, nearest first.

        Args:
            start: where to begin; not part of the result.
            vias: the vias that count; all if empty.
            depth: how many links away.
            back: follow links from their target to their source.
        """
        wanted = frozenset(vias)
        seen, front = {start}, [start]
        for _ in range(depth):
            following: list[str] = []
            for path in front:
                for edge in self.into.get(path, ()) if back else self.out(path, wanted):
                    other = edge.source if back else edge.intended_target
                    if other not in seen and (not wanted or edge.reference.via in wanted):
                        seen.add(other)
                        following.append(other)
                        yield other, edge
            front = following
            if not front:
                return
