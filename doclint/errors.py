"""The one error for a user's mistake; the command line turns it into one line and exit code 2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


class DoclintError(Exception):
    """A mistake in what the user gave doclint: configuration, a rule page, an argument.

    Args:
        message: what is wrong and what was expected, one line.
        path: the file that holds the mistake, as the user would name it, or None.
        line: its 1-based line, or None where there is none to name.
    """

    def __init__(self, message: str, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __reduce__(self) -> tuple[type[DoclintError], tuple[str, str | None, int | None]]:
        """It may be raised in a worker process."""
        return type(self), (self.message, self.path, self.line)

    def __str__(self) -> str:
        """`path:line: message`, as far as they are known."""
        where = (
            "" if self.path is None else f"{self.path}:" if self.line is None else f"{self.path}:{self.line}:"
        )
        return f"{where} {self.message}".strip()


def did_you_mean(
    name: str, known: Iterable[str], *, cutoff: float = 0.6, shown: Mapping[str, str] | None = None
) -> str:
    """A "did you mean ...?" hint for an unknown name; empty where no known name is near.

    Args:
        name: as written.
        known: the names there are.
        cutoff: how near a name must come, from 0 to 1 (difflib's ratio).
        shown: how a name is written where that differs.
    """
    from difflib import get_close_matches  # only needed when reporting a mistake

    near = get_close_matches(name, known, n=1, cutoff=cutoff)
    return f"did you mean '{(shown or {}).get(near[0], near[0])}'?" if near else ""
