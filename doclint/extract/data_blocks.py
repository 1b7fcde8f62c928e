"""Structured data in fenced blocks and in files, of the sorts that the configuration describes.

A block is of a sort because it says so: its info string or a comment in its first line gives the name, or its
text holds the keys of the sort at its top.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from doclint.extract.commands import Command, commands_of_script
from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source
from doclint.model.facts import DataBlock, DataSort, Reference, Span, Structured

_OPENING = re.compile(rb"[ \t>]*(`{3,}|~{3,})[ \t]*(ya?ml|json)(?![\w+-])([^\n]*)\n", re.I)
_CLOSING = re.compile(rb"\n[ \t>]*(?:`{3,}|~{3,})[ \t]*\r?\n?\Z")
_QUOTE = re.compile(rb"^[ \t]{0,3}>(?:[ \t]{0,3}>)*", re.M)
_ITEM = re.compile(rb"(?:[ \t]*(?:#[^\n]*|---[ \t]*)?\r?\n)*- ")
_COMMENT = re.compile(rb"\s*(?:---[ \t]*\r?\n)?\s*(?:#|//)[ \t]*(\S+)")
# What only the author of a copy knows: a word in capitals between brackets, or the number of an ID.
_HOLE = re.compile(rb"\[[A-Z][A-Z0-9]*[_ ][A-Z0-9_ ]*\]|(?<=[\"'])\[[A-Z][A-Z0-9]+\](?=[\"'])|\b[A-Z]+#{2,}")


class DataFile(NamedTuple):
    """A file of such data: what it says, and the words of commands in it."""

    path: str
    block: DataBlock
    references: tuple[Reference, ...] = ()


def data_blocks(
    source: Source, blocks: Iterable[tuple[int, int]], sorts: tuple[DataSort, ...]
) -> Iterator[tuple[DataBlock, tuple[Command, ...]]]:
    """The data in the fenced blocks of a document, and the commands that it holds.

    Args:
        source: the document.
        blocks: start and end of each fenced block, in bytes.
        sorts: what to look for.
    """
    unquoted: Source | None = None
    whole = source
    for start, end in blocks:
        source = whole
        opening = _OPENING.match(source.data, start, end)
        if opening is None:
            continue
        if b">" in source.data[source.data.rfind(b"\n", 0, start) + 1 : opening.start(1)]:
            # The marks of a quote are no part of the data; bytes keep their offsets.
            if unquoted is None:
                unquoted = Source(_QUOTE.sub(lambda m: b" " * len(m[0]), whole.data))
            source = unquoted
        closing = _CLOSING.search(source.data, max(opening.end() - 1, end - 200), end)
        stop = closing.start() + 1 if closing else end
        if stop <= opening.end():
            continue
        sort = _sort_of(source.data, opening, stop, sorts)
        if sort is not None:
            form = "json" if opening[2].lower() == b"json" else "yaml"
            yield _read(source, opening.end(), stop, form, sort)


def data_file(path: str, data: bytes, sort: DataSort) -> DataFile:
    """The data in the bytes of a file. Never raises: what is wrong is said."""
    at = Span(1, 1, 1, 1)
    try:
        source = Source(data)
    except UnicodeDecodeError as error:
        return DataFile(path, DataBlock(sort.name, at, None, f"not UTF-8 at byte {error.start}", at))
    form = "json" if path.endswith(".json") else "yaml"
    block, commands = _read(source, 0, len(source.data), form, sort)
    return DataFile(path, block, tuple(command.reference(source) for command in commands))


def _sort_of(
    data: bytes, opening: re.Match[bytes], stop: int, sorts: tuple[DataSort, ...]
) -> DataSort | None:
    comment = _COMMENT.match(data, opening.end(), stop)
    named = comment[1].decode("utf-8", "replace") if comment else ""
    words = set(re.split(r"[\s\"'={}]+", opening[3].decode("utf-8", "replace")))
    for sort in sorts:
        if any(name in words or named == name or named.endswith(f"/{name}") for name in sort.blocks):
            return sort
    for sort in sorts:
        # Keys of the top, or of the items of a list at the top.
        at = rb"(?:- |  )" if _ITEM.match(data, opening.end(), stop) else b""
        keys = (re.search(rb"^%b%b[ \t]*:" % (at, re.escape(f.encode())), data[opening.end() : stop], re.M)
                for f in sort.fields)  # fmt: skip
        if sort.fields and all(keys):
            return sort
    return None


def _read(
    source: Source, start: int, end: int, form: str, sort: DataSort
) -> tuple[DataBlock, tuple[Command, ...]]:
    span = source.span(start, start)
    hole = _HOLE.search(source.data, start, end)
    found = None if hole is None else source.span(hole.start(), hole.end())
    structured, mistake, place = _load(source, start, end, form)
    block = DataBlock(sort.name, span, structured, mistake, place or span, found)
    if structured is None or not sort.scripts:
        return block, ()
    return block, tuple(_commands(source, structured, sort))


def _load(source: Source, start: int, end: int, form: str) -> tuple[Structured | None, str, Span | None]:
    # Imported here: few documents hold such data.
    from doclint.formats.json_source import JsonError, load_json
    from doclint.formats.yaml_guard import YamlError, load_yaml

    line = source.position(start)[0]
    try:
        if form == "json":
            return _moved(load_json(Source(source.data[start:end])), line - 1), "", None
        return load_yaml(source.data[start:end].decode("utf-8"), source, start), "", None
    except JsonError as error:
        return None, error.message, _down(error.span, line - 1)
    except YamlError as error:
        at = line + error.line
        return None, error.message, Span(at, error.column + 1, at, error.column + 2)


def _moved(structured: Structured, lines: int) -> Structured:
    """The same at some lines below: a block begins where a line does."""
    values, keys = (
        {pointer: _down(span, lines) for pointer, span in table.items()}
        for table in (structured.values, structured.keys)
    )
    return Structured(structured.data, values, keys)


def _down(span: Span, lines: int) -> Span:
    return Span(span.line + lines, span.column, span.end_line + lines, span.end_column)


def _commands(source: Source, structured: Structured, sort: DataSort) -> Iterator[Command]:
    for pointer in _scripts(structured.data, "", sort.scripts):
        start, end = source.offsets(structured.values[pointer])
        if source.data[start : start + 1] == b'"' and b"\\" in source.data[start:end]:
            script = _unescaped(source.data[start + 1 : end - 1])
            for command in commands_of_script(script, 0, len(script)):
                yield command._replace(start=command.start + start + 1, end=command.end + start + 1)
            continue
        if source.data[start : start + 1] in (b'"', b"'") and end - start > 1:
            start, end = start + 1, end - 1
        yield from commands_of_script(source.data, start, end)


def _unescaped(script: bytes) -> bytes:
    """The lines of a string in double quotes, each byte at its place; one whose escapes are words is blank.

    Line breaks, tabs and quotes have blanks beside them; `\\u0073` would not fit its place.
    """
    lines = re.sub(rb"\\(?:r\\)?n", lambda m: b" " * (len(m[0]) - 1) + b"\n", script).split(b"\n")
    shown = (re.sub(rb'\\([rt"])', lambda m: b' "' if m[1] == b'"' else b"  ", line) for line in lines)
    return b"\n".join(b" " * len(line) if b"\\" in line else line for line in shown)


def _scripts(value: Any, pointer: str, names: tuple[str, ...], inside: bool = False) -> Iterator[str]:
    """The pointers of the strings below keys of some names."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _scripts(item, f"{pointer}/{escape_pointer(key)}", names, key in names)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _scripts(item, f"{pointer}/{i}", names, inside)
    elif inside and isinstance(value, str) and value:
        yield pointer
