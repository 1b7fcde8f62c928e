"""Metadata that people write in the text: `**Last Updated:** 2025-01-15`, a table "Document Control".

Such lines stand before the first section, in sections that hold nothing else, and behind the last thematic
break. Of several that give the same field the first counts; one that a template left unfilled gives none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple

from doclint.extract.quality import placeholders
from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source
from doclint.model.facts import ExtractSettings, Heading, Span, Structured

_LONGEST = 1000
_LINE_END = re.compile(r"\r\n|\n|\r")  # CommonMark 2.1
_BREAK = re.compile(r"^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(\S.*)")
# What names a file in a line: a code span, a link, or else the first word.
_NAMED = re.compile(r"`([^`\n]+)`|\[[^\]\n]*\]\(([^()\s]+)\)")
_WORD = re.compile(r"[^\s,;]+")
# Left as the template has it: `[DATE]`, `YYYY-MM-DD`, `Draft / Review / Approved`.
_UNFILLED = re.compile(r"[\[{<].*[\]}>]|Y{2,4}-M{2}-D{2}|[-—–.…]+|.*\S(?: / |\s?\|\s?)\S.*")
_DECORATION = re.compile(r"^[\W_]+|[\W_]+$")


class _Value(NamedTuple):
    """One value, and the columns (from 0) of its line at which it stands."""

    text: str
    start: int
    end: int


def read_metadata_lines(
    source: Source, prose: Source, headings: Sequence[Heading], settings: ExtractSettings
) -> Structured | None:
    """The fields that lines of a document give; None where there are none.

    Args:
        source: the file.
        prose: the same with code, HTML and front matter blanked out.
        headings: of the document.
        settings: which labels give which fields, and which sections hold them.

    Returns:
        Strings, and lists of strings for fields that hold references; each with its place.
    """
    labels = dict(settings.metadata_lines)
    if not labels:
        return None
    text = prose.text.casefold()
    if not any(label in text for label in labels):
        return None
    return _Reader(source, prose, labels, settings.front_matter_fields).read(
        headings, settings.metadata_sections
    )


class _Reader:
    def __init__(self, source: Source, prose: Source, labels: dict[str, str], lists: Collection[str]) -> None:
        self._source, self._prose = source, prose
        self._texts = _LINE_END.split(source.text)
        self._labels, self._lists = labels, lists
        spelled = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
        # `**Label:** value`, `**Label**: value`, also as an item, and several on one line between `|`.
        self._line = re.compile(
            rf"(?:^[ \t>]*(?:[-*+][ \t]+)?|\|[ \t]*)(?:\*\*|__)(?P<label>{spelled})[ \t]*"
            r"(?::(?:\*\*|__)|(?:\*\*|__)[ \t]*:)[ \t]*(?P<value>(?:(?![ \t]*\|[ \t]*\*\*).)*)",
            re.I,
        )
        self._row = re.compile(
            rf"^[ \t]*\|[ \t]*(?:\*\*|__)?(?P<label>{spelled})[ \t]*:?(?:\*\*|__)?[ \t]*\|[ \t]*"
            r"(?P<value>[^|]*)\|?[ \t]*$",
            re.I,
        )
        self._data: dict[str, Any] = {}
        self._values: dict[str, Span] = {}
        self._keys: dict[str, Span] = {}

    def read(self, headings: Sequence[Heading], sections: Collection[str]) -> Structured | None:
        for start, end in self._regions(headings, sections):
            for number in range(start, end):
                self._read_line(number, end)
        return Structured(self._data, self._values, self._keys) if self._data else None

    def _regions(self, headings: Sequence[Heading], sections: Collection[str]) -> Iterator[tuple[int, int]]:
        """The lines (from 0, the end exclusive) that may hold metadata."""
        lines = len(self._texts)
        starts = [min(heading.span.line - 1, lines) for heading in headings]
        titled = bool(headings) and headings[0].level == 1
        yield 0, starts[titled] if len(starts) > titled else lines
        for number, heading in enumerate(headings):
            if _DECORATION.sub("", heading.text.casefold()) in sections:
                yield starts[number], starts[number + 1] if number + 1 < len(starts) else lines
        for number in range(lines - 1, starts[-1] if starts else 0, -1):
            if _BREAK.match(self._texts[number]) and self._is_prose(number, 0):
                yield number, lines
                return

    def _is_prose(self, number: int, column: int) -> bool:
        """Whether what stands in a line (from 0) at or behind a column (from 0) is no code."""
        text = self._texts[number]
        while column < len(text) and text[column] == " ":
            column += 1
        at = self._source.offset(number + 1, column + 1)
        return self._prose.data[at : at + 1] not in (b" ", b"")

    def _read_line(self, number: int, end: int) -> None:
        text = self._texts[number]
        if len(text) > _LONGEST:
            return
        row = self._row.match(text)
        for match in (row,) if row else self._line.finditer(text):
            field = self._labels[match["label"].casefold()]
            at = match.start("label")
            if field in self._data or not self._is_prose(number, at):
                continue
            key = Span(number + 1, at + 1, number + 1, match.end("label") + 1)
            value = match["value"].rstrip().removesuffix("\\").removesuffix("<br>").rstrip()
            if field in self._lists:
                items = [(number, v) for v in _names(value, match.start("value"))]
                self._put_list(field, key, items or list(self._items(number + 1, end)))
            else:
                self._put(field, key, number, _plain(value, match.start("value")))

    def _items(self, number: int, end: int) -> Iterator[tuple[int, _Value]]:
        """The values of the list below a label."""
        for line in range(number, min(end, len(self._texts))):
            item = _ITEM.match(self._texts[line])
            if item is None:
                if self._texts[line].strip():
                    return
                continue
            for value in _names(item[1], item.start(1))[:1]:
                yield line, value

    def _put(self, field: str, key: Span, number: int, value: _Value | None) -> None:
        if value is None or _UNFILLED.fullmatch(value.text) or placeholders(value.text):
            return
        pointer = "/" + escape_pointer(field)
        self._data[field] = value.text
        self._keys[pointer] = key
        self._values[pointer] = Span(number + 1, value.start + 1, number + 1, value.end + 1)

    def _put_list(self, field: str, key: Span, items: list[tuple[int, _Value]]) -> None:
        filled = [(n, v) for n, v in items if not _UNFILLED.match(v.text)]
        if not filled:
            return
        pointer = "/" + escape_pointer(field)
        self._data[field] = [value.text for _, value in filled]
        self._keys[pointer] = self._values[pointer] = key
        for i, (number, value) in enumerate(filled):
            self._values[f"{pointer}/{i}"] = Span(number + 1, value.start + 1, number + 1, value.end + 1)


def _plain(text: str, at: int) -> _Value | None:
    """A value without the marks around it."""
    inner = text.strip("`*_ \t")
    start = at + text.find(inner)
    return _Value(inner, start, start + len(inner)) if inner else None


def _names(text: str, at: int) -> list[_Value]:
    """The files and IDs that a text names."""
    found = [
        _Value(m[n], at + m.start(n), at + m.end(n)) for m in _NAMED.finditer(text) for n in (1, 2) if m[n]
    ]
    if found:
        return found
    words = [_Value(m[0], at + m.start(), at + m.end()) for m in _WORD.finditer(text)]
    return [word for word in words if "." in word.text or any(c.isdigit() for c in word.text)]


def with_lines(front: Structured | None, lines: Structured | None) -> Structured | None:
    """The metadata of a document: its front matter, and the fields that only its lines give."""
    if front is None or lines is None:
        return front or lines
    if not isinstance(front.data, dict):
        return lines if front.data is None else front
    more = {field for field in lines.data if field not in front.data}
    mine = tuple("/" + escape_pointer(field) for field in more)
    return Structured(
        {**front.data, **{field: lines.data[field] for field in lines.data if field in more}},
        {**front.values, **{p: s for p, s in lines.values.items() if "/".join(p.split("/")[:2]) in mine}},
        {**front.keys, **{p: s for p, s in lines.keys.items() if p in mine}},
    )
