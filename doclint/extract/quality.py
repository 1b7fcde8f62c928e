"""Text that was decoded with the wrong encoding, and unfilled placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator

# UTF-8 read as Latin-1 or cp1252: a lead byte (C2/C3 -> Â Ã, E2 -> â) and its continuation bytes, which
# those encodings show as symbols that no language puts after these letters.
_CONTINUATION = "\u0080-\u00bf" + "".join(
    bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
)
MOJIBAKE = re.compile(
    f"\ufffd+|(?:[\u00c2\u00c3][{_CONTINUATION}])+|\u00e2\u20ac[{_CONTINUATION}]|\u00f0\u0178[{_CONTINUATION}]{{2}}"
)
_SIGNS = ("\ufffd", "\u00c2", "\u00c3", "\u00e2\u20ac", "\u00f0\u0178")
# Each begins with a literal, which `re` finds fast; one alternation of all would try every character.
_PLACEHOLDERS = (
    re.compile(r"\{\{\s*[\w .-]+\s*\}\}"),
    re.compile(r"\[[A-ZÁÉÍÓÚÑ][A-ZÁÉÍÓÚÑ0-9]*(?:[_ ][A-ZÁÉÍÓÚÑ0-9]+)+\](?![(\[:])"),
    re.compile(r"TODO(?<!\w....):(?=\s)"),
    re.compile(r"TBD(?<!\w...)(?!\w)"),
    re.compile(r"FIXME(?<!\w.....)(?!\w)"),
)


def mojibake(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches of `text` that were decoded with the wrong encoding: start, end, what they show."""
    if any(sign in text for sign in _SIGNS):
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


def placeholders(text: str) -> list[tuple[int, int, str]]:
    """Template placeholders in `text`, in order: `{{name}}`, `[PROJECT_NAME]`, `TODO: `, `TBD`, `FIXME`."""
    found = [(m.start(), m.end(), m[0]) for pattern in _PLACEHOLDERS for m in pattern.finditer(text)]
    return sorted(found)
