"""Links: Markdown links, images, definitions and HTML attributes, with their fragments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from doclint.dialects.sites import site_of
from doclint.dialects.slug import github_slug
from doclint.formats.target import split_target
from doclint.link.model import Edge, Problem
from doclint.link.paths import (
    INDEX_NAMES,
    README_NAMES,
    folder_of,
    is_external,
    is_placeholder,
    join,
    leaves_the_machine,
)
from doclint.link.redirects import Redirects
from doclint.link.resolver.elsewhere import Place
from doclint.link.resolver.explain import Explainer, broken, unfilled
from doclint.link.resolver.ignored import IgnoredTargets
from doclint.link.resolver.pages import GENERATORS, Pages
from doclint.model.config import SiteConfig
from doclint.model.facts import Defect, Reference

if TYPE_CHECKING:
    from doclint.link.project import Project

SUBMODULE = "submodule "  # a mark: a submodule that is not checked out, and that references lead into
_LINES = re.compile(r"L(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?")
# Pages GitHub serves beside the code: a relative link reaches them by climbing out of blob/BRANCH.
_SITE_PAGES = frozenset(
    (
        *("issues", "pulls", "wiki", "releases", "discussions", "actions", "projects", "security", "tags"),
        *("branches", "commits", "compare", "new", "edit", "blob", "tree", "raw"),
    )
)


class LinkResolver:
    """Resolves links."""

    def __init__(self, project: Project, explainer: Explainer, ignored: IgnoredTargets) -> None:
        self._project, self._explain, self._ignored = project, explainer, ignored
        self._redirects = Redirects(project)
        self._pages = Pages(project)
        # Those that are not checked out, and that references of the document begun with lead into.
        self.submodules: set[str] = set()
        self._site = ("", SiteConfig())  # that of the document asked about last

    def resolve(self, file: str, reference: Reference) -> Edge:
        """The edge of a link."""
        target = reference.target
        if reference.syntax == "reversed":
            message = f"'[{target}]' after a text in parentheses is no link"
            return broken(file, reference, Problem("missing", message, f"write '[text]({target})'"))
        if not target and reference.syntax in ("inline", "definition"):
            if self._site_of(file).generator == "mdbook" and file.endswith("SUMMARY.md"):
                return Edge(file, file, reference)  # a chapter that is still to be written
            return broken(file, reference, Problem("missing", "the link has no target"))
        if is_external(target):
            return Edge(file, file, reference)
        if leaves_the_machine(target):
            return broken(file, reference, Problem("outside", f"'{target}' is a machine-specific path"))
        path, fragment = split_target(target)
        if not path:
            return self.anchored(file, reference, file, fragment)
        site = self._site_of(file)
        if path.startswith("/"):
            return self._from_the_root(file, reference, path.lstrip("/"), fragment, site)
        folder = folder_of(file)
        for prefix, place in site.prefixes:
            if path.startswith(prefix):
                folder, path = place, path[len(prefix) :]
        found = join(folder, path)
        if found is None:
            if is_placeholder(target, link=True):
                return broken(file, reference, unfilled(target))
            if _is_site_page(file, path):
                return Edge(file, file, reference)
            return broken(file, reference, Problem("outside", f"'{target}' leaves the repository"))
        if site.foreign and any(f"{found}/".startswith(f"{folder}/") for folder in site.foreign):
            return Edge(file, file, reference)
        there = self._page(found, site)
        if there is None and site.generator in GENERATORS and not path.endswith((".md", ".mdx")):
            beside = self._pages.beside(file, path)
            there = self._page(beside, site) if beside is not None else None
        if there is not None:
            return self.existing(file, reference, there, fragment)
        if self._redirects.has(found, site) or self._is_made(path, site):
            return Edge(file, file, reference)
        if site.generator == "sphinx" and "/" not in path and "." not in path:
            return Edge(file, file, reference)  # MyST: the name of a target, anywhere in the project
        problem = self._explain.why_missing(file, reference, path, found, (folder,))
        return broken(file, reference, problem)

    def at_place(self, file: str, reference: Reference, place: Place) -> Edge:
        """The edge of a target that stands for another place (see `Places`)."""
        if place.path is None:
            return Edge(file, file, reference)
        path, fragment = split_target(place.path)
        found = join("", path)
        if found is None:
            return broken(file, reference, Problem("outside", f"'{reference.target}' leaves the repository"))
        there = self._page(found, self._site_of(file))
        if there is not None:
            return self.existing(file, reference, there, fragment)
        problem = self._explain.why_missing(file, reference, f"/{found}", found, ("",), hint=False)
        # How a file elsewhere in the tree is written under an alias or as a URL is not known.
        help_ = problem.help if problem.suggestion is None else ""
        return broken(file, reference, problem._replace(suggestion=None, help=help_))

    def _site_of(self, file: str) -> SiteConfig:
        if self._site[0] != file:
            self._site = (file, site_of(file, self._project.config.sites))
        return self._site[1]

    def _page(self, path: str, site: SiteConfig) -> str | None:
        """What a path leads to: a file or folder, or a page of the site; None if to nothing."""
        project = self._project
        if project.exists(path):
            return path
        stem = path.removesuffix(".html").rstrip("/")  # a page is written as Markdown and served as HTML
        pages = (stem + ending for ending in site.endings if stem)
        found = next((page for page in pages if project.is_file(page)), None)
        return self._pages.find(path) if found is None and site.generator in GENERATORS else found

    def _is_made(self, path: str, site: SiteConfig) -> bool:
        """Whether a site shows a page at a URL that is no path: declared by a document, or generated."""
        return (
            site.generator in GENERATORS and not path.endswith((".md", ".mdx")) and self._pages.is_known(path)
        )

    def _from_the_root(
        self, file: str, reference: Reference, path: str, fragment: str | None, site: SiteConfig
    ) -> Edge:
        """The edge of a link that begins with a slash: from the root of the tree, or of the site."""
        roots = tuple(dict.fromkeys(("", *site.roots)))
        tried = [found for root in roots if (found := join(root, path)) is not None]
        if not tried:
            return broken(file, reference, Problem("outside", f"'{reference.target}' leaves the repository"))
        place = "/" + tried[0].partition("/")[0]
        there = next((page for found in tried if (page := self._page(found, site)) is not None), None)
        if there is not None:
            self._explain.witnesses.add(place, resolved=True)
            return self.existing(file, reference, there, fragment)
        if any(self._redirects.has(found, site) for found in tried):
            self._explain.witnesses.add(place, resolved=True)
            return Edge(file, file, reference)
        # No URL of a page is written so.
        own = path.endswith((".md", ".markdown")) and self._project.is_folder(place[1:])
        # A folder of the site's own content is of this tree, whatever URLs its pages have.
        own = own or (
            site.generator in GENERATORS
            and any(self._project.is_folder(f"{root}{place}".strip("/")) for root in site.roots)
        )
        if not own:
            self._explain.witnesses.add(place, resolved=False)
        if self._is_made(path, site):  # marks tell that: they must not count as evidence
            return Edge(file, file, reference)
        elsewhere = not own and self._explain.is_elsewhere(place)
        problem = self._explain.why_missing(file, reference, "/" + path, tried[-1], roots, hint=not elsewhere)
        if problem.kind == "missing" and elsewhere:
            self._ignored.path("/" + path)
            return Edge(file, file, reference)
        return broken(file, reference, problem)

    def existing(self, file: str, reference: Reference, found: str, fragment: str | None) -> Edge:
        """The edge to a path that exists: is it tracked, and has it the anchor?"""
        found = self._project.real_path(found)
        obstacle, where = self._project.obstacle(found)
        if obstacle == "submodule":
            self.submodules.add(where)
            return Edge(file, file, reference)
        if obstacle:
            message = f"'{found}' exists here, but git does not track it"
            return Edge(file, file, reference, found, Problem("untracked", message, subject=found))
        return self.anchored(file, reference, found, fragment)

    def anchored(self, file: str, reference: Reference, found: str, fragment: str | None) -> Edge:
        """The edge to a path that exists, with what is wrong with the fragment."""
        edge = Edge(file, file, reference, found)
        fragment = (fragment or "").partition(":~:")[0]  # a text fragment (WICG) is looked for by the browser
        if not fragment or fragment.lower() == "top" or fragment.startswith("tab/"):
            return edge  # `#tab/x` is DocFX's
        project, page = self._project, found
        if project.is_folder(found) or not found:
            pages = (f"{found.rstrip('/')}/{name}".lstrip("/") for name in INDEX_NAMES)
            page = next((page for page in pages if project.is_document(page)), "")
        if fragment == "readme" and (not page or page.rpartition("/")[2] in README_NAMES):
            return edge  # GitHub shows it below the files of a folder
        lines = _LINES.fullmatch(fragment)
        numbers = [int(n) for n in lines.groups() if n] if lines else []
        if not page or not project.is_document(page):
            return self.lined(edge, numbers)
        known = project.has_anchor(page, fragment)
        if numbers:
            return edge if known else self.lined(edge, numbers)
        if known is not False or project.has_anchor(page, fragment.removeprefix("user-content-")):
            return edge
        if page == file and self._site_of(file).generator == "sphinx":
            return edge  # MyST: a target anywhere in the project
        return edge._replace(problem=self._wrong_anchor(file, reference, page, fragment))

    def lined(self, edge: Edge, numbers: Sequence[int]) -> Edge:
        """The edge to a file, with what is wrong with the lines of it that are named."""
        if not numbers or not self._project.is_file(edge.target):
            return edge
        total, last = self._project.lines(edge.target), max(numbers)
        if total is None or last <= total:
            return edge
        lines = "1 line" if total == 1 else f"{total} lines"
        message = f"'{edge.target}' has {lines}, no line {last}"
        return edge._replace(problem=Problem("anchor", message, subject=edge.target))

    def _hidden_heading(self, page: str, slug: str) -> int:
        """The line at which broken structure hides a heading of a page; 0 where none does."""
        defects = self._project.facts(page).defects
        return next((defect.span.line for defect in defects if _hides(defect, slug)), 0)

    def _wrong_anchor(self, file: str, reference: Reference, page: str, fragment: str) -> Problem:
        anchors = self._project.anchors(page) or {}
        lowered = fragment.lower()
        config = self._project.config
        published = any(not folder or page.startswith(f"{folder}/") for folder, _ in config.dialects)
        if lowered in anchors and config.anchors in ("", "github") and not published:
            # GitHub finds an anchor in any case, GitLab and static site generators do not.
            message = f"the anchor is '#{lowered}'; only GitHub finds it in another case"
            target = _with_anchor(reference, lowered)
            return Problem("anchor-case", message, f"write '#{lowered}'", target, page)
        where = "this file" if page == file else f"'{page}'"
        for anchor in anchors:
            if "\ufe0f" in anchor and anchor.replace("\ufe0f", "") == lowered.replace("\ufe0f", ""):
                return Problem(
                    "anchor",
                    f"no heading or id '#{fragment}' in {where}: its emoji contains an invisible U+FE0F",
                    f"write '#{anchor}' (with U+FE0F), or drop it from the heading",
                    _with_anchor(reference, anchor),
                    page,
                )
        near = lowered if lowered in anchors else self._explain.nearest.find(file, lowered, anchors, 0.7)
        help_ = f"did you mean '#{near}'?" if near else ""
        line = anchors[near] if near else 0
        message = f"no heading or id '#{fragment}' in {where}"
        hidden = self._hidden_heading(page, lowered)
        if hidden:
            return Problem("anchor", message, f"line {hidden} of it hides the heading (DL905)", None, page)
        return Problem("anchor", message, help_, None, page, line, "the nearest heading")


def _hides(defect: Defect, slug: str) -> bool:
    return defect.kind == "structure" and slug in map(github_slug, defect.text.split("\n"))


def _with_anchor(reference: Reference, anchor: str) -> str:
    return f"{reference.target.partition('#')[0]}#{anchor}"


def _is_site_page(file: str, path: str) -> bool:
    """`../../issues` from a file at the root is github.com/OWNER/REPO/issues: blob/BRANCH is two levels."""
    depth = file.count("/") + 2
    parts = posixpath.normpath(path).split("/")
    ups = next((i for i, part in enumerate(parts) if part != ".."), len(parts))
    return ups == depth and (len(parts) == ups or parts[ups] in _SITE_PAGES)
