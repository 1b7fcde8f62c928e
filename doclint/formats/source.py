"""A decoded file that turns byte offsets into lines and columns."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import partial
from itertools import accumulate

from doclint.formats.offsets import STEP, ByteOffsets, Columns, code_points
from doclint.model.facts import Span

# CommonMark 2.1 "line ending". Never str.splitlines(): it also splits at \x0b, \x0c, \x85, \u2028.
_LINE_END = re.compile(rb"\r\n|\n|\r")
_HALF = re.compile("[\ud800-\udfff]")
_LINE_END_TEXT = re.compile(r"\r\n|\n|\r")
# The constructor of a named tuple wraps this; spans come by the hundred thousand.
_span = partial(tuple.__new__, Span)
BOM = b"\xef\xbb\xbf"


class Source:
    """A UTF-8 text addressed by byte offset, as the Markdown parser does.

    Args:
        data: the bytes, UTF-8. A leading byte order mark belongs to no column.

    Raises:
        UnicodeDecodeError: `data` is not UTF-8; `start` is the offset in `data`.
    """

    __slots__ = ("_ascii", "_columns", "_line_starts", "_offsets", "_text_starts", "data", "text")

    def __init__(self, data: bytes) -> None:
        cut = len(BOM) if data.startswith(BOM) else 0
        try:
            self.text = data[cut:].decode("utf-8") if cut else data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise UnicodeDecodeError(
                "utf-8", data, error.start + cut, error.end + cut, error.reason
            ) from None
        self.data = data[cut:] if cut else data
        self._ascii = len(self.text) == len(self.data)
        self._line_starts: list[int] | None = None
        self._text_starts: list[int] | None = None
        self._offsets: ByteOffsets | None = None
        self._columns: dict[int, Columns] = {}  # of long lines, by number from 0

    @property
    def _starts(self) -> list[int]:
        """Byte offsets at which lines start; found when first asked for."""
        if self._line_starts is None:
            self._line_starts = _starts_of(self.data)
        return self._line_starts

    @property
    def lines(self) -> int:
        """Number of lines; a final line end opens no further line."""
        last = self._starts[-1]
        return len(self._starts) - (last == len(self.data) and last > 0)

    def position(self, offset: int) -> tuple[int, int]:
        """1-based line and column (code points) of a byte offset."""
        line = bisect_right(self._starts, offset) - 1
        column = offset - self._starts[line] if self._ascii else self._before(line, offset)
        return line + 1, column + 1

    def _before(self, line: int, offset: int) -> int:
        """The code points that stand before a byte offset on its line, which counts from 0."""
        starts = self._starts
        start = starts[line]
        if offset - start <= STEP:
            return code_points(self.data[start:offset])
        if line not in self._columns:
            end = starts[line + 1] if line + 1 < len(starts) else len(self.data)
            self._columns[line] = Columns(self.data, start, end)
        return self._columns[line].before(offset)

    def span(self, start: int, end: int) -> Span:
        """The span of the bytes `start` to `end` (exclusive)."""
        starts = self._line_starts or self._starts
        line = bisect_right(starts, start)
        first = starts[line - 1]
        if line < len(starts) and end >= starts[line]:
            end_line, end_column = self.position(end)
        elif self._ascii:
            return _span((line, start - first + 1, line, end - first + 1))
        else:
            end_line, end_column = line, self._before(line - 1, end) + 1
        column = start - first if self._ascii else self._before(line - 1, start)
        return Span(line, column + 1, end_line, end_column)

    def slice(self, start: int, end: int) -> str:
        """The text of the bytes `start` to `end`."""
        return self.data[start:end].decode("utf-8", "replace")

    def byte_of(self, index: int) -> int:
        """The byte offset of a code-point index into `text`."""
        if self._ascii:
            return index
        if self._offsets is None:
            self._offsets = ByteOffsets(self.text)
        return self._offsets[index]

    def offset(self, line: int, column: int) -> int:
        """The byte offset of a 1-based line and column (code points); within the text."""
        starts = self._starts
        start = starts[min(line, len(starts)) - 1]
        end = starts[line] if line < len(starts) else len(self.data)
        if self._ascii:
            return min(start + column - 1, end)
        if self._text_starts is None:
            self._text_starts = [0, *(m.end() for m in _LINE_END_TEXT.finditer(self.text))]
        index = self._text_starts[min(line, len(starts)) - 1] + column - 1
        return min(self.byte_of(min(index, len(self.text))), end)

    def offsets(self, span: Span) -> tuple[int, int]:
        """The byte offsets of the start and the end of a span."""
        return self.offset(span.line, span.column), self.offset(span.end_line, span.end_column)

    def line_start(self, line: int) -> int:
        """The byte offset at which a 1-based line starts."""
        return self._starts[line - 1]


def characters(text: str) -> str:
    """A text whose escapes were resolved, with U+FFFD for each half of a surrogate pair (RFC 8259 8.2).

    A half is no character: nothing is named so, and nothing could print it.
    """
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def _starts_of(data: bytes) -> list[int]:
    """Byte offsets at which lines start."""
    if b"\r" in data:
        return [0, *(m.end() for m in _LINE_END.finditer(data))]
    lengths = map(len, data.split(b"\n"))
    return [n + i for i, n in enumerate(accumulate(lengths, initial=0))][:-1]


def line_texts(data: bytes, lines: Iterable[int]) -> dict[int, str]:
    """Some lines of a file's bytes by number, without their ends; a line that is not there is empty."""
    data, lines = data.removeprefix(BOM), tuple(lines)
    if b"\r" not in data:
        parts = data.split(b"\n", max(lines, default=0))  # no farther than the last of them
        return {n: parts[n - 1].decode("utf-8", "replace") if n <= len(parts) else "" for n in lines}
    starts = [*_starts_of(data), len(data)]
    found: dict[int, str] = {}
    for line in lines:
        text = data[starts[line - 1] : starts[line]] if line < len(starts) else b""
        found[line] = text.rstrip(b"\r\n").decode("utf-8", "replace")
    return found
