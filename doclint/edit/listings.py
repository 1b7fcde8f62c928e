"""One writer for each format of a manifest: set a field, add an entry, remove one, and touch nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from doclint.formats import writers
from doclint.formats.dates import is_date
from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source
from doclint.formats.target import respell
from doclint.link.listing import MARKDOWN, YAML, Listing
from doclint.model.config import ManifestConfig
from doclint.model.facts import Span
from doclint.model.finding import Edit

_ESCAPED = re.compile(r"([\\|\[\]`*_<>])")


class ListingWriter(Protocol):
    """Turns what is to change in a manifest into edits; None where its text leaves no safe way."""

    def set(self, pointer: str, field: str, value: Any) -> Edit | None:
        """Give a field of an entry, which has one, another value."""

    def add(self, after: str, item: Mapping[str, Any]) -> Edit | None:
        """Put an entry behind another one, in its style."""

    def first(self, item: Mapping[str, Any]) -> Edit | None:
        """Put an entry into a list that has none."""

    def remove(self, numbers: Sequence[int]) -> list[Edit] | None:
        """Take entries (by their place) out."""


def writer_of(path: str, source: Source, listing: Listing, config: ManifestConfig) -> ListingWriter:
    """The writer of a manifest's format."""
    if path.endswith(MARKDOWN):
        return _Table(path, source, listing, config)
    return (_Yaml if path.endswith(YAML) else _Json)(path, source, listing, config)


class _Base:
    def __init__(self, path: str, source: Source, listing: Listing, config: ManifestConfig) -> None:
        self.path, self.source, self.listing, self.config = path, source, listing, config
        self.newline = "\r\n" if b"\r\n" in source.data else "\n"

    def _span(self, pointer: str, field: str = "") -> Span:
        return self.listing.structured.values[f"{pointer}/{escape_pointer(field)}" if field else pointer]

    def _text(self, span: Span) -> str:
        return self.source.slice(*self.source.offsets(span))

    def _before(self, span: Span) -> str:
        """What stands before a span on its first line."""
        start = self.source.line_start(span.line)
        return self.source.slice(start, self.source.offset(span.line, span.column))

    def _lines_out(self, first: int, last: int) -> Edit:
        """Take whole lines (1-based, both included) out."""
        return Edit(self.path, Span(first, 1, last + 1, 1), "")

    def _behind_line(self, line: int, text: str) -> Edit:
        """Put lines behind a line; a file that ends without a line end keeps that form."""
        if line < self.source.lines or self.source.data.endswith((b"\n", b"\r")):
            at, text = Span(line + 1, 1, line + 1, 1), text + self.newline
        else:
            end = len(self._text(Span(line, 1, line, 1 << 30))) + 1
            at, text = Span(line, end, line, end), self.newline + text
        return Edit(self.path, at, text)

    def first(self, item: Mapping[str, Any]) -> Edit | None:
        """A list without entries shows no form to follow, but in JSON."""
        return None


class _Json(_Base):
    def first(self, item: Mapping[str, Any]) -> Edit | None:
        pointer = f"/{escape_pointer(self.config.entries)}"
        span = self.listing.structured.values.get(pointer)
        if span is None or self._text(span)[:1] != "[":
            return None
        lead = re.match(r"[ \t]*", self._before(span))
        pad = lead[0] if lead else ""
        step = pad or "  "
        text = _dumped([dict(item)], pad, step, self.newline)
        return Edit(self.path, span, text)

    def set(self, pointer: str, field: str, value: Any) -> Edit | None:
        span = self._span(pointer, field)
        old = self._text(span)
        if not isinstance(value, str):
            pad = re.match(r"[ \t]*", self._before(span))
            return Edit(
                self.path, span, _dumped(value, pad[0] if pad else "", self._step(pointer), self.newline)
            )
        return Edit(self.path, span, writers.json_string(value, old if old.startswith('"') else ""))

    def _step(self, pointer: str) -> str:
        """The indentation of the keys of an entry beyond its own; empty if it stands on one line."""
        whole = self._span(pointer)
        if whole.line == whole.end_line:
            return ""
        inner = self._text(whole).split("\n")[1]
        own = re.match(r"[ \t]*", self._before(whole))
        lead = re.match(r"[ \t]*", inner)
        return lead[0][len(own[0]) :] if own and lead else "  "

    def add(self, after: str, item: Mapping[str, Any]) -> Edit | None:
        whole = self._span(after)
        before = self._before(whole)
        step = self._step(after)
        at = Span(whole.end_line, whole.end_column, whole.end_line, whole.end_column)
        pad = before if not before.strip() else ""
        text = _dumped(dict(item), pad, step, self.newline)
        return Edit(self.path, at, f",{self.newline}{pad}{text}" if pad or not before else f", {text}")

    def remove(self, numbers: Sequence[int]) -> list[Edit] | None:
        spans = [self._span(pointer) for pointer, _ in self.listing.items]
        edits = []
        for first, last in _runs(numbers):
            if first > 0:
                start, end = spans[first - 1], spans[last]
                cut = Span(start.end_line, start.end_column, end.end_line, end.end_column)
            elif last + 1 < len(spans):
                start, end = spans[first], spans[last + 1]
                cut = Span(start.line, start.column, end.line, end.column)
            else:
                start, end = spans[first], spans[last]
                cut = Span(start.line, start.column, end.end_line, end.end_column)
            edits.append(Edit(self.path, cut, ""))
        return edits


def _dumped(value: Any, pad: str, step: str, newline: str) -> str:
    """A JSON value whose first line stands behind `pad`; on one line where `step` is empty."""
    if not step:
        return json.dumps(value, ensure_ascii=False)
    return json.dumps(value, ensure_ascii=False, indent=step).replace("\n", f"{newline}{pad}")


