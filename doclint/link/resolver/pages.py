"""Pages of a generated site whose URL is not their path: declared, numbered, dated, or generated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from doclint.dialects.sites import site_of
from doclint.link.paths import folder_of, join
from doclint.model.config import SiteConfig

if TYPE_CHECKING:
    from doclint.link.project import Project

PAGE = "page "  # a mark: the last segment of a URL that a document's front matter declares
# Generators that serve a page below a URL of its own, so that `../b/` is beside it.
GENERATORS = frozenset(("hugo", "jekyll", "docusaurus"))
_DECLARED = ("slug", "url", "permalink", "id", "aliases", "redirect_from")
_NUMBERED = re.compile(r"(?:\d{4}-\d{2}-\d{2}|\d+)[-_. ]+")
_ENDING = re.compile(r"\.(?:mdx?|html?|markdown)$")
_INDEX = frozenset(("index", "_index", "readme"))
# What generators make of their own: lists of tags and categories, feeds, maps of the site.
_MADE = re.compile(r"(?:^|/)(?:tags|categories|archives?|authors)(?:/|$)|\.xml$")


class Pages:
    """Finds pages by URL where a site's generator does not serve files by their paths."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def beside(self, file: str, path: str) -> str | None:
        """Where a relative link leads from the URL of its document, which is a folder to the browser."""
        stem = _ENDING.sub("", file)
        own = folder_of(file) if stem.rpartition("/")[2].lower() in _INDEX else stem
        return join(own, path)

    def find(self, path: str) -> str | None:
        """The document at a path whose last segment lacks the number or date of the file's name."""
        folder, _, name = _ENDING.sub("", path).rstrip("/").rpartition("/")
        for other in self._project.names_in(folder) if name else ():
            if other != name and _ENDING.sub("", _NUMBERED.sub("", other, count=1)) == name:
                return f"{folder}/{other}".lstrip("/")
        return None

    def is_known(self, path: str) -> bool:
        """Whether a URL is declared by a document, or made by the generator."""
        name = _segment(path)
        return _MADE.search(path.strip("/")) is not None or bool(name and self._project.marked(PAGE + name))


def page_marks(project: Project, path: str) -> Iterator[str]:
    """The marks of a document: the URLs that it declares for itself."""
    sites: tuple[SiteConfig, ...] = project.config.sites
    if not sites or site_of(path, sites).generator not in GENERATORS:
        return
    for field in _DECLARED:
        value = project.metadata(path).get(field)
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and _segment(text):
                yield PAGE + _segment(text)


def _segment(url: str) -> str:
    return _ENDING.sub("", url.strip("/").rpartition("/")[2]).lower()
