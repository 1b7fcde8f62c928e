"""A share of the work in a process of its own, where the system forks cheaply."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO


def processes() -> int:
    """How many processes may share a run's work; one where none can be forked."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # macOS: system libraries do not survive it
        return 1
    return min(os.cpu_count() or 1, 8)


class Forked:
    """A child that writes its answer to a nameless file, and ends.

    Args:
        work: writes the answer; what it changes in memory stays the child's.
    """

    def __init__(self, work: Callable[[IO[bytes]], None]) -> None:
        import tempfile

        self._file = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the reader
        self._process = os.fork()
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
