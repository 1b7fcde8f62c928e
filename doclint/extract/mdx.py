"""MDX as Markdown: what is JSX or JavaScript blanked out, so that every byte keeps its place.

The grammar is that of MDX 2 as far as it shows on the surface: ESM at the start of a line up to a blank line,
tags with nested braces, expressions on one line, comments in braces. Markdown between tags is Markdown.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_BRACES = rb"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_TOKEN = re.compile(
    rb"^[ \t]*(?P<marks>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*(?P=marks)[`~]*[ \t]*$|\Z)"
    rb"|(?<!`)(?P<ticks>`+)(?!`)(?:[^`\n]|\n(?!\n))+?(?<!`)(?P=ticks)(?!`)"
    rb"|(?P<esm>^(?:import|export)[ \t{*][^\n]*(?:\n[^\n]+)*)"
    rb"|(?P<tag></?(?:[A-Za-z][\w.-]*(?:(?=[\s/>])(?:[^<>{}\"']|\"[^\"]*\"|'[^']*'|" + _BRACES + rb")*)?)?>)"
    rb"|(?P<braces>" + _BRACES + rb")",
    re.M | re.S,
)
_FILE = re.compile(rb"(?:\bfrom\s*|\bimport\s*|\brequire\(\s*)[\"']((?:\.{1,2}|@site)/[^\"'\n]+\.\w+)[\"']")
_COMMENT = re.compile(rb"\{\s*/\*.*\*/\s*\}", re.S)
_NOT_END = re.compile(rb"[^\r\n]")


class Jsx(NamedTuple):
    """The text without JSX; the byte ranges of tags, of all else, of the files named there, of comments."""

    text: bytes
    tags: list[tuple[int, int]]
    others: list[tuple[int, int]]
    files: list[tuple[int, int]]
    comments: list[tuple[int, int]]


def read_jsx(data: bytes, base: int) -> Jsx:
    """Find the JSX of a document.

    Args:
        data: its bytes.
        base: where its body starts; what is before stays as it is.
    """
    found = Jsx(b"", [], [], [], [])
    pieces, at = [data[:base]], base
    for token in _TOKEN.finditer(data, base):
        start, end = token.span()
        kind = token.lastgroup
        comment = kind == "braces" and b"doclint-" in token[0] and _COMMENT.fullmatch(token[0])
        if kind not in ("esm", "tag", "braces") or (kind == "braces" and b"#" in token[0] and not comment):
            continue  # code; `{#id}` and `{/* #id */}` name an anchor
        (found.tags if kind == "tag" else found.others).append((start, end))
        if comment:
            found.comments.append((start, end))
        if kind != "braces":
            found.files.extend(match.span(1) for match in _FILE.finditer(data, start, end))
        pieces += (data[at:start], _NOT_END.sub(b" ", token[0]))
        at = end
    return found._replace(text=b"".join((*pieces, data[at:])))
