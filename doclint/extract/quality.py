"""Text that went through the wrong decoder, and placeholders nobody filled."""

from __future__ import annotations

import re
from collections.abc import Iterator

# UTF-8 read as Latin-1 or cp1252: a lead byte (C2/C3 -> Â Ã, E2 -> â) and its continuation bytes, which
# those encodings show as symbols that no language puts after these letters.
_CONTINUATION = "\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
MOJIBAKE = re.compile(
    f"\ufffd+|(?:[\u00c2\u00c3][{_CONTINUATION}])+|\u00e2\u20ac[{_CONTINUATION}]|\u00f0\u0178[{_CONTINUATION}]{{2}}"
)
_PLACEHOLDER = re.compile(r"\{\{\s*[\w .-]+\s*\}\}|\[[A-ZÁÉÍÓÚÑ][A-ZÁÉÍÓÚÑ0-9]*(?:[_ ][A-ZÁÉÍÓÚÑ0-9]+)+\](?![(\[:])|\bTODO:\s|\bTBD\b|\bFIXME\b")


def mojibake(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of `text` that were decoded with the wrong encoding: start, end, what they show."""
    for match in MOJIBAKE.finditer(text):
        yield match.start(), match.end(), match[0]


def repaired(text: str) -> str | None:
    """What mojibake was meant to be, where the damage can be undone."""
    for encoding in ("cp1252", "latin-1"):
        try:
            return text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return None


def placeholders(text: str) -> Iterator[tuple[int, int, str]]:
    """Template placeholders in `text`: `{{name}}`, `[PROJECT_NAME]`, `TODO: `, `TBD`."""
    for match in _PLACEHOLDER.finditer(text):
        yield match.start(), match.end(), match[0].strip()
