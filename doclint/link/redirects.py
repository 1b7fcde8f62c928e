"""Where the redirect files of a tree say that a page went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from doclint.model.config import RedirectFile, SiteConfig
from doclint.tree.read import Unreadable

if TYPE_CHECKING:
    from doclint.dialects.redirects import Redirect
    from doclint.link.project import Project


class Redirects:
    """The redirects of a project, read when something is asked of them; the files are asked for each time."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._read: dict[tuple[RedirectFile, str], tuple[Redirect, ...]] = {}
        self._keys: dict[tuple[RedirectFile, str], dict[str, Redirect]] = {}

    def of(self, file: RedirectFile) -> tuple[Redirect, ...]:
        """The redirects of one file."""
        return self._read.get(self._content(file), ())

    def find(self, file: RedirectFile, page: str) -> Redirect | None:
        """The redirect of a page: a path of the tree, or, where the file speaks of URLs, a URL."""
        from doclint.dialects.redirects import page_key

        table = self._keys.get(self._content(file), {})
        key = page_key(page)
        if key in table:
            return table[key]
        while "/" in key:
            key = key.rpartition("/")[0]
            for rest in (f"{key}/*", f"{key}/:splat"):
                if rest in table:
                    return table[rest]
            named = (
                next((table[k] for k in table if k.startswith(f"{key}/:")), None)
                if file.form == "netlify"
                else None
            )
            if named is not None:
                return named
        return None

    def has(self, path: str, site: SiteConfig) -> bool:
        """Whether a page that would be at a path of the tree is redirected."""
        return any(
            self.find(file, page) is not None
            for file in self._project.config.redirects
            for page in (urls_of(path, site) if file.speaks_of_urls else (path,))
        )

    def _content(self, file: RedirectFile) -> tuple[RedirectFile, str]:
        # Imported here: few trees have such a file.
        from doclint.dialects.redirects import page_key, read_redirects

        project = self._project
        key = (file, project.content(file.path))
        if key not in self._read:
            try:
                found = read_redirects(file, project.read(file.path))
            except Unreadable:
                found = ()
            self._read[key], self._keys[key] = found, {page_key(r.source): r for r in found}
        return key


def urls_of(path: str, site: SiteConfig) -> Iterator[str]:
    """The URLs at which a site may show a file of the tree."""
    roots: Iterable[str] = dict.fromkeys(("", site.folder, *site.roots))
    for root in roots:
        if not root or path.startswith(f"{root}/"):
            yield path[len(root) :]