class _Yaml(_Base):
    def set(self, pointer: str, field: str, value: Any) -> Edit | None:
        span = self._span(pointer, field)
        old = self._text(span)
        if not isinstance(value, str):
            return None
        text = value if is_date(value) and is_date(old) else writers.yaml_scalar(value, old)
        return None if text is None else Edit(self.path, span, text)

    def add(self, after: str, item: Mapping[str, Any]) -> Edit | None:
        span = self._first(after)
        lead = self._before(span)
        dash = re.fullmatch(r"([ \t]*)-([ \t]+)", lead)
        if dash is None:
            return None  # a list in brackets
        if self._is_page(after):
            lines = [self._pair(str(item[self.config.title]), item[self.config.file])]
        else:
            lines = []
            for key, value in item.items():
                if isinstance(value, list):
                    lines += [f"{key}:", *(f"  - {_scalar(str(v))}" for v in value)]
                else:
                    lines.append(self._pair(key, value))
        pad = f"{dash[1]} {dash[2]}"
        text = f"{self.newline}{pad}".join(lines)
        return self._behind_line(self._last_line(after), lead + text)

    def remove(self, numbers: Sequence[int]) -> list[Edit] | None:
        pointers = [pointer for pointer, _ in self.listing.items]
        if len(numbers) == len(pointers):
            return None  # a list without items would be no list
        edits = []
        for number in sorted(numbers):
            first = self._first(pointers[number])
            if re.fullmatch(r"[ \t]*-[ \t]+", self._before(first)) is None:
                return None
            edits.append(self._lines_out(first.line, self._last_line(pointers[number])))
        return edits

    def _is_page(self, pointer: str) -> bool:
        return self.config.entries == "nav"

    def _first(self, pointer: str) -> Span:
        return self.listing.structured.keys.get(pointer) or self._span(pointer)

    def _last_line(self, pointer: str) -> int:
        """The last line of an entry; the span of a block reaches to the next."""
        values = self.listing.structured.values
        ends = [
            span.end_line - (span.end_column == 1)
            for below, span in values.items()
            if (below == pointer and not any(v.startswith(f"{pointer}/") for v in values))
            or below.startswith(f"{pointer}/")
        ]
        leaves = [end for end in ends if end >= self._first(pointer).line]
        last = max(leaves, default=self._first(pointer).line)
        while last > 1 and not self._text(Span(last, 1, last, 1 << 30)).strip():
            last -= 1
        return last

    def _pair(self, key: str, value: Any) -> str:
        return f"{_scalar(key)}: {_scalar(str(value))}"


def _scalar(value: str) -> str:
    if is_date(value):
        return value
    return writers.yaml_scalar(value, "") or writers.json_string(value, "")


class _Table(_Base):
    def set(self, pointer: str, field: str, value: Any) -> Edit | None:
        span = self._span(pointer, field)
        if not isinstance(value, str):
            return None
        if field == self.config.file:
            old = self._text(span)
            text = writers.markdown_destination(respell(old, value, link=True), angled=self._is_angled(span))
            return None if text is None else Edit(self.path, span, text)
        shown = self._text(span)
        link = re.fullmatch(r"\[(?:[^\[\]\\]|\\.)*\](\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]+\])", shown)
        if link is None and ("](" in shown or "][" in shown):
            return None  # a link among other words
        return Edit(self.path, span, f"[{_cell(value)}]{link[1]}" if link else _cell(value))

    def _is_angled(self, span: Span) -> bool:
        start, _ = self.source.offsets(span)
        return self.source.data[start - 1 : start] == b"<"

    def add(self, after: str, item: Mapping[str, Any]) -> Edit | None:
        whole = self._span(after)
        line = self._text(Span(whole.line, 1, whole.line, 1 << 30)).rstrip("\r\n")
        sample = dict(self.listing.items)[after]
        columns = sorted(
            (field for field in sample if field != self.config.file or self._is_column(after, field)),
            key=lambda field: self._span(after, field).column,
        )
        linked = self._linked_column(after, columns)
        cells = []
        for field in columns:
            text = _cell(str(item.get(field, "")))
            if field == linked:
                target = writers.markdown_destination(
                    respell("", item[self.config.file], link=True), angled=False
                )
                if target is None:
                    return None
                text = f"[{text or _cell(item[self.config.id])}]({target})"
            cells.append(text)
        row = " | ".join(cells)
        row = f"| {row}" if line.lstrip().startswith("|") else row
        row = f"{row} |" if line.rstrip().endswith("|") else row
        return self._behind_line(whole.line, row)

    def _is_column(self, pointer: str, field: str) -> bool:
        """Whether the path has a column of its own, rather than being the link of another."""
        sample = dict(self.listing.items)[pointer]
        own = self._span(pointer, field)
        return not any(
            (span := self._span(pointer, other)).column <= own.column < span.end_column
            for other in sample
            if other != field
        )

    def _linked_column(self, pointer: str, columns: Sequence[str]) -> str:
        target = self._span(pointer, self.config.file)
        return next(
            (f for f in columns if (s := self._span(pointer, f)).column <= target.column < s.end_column), ""
        )

    def remove(self, numbers: Sequence[int]) -> list[Edit] | None:
        spans = [self._span(self.listing.items[number][0]) for number in sorted(numbers)]
        return [self._lines_out(span.line, span.line) for span in spans]


def _cell(text: str) -> str:
    """A value as the text of a cell: nothing in it is a mark."""
    return _ESCAPED.sub(r"\\\1", " ".join(text.split()))


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of consecutive numbers: first and last of each."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
