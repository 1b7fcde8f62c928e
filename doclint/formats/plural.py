"""Numbers of things, for people."""

from __future__ import annotations


def many(count: int, noun: str, plural: str = "") -> str:
    """`1 node`, `1,200 nodes`; `plural` where that is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
