"""CommonMark and GFM to headings, anchors and references, with exact positions.

The grammar is pulldown-cmark's (through pyromark): it reports a byte range for every construct and
calls back for references without a definition. This module turns its events into facts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

import pyromark

from doclint.dialects.slug import Slugger
from doclint.extract.anchors import named_anchors
from doclint.extract.commands import Command, command_of_span, commands_of_blocks
from doclint.extract.data_blocks import data_blocks
from doclint.extract.math import MATH_LENGTH, math_ranges
from doclint.extract.metadata_lines import read_metadata_lines
from doclint.extract.plain_text import (
    TextReference,
    in_code,
    in_prose,
    label_before,
    may_contain_reference,
    reversed_links,
    sources_of_blocks,
)
from doclint.extract.quality import mojibake, placeholders
from doclint.extract.samples import sample_references
from doclint.extract.structure import broken_fences, glued_headings, is_swallowed_item
from doclint.extract.suppressions import parse_comment
from doclint.formats.source import Source
from doclint.model.facts import (
    Anchor,
    Defect,
    ExtractSettings,
    Facts,
    Heading,
    Reference,
    Span,
    Suppression,
    Task,
)
from doclint.model.vocabulary import Syntax

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_TASKLISTS
)
# After the link text: `](`, white space, then a destination in angle brackets or up to white space.
_DESTINATION = re.compile(rb"\]\([\s>]*(<(?:[^<>\\\r\n]|\\.)*>|[^\s<]\S*)")
_DEFINITION = re.compile(rb"\[(?:[^\[\]\\]|\\.)*\]:[\s>]*(<(?:[^<>\\\r\n]|\\.)*>|[^\s<]\S*)", re.S)
_EXPLICIT_ID = re.compile(r"\{:?\s*#([^\s}]+)[^}]*\}\s*")
_UNDEFINED = ("Reference", "Collapsed")
# pulldown-cmark does not close a fence that a tab follows; CommonMark 4.5 allows it.
_FENCE_TAB = re.compile(r"(?<=[`~]{3})[ ]*\t[ \t]*$", re.M)


_LINKS = ("Link", "Image")
_EMPHASIS = {"Emphasis": 1, "Strong": 2}  # CommonMark 6.2: how many marks stand on either side
LABEL_BYTES = 400
TASK_LENGTH = 200  # of the text that is kept of an item


class _OpenLink:
    """A link or image whose end has not come yet; `text_end` is where its text ends so far, in bytes."""

    __slots__ = ("link_type", "name", "target", "text", "text_end")

    def __init__(self, name: str, link_type: str, target: str) -> None:
        self.name, self.link_type, self.target = name, link_type, target
        self.text: list[str] = []
        self.text_end = 0


class _Collector:
    """The facts of one document while its events go by."""

    def __init__(self, source: Source, settings: ExtractSettings, base: int) -> None:
        self.source, self.settings, self.base = source, settings, base
        self.headings: list[Heading] = []
        self.anchors: list[Anchor] = []
        self.references: list[Reference] = []
        self.suppressions: list[Suppression] = []
        self.opaque: list[tuple[int, int]] = []  # byte ranges that are no prose
        self.blocks: list[tuple[int, int]] = []  # those of them that are fenced code blocks
        self.boxes: list[tuple[bool, int, int]] = []  # of checklists: ticked, and where
        self.swallowed: list[Span] = []  # list items that are read as definitions
        self._slugger = Slugger(settings.anchors)
        self._heading: list[str] | None = None
        self._links: list[_OpenLink] = []
        self._images = 0  # that are open: their text is shown by nobody who sees the image
        self._math: list[tuple[int, int]] | None = None  # looked for where a link may be in it

    def run(self, text: str) -> None:
        """Feed all events of `text`, which starts at byte `base` of the source."""
        broken: list[Any] = []
        base = self.base
        links, opaque, spells = self._links, self.opaque, may_contain_reference(self.settings)
        events: Iterator[tuple[Any, Any]] = pyromark.events_with_range(
            _FENCE_TAB.sub(lambda m: " " * len(m[0]), text) if "\t" in text else text,
            options=_OPTIONS,
            merge_text=True,
            broken_link_callback=broken.append,
        )
        # The loop of the whole program: most events are text and paragraphs, and must cost next to nothing.
        for event, place in events:
            if event.__class__ is str:
                if self._heading is not None and event != "Rule" and not self._images:
                    self._heading.append("\n")
                for link in links:
                    link.text.append(" ")
            elif "Text" in event:
                if links or self._heading is not None:
                    self._text(event["Text"])
            elif "Start" in event:
                value = event["Start"]
                if value.__class__ is not str:
                    self._start(value, place["start"] + base, place["end"] + base)
                elif value in _EMPHASIS:
                    # `**DOC009**`: the marks are no part of what prose spells.
                    self._marks(_EMPHASIS[value], place["start"] + base, place["end"] + base)
                elif value == "HtmlBlock":
                    self.html(place["start"] + base, place["end"] + base)
                continue  # the range of a start event is that of the whole construct
            elif "End" in event:
                value = event["End"]
                if value.__class__ is not str:
                    if "Heading" in value:
                        level = int(value["Heading"][1:])
                        self._close_heading(level, place["start"] + base, place["end"] + base)
                elif value in _LINKS:
                    self._close_link(place["start"] + base, place["end"] + base)
            elif "Code" in event:
                value, start, end = event["Code"], place["start"] + base, place["end"] + base
                opaque.append((start, end))
                if links or self._heading is not None:
                    self._text(value)
                if not links and spells(value):
                    self._code(start, end)
            elif "TaskListMarker" in event:
                self.boxes.append((event["TaskListMarker"], place["start"] + base, place["end"] + base))
            elif "InlineHtml" in event:
                self.html(place["start"] + base, place["end"] + base)
            if links:
                links[-1].text_end = place["end"] + base
        if "]:" in text:
            self._definitions(text)
        for link in broken:
            if link["link_type"] in _UNDEFINED:
                end = link["span"]["end"] + base
                if link["link_type"] == "Collapsed":
                    end = self._with_brackets(end)
                self._undefined(link["reference"], link["span"]["start"] + base, end)

    def _marks(self, length: int, start: int, end: int) -> None:
        self.opaque += ((start, start + length), (end - length, end))

    def _text(self, value: str) -> None:
        if self._heading is not None and not self._images:
            self._heading.append(value)
        for link in self._links:
            link.text.append(value)

    def _code(self, start: int, end: int) -> None:
        raw = self.source.data[start:end]
        ticks = len(raw) - len(raw.lstrip(b"`"))
        inner = raw[ticks:-ticks].decode("utf-8", "replace")
        at = start + ticks
        named = set()
        for command in command_of_span(inner):
            named.add(command.start)
            first, last = (len(inner[:n].encode("utf-8")) for n in (command.start, command.end))
            self.add_command(command._replace(start=at + first, end=at + last))
        for spelled in in_code(inner, self.settings):
            if spelled.start in named:
                continue
            self.add_spelled(
                spelled,
                at + len(inner[: spelled.start].encode("utf-8")),
                at + len(inner[: spelled.end].encode("utf-8")),
            )

    def add_spelled(self, spelled: TextReference, start: int, end: int) -> None:
        """Record a path or ID at bytes `start`..`end`, with the label before it on its line."""
        span = self.source.span(start, end)
        label = ""
        if spelled.via == "path" and spelled.syntax != "command":
            # A label is short: on a line of ten megabytes each path must not copy all that stands before it.
            first = self.source.line_start(span.line)
            label = label_before(self.source.slice(first, start)) if start - first <= LABEL_BYTES else ""
        self.references.append(Reference(spelled.via, spelled.syntax, spelled.text, label, span, span))

    def add_command(self, command: Command) -> None:
        """Record a word of a command that may name something of the tree."""
        self.references.append(command.reference(self.source))

    def _start(self, value: Any, start: int, end: int) -> None:
        for name, detail in value.items():
            if name in _LINKS:
                self._links.append(_OpenLink(name, detail["link_type"], detail["dest_url"]))
                self._images += name == "Image"
            elif name == "Heading":
                self._heading = []
            elif name == "CodeBlock":
                self.opaque.append((start, end))
                if detail != "Indented":
                    self.blocks.append((start, end))

    def _close_heading(self, level: int, start: int, end: int) -> None:
        pieces = "".join(self._heading or ())
        self._heading = None
        raw = self.source.data[start:end]
        span = self.source.span(start, start + len(raw.rstrip(b"\r\n")))
        explicit = _explicit_id(pieces) if "{" in pieces else None
        if explicit:
            self.anchors.append(Anchor(explicit[1], span))
        self._add_heading(level, pieces, pieces[: explicit.start()].rstrip() if explicit else pieces, span)

    def _add_heading(self, level: int, shown: str, title: str, span: Span) -> None:
        # GitHub slugs the rendered text with the blanks at its ends, which an image or a comment may leave; a
        # line break is dropped with the punctuation.
        slug = self._slugger.unique(shown)
        self.headings.append(Heading(level, " ".join(title.split()), slug, span))
        if slug[:1] == "-" or slug[-1:] == "-":
            self.anchors.append(Anchor(slug.strip("-"), span))

    def _close_link(self, start: int, end: int) -> None:
        link = self._links.pop()
        name, link_type, target = link.name, link.link_type, link.target
        label = " ".join("".join(link.text).split())
        if not self._links:
            self.opaque.append((start, end))
        self._images -= name == "Image"
        if link_type == "Email" or self._images:
            return  # a link within the text of an image is no link
        if link_type == "Reference" and self._is_escaped(start, end):
            return
        if link_type == "Collapsed":
            end = self._with_brackets(end)
        span = self.source.span(start, end)
        syntax: Syntax = "image" if name == "Image" else "inline"
        if syntax == "inline" and self._in_math(start):
            syntax = "math"
        place = span
        if link_type == "Inline":
            opening = start + (2 if name == "Image" else 1)
            inner_end = link.text_end or opening
            match = _DESTINATION.match(self.source.data, inner_end, end - 1)
            if match is None and target:
                # The text ends in something that is no event of its own: look for the last `](`.
                cut = self.source.data.rfind(b"](", start, end)
                match = _DESTINATION.match(self.source.data, cut, end - 1) if cut >= 0 else None
            if match is not None:
                place = self._inner_span(match.start(1), match.end(1))
        elif link_type == "Autolink":
            syntax = "autolink"
        else:
            syntax = "use"
        self.references.append(Reference("link", syntax, target, label, span, place))

    def _with_brackets(self, end: int) -> int:
        """The end of a collapsed reference: the grammar's range leaves the `[]` out."""
        return end + 2 if self.source.data[end : end + 2] == b"[]" else end

    def _inner_span(self, start: int, end: int) -> Span:
        if self.source.data[start : start + 1] == b"<":
            return self.source.span(start + 1, end - 1)
        return self.source.span(start, end)

    def _definitions(self, text: str) -> None:
        for label, definition in pyromark.reference_definitions(text, options=_OPTIONS).items():
            start = definition["span"]["start"] + self.base
            end = definition["span"]["end"] + self.base
            self.opaque.append((start, end))
            match = _DEFINITION.match(self.source.data, start, end)
            span = self.source.span(start, end)
            if is_swallowed_item(self.source.data, start, definition["dest"]):
                self.swallowed.append(span)
            place = self._inner_span(match.start(1), match.end(1)) if match else span
            self.references.append(Reference("link", "definition", definition["dest"], label, span, place))

    def _undefined(self, label: str, start: int, end: int) -> None:
        before = self.source.slice(max(0, start - 4), start)[-1:]
        # `array[i][j]` in running text is no reference: a reference starts a word.
        if before.isalnum() or before in ("_", ")", "]", "}", ">"):
            return
        if self._in_math(start) or self._is_escaped(start, end):
            return
        span = self.source.span(start, end)
        self.references.append(Reference("link", "undefined", label, "", span, span))

    def _in_math(self, at: int) -> bool:
        data = self.source.data
        if (
            data.rfind(b"$", max(self.base, at - MATH_LENGTH), at) < 0
            or data.find(b"$", at, at + MATH_LENGTH) < 0
        ):
            return False
        if self._math is None:
            self._math = math_ranges(data, self.base)
        before = bisect_right(self._math, (at,)) - 1
        return before >= 0 and self._math[before][0] < at < self._math[before][1]

    def _is_escaped(self, start: int, end: int) -> bool:
        r"""Whether `[text]\[label]` stands there, which pulldown-cmark takes for a reference."""
        raw = self.source.data[start:end]
        return raw[raw.rfind(b"]", 0, -1) :][:3] == b"]\\["

    def html(self, start: int, end: int) -> None:
        """Record what the raw HTML at bytes `start`..`end` says."""
        # Many documents hold none, and its patterns take a while to compile.
        from doclint.extract.html import scan_html

        self.opaque.append((start, end))
        for fact in scan_html(self.source.data, start, end):
            span = self.source.span(fact.start, fact.end)
            place = self.source.span(fact.value_start, fact.value_end)
            if fact.kind == "link":
                self.references.append(Reference("link", "html", fact.text.strip(), "", span, place))
            elif fact.kind == "anchor":
                self.anchors.append(Anchor(fact.text, place))
            elif fact.kind[0] == "h":
                self._add_heading(int(fact.kind[1]), fact.text, fact.text, span)
            else:
                suppression = parse_comment(fact.text, span)
                if suppression:
                    self.suppressions.append(suppression)

    def prose(self) -> Source:
        """The body with everything that is no running text blanked out; bytes keep their offsets."""
        data = bytearray(self.source.data)
        data[: self.base] = b" " * self.base
        for start, end in self.opaque:
            data[start:end] = b" " * (end - start)
        return Source(bytes(data))


