"""What a run shows of itself on standard error: a line that counts on a terminal, times for `--verbose`."""

from __future__ import annotations

import sys
import time

_PATIENCE = 1.0  # seconds before a line appears
_EVERY = 0.1  # seconds between two of its changes


class Watch:
    """Times the phases of a run, and shows the current one on a terminal once the run takes a second.

    Args:
        quiet: whether to show nothing.
    """

    def __init__(self, *, quiet: bool = False) -> None:
        self._start = self._since = time.perf_counter()
        self._doing, self._shown, self._next = "setting up", False, self._start + _PATIENCE
        self._terminal = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self.seconds: dict[str, float] = {}

    def __call__(self, doing: str, done: int, total: int) -> None:
        """Take note of what is being done (see `engine.progress`)."""
        now = time.perf_counter()
        if doing != self._doing:
            self._end(now)
            self._doing = doing
        if self._terminal and now >= self._next:
            self._next, self._shown = now + _EVERY, True
            count = f" {done:,} of {total:,}" if total > 1 else ""
            sys.stderr.write(f"\r\x1b[Kdoclint: {doing}{count}")
            sys.stderr.flush()

    def _end(self, now: float) -> None:
        self.seconds[self._doing] = self.seconds.get(self._doing, 0.0) + now - self._since
        self._since = now

    def __enter__(self) -> Watch:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the line away, also before a mistake is told."""
        self.close()

    def close(self) -> None:
        """Take the line away; the times are told."""
        self._end(time.perf_counter())
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
        self._shown = self._terminal = False

    @property
    def line(self) -> str:
        """Where the time went."""
        spent = ", ".join(f"{doing} {seconds:.2f} s" for doing, seconds in self.seconds.items())
        return f"time: {sum(self.seconds.values()):.2f} s ({spent})"
