"""The lines that findings point at, read when a format shows them: most formats of CI show none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from doclint.engine.setup import Tree
from doclint.formats.source import line_texts
from doclint.model.finding import Finding
from doclint.tree.read import Unreadable

Place = tuple[str, int]


class Frames(Mapping[Place, str]):
    """(path, line) -> the text of that line; each file is read once, when one of its lines is asked for.

    A line of a file that is not there, or cannot be read, is no key. `dict(frames)` reads them all.

    Args:
        tree: what is read.
        findings: whose lines may be asked for.
    """

    def __init__(self, tree: Tree, findings: Iterable[Finding]) -> None:
        self._tree = tree
        self._wanted: dict[str, set[int]] = {}
        self._texts: dict[str, Mapping[int, str]] = {}
        for finding in findings:
            path, span = finding.diagnostic.path, finding.diagnostic.span
            if path in self._wanted or tree.files.is_file(path):
                self._wanted.setdefault(path, set()).update((span.line, span.end_line))

    @property
    def paths(self) -> Iterable[str]:
        """The files whose lines may be asked for."""
        return self._wanted

    def _of(self, path: str) -> Mapping[int, str]:
        found = self._texts.get(path)
        if found is None:
            try:
                found = line_texts(self._tree.read(path), self._wanted[path])
            except Unreadable:
                found = {}
            self._texts[path] = found
        return found

    def __getitem__(self, place: Place) -> str:  # noqa: D105
        path, line = place
        if path not in self._wanted:
            raise KeyError(place)
        return self._of(path)[line]

    def __iter__(self) -> Iterator[Place]:  # noqa: D105
        return ((path, line) for path in self._wanted for line in self._of(path))

    def __len__(self) -> int:  # noqa: D105
        return sum(len(self._of(path)) for path in self._wanted)