def _explicit_id(text: str) -> re.Match[str] | None:
    """The attribute list at the end of a heading: from its last opening brace, with no other brace in it."""
    start = text.rfind("{")
    if text.find("}", start) != len(text.rstrip()) - 1:
        return None
    return _EXPLICIT_ID.fullmatch(text, start)


def read_markdown(source: Source, settings: ExtractSettings, base: int) -> Facts:
    """The facts of the Markdown body that starts at byte `base` of `source`.

    References come sorted by position. Front matter is not looked at, only lines that give metadata.
    """
    collector = _Collector(source, settings, base)
    if settings.mdx:
        body = _without_jsx(collector, source.data, base)
    else:
        body = source.text if base == 0 else source.data[base:].decode("utf-8")
    collector.run(body)
    prose = collector.prose()
    defects = _scan_prose(collector, prose, settings)
    collector.references += sample_references(source, collector.blocks, settings)
    for command in commands_of_blocks(source.data, collector.blocks):
        collector.add_command(command)
    data = []
    for block, commands in data_blocks(source, collector.blocks, settings.data) if settings.data else ():
        data.append(block)
        for command in commands:
            collector.add_command(command)
    references = sorted(collector.references, key=lambda r: (r.span.line, r.span.column, r.target_span))
    return Facts(
        lines=source.lines,
        headings=tuple(collector.headings),
        anchors=tuple(collector.anchors),
        references=tuple(references),
        front_matter=read_metadata_lines(source, prose, collector.headings, settings),
        suppressions=tuple(sorted(collector.suppressions, key=lambda s: s.span)),
        defects=tuple(defects),
        tasks=tuple(_tasks(collector)),
        data=tuple(data),
    )


