"""TOML files with the line of each key: tomllib reads values, this finds where they stand."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from doclint.config.options import Option, validate
from doclint.errors import DoclintError
from doclint.formats.confined import Refused, must_read, read_confined

_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
MAX_BYTES = 2_000_000
MAX_PARTS = 60
# tomllib takes time and memory that grow with the square of the parts of a key.
_DEEP = re.compile(
    rf"""(?<![\w\-"'])(?:(?:[\w-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')[ \t]*\.[ \t]*){{{MAX_PARTS}}}"""
)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def read_toml(path: Path, shown: str, root: Path) -> tuple[dict[str, Any], str]:
    """Read a TOML file.

    Args:
        path: the file.
        shown: how messages name it.
        root: the folder inside which it must lie.

    Returns:
        The table and the text it came from.

    Raises:
        DoclintError: unreadable, not UTF-8, or not TOML; names the line.
    """
    try:
        text = must_read(path, (root,), shown, MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DoclintError(f"not UTF-8 at byte {error.start}", shown) from None
    return parse_toml(text, shown), text


def parse_toml(text: str, shown: str) -> dict[str, Any]:
    """The table that a text is; `shown` is how messages name it.

    Raises:
        DoclintError: it is not TOML; names the line.
    """
    deep = _DEEP.search(text)
    if deep is not None:
        line = text.count("\n", 0, deep.start()) + 1
        raise DoclintError(f"a key of more than {MAX_PARTS} parts", shown, line)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(match[1]) if match else text.count("\n") + 1
        raise DoclintError(f"not valid TOML: {str(error).split(' (at ')[0]}", shown, line) from None
    except RecursionError:
        raise DoclintError("not valid TOML: nested too deeply", shown) from None


def check_table(
    table: Mapping[str, Any],
    options: Mapping[str, Option],
    text: str,
    shown: str,
    prefix: tuple[str, ...] = (),
) -> None:
    """Validate a table read from `text`; `prefix` leads to it (`tool`, `doclint`).

    Raises:
        DoclintError: the first mistake, with the line of its key.
    """
    mistake = validate(table, options)
    if mistake:
        raise DoclintError(mistake.message, shown, line_of(text, (*prefix, *mistake.keys)))


def line_of(text: str, keys: tuple[str | int, ...]) -> int:
    """The 1-based line of the key that `keys` leads to, or of its nearest parent; 1 if none."""
    best, best_depth = 1, 0
    table: tuple[str | int, ...] = ()
    arrays: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.match(line)
        if header:
            names = tuple(p.strip("\"'") for p in _PART.findall(header[2]))
            if header[1] == "[[":
                arrays[names] = arrays.get(names, -1) + 1
                table = (*names, arrays[names])
            else:
                table = names
            found = table
        else:
            key = _KEY.match(line)
            if not key:
                continue
            found = (*table, *(p.strip("\"'") for p in _PART.findall(key[1])))
        depth = len(found)
        if depth > best_depth and keys[:depth] == found:
            best, best_depth = number, depth
    return best


def line_in_file(root: Path, source: str | None, keys: tuple[str | int, ...]) -> int | None:
    """The line of a key in the configuration file `source`; None where there is no such file."""
    if source is None:
        return None
    try:
        text = read_confined(root / source, (root, (root / source).parent), MAX_BYTES).decode("utf-8-sig")
    except (Refused, UnicodeDecodeError):
        return None
    prefix = ("tool", "doclint") if source.endswith("pyproject.toml") else ()
    return line_of(text, (*prefix, *keys))
