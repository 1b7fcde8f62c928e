"""Text from documents made harmless for a terminal and for CI logs that parse what is printed."""

from __future__ import annotations

import re
import unicodedata

_COMMAND = re.compile(r"(^\s*)::(?=[a-z-]+)|##(?=\[)|##(?=vso\[)", re.M | re.I)


def printable(text: str) -> str:
    """One line without control, format or lone surrogate characters; they are shown as escapes.

    `::command::` at the start and `##[command]` anywhere are what GitHub and Azure act on in a log: a zero
    effect backslash is put in.
    """
    if not text.isascii() or not text.isprintable():
        text = "".join(c if _harmless(c) else _escape(c) for c in text)
    return _COMMAND.sub(lambda m: (m[1] or "") + ("\\:\\:" if m[1] is not None else "#\\#"), text)


_SPECIAL = str.maketrans({c: "\\" + c for c in r"\`*_[]<>|#&!~$"})


def markdown_text(text: str) -> str:
    """A value as one line of Markdown that is nothing but text."""
    return printable(text).translate(_SPECIAL)


def _harmless(char: str) -> bool:
    category = unicodedata.category(char)
    # Zero-width joiners make emoji; bidirectional controls and escapes make lies.
    return category not in ("Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn") or char in "\u200d\ufe0f"


def _escape(char: str) -> str:
    code = ord(char)
    if char in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[char]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
