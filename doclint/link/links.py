"""Edges by document, both ways: what trace rules and the graph ask."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from doclint.link.model import Edge
from doclint.link.project import Project


class Links:
    """The edges between files of a project, by source and by target.

    A reference that is broken but whose meaning is known (a stale name, a moved path) ties its documents
    all the same: its own finding says what is wrong with it.
    """

    def __init__(self, project: Project) -> None:
        self.out: dict[str, list[Edge]] = defaultdict(list)
        self.into: dict[str, list[Edge]] = defaultdict(list)
        files = project.files.files
        for edge in project.edges():
            target = edge.meant
            # An anchor within the file ties nothing; a declared dependency on oneself is a loop.
            if target in files and (target != edge.source or edge.reference.via == "dependency"):
                self.out[edge.source].append(edge)
                self.into[target].append(edge)

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
        table = self.into if back else self.out
        seen, front = {start}, [start]
        for _ in range(depth):
            following: list[str] = []
            for path in front:
                for edge in table.get(path, ()):
                    other = edge.source if back else edge.meant
                    if other not in seen and (not wanted or edge.reference.via in wanted):
                        seen.add(other)
                        following.append(other)
                        yield other, edge
            front = following
            if not front:
                return
