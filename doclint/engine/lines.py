"""Lines of files, read when they are asked for: most formats of CI show none of a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from doclint.formats.source import line_texts
from doclint.tree.read import Reader, Unreadable

Place = tuple[str, int]


class Lines(Mapping[Place, str]):
    """(path, line) -> the text of that line; each file is read once, when one of its lines is asked for.

    A line of a file that cannot be read is no key. `dict(lines)` reads them all.

    Args:
        read: the bytes of a file.
        places: what may be asked for.
    """

    def __init__(self, read: Reader, places: Iterable[Place]) -> None:
        self._read = read
        self._wanted: dict[str, set[int]] = {}
        self._texts: dict[str, Mapping[int, str]] = {}
        for path, line in places:
            self._wanted.setdefault(path, set()).add(line)

    @property
    def paths(self) -> Iterable[str]:
        """The files whose lines may be asked for."""
        return self._wanted

    def _of(self, path: str) -> Mapping[int, str]:
        found = self._texts.get(path)
        if found is None:
            try:
                found = line_texts(self._read(path), self._wanted[path])
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
