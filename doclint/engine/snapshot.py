"""The tree as a run saw it: which files exist, and the state of each that was read."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from doclint.engine.codec import dumps
from doclint.engine.request import Request
from doclint.tree.fileset import FileSet
from doclint.tree.status import CTIME, INODE, MTIME, SIZE

# A file changed within this time of being looked at may change again under the same time stamp.
RACY_NS = 250_000_000
# Inode, size in bytes, times of the last change of content and of state, in nanoseconds since the epoch.
FileState = tuple[int, int, int, int]
_UNPROVEN = (0, 0, 0, 0)  # as numbers, of a file that has no state: no file has this inode
_MOST = 1 << 64  # of a number


class Snapshot(NamedTuple):
    """The tree as the last run saw it.

    Attributes:
        paths: every file, sorted.
        untracked: those git does not track; None outside git.
        links: symbolic links and what they spell.
        states: of the files that were read and whose status proves that their content is unchanged.
    """

    paths: tuple[str, ...] = ()
    untracked: frozenset[str] | None = None
    links: Mapping[str, str] = {}
    states: Mapping[str, FileState] = {}

    @classmethod
    def of(cls, request: Request, others: Iterable[str]) -> Snapshot:
        """The tree of a request; `others` are files that were read besides documents."""
        return cls.of_files(request.files).with_states(request, {*request.documents, *others})

    @classmethod
    def of_files(cls, files: FileSet) -> Snapshot:
        """Which files exist, without the state of any."""
        return cls(tuple(sorted(files.files)), files.untracked, dict(files.links))

    def with_states(self, request: Request, paths: Iterable[str]) -> Snapshot:
        """The same with the states that some files have now."""
        states = dict(self.states)
        for path in paths:
            state = _state_of(request, path)
            if state is not None:
                states[path] = state
            else:
                states.pop(path, None)
        return self._replace(states=states)

    def unproven(self, request: Request, paths: Iterable[str]) -> list[str]:
        """The files whose content may have changed since then."""
        now, then, links, overlay = request.files.files, self.states, request.files.links, request.overlay
        return [
            path
            for path in paths
            if (status := now.get(path)) is None
            or status[INODE:] != then.get(path)
            or path in links
            or path in overlay
        ]

    def same_files(self, files: FileSet) -> bool:
        """Whether exactly the same files exist, tracked and linked alike."""
        return (
            len(self.paths) == len(files.files)
            and self.links == files.links
            and self.untracked == files.untracked
            and all(path in files.files for path in self.paths)
        )

    # -- as bytes ------------------------------------------------------------------------------------

    def encode_files(self) -> bytes:
        """Which files exist."""
        untracked = None if self.untracked is None else sorted(self.untracked)
        return dumps([self.paths, untracked, self.links]).encode("ascii")

    def encode_states(self) -> bytes:
        """Their states: four numbers for each, in the order of the paths."""
        numbers = array("Q")
        for path in self.paths:
            numbers.extend(self.states.get(path, _UNPROVEN))
        return numbers.tobytes()

    @classmethod
    def decode(cls, files: bytes, states: bytes) -> Snapshot:
        """The snapshot of `encode_files` and `encode_states`.

        Raises:
            ValueError: the bytes are none.
        """
        paths, untracked, links = json.loads(files)
        numbers = array("Q")
        numbers.frombytes(states)
        one = iter(numbers)
        four = zip(paths, zip(one, one, one, one, strict=True), strict=True)
        known = {path: state for path, state in four if state[0]}
        return cls(tuple(paths), None if untracked is None else frozenset(untracked), links, known)


def _state_of(request: Request, path: str) -> FileState | None:
    """The status fields that change whenever the content does; None if the file can change undetected."""
    files = request.files
    status = files.files.get(path)
    if status is None or path in request.overlay or path in files.links:
        return None
    youngest = files.since_ns - RACY_NS
    if status[MTIME] >= youngest or status[CTIME] >= youngest:
        return None
    state = status[INODE], status[SIZE], status[MTIME], status[CTIME]
    return state if all(0 <= number < _MOST for number in state) and state[0] else None
