"""Every example of the CommonMark and GFM specifications: its links, images and headings are what doclint finds.

The specifications come with the source distribution of `marko`, which `.ci/run` downloads; `DOCLINT_SPEC` names
the folder that holds `commonmark.txt` and `gfm.txt`.
"""

from __future__ import annotations

import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

import pytest

from doclint.model.facts import Facts
from tests.extract_helpers import facts_of

FOLDER = os.environ.get("DOCLINT_SPEC")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason="DOCLINT_SPEC names no folder with commonmark.txt and gfm.txt; .ci/run downloads them"
)
EXAMPLE = re.compile(r"^`{32} example[^\n]*\n(.*?)^\.\n(.*?)^`{32}$|^#{1,6} *([^\n]*)$", re.M | re.S)
# Bare URLs are no references to doclint: they lead out of the tree, and it opens no connection.
BARE = "Autolinks (extension)"


class Found(NamedTuple):
    links: list[str]
    headings: list[str]


class Reader(HTMLParser):
    """The links, images and headings of the HTML that the specification gives."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.headings: list[str] = []
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        target = values.get("href") if tag == "a" else values.get("src") if tag == "img" else None
        if target is not None:
            self.links.append(target)
        if re.fullmatch("h[1-6]", tag):
            self._text = []

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch("h[1-6]", tag) and self._text is not None:
            self.headings.append("".join(self._text))
            self._text = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)


def examples(name: str) -> list[tuple[str, str, str]]:
    text = Path(FOLDER or "", f"{name}.txt").read_text("utf-8")
    text = text.partition("<!-- END TESTS -->")[0]
    section, found = "", []
    for match in EXAMPLE.finditer(text):
        if match[3] is not None:
            section = match[3]
        else:
            found.append((section, match[1].replace("→", "\t"), match[2].replace("→", "\t")))
    return found


def expected(html: str) -> Found:
    reader = Reader()
    reader.feed(html)
    links = [unquote(link) for link in reader.links if not link.startswith("mailto:")]
    return Found(sorted(links), [" ".join(h.split()) for h in reader.headings])


def found(facts: Facts) -> Found:
    shown = ("inline", "image", "autolink", "use", "html", "math")
    links = [r.target for r in facts.references if r.via == "link" and r.syntax in shown]
    links = [unquote(link) for link in links if not link.startswith("mailto:")]
    return Found(sorted(links), [" ".join(h.text.split()) for h in facts.headings])


@pytest.mark.parametrize("name", ["commonmark", "gfm"])
def test_links_images_and_headings(name: str) -> None:
    cases = examples(name)
    assert len(cases) > 600
    wrong = []
    for section, markdown, html in cases:
        if section == BARE:
            continue
        want, got = expected(html), found(facts_of(markdown))
        if want != got:
            wrong.append(f"{section}: {markdown!r}\n  specified {want}\n  found     {got}")
    assert not wrong, f"{len(wrong)} of {len(cases)} examples\n" + "\n".join(wrong)
