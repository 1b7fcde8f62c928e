"""Positions against independent parsers and against the text itself.

The grammar is pulldown-cmark's. markdown-it-py is another implementation of CommonMark, with line maps of
blocks: both must see the same links in the same order on the same lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyromark
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.extract_helpers import facts_of, text_at

ROOT = Path(__file__).parents[2]
OWN_TEXTS = sorted([*ROOT.glob("fixtures/**/*.md"), *ROOT.glob("rules/**/*.md"), *ROOT.glob("*.md")])

PIECES = [
    "[a](b.md)", "![i](c.png 't')", "[r][k]", "[k]", "\n[k]: d.md\n", "<https://e.org/f>", "`code`", "``a ` b``",
    "<a href=\"g.md\">", "<!-- c -->", "*em*", "**st**", "\n", "\n\n", "> ", "- ", "  ", "    ", "1. ", "# H", "\n---\n",
    "\n| x | y |\n|---|---|\n| [t](u.md) | v |\n", "```\n", "text", "ñ", "🎯", "\\", "&amp;", "](", "[", "]", "(", ")", "\t",
    "docs/a.md", "DOC001", "DOC001-Name.md", "<", ">", "|", "\r\n", "\r", "\x0b", "\x85", "\u2028", "~~~", "=", "&", "`",
]  # fmt: skip
markdown = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@settings(max_examples=400, deadline=None)
@given(markdown)
@example("[](\x0b[a](b.md))")  # the grammar skips a vertical tab before a destination
def test_every_span_begins_its_construct(text: str) -> None:
    for reference in facts_of(text).references:
        whole, target = text_at(text, reference.span), text_at(text, reference.target_span)
        if reference.syntax in ("inline", "use", "undefined", "definition"):
            assert whole.startswith(("[", "!["))
        elif reference.syntax == "image":
            assert whole.startswith("![")
        elif reference.syntax in ("html", "autolink"):
            assert whole.startswith("<")
        else:
            assert target == reference.target
        if reference.syntax in ("inline", "definition", "image") and reference.target:
            assert pyromark_unescape(target) == reference.target
    for heading in facts_of(text).headings:
        assert text_at(text, heading.span)


def pyromark_unescape(raw: str) -> str:
    """A written destination as the grammar reads it: escapes and entities resolved."""
    for event in pyromark.events(f"[x](<{raw}>)"):
        if isinstance(event, dict) and isinstance(event.get("Start"), dict) and "Link" in event["Start"]:
            return str(event["Start"]["Link"]["dest_url"])
    return raw


@settings(max_examples=200, deadline=None)
@given(markdown)
def test_line_ends_do_not_matter(text: str) -> None:
    unix = re.sub(r"\r\n?", "\n", text)
    windows = unix.replace("\n", "\r\n")

    def shape(source: str) -> list[tuple[Any, ...]]:
        return [(r.via, r.syntax, r.target, r.span, r.target_span) for r in facts_of(source).references]

    assert shape(unix) == shape(windows)


@settings(max_examples=200, deadline=None)
@given(markdown)
def test_spans_are_the_byte_ranges_of_the_grammar(text: str) -> None:
    """Every link and image event's byte range, cut out of the UTF-8 bytes, is what our span covers."""
    options = (
        pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES | pyromark.Options.ENABLE_TASKLISTS
    )
    options |= pyromark.Options.ENABLE_STRIKETHROUGH
    data = text.encode()
    expected = []
    for event, place in pyromark.events_with_range(text, options=options):
        if isinstance(event, dict) and isinstance(event.get("Start"), dict):
            (name, _), *_ = event["Start"].items()
            if name in ("Link", "Image"):
                written = data[place["start"] : place["end"]].decode()
                detail = event["Start"][name]
                # The grammar's range of a collapsed reference leaves its `[]` out.
                expected.append(written + "[]" if detail["link_type"] == "Collapsed" else written)
    ours = [r for r in facts_of(text).references if r.syntax in ("inline", "image", "use", "autolink")]
    if not text.startswith("---"):
        assert sorted(text_at(text, r.span) for r in ours) == sorted(expected)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_give_facts(data: bytes) -> None:
    facts = facts_of(data)
    assert facts.lines >= 0


def markdown_it_links(text: str) -> list[tuple[str, int, int]]:
    """(target, first line, line after the last) of each link's block, as markdown-it-py sees it."""

    def walk(tokens: list[Any], lines: tuple[int, int]) -> Iterator[tuple[str, int, int]]:
        for token in tokens:
            place = tuple(token.map) if token.map else lines
            if token.type == "link_open" and token.markup != "autolink":
                yield unquote(str(token.attrs["href"])), *place
            elif token.type == "image":
                yield unquote(str(token.attrs["src"])), *place
            yield from walk(token.children or [], place)

    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    return list(walk(parser.parse(text), (0, 0)))


@pytest.mark.parametrize("path", OWN_TEXTS, ids=lambda p: p.name)
def test_other_parsers_see_the_same_links(path: Path) -> None:
    text = path.read_text("utf-8")
    body = re.sub(r"\A---\n.*?\n---\n", lambda m: "\n" * m[0].count("\n"), text, flags=re.S)
    forms = ("inline", "image", "use")
    ours = [
        (r.span.line, r.span.column, unquote(r.target), r)
        for r in facts_of(text).references
        if r.syntax in forms
    ]
    ours.sort(key=lambda item: item[:2])
    theirs = markdown_it_links(body)
    assert [target for _, _, target, _ in ours] == [target for target, _, _ in theirs]
    for (line, _, _, _), (_, first, after) in zip(ours, theirs, strict=True):
        assert first < line <= after


def test_the_oracle_saw_something() -> None:
    assert sum(len(markdown_it_links(p.read_text("utf-8"))) for p in OWN_TEXTS) > 20
