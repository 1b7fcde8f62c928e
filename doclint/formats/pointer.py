"""JSON pointers."""

from __future__ import annotations


def escape_pointer(key: str) -> str:
    """A key as one token of a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")
