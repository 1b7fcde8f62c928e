"""Between code points and bytes of a UTF-8 text, each in constant time however long the text is.

The numbers at every `STEP` are counted once; a question counts no further than one step.
"""

from __future__ import annotations

STEP = 256
_CONTINUATION = bytes(range(0x80, 0xC0))  # the bytes of a character but its first (RFC 3629, section 3)


def code_points(data: bytes) -> int:
    """How many code points begin in some bytes of a UTF-8 text."""
    return len(data.translate(None, _CONTINUATION))


class ByteOffsets:
    """The byte offset of each code point of a text.

    Args:
        text: without lone surrogates.
    """

    __slots__ = ("_ascii", "_marks", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()
        self._marks: list[int] | None = None

    def __getitem__(self, index: int) -> int:
        """The bytes before a code-point index."""
        if self._ascii:
            return index
        if index <= STEP:
            return len(self._text[:index].encode("utf-8"))
        if self._marks is None:
            total, self._marks = 0, [0]
            for start in range(0, len(self._text), STEP):
                total += len(self._text[start : start + STEP].encode("utf-8"))
                self._marks.append(total)
        mark = index // STEP
        return self._marks[mark] + len(self._text[mark * STEP : index].encode("utf-8"))


class Columns:
    """The code points before each byte of a line.

    Args:
        data: the file.
        start, end: of the line, in bytes.
    """

    __slots__ = ("_data", "_marks", "_start")

    def __init__(self, data: bytes, start: int, end: int) -> None:
        self._data, self._start = data, start
        total, self._marks = 0, [0]
        for at in range(start, end, STEP):
            total += code_points(data[at : min(at + STEP, end)])
            self._marks.append(total)

    def before(self, offset: int) -> int:
        """How many code points of the line stand before a byte offset of the file."""
        mark = min((offset - self._start) // STEP, len(self._marks) - 1)
        return self._marks[mark] + code_points(self._data[self._start + mark * STEP : offset])
