"""Heading anchors.

GitHub's algorithm as published in github-slugger (and html-pipeline's TableOfContentsFilter): lower
case; drop every character that is not a Unicode word character, a space or a hyphen; spaces to
hyphens; a repeated slug gets the first suffix that makes it unique in the document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
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


def gitlab_slug(text: str) -> str:
    """GitLab's anchor (Gitlab::Utils::Markdown.string_to_anchor): squeezed, a bare number prefixed."""
    slug = re.sub(r"-+", "-", github_slug(text.strip()))
    return f"anchor-{slug}" if slug.isdecimal() else slug


def mkdocs_slug(text: str) -> str:
    """MkDocs' anchor (Python-Markdown, toc.slugify): ASCII only, runs of blanks to one hyphen."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


# dialect -> (slug, what stands between a repeated slug and its number)
_DIALECTS: dict[str, tuple[Callable[[str], str], str]] = {
    "github": (github_slug, "-"),
    "gitlab": (gitlab_slug, "-"),
    "mkdocs": (mkdocs_slug, "_"),
}


class Slugger:
    """Makes slugs unique within one document, as github-slugger's `slug` does.

    Args:
        dialect: `github`, `gitlab` or `mkdocs`.
    """

    def __init__(self, dialect: str = "github") -> None:
        self._slug, self._joint = _DIALECTS[dialect]
        self._seen: dict[str, int] = {}

    def unique(self, text: str) -> str:
        """The anchor of the next heading of the document."""
        base = slug = self._slug(text)
        while slug in self._seen:
            self._seen[base] += 1
            slug = f"{base}{self._joint}{self._seen[base]}"
        self._seen[slug] = 0
        return slug