def _tasks(collector: _Collector) -> Iterator[Task]:
    """The items of checklists, each with the text of its first line and the heading above it."""
    source, headings = collector.source, collector.headings
    lines = [heading.span.line for heading in headings]
    for done, start, end in collector.boxes:
        span = source.span(start, end)
        line_end = source.data.find(b"\n", end)
        text = source.slice(end, line_end if line_end >= 0 else len(source.data)).strip()
        above = bisect_right(lines, span.line)
        yield Task(text[:TASK_LENGTH], done, span, headings[above - 1].text if above else "")


def _without_jsx(collector: _Collector, data: bytes, base: int) -> str:
    """The body of an MDX document as Markdown; what its tags and imports refer to is collected."""
    from doclint.extract.mdx import read_jsx

    jsx = read_jsx(data, base)
    for start, end in jsx.tags:
        collector.html(start, end)
    collector.opaque += jsx.others
    for start, end in jsx.comments:
        text = collector.source.slice(start, end).strip("{} \t\r\n")[2:-2]
        suppression = parse_comment(text, collector.source.span(start, end))
        if suppression:
            collector.suppressions.append(suppression)
    for start, end in jsx.files:
        span = collector.source.span(start, end)
        target = collector.source.slice(start, end)
        collector.references.append(Reference("link", "html", target, "", span, span))
    return jsx.text[base:].decode("utf-8")


