"""Redirect files: each redirect leads somewhere, in no circle, from a page that is gone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from doclint.context import Context
from doclint.dialects.redirects import Redirect, page_key
from doclint.dialects.sites import site_of
from doclint.formats.target import split_target
from doclint.link.paths import is_external
from doclint.link.redirects import Redirects
from doclint.model.config import RedirectFile, SiteConfig
from doclint.model.finding import Diagnostic
from doclint.model.vocabulary import SeverityKey


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each redirect that goes wrong."""
    redirects = Redirects(context.project)
    for file in context.project.config.redirects:
        site = site_of(file.path, context.project.config.sites)
        judge = _Judge(context, redirects, file, site)
        for redirect in redirects.of(file):
            message = judge.message(redirect)
            if message:
                key: SeverityKey = "link" if file.speaks_of_urls else ""
                yield Diagnostic(file.path, redirect.span, message, redirect.target, severity_key=key)


class _Judge(NamedTuple):
    context: Context
    redirects: Redirects
    file: RedirectFile
    site: SiteConfig

    def message(self, redirect: Redirect) -> str:
        """What is wrong with a redirect; empty if nothing is."""
        if "*" in redirect.source or ":" in redirect.source:
            return ""  # of many pages
        if self._exists(redirect.source) and not redirect.forced:
            return f"'{redirect.source}' still exists, so the redirect hides it or is never followed"
        seen, at = {page_key(redirect.source)}, redirect
        while (following := self._next(at)) is not None:
            key = page_key(following.source)
            if key in seen:
                return f"the redirect of '{redirect.source}' leads back to itself"
            seen.add(key)
            at = following
        target = split_target(at.target)[0]
        if self._is_page(target) and not self._exists(target):
            return f"'{redirect.source}' is redirected to '{at.target}', which does not exist"
        return ""

    def _next(self, redirect: Redirect) -> Redirect | None:
        if is_external(redirect.target) or self.file.form == "openpublishing":
            return None  # its targets are URLs, its sources paths
        return self.redirects.find(self.file, redirect.target)

    def _is_page(self, target: str) -> bool:
        """Whether a target must be a page of the tree, as far as can be known."""
        if is_external(target) or self.file.form == "openpublishing":
            return False
        if not self.file.speaks_of_urls:
            return True
        # Where a generator serves what it makes is for it to say: only a folder of the tree proves a page.
        first = target.strip("/").split("/")
        folders = {f"{root}/{first[0]}".lstrip("/") for root in ("", self.site.folder, *self.site.roots)}
        return len(first) > 1 and ":" not in target and any(map(self.context.project.is_folder, folders))

    def _exists(self, page: str) -> bool:
        project = self.context.project
        if not self.file.speaks_of_urls:
            return project.is_file(page)
        clean = page_key(page)
        if not clean:
            return False
        paths = (f"{root}/{clean}".lstrip("/") for root in ("", self.site.folder, *self.site.roots))
        endings = ("", *_ENDINGS, *self.site.endings)
        return any(project.is_file(path + ending) for path in paths for ending in endings)


_ENDINGS = (".md", ".mdx", ".html", "/index.md", "/index.mdx", "/README.md", "/index.html", "/_index.md")
