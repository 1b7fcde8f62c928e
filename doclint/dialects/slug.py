"""Heading anchors, as each renderer makes them.

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


# The tiers that GitLab's own documentation names in headings are not part of the anchor.
_GITLAB_TIERS = re.compile(
    r"\s*\**\((?:premium|ultimate|free|beta|experiment)(?:\s+(?:all|self|saas))?(?:\s+(?:beta|experiment))?\)\**"
)


def gitlab_slug(text: str) -> str:
    """GitLab's anchor since 17.0 (Gitlab::Utils::Markdown.string_to_anchor): a bare number is prefixed."""
    slug = github_slug(_GITLAB_TIERS.sub("", text.strip().lower()))
    return f"anchor-{slug}" if slug.isdecimal() else slug


def mkdocs_slug(text: str) -> str:
    """MkDocs' anchor (Python-Markdown, toc.slugify): ASCII only, runs of blanks to one hyphen."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


def bitbucket_slug(text: str) -> str:
    """Bitbucket's anchor: Python-Markdown's with a prefix."""
    return f"markdown-header-{mkdocs_slug(text)}"


def kramdown_slug(text: str) -> str:
    """kramdown's anchor (Converter::Base.basic_generate_id): from the first letter on, ASCII only."""
    text = re.sub(r"^[^a-zA-Z]+", "", text)
    return re.sub(r"[^a-zA-Z0-9 -]", "", text).replace(" ", "-").lower() or "section"


_COMBINING = re.compile("[\u0300-\u036f]")
_VITEPRESS_SIGNS = re.compile("[\\s~`!@#$%^&*()\\-_+=[\\]{}|\\\\;:\"'\u201c\u201d\u2018\u2019<>,.?/]+")


def vitepress_slug(text: str) -> str:
    """VitePress' anchor (@mdit-vue/shared, slugify): no accents, signs to one hyphen, no digit first."""
    text = _COMBINING.sub("", unicodedata.normalize("NFKD", text))
    text = _VITEPRESS_SIGNS.sub("-", re.sub(r"[\x00-\x1f]", "", text)).strip("-")
    return re.sub(r"^(\d)", r"_\1", text).lower()


# dialect -> its slug of a heading's text
_DIALECTS: dict[str, Callable[[str], str]] = {
    "github": github_slug,
    "gitlab": gitlab_slug,
    "mkdocs": mkdocs_slug,
    "bitbucket": bitbucket_slug,
    "kramdown": kramdown_slug,
    "vitepress": vitepress_slug,
}
DIALECTS = tuple(_DIALECTS)
_NUMBERED = re.compile(r"(.*)_(\d+)", re.S)


class Slugger:
    """Makes slugs unique within one document.

    Args:
        dialect: one of `DIALECTS`.
    """

    def __init__(self, dialect: str = "github") -> None:
        self._slug = _DIALECTS[dialect]
        self._unique = _python_markdown if dialect in ("mkdocs", "bitbucket") else _github
        self._seen: dict[str, int] = {}

    def unique(self, text: str) -> str:
        """The anchor of the next heading of the document."""
        return self._unique(self._slug(text), self._seen)


def _github(base: str, seen: dict[str, int]) -> str:
    """As github-slugger's `slug` does: the first number that no anchor has yet."""
    slug = base
    while slug in seen:
        seen[base] += 1
        slug = f"{base}-{seen[base]}"
    seen[slug] = 0
    return slug


def _python_markdown(slug: str, seen: dict[str, int]) -> str:
    """As Python-Markdown's toc.unique: a number at the end is counted up, and no anchor is empty."""
    while slug in seen or not slug:
        match = _NUMBERED.fullmatch(slug)
        slug = f"{match[1]}_{int(match[2]) + 1}" if match else f"{slug}_1"
    seen[slug] = 0
    return slug
