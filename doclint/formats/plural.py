"""Numbers of things, for people."""

from __future__ import annotations


def many(count: int, noun: str) -> str:
    """`1 node`, `1,200 nodes`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
