"""JSON with positions: values as `json` gives them, and the span of each by JSON pointer.

The scanner does not recurse, so a file of brackets cannot exhaust the stack.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source, characters
from doclint.model.facts import Span, Structured

MAX_DEPTH = 200
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
    return _Scanner(source).run()


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
    def __init__(self, source: Source) -> None:
        self._source = source
        self._at = 0
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
                    below = f"{pointer}/{len(container) - 1}" if len(stack) > 1 else ""
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
