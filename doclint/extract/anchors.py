"""Anchors that an author names in running text.

- attribute lists of kramdown, Python-Markdown and Pandoc: `{: #id}`, `{#id .class}`, also on the line after a
  heading;
- Docusaurus' comments: `{/* #id */}`;
- targets of MyST: `(id)=` on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_ATTRIBUTES = re.compile(r"\{(?::?[^\S\n]*(?:[.\w][^{}\n]*?[^\S\n])?|/\*[^\S\n]*)#([^\s{}#]+)[^{}\n]*\}")
_MYST = re.compile(r"^[ \t]*\(([^()\n]+)\)=[ \t]*$", re.M)


def named_anchors(text: str) -> Iterator[tuple[str, int, int]]:
    """The anchors named in a text: name, and start and end of the whole notation in code points.

    Args:
        text: prose; what is none (code, links, HTML) blanked out.
    """
    if "#" in text:
        for match in _ATTRIBUTES.finditer(text):
            yield match[1], match.start(), match.end()
    if ")=" in text:
        for match in _MYST.finditer(text):
            yield match[1], match.start(1) - 1, match.end(1) + 2
