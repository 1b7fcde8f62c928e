"""Heading anchors.

GitHub's algorithm as published in github-slugger (and html-pipeline's TableOfContentsFilter): lower
case; drop every character that is not a Unicode word character, a space or a hyphen; spaces to
hyphens; a repeated slug gets the first suffix that makes it unique in the document.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PLAIN = re.compile(r"[a-z0-9 _-]*")
# Ruby's \p{Word} also holds Other_Alphabetic, of which these symbols are not in a letter or mark category.
_ALPHABETIC_SYMBOLS = (
    range(0x24B6, 0x24EA),
    range(0x1F130, 0x1F14A),
    range(0x1F150, 0x1F16A),
    range(0x1F170, 0x1F18A),
)


@lru_cache(maxsize=4096)
def _is_word(char: str) -> bool:
    category = unicodedata.category(char)
    if category[0] in "LM" or category in ("Nd", "Nl", "Pc"):
        return True
    return any(ord(char) in symbols for symbols in _ALPHABETIC_SYMBOLS)


def github_slug(text: str) -> str:
    """The anchor GitHub gives a heading of this rendered text, before duplicates are told apart."""
    text = text.lower()
    if not _PLAIN.fullmatch(text):
        text = "".join(c for c in text if c in " -" or _is_word(c))
    return text.replace(" ", "-")


class Slugger:
    """Makes slugs unique within one document, as github-slugger's `slug` does."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def unique(self, text: str) -> str:
        """The anchor of the next heading of the document."""
        base = slug = github_slug(text)
        while slug in self._seen:
            self._seen[base] += 1
            slug = f"{base}-{self._seen[base]}"
        self._seen[slug] = 0
        return slug
