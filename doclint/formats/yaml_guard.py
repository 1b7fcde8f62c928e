"""YAML from strangers: bounded before it is composed, values kept as written, positions kept.

libyaml's composer recurses in C: 25 kB of `[` end the process with SIGSEGV, which nothing can catch.
The event stream does not recurse, so it is read first and bounded.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from doclint.formats.offsets import ByteOffsets
from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source, characters
from doclint.model.facts import Span, Structured

MAX_DEPTH = 50
MAX_EVENTS = 10_000
MAX_BYTES = 64_000
MAX_POINTERS = 2_000_000  # code points of all JSON pointers together: long keys, nested, multiply
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LINE_END = re.compile(r"\r\n|\n|\r")
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlError(Exception):
    """YAML that cannot or must not be read; `line` and `column` are 0-based within the block."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


def load_yaml(text: str, source: Source, offset: int) -> Structured:
    """Read one YAML document.

    YAML 1.2 core scalars only: `true`, `null`, numbers; dates, `no`, `12:30` and `010` stay strings.

    Args:
        text: the block.
        source: the file it lies in, for spans.
        offset: byte offset of the block in the file.

    Returns:
        The values with their spans; `data` is None for an empty block.

    Raises:
        YamlError: not YAML, a duplicate key, an alias or merge key, or beyond a bound.
    """
    if len(text) > MAX_BYTES:
        raise YamlError(f"larger than {MAX_BYTES:,} bytes", 0, 0)
    try:
        _bound(text)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = " ".join(str(error.problem or error.context or "not valid YAML").split())
        if "nesting depth" in message:
            # libyaml 0.2.6 looks a thousand brackets ahead for a key, and gives up before our bound is asked.
            message = TOO_DEEP
        raise _error(message, mark, text) from None
    except yaml.YAMLError as error:  # a reader error: a control character
        position = getattr(error, "position", 0)
        line, _ = _place(text, position if isinstance(position, int) else 0)
        raise YamlError("a character YAML does not allow", line, 0) from None
    except (ValueError, OverflowError, TypeError, RecursionError, UnicodeError) as error:
        raise YamlError(f"not valid YAML ({type(error).__name__})", 0, 0) from None
    reader = _Reader(source, offset, text)
    return Structured(reader.value(node, ""), reader.values, reader.keys)


def _error(message: str, mark: Any, text: str) -> YamlError:
    return YamlError(message, *_place(text, mark.index if mark else 0))


def _place(text: str, index: int) -> tuple[int, int]:
    """Line and column of a code point, both from 0. YAML 1.1 counts more line ends than Markdown does."""
    line, start = 0, 0
    for match in _LINE_END.finditer(text, 0, index):
        line, start = line + 1, match.end()
    return line, max(index - start, 0)


def _bound(text: str) -> None:
    depth = 0
    for count, event in enumerate(yaml.parse(text, Loader=_LOADER)):
        mark: Any = event.start_mark
        if count > MAX_EVENTS:
            raise _error(f"more than {MAX_EVENTS:,} YAML events", mark, text)
        if isinstance(event, yaml.AliasEvent):
            raise _error("an alias (*name); write the value out", mark, text)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _error(TOO_DEEP, mark, text)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Reader:
    """Turns nodes into values; positions by pointer."""

    def __init__(self, source: Source, offset: int, text: str) -> None:
        self._source, self._offset, self._text = source, offset, text
        # A C mark's index counts code points of the text given to it, a leading BOM excluded.
        self._bytes = ByteOffsets(text)
        self._pointers = 0
        self.values: dict[str, Span] = {}
        self.keys: dict[str, Span] = {}

    def _span(self, node: yaml.Node) -> Span:
        start, end = node.start_mark.index, node.end_mark.index
        if isinstance(node, yaml.ScalarNode) and not _quoted(node):
            end = start + len(self._text[start:end].rstrip())
        return self._source.span(self._offset + self._bytes[start], self._offset + self._bytes[end])

    def value(self, node: yaml.Node | None, pointer: str) -> Any:
        if node is None:
            return None
        self._pointers += len(pointer)
        if self._pointers > MAX_POINTERS:
            raise _error("keys too long for their depth", node.start_mark, self._text)
        self.values[pointer] = self._span(node)
        if isinstance(node, yaml.MappingNode):
            result: dict[str, Any] = {}
            for key_node, value_node in node.value:
                mark = key_node.start_mark
                if not isinstance(key_node, yaml.ScalarNode):
                    raise _error("a key that is not plain text", mark, self._text)
                key = characters(str(key_node.value))
                if key == "<<" and not _quoted(key_node):
                    raise _error("a merge key (<<); write the keys out", mark, self._text)
                if key in result:
                    raise _error(f"the key '{key}' occurs twice", mark, self._text)
                below = f"{pointer}/{escape_pointer(key)}"
                self.keys[below] = self._span(key_node)
                result[key] = self.value(value_node, below)
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, f"{pointer}/{i}") for i, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return _scalar(node)


def _scalar(node: yaml.ScalarNode) -> Any:
    text = characters(str(node.value))
    if _quoted(node) or (node.tag == "tag:yaml.org,2002:str" and text):
        return text
    if text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if _INT.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


def _quoted(node: yaml.ScalarNode) -> bool:
    """Whether a scalar is quoted or a block; the C parser calls the plain style `''`, the other None."""
    return bool(node.style)
