"""Who watches a run: what it is doing, and how far it is."""

from __future__ import annotations

from collections.abc import Callable

# Called with what is being done ("reading documents"), how many are done, and how many there are.
Progress = Callable[[str, int, int], None]


def unwatched(doing: str, done: int, total: int) -> None:
    """Tell nobody."""
