"""What may be part of a file name that doclint makes."""

from __future__ import annotations

import re

from doclint.errors import DoclintError

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\\ud800-\udfff]")


def as_slug(text: str) -> str:
    """A name as it stands in a path: its blanks as hyphens.

    Raises:
        DoclintError: it cannot be part of a file name.
    """
    name = re.sub(r"[ \t]+", "-", text.strip())
    if not name or name.startswith(".") or _FORBIDDEN.search(name):
        raise DoclintError(f"'{text}' cannot be part of a file name")
    return name


def as_line(text: str, what: str) -> str:
    """A title or heading: one line.

    Raises:
        DoclintError: it is empty, or holds a line break or another control character.
    """
    line = text.strip()
    if not line or re.search(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]", line):
        raise DoclintError(f"{what} must be one line of text")
    return line
