"""Work shared with processes of its own, where the system forks cheaply."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO, Generic, TypeVar

R = TypeVar("R")
# Numbers of two bytes in a pipe: it holds 4096 bytes even for a user who has too many pipes.
MOST_PIECES = 2000
_HEAD = struct.Struct("<HQ")  # before a result in a child's answer: the number of its piece, its length


def processes() -> int:
    """How many processes may share a run's work; one where none can be forked."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # macOS: system libraries do not survive it
        return 1
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)


class Team(Generic[R]):
    """Numbered pieces of work, each done by this process or a child: by whoever is free.

    The children begin at once. This process joins them when the results are asked for, and does again what a
    child that was killed left undone.

    Args:
        count: how many pieces there are, at most `MOST_PIECES`.
        work: does a piece; what it changes in memory stays in the process that does it.
        pack: a result as bytes.
        unpack: the number of a piece and those bytes as a result.
        hands: how many processes do the work, this one included.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[int], R],
        pack: Callable[[R], bytes],
        unpack: Callable[[int, bytes], R],
        hands: int,
    ) -> None:
        self._count, self._work, self._pack, self._unpack = count, work, pack, unpack
        self._pipe = -1
        self._children: list[Forked] = []
        if hands > 1 and count > 1:
            # What one process reads from the pipe, no other does.
            self._pipe, end = os.pipe()
            os.write(end, b"".join(number.to_bytes(2, "little") for number in range(count)))
            os.close(end)
            with suppress(OSError):  # no more processes are granted: those there are do the work
                for _ in range(min(hands, count) - 1):
                    self._children.append(Forked(self._answer))

    def __iter__(self) -> Iterator[tuple[int, R]]:
        """The number and result of every piece, in no particular order; once."""
        left = set(range(self._count))
        try:
            for number in self._turns() if self._pipe >= 0 else range(self._count):
                left.discard(number)
                yield number, self._work(number)
        finally:
            if self._pipe >= 0:
                os.close(self._pipe)
        for child in self._children:
            with child.answer() as file:
                while len(head := file.read(_HEAD.size)) == _HEAD.size:
                    number, size = _HEAD.unpack(head)
                    body = file.read(size)
                    if len(body) == size:
                        left.discard(number)
                        yield number, self._unpack(number, body)
        for number in sorted(left):
            yield number, self._work(number)

    def _turns(self) -> Iterator[int]:
        while len(number := os.read(self._pipe, 2)) == 2:
            yield int.from_bytes(number, "little")

    def _answer(self, file: IO[bytes]) -> None:
        for number in self._turns():
            body = self._pack(self._work(number))
            file.write(_HEAD.pack(number, len(body)))
            file.write(body)


class Forked:
    """A child that writes its answer to a nameless file, and ends.

    Args:
        work: writes the answer; what it changes in memory stays the child's.

    Raises:
        OSError: no process, or no file, is granted.
    """

    def __init__(self, work: Callable[[IO[bytes]], None]) -> None:
        import tempfile

        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the reader
        try:
            self._process = os.fork()
        except OSError:
            self._file.close()
            raise
        if self._process:
            return
        code = 1
        try:
            work(self._file)
            self._file.flush()
            code = 0
        finally:
            # No clean-up of the parent's: its buffers, its exit handlers, its output are not ours.
            os._exit(code)

    def answer(self) -> IO[bytes]:
        """What the child wrote, for the caller to close; cut short if it was killed."""
        with suppress(ChildProcessError):  # who started us may reap children itself
            os.waitpid(self._process, 0)
        self._file.seek(0)
        return self._file
