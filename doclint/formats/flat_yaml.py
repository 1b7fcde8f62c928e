"""The YAML that nearly all front matter is: `key: scalar` lines, and lists of scalars below a key.

Whatever is not plainly of this form is left to the real parser: None is always a right answer. A test
compares both on generated texts and on every document that it can find.
"""

from __future__ import annotations

import re
from typing import Any

from doclint.formats.pointer import escape_pointer
from doclint.model.facts import Span, Structured

# Printable characters of YAML (1.2, section 5.1) that are no line breaks to YAML 1.1, no tabs, no BOM.
_OTHER = re.compile("[^\n -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_LINE = re.compile(r"(?:([A-Za-z_][\w-]*):|( *)-)(?: +(\S.*?))? *", re.A)
# Plain scalars begin with no indicator (7.3.3); those with a number sign may hold a comment.
_PLAIN = re.compile(r"[^\s\-?:,\[\]{}#&*!|>'\"%@`=<~.][^#]*", re.A)
_QUOTED = re.compile(r'"([^"\\]*)"|\'([^\']*)\'')
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?[0-9]+\.[0-9]*")
_EXPONENT = re.compile(r"[-+]?[0-9.]+[eE]")  # YAML 1.1 takes some of these for numbers, and some for text
_TYPED = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL"), None),
}
MOST = 2_000  # lines: far below the bounds of the real parser


class _Other(Exception):
    """The text is not of the simple form."""


def read_flat(text: str, line: int) -> Structured | None:
    """The values of a block, exactly as the real parser gives them; None where the block is not so simple.

    Args:
        text: the block, each line ended by `\\n`.
        line: the line of the file on which it begins, from 1.
    """
    if not text.endswith("\n") or text[0] in " -\n" or _OTHER.search(text):
        return None
    lines = text.split("\n")[:-1]
    if len(lines) > MOST:
        return None
    try:
        return _read(lines, line)
    except _Other:
        return None


def _read(lines: list[str], first: int) -> Structured:
    data: dict[str, Any] = {}
    values: dict[str, Span] = {"": Span(first, 1, first + len(lines), 1)}
    keys: dict[str, Span] = {}
    items: list[Any] | None = None  # of the list that is open
    pointer, indent = "", -1
    waiting = ""  # a key whose value is not known yet
    for number, text in enumerate(lines, first):
        match = _LINE.fullmatch(text)
        if match is None:
            raise _Other
        key, blanks, written = match.group(1, 2, 3)
        if key is None:
            if waiting:
                pointer, items, indent = waiting, [], len(blanks)
                data[key_of(waiting)] = items
                values[pointer] = Span(number, indent + 1, number, indent + 1)
                waiting = ""
            elif items is None or len(blanks) != indent:
                raise _Other
            if not written:
                raise _Other
            at = f"{pointer}/{len(items)}"
            items.append(_scalar(written))
            column = match.start(3) + 1
            values[at] = Span(number, column, number, column + len(written))
            continue
        if items is not None:
            values[pointer] = values[pointer]._replace(end_line=number, end_column=1)
            items = None
        if waiting or key in data:
            raise _Other  # an empty value, or a key that occurs twice
        below = f"/{escape_pointer(key)}"
        keys[below] = Span(number, 1, number, 1 + len(key))
        if written:
            data[key] = _scalar(written)
            column = match.start(3) + 1
            values[below] = Span(number, column, number, column + len(written))
        else:
            data[key], waiting = None, below
            values[below] = values[""]  # takes its place in the order
    if waiting:
        raise _Other
    if items is not None:
        values[pointer] = values[pointer]._replace(end_line=first + len(lines), end_column=1)
    return Structured(data, values, keys)


def key_of(pointer: str) -> str:
    """The key of a pointer of one token; those of this form have nothing to unescape."""
    return pointer[1:]


def _scalar(text: str) -> Any:
    quoted = _QUOTED.fullmatch(text)
    if quoted is not None:
        return quoted[1] if quoted[1] is not None else quoted[2]
    if text != text.strip() or _PLAIN.fullmatch(text) is None or ": " in text or text[-1] == ":":
        raise _Other
    if text in _TYPED:
        return _TYPED[text]
    if text[0] in "+0123456789":
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _EXPONENT.match(text):
            raise _Other
    return text
