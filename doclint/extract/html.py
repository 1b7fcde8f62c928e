"""The few facts of raw HTML: link targets, ids and names, comments. A scanner, not a parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

# CommonMark 6.6 (raw HTML), over bytes; an attribute is matched once more within its tag.
_TOKEN = re.compile(
    rb"<!--(?P<comment>.*?)(?:-->|\Z)"
    rb"|<(?P<raw>script|style|textarea)\b[^>]*>.*?(?:(?P<closed></(?P=raw)\s*>)|\Z)"
    rb"|<(?P<tag>[A-Za-z][A-Za-z0-9-]*)(?P<attributes>(?:\s+[^\s\"'=<>/`]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>",
    re.S | re.I,
)
_ATTRIBUTE = re.compile(
    rb"(?<=\s)(?P<name>[^\s\"'=<>/`]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s\"'=<>`]+))",
    re.S,
)
_LINKS = {
    *((b"a", b"href"), (b"img", b"src"), (b"source", b"src"), (b"video", b"src"), (b"audio", b"src")),
    *((b"video", b"poster"), (b"link", b"to")),  # Docusaurus' <Link to>
}
_HEADING_TAG = re.compile(rb"</?h[1-6](?![A-Za-z0-9-])", re.I)  # a heading holds no heading
_HEADINGS = frozenset((b"h1", b"h2", b"h3", b"h4", b"h5", b"h6"))
_LINK_LISTS = {(b"img", b"srcset"), (b"source", b"srcset")}
# What a heading contains but does not show.
_HIDDEN = re.compile(rb"<!--.*?(?:-->|\Z)|<[^<>]*>", re.S)
# Several URLs in one attribute, each with a width or a density (HTML, "parse a srcset attribute").
_LISTED = re.compile(rb"[\s,]*([^\s,]\S*?)(?:,+(?=\s)|,*\s*\Z|\s+[^,]*(?:,|\Z))")


# What stands before the sign of an attribute that says something; blanks may be many.
_BEFORE_SIGN = re.compile(rb"(?:id|name|href|src|srcset|poster|to)\s*\Z|\s{20}\Z", re.I)
_FEW = 40  # attributes that are looked at one by one


def _may_say(data: bytes, start: int, end: int) -> bool:
    """Whether HTML can hold a fact at all; most of it cannot, and to search costs less than to read."""
    if data.find(b"<!--", start, end) >= 0 and data.find(b"doclint", start, end) >= 0:
        return True
    if data.find(b"<h", start, end) >= 0 or data.find(b"<H", start, end) >= 0:
        return True
    at, count = data.find(b"=", start, end), 0
    while at >= 0:
        if _BEFORE_SIGN.search(data, max(start, at - 24), at) or count > _FEW:
            return True
        at, count = data.find(b"=", at + 1, end), count + 1
    return False


class HtmlFact(NamedTuple):
    """`kind` is `link`, `anchor`, `comment` or `h1` to `h6`; offsets are bytes into the scanned data."""

    kind: str
    text: str
    start: int
    end: int
    value_start: int
    value_end: int


def scan_html(data: bytes, start: int, end: int) -> Iterator[HtmlFact]:
    """Facts of the raw HTML in `data[start:end]`, in order; in time linear in its length."""
    if not _may_say(data, start, end):
        return
    # No tag ends behind the last `>`: a thousand tags that never close must not each be read to the end.
    last = data.rfind(b">", start, end) + 1
    at = start
    for token in _TOKEN.finditer(data, start, last) if last else ():
        if token["raw"] and not token["closed"]:
            return  # all that follows is text of the element
        if token["comment"] is not None and not token[0].endswith(b"-->"):
            break
        at = token.end()
        if token["comment"] is not None:
            yield _comment(data, token.start(), token.end(), token.end("comment"))
        elif token["tag"]:
            tag = token["tag"].lower()
            close = _HEADING_TAG.search(data, token.end(), end) if tag in _HEADINGS else None
            if close is not None and close[0].lower() == b"</" + tag:
                text = unescape(
                    _HIDDEN.sub(b"", data[token.end() : close.start()]).decode("utf-8", "replace")
                )
                yield HtmlFact(
                    tag.decode("ascii"), text, token.start(), close.start(), token.end(), close.start()
                )
            for attribute in _ATTRIBUTE.finditer(data, token.end("tag"), token.end("attributes")):
                name = attribute["name"].lower()
                group = next(g for g in ("double", "single", "bare") if attribute[g] is not None)
                if (tag, name) in _LINK_LISTS:
                    begin = attribute.start(group)
                    for item in _LISTED.finditer(attribute[group]):
                        if item[1].startswith(b"data:"):
                            continue
                        value = unescape(item[1].decode("utf-8", "replace"))
                        place = (begin + item.start(1), begin + item.end(1))
                        yield HtmlFact("link", value, token.start(), token.end(), *place)
                kind = "link" if (tag, name) in _LINKS else ""
                if name == b"id" or (name == b"name" and tag == b"a"):
                    kind = "anchor"
                if kind:
                    value = unescape(attribute[group].decode("utf-8", "replace"))
                    yield HtmlFact(kind, value, token.start(), token.end(), *attribute.span(group))
    unclosed = data.find(b"<!--", at, end)
    if unclosed >= 0:
        yield _comment(data, unclosed, end, end)


def _comment(data: bytes, start: int, end: int, text_end: int) -> HtmlFact:
    text_start = start + len(b"<!--")
    text = data[text_start:text_end].decode("utf-8", "replace")
    return HtmlFact("comment", text, start, end, text_start, text_end)
