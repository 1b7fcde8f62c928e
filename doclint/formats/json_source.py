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
MAX_POINTERS = 10_000_000  # code points of all pointers together, besides eight for each byte of the file
_BITS = 40  # of an offset in the number that stands for a span
_MOST = (1 << _BITS) - 1
_TOKEN = re.compile(
    rb'[ \t\r\n]*(?:("(?:[^"\\\x00-\x1f]|\\.)*")'
    rb"|([,:])|(true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)|([{\[])|([}\]])|(\Z)|(.))",
    re.S,
)
_STRING, _MARK, _WORD, _OPEN, _CLOSE, _END, _BAD = range(1, 8)  # the groups of a token
# What may come next; the first of a container may also be its end.
_KEY, _FIRST_KEY, _COLON, _VALUE, _FIRST_VALUE, _COMMA, _NOTHING = range(7)
_WANTED = {
    _KEY: "a key",
    _FIRST_KEY: "a key",
    _COLON: "':'",
    _COMMA: "',' or the end of the list or object",
}


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
    """Spans by pointer, made when asked for: a manifest of many documents has a hundred thousand."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.offsets: dict[str, int] = {}

    def __getitem__(self, pointer: str) -> Span:
        """The span of a pointer.

        Raises:
            KeyError: there is no such pointer.
        """
        offsets = self.offsets[pointer]
        return self._source.span(offsets >> _BITS, offsets & _MOST)

    def __iter__(self) -> Iterator[str]:
        """The pointers, in order."""
        return iter(self.offsets)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.offsets)


class _Scanner:
    def __init__(self, source: Source) -> None:
        self._source = source

    def _error(self, message: str, start: int, end: int) -> JsonError:
        return JsonError(message, self._source.span(start, max(end, min(start + 1, len(self._source.data)))))

    def run(self) -> Structured:
        all_values, all_keys = _Spans(self._source), _Spans(self._source)
        values, keys = all_values.offsets, all_keys.offsets
        names: dict[bytes, tuple[str, str]] = {}  # of keys, which repeat: each with its pointer token
        root: list[Any] = []
        container: Any = root
        stack: list[tuple[Any, str, int]] = []  # what is open around it: container, pointer, start offset
        pointer = key = below = ""
        opened = 0
        left = MAX_POINTERS + 8 * len(self._source.data)
        expect = _VALUE
        for match in _TOKEN.finditer(self._source.data):
            kind = match.lastindex
            assert kind is not None
            start, end = match.span(kind)
            if kind == _STRING and expect <= _FIRST_KEY:
                text = match[kind]
                if text not in names:
                    name = self._string(text, start, end)
                    names[text] = name, f"/{escape_pointer(name)}"
                key, token = names[text]
                if key in container:
                    raise self._error(f"the key '{key}' occurs twice", start, end)
                below = pointer + token
                left -= len(below)
                keys[below] = start << _BITS | end
                expect = _COLON
            elif kind <= _OPEN and kind != _MARK and expect in (_VALUE, _FIRST_VALUE):
                value: Any
                if kind == _STRING:
                    value = self._string(match[kind], start, end)
                elif kind == _WORD:
                    value = self._word(match[kind], start, end)
                else:
                    value = {} if match[kind] == b"{" else []
                if container.__class__ is dict:
                    container[key] = value  # and `below` is what it was at the key
                else:
                    below = f"{pointer}/{len(container)}" if stack else ""
                    left -= len(below)
                    container.append(value)
                if left < 0:
                    raise self._error("keys too long for their depth", start, end)
                if kind == _OPEN:
                    if len(stack) >= MAX_DEPTH:
                        raise self._error(f"nested deeper than {MAX_DEPTH} levels", start, end)
                    stack.append((container, pointer, opened))
                    container, pointer, opened = value, below, start
                    expect = _FIRST_KEY if container.__class__ is dict else _FIRST_VALUE
                else:
                    values[below] = start << _BITS | end
                    expect = _COMMA if stack else _NOTHING
            elif kind == _MARK and expect == (_COMMA if match[kind] == b"," else _COLON):
                expect = _VALUE if expect == _COLON or container.__class__ is list else _KEY
            elif kind == _CLOSE and expect in (_COMMA, _FIRST_KEY, _FIRST_VALUE):
                if (match[kind] == b"}") != isinstance(container, dict):
                    raise self._error(f"'{match[kind].decode()}' closes what it did not open", start, end)
                values[pointer] = opened << _BITS | end
                container, pointer, opened = stack.pop()
                expect = _COMMA if stack else _NOTHING
            elif kind == _END and expect == _NOTHING:
                break
            else:
                raise self._unexpected(match, expect)
        return Structured(root[0], all_values, all_keys)

    def _unexpected(self, match: re.Match[bytes], expect: int) -> JsonError:
        kind = match.lastindex
        assert kind is not None
        start, end = match.span(kind)
        if kind == _BAD:
            return self._error("unexpected text", start, end)
        if expect == _NOTHING:
            return self._error("text after the end of the JSON value", start, end)
        text = "the end of the file" if kind == _END else f"'{match[kind].decode('utf-8', 'replace')[:20]}'"
        return self._error(f"expected {_WANTED.get(expect, 'a value')}, found {text}", start, end)

    def _string(self, text: bytes, start: int, end: int) -> str:
        if b"\\" not in text:
            return text[1:-1].decode("utf-8")
        try:
            value = json.loads(text)
        except ValueError:
            raise self._error("a string with an invalid escape", start, end) from None
        assert isinstance(value, str)
        return characters(value)

    def _word(self, text: bytes, start: int, end: int) -> Any:
        try:
            return json.loads(text)
        except ValueError:
            raise self._error("a number that is too long", start, end) from None
