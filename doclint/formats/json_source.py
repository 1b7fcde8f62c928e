"""JSON with positions: values as `json` gives them, and the span of each by JSON pointer.

The scanner does not recurse, so a file of brackets cannot exhaust the stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source, characters
from doclint.model.facts import Span, Structured

MAX_DEPTH = 200
LARGE = 100_000  # bytes; from here on spans are found when they are asked for
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_SPACE = re.compile(r"[ \t\r\n]*")
_BITS = 16  # of a column in a number that stands for a span
_MOST = (1 << _BITS) - 1
_TOKEN = re.compile(
    rb'[ \t\r\n]*(?:(?P<punctuation>[{}\[\],:])|(?P<string>"(?:[^"\\\x00-\x1f]|\\.)*")'
    rb"|(?P<word>true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?P<end>\Z)|(?P<bad>.))",
    re.S,
)


class JsonError(Exception):
    """Not JSON; `span` says where."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.message, self.span = message, span


def load_json(source: Source) -> Structured:
    """Read one JSON text (RFC 8259).

    Raises:
        JsonError: not JSON, a duplicate key, or nested deeper than 200.
    """
    if len(source.data) >= LARGE:
        located = _located(source)
        if located is not None:
            return located
    return _Scanner(source).run()


def _located(source: Source) -> Structured | None:
    """What the scanner would give, read by the standard library, with spans found when they are asked for.

    None where it is not certain that the scanner would give the same; it then says what is wrong.
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = {characters(key): value for key, value in pairs}
        if len(found) != len(pairs):
            raise ValueError
        return found

    def refuse(_: str) -> Any:
        raise ValueError

    brackets = source.data.translate(None, _NO_BRACKETS)
    for _ in range(MAX_DEPTH):
        if not brackets:
            break
        brackets = brackets.replace(b"[]", b"").replace(b"{}", b"")
    if brackets or b"\\u" in source.data:
        return None  # nested too deeply, or brackets and halves of characters in its strings
    try:
        data = json.loads(source.text, object_pairs_hook=unique, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None
    values = _Locator(source, keys=False)
    return Structured(data, values, _Locator(source, keys=True))


class _Locator(Mapping[str, Span]):
    """Spans by pointer, found by scanning the member of the top value, or the item of a list there, alone."""

    def __init__(self, source: Source, *, keys: bool) -> None:
        self._source, self._keys = source, keys
        self._parts: dict[str, Mapping[str, Span]] = {}
        self._starts: dict[str, list[int]] = {}

    def __getitem__(self, pointer: str) -> Span:
        """The span of a pointer.

        Raises:
            KeyError: there is no such pointer.
        """
        words = pointer.split("/")
        member = "/".join(words[:2])
        if len(words) > 3 or (len(words) == 3 and not self._keys):
            start = self._item(member, words[2])
            if start is not None:
                return self._part("/".join(words[:3]), start)[pointer]
        return self._whole[pointer]

    def _part(self, prefix: str, start: int) -> Mapping[str, Span]:
        if prefix not in self._parts:
            scanner = _Scanner(self._source, start, prefix)
            scanner.run()
            self._parts[prefix] = scanner.keys if self._keys else scanner.values
        return self._parts[prefix]

    def _item(self, member: str, index: str) -> int | None:
        """Where an item of a list that is a member of the top value starts; None if it is none of one."""
        if member not in self._starts:
            self._starts[member] = list(self._items(member))
        starts = self._starts[member]
        return starts[int(index)] if index.isdecimal() and int(index) < len(starts) else None

    def _items(self, member: str) -> Iterator[int]:
        # The top is an object whose members are found one after another, without looking into them.
        text, decode = self._source.text, json.JSONDecoder().raw_decode
        at = _SPACE.match(text, 0).end()  # type: ignore[union-attr]
        if text[at : at + 1] != "{":
            return
        while True:
            key_start = _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]
            if text[key_start : key_start + 1] != '"':
                return
            key, at = decode(text, key_start)
            at = _SPACE.match(text, _SPACE.match(text, at).end() + 1).end()  # type: ignore[union-attr]
            if "/" + escape_pointer(key) == member:
                break
            _, at = decode(text, at)
            at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        if text[at : at + 1] != "[":
            return
        while text[at] in "[,":
            at = _SPACE.match(text, at + 1).end()  # type: ignore[union-attr]
            if text[at] == "]":
                return
            yield self._source.byte_of(at)
            at = _SPACE.match(text, decode(text, at)[1]).end()  # type: ignore[union-attr]

    @cached_property
    def _whole(self) -> Mapping[str, Span]:
        scanner = _Scanner(self._source)
        scanner.run()
        return scanner.keys if self._keys else scanner.values

    def __iter__(self) -> Iterator[str]:
        """The pointers, in order."""
        return iter(self._whole)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._whole)


class _Spans(Mapping[str, Span]):
    """Spans by pointer, most of them as one number: a manifest of many documents has a hundred thousand."""

    def __init__(self) -> None:
        self._spans: dict[str, int | Span] = {}

    def __getitem__(self, pointer: str) -> Span:
        """The span of a pointer.

        Raises:
            KeyError: there is no such pointer.
        """
        span = self._spans[pointer]
        if isinstance(span, tuple):
            return span
        line = span >> 2 * _BITS
        return Span(line, span >> _BITS & _MOST, line, span & _MOST)

    def __setitem__(self, pointer: str, span: Span) -> None:
        line, column, end_line, end_column = span
        small = line == end_line and column <= _MOST and end_column <= _MOST
        self._spans[pointer] = (line << _BITS | column) << _BITS | end_column if small else span

    def __iter__(self) -> Iterator[str]:
        """The pointers, in order."""
        return iter(self._spans)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._spans)


class _Scanner:
    """Reads a whole text, or the one value that starts at a byte, whose pointer is `prefix`."""

    def __init__(self, source: Source, at: int = 0, prefix: str | None = None) -> None:
        self._source, self._at = source, at
        self._part, self._prefix = prefix is not None, prefix or ""
        self.values, self.keys = _Spans(), _Spans()

    def _next(self) -> tuple[str, bytes, int, int]:
        match = _TOKEN.match(self._source.data, self._at)
        assert match is not None
        assert match.lastgroup is not None
        self._at = match.end()
        start, end = match.span(match.lastgroup)
        if match.lastgroup == "bad":
            raise self._error("unexpected text", start, end)
        return match.lastgroup, match[match.lastgroup], start, end

    def _error(self, message: str, start: int, end: int) -> JsonError:
        return JsonError(message, self._source.span(start, max(end, min(start + 1, len(self._source.data)))))

    def run(self) -> Structured:
        # The stack holds (container, pointer, start offset); `expect` is what may come next.
        root: list[Any] = []
        stack: list[tuple[Any, str, int]] = [(root, "", 0)]
        key = below = ""
        expect = "value"
        while True:
            if self._part and root and not expect:
                return Structured(root[0], self.values, self.keys)
            group, text, start, end = self._next()
            container, pointer, _ = stack[-1]
            token = text.decode() if group == "punctuation" else group
            if len(stack) == 1 and root and not expect:
                if token != "end":
                    raise self._error("text after the end of the JSON value", start, end)
                return Structured(root[0], self.values, self.keys)
            if token in ("}", "]") and (expect == "comma" or (expect in ("first-key", "first-value"))):
                if (token == "}") != isinstance(container, dict):
                    raise self._error(f"'{token}' closes what it did not open", start, end)
                opened = stack.pop()[2]
                self.values[pointer] = self._source.span(opened, end)
                expect = "" if len(stack) == 1 else "comma"
            elif token == "," and expect == "comma":
                expect = "key" if isinstance(container, dict) else "value"
            elif token == ":" and expect == "colon":
                expect = "value"
            elif token == "string" and expect in ("key", "first-key"):
                key = self._string(text, start, end)
                below = f"{pointer}/{escape_pointer(key)}"
                if key in container:
                    raise self._error(f"the key '{key}' occurs twice", start, end)
                self.keys[below] = self._source.span(start, end)
                expect = "colon"
            elif token in ("string", "word", "{", "[") and expect in ("value", "first-value"):
                value: Any = (
                    {} if token == "{" else [] if token == "[" else self._scalar(token, text, start, end)
                )
                if isinstance(container, dict):
                    container[key] = value  # and `below` is what it was at the key
                else:
                    container.append(value)
                    below = f"{pointer}/{len(container) - 1}" if len(stack) > 1 else self._prefix
                if token in ("{", "["):
                    if len(stack) > MAX_DEPTH:
                        raise self._error(f"nested deeper than {MAX_DEPTH} levels", start, end)
                    stack.append((value, below, start))
                    expect = "first-key" if token == "{" else "first-value"
                else:
                    self.values[below] = self._source.span(start, end)
                    expect = "" if len(stack) == 1 else "comma"
            else:
                wanted = {"comma": "',' or the end of the list or object", "colon": "':'", "key": "a key"}
                found = (
                    "the end of the file" if token == "end" else f"'{text.decode('utf-8', 'replace')[:20]}'"
                )
                raise self._error(
                    f"expected {wanted.get(expect.removeprefix('first-'), 'a value')}, found {found}",
                    start,
                    end,
                )

    def _string(self, text: bytes, start: int, end: int) -> str:
        if b"\\" not in text:
            return text[1:-1].decode("utf-8")
        try:
            value = json.loads(text)
        except ValueError:
            raise self._error("a string with an invalid escape", start, end) from None
        assert isinstance(value, str)
        return characters(value)

    def _scalar(self, token: str, text: bytes, start: int, end: int) -> Any:
        if token == "string":
            return self._string(text, start, end)
        try:
            return json.loads(text)
        except ValueError:
            raise self._error("a number that is too long", start, end) from None
