"""Pipe tables of a Markdown text (GFM 0.29, section 4.10), cell by cell with exact positions.

Only what a manifest needs: which cell says what, and where. Tables in fenced code are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from doclint.formats.source import Source
from doclint.model.facts import Span

_LINE_END = re.compile(r"\r\n|\n|\r")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_CELL = re.compile(r"(?:[^|\\]|\\.)+")
# A link in a cell: its text, and its destination without angle brackets.
_LINK = re.compile(
    r"\[((?:[^\[\]\\]|\\.)*)\]\((?:<([^<>]*)>|([^()\s<>]+(?:\([^()\s]*\)[^()\s]*)*))(?:[ \t]+[^)]*)?\)"
)
_USE = re.compile(r"\[((?:[^\[\]\\]|\\.)+)\]\[[^\[\]]*\]")
_MARKS = re.compile(r"[*_`~]+|\\(?=[!-/:-@\[-`{-~])")


class Cell(NamedTuple):
    """One cell.

    Attributes:
        text: what a reader sees, without marks.
        span: of the content, blanks at its ends left out; empty cells have a place, too.
        target: the destination of the first link in it, as written; empty where there is none.
        target_span: where the destination stands.
    """

    text: str
    span: Span
    target: str = ""
    target_span: Span | None = None


class Table(NamedTuple):
    """A table: the cells of its header, and of each row; rows are as long as the header."""

    header: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]


def markdown_tables(source: Source) -> Iterator[Table]:
    """The tables of a text, in order."""
    lines = _LINE_END.split(source.text)
    fence = ""
    number = 0
    while number < len(lines):
        line = lines[number]
        opening = _FENCE.match(line)
        if fence:
            if opening and opening[1].startswith(fence) and not line[opening.end() :].strip():
                fence = ""
        elif opening:
            fence = opening[1]
        elif "|" in line and number + 1 < len(lines) and _DELIMITER.fullmatch(lines[number + 1]):
            header = _cells(line, number + 1)
            if len(header) == len(_cells(lines[number + 1], number + 2)):
                rows = []
                number += 2
                while number < len(lines) and lines[number].strip() and "|" in lines[number]:
                    rows.append(_padded(_cells(lines[number], number + 1), len(header)))
                    number += 1
                yield Table(tuple(header), tuple(rows))
                continue
        number += 1


def _padded(cells: list[Cell], width: int) -> tuple[Cell, ...]:
    last = cells[-1].span if cells else Span(1, 1, 1, 1)
    at = Span(last.end_line, last.end_column, last.end_line, last.end_column)
    return tuple((cells + [Cell("", at)] * width)[:width])


def _cells(line: str, number: int) -> list[Cell]:
    """The cells of a line (1-based)."""
    start = len(line) - len(line.lstrip())
    end = len(line.rstrip())
    if line[start : start + 1] == "|":
        start += 1
    if end > start and line[end - 1] == "|" and line[end - 2 : end - 1] != "\\":
        end -= 1
    found = []
    at = start
    while at <= end:
        match = _CELL.match(line, at, end)
        stop = match.end() if match else at
        found.append(_cell(line, at, stop, number))
        at = stop + 1
    return found


def _cell(line: str, start: int, end: int, number: int) -> Cell:
    raw = line[start:end]
    inner = raw.strip()
    at = start + (len(raw) - len(raw.lstrip()) if inner else min(1, len(raw)))
    span = Span(number, at + 1, number, at + 1 + len(inner))
    link = _LINK.search(inner)
    plain = _USE.sub(lambda m: m[1], _LINK.sub(lambda m: m[1], inner))
    shown = _MARKS.sub("", plain).strip()
    if link is None:
        return Cell(shown, span)
    group = 2 if link[2] is not None else 3
    place = Span(number, at + 1 + link.start(group), number, at + 1 + link.end(group))
    return Cell(shown, span, link[group], place)