_SWALLOWED = "Markdown takes this list item for the definition of a link, and does not show it"


def _scan_prose(collector: _Collector, prose: Source, settings: ExtractSettings) -> list[Defect]:
    """TextReference references, mojibake and placeholders of the running text."""
    source = collector.source
    defects: list[Defect] = []
    known = {anchor.name for anchor in collector.anchors}
    for name, start, end in named_anchors(prose.text):
        if name not in known:
            place = source.span(prose.byte_of(start), prose.byte_of(end))
            collector.anchors.append(Anchor(name, place))
    for spelled in (*reversed_links(prose.text), *sources_of_blocks(prose.text)):
        span = source.span(prose.byte_of(spelled.start), prose.byte_of(spelled.end))
        collector.references.append(Reference(spelled.via, spelled.syntax, spelled.text, "", span, span))
    for spelled in in_prose(prose.text, settings):
        collector.add_spelled(spelled, prose.byte_of(spelled.start), prose.byte_of(spelled.end))
    if not prose.text.isascii():
        for start, end, text in mojibake(prose.text):
            defects.append(
                Defect("mojibake", "", source.span(prose.byte_of(start), prose.byte_of(end)), text)
            )
    for broken in glued_headings(prose.text):
        span = source.span(prose.byte_of(broken.start), prose.byte_of(broken.end))
        defects.append(Defect("structure", broken.message, span, "\n".join(broken.titles)))
    for broken in broken_fences(source.data, collector.blocks):
        span = source.span(broken.start, broken.end)
        defects.append(Defect("structure", broken.message, span, "\n".join(broken.titles)))
    defects += (Defect("structure", _SWALLOWED, span) for span in collector.swallowed)
    unfilled = placeholders(prose.text)
    if unfilled:
        more = f" and {len(unfilled) - 1} more" if len(unfilled) > 1 else ""
        start, end, text = unfilled[0]
        span = source.span(prose.byte_of(start), prose.byte_of(end))
        defects.append(Defect("placeholder", more, span, text))
    return defects
