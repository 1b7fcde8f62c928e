"""Structure that is broken by accident: fences that swallow what follows, headings and items that are none.

Markdown has no errors (CommonMark 0.31.2, section 1.1): what is written wrongly is read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_FENCE = re.compile(rb"^[ \t>]*(?:[-*+]|\d{1,9}[.)])?[ \t]*(`{3,}|~{3,})[ \t]*([^`\n]*?)[ \t]*\r?$", re.M)
_HEADING = re.compile(rb"^ {0,3}#{1,6}[ \t]+(\S[^\n]*?)[ \t#]*\r?$", re.M)
# `---## Title`, `***# Title`: a thematic break and a heading on one line.
_AFTER_BREAK = re.compile(r"^ {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*#{1,6}[ \t]*(\S[^\n]*?)[ \t#]*$", re.M)
# `## One## Two`: signs in the middle of a heading that begin another.
_AFTER_HEADING = re.compile(
    r"^ {0,3}#{1,6}[ \t][^\n#`]*[^\s#\\&(/]#{2,6}[ \t]+(?![a-z])(\S[^\n]*?)[ \t#]*$", re.M
)
_WITHIN = re.compile(r"[^\n #\t\r]##")  # signs that do not begin a line
_ITEM = re.compile(rb"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?$")


class Broken(NamedTuple):
    """A place of broken structure.

    Attributes:
        start, end: bytes, or code points of the text that was given.
        message: what is wrong.
        titles: the headings that nobody sees because of it.
    """

    start: int
    end: int
    message: str
    titles: tuple[str, ...] = ()


def broken_fences(data: bytes, blocks: Iterable[tuple[int, int]]) -> Iterator[Broken]:
    """Fenced blocks that swallow headings, or that another block's fence ends.

    Args:
        data: the file.
        blocks: start and end of each code block, in bytes.
    """
    for start, end in blocks:
        raw = data[start:end]
        sign = raw[:3]
        if raw.count(sign) == 2 and sign in (b"```", b"~~~") and raw.rstrip().endswith(b"\n" + sign):
            continue  # nearly all: opened, closed, and nothing like a fence between
        opening = _FENCE.match(raw)
        if opening is None:
            continue  # indented code
        fences = [fence for fence in _FENCE.finditer(raw) if fence[1][:1] == opening[1][:1]]
        mark = opening[1].decode("ascii")
        closed = len(fences) > 1 and _closes(fences[-1], opening) and not raw[fences[-1].end() :].strip()
        titles = tuple(m[1].decode("utf-8", "replace") for m in _HEADING.finditer(raw, opening.end()))
        lines = raw.rstrip().count(b"\n")
        if not closed and titles:
            many = f"{len(titles)} heading{'s' if len(titles) > 1 else ''}"
            message = f"this fence ({mark}) never closes: it hides {lines} lines with {many}"
            yield Broken(start, start + opening.end(), message, titles)
            continue
        inner = [fence for fence in fences[1:] if len(fence[1]) >= len(opening[1]) and fence[2]]
        if closed and inner and _is_info(inner[0][2]):
            line = raw.count(b"\n", 0, inner[0].start())
            message = (
                f"this fence ({mark}) is closed by that of the block that opens {line} "
                f"line{'s' if line > 1 else ''} below"
            )
            yield Broken(start, start + opening.end(), message)


def _closes(fence: re.Match[bytes], opening: re.Match[bytes]) -> bool:
    return not fence[2] and len(fence[1]) >= len(opening[1])


def _is_info(text: bytes) -> bool:
    """Whether a text behind a fence is the name of a language rather than a sentence."""
    return re.fullmatch(rb"[\w+#.{}=-]{1,20}", text) is not None


def glued_headings(text: str) -> Iterator[Broken]:
    """Headings that stand behind a thematic break or another heading on one line.

    Args:
        text: prose; what is none (code, HTML) blanked out.
    """
    if "--#" in text or "**#" in text or "__#" in text or "-- #" in text:
        for match in _AFTER_BREAK.finditer(text):
            yield Broken(match.start(), match.end(), _glued(match, "a thematic break"), (match[1],))
    at, done = text.find("##") if _WITHIN.search(text) else -1, 0
    while at >= 0:
        if at >= done and text[at - 1 : at] not in ("", "\n", " ", "#", "\t", "\r"):
            line = text.rfind("\n", 0, at) + 1
            done = text.find("\n", at) + 1 or len(text)
            glued = _AFTER_HEADING.match(text, line)
            if glued is not None:
                yield Broken(glued.start(), glued.end(), _glued(glued, "another heading"), (glued[1],))
        at = text.find("##", at + 2)


def _glued(match: re.Match[str], what: str) -> str:
    shown = match[0].strip()
    shown = shown if len(shown) <= 40 else shown[:39] + "…"
    return f"'{shown}' is no heading: it stands on one line with {what}"


def is_swallowed_item(data: bytes, start: int, target: str) -> bool:
    """Whether a definition is the text of a list item, which Markdown then does not show.

    Args:
        data: the file.
        start: where the definition begins, in bytes.
        target: what it leads to.
    """
    line = data.rfind(b"\n", 0, start) + 1
    return _ITEM.match(data[line:start]) is not None and not re.search(r"[/.#:]", target)
