"""Links: Markdown links, images, definitions and HTML attributes, with their fragments."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from doclint.formats.target import split_target
from doclint.link.model import Edge, Problem
from doclint.link.paths import folder_of, is_external, is_placeholder, join, leaves_the_machine
from doclint.link.resolver.explain import Explainer, broken, unfilled
from doclint.model.facts import Reference

if TYPE_CHECKING:
    from doclint.link.project import Project

README_NAMES = ("README.md", "readme.md")
_LINES = re.compile(r"L(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?")
# Pages GitHub serves beside the code: a relative link reaches them by climbing out of blob/BRANCH.
_SITE_PAGES = frozenset(
    (
        *("issues", "pulls", "wiki", "releases", "discussions", "actions", "projects", "security", "tags"),
        *("branches", "commits", "compare", "new", "edit"),
    )
)


class LinkResolver:
    """Resolves links."""

    def __init__(self, project: Project, explainer: Explainer) -> None:
        self._project, self._explain = project, explainer

    def resolve(self, file: str, reference: Reference) -> Edge:
        """The edge of a link."""
        target = reference.target
        if is_external(target):
            return Edge(file, file, reference)
        if leaves_the_machine(target):
            return broken(file, reference, Problem("outside", f"'{target}' is a path of one machine"))
        path, fragment = split_target(target)
        if not path:
            return self.anchored(file, reference, file, fragment)
        folder = "" if path.startswith("/") else folder_of(file)
        found = join(folder, path.lstrip("/"))
        if found is None:
            if is_placeholder(target):
                return broken(file, reference, unfilled(target))
            if _is_site_page(file, path):
                return Edge(file, file, reference)
            return broken(file, reference, Problem("outside", f"'{target}' leaves the repository"))
        if self._project.exists(found):
            return self.existing(file, reference, found, fragment)
        problem = self._explain.why_missing(file, reference, path, found, (folder,))
        return broken(file, reference, problem)

    def existing(self, file: str, reference: Reference, found: str, fragment: str | None) -> Edge:
        """The edge to a path that exists: is it tracked, and has it the anchor?"""
        if not self._project.is_tracked(found):
            message = f"'{found}' exists here, but git does not track it"
            return Edge(file, file, reference, found, Problem("untracked", message, subject=found))
        return self.anchored(file, reference, found, fragment)

    def anchored(self, file: str, reference: Reference, found: str, fragment: str | None) -> Edge:
        """The edge to a path that exists, with what is wrong with the fragment."""
        edge = Edge(file, file, reference, found)
        if not fragment or fragment.lower() == "top" or fragment.startswith(":~:"):
            return edge
        project, page = self._project, found
        if project.is_folder(found) or not found:
            pages = (f"{found.rstrip('/')}/{name}".lstrip("/") for name in README_NAMES)
            page = next((page for page in pages if project.is_document(page)), "")
        if not page or not project.is_document(page):
            return edge
        known = project.has_anchor(page, fragment)
        lines = _LINES.fullmatch(fragment)
        if lines:
            total, last = project.lines(page), max(int(n) for n in lines.groups() if n)
            if last > total and not known:
                message = f"'{page}' has {total} lines, no line {last}"
                return edge._replace(problem=Problem("anchor", message, subject=page))
            return edge
        if known is not False or project.has_anchor(page, fragment.removeprefix("user-content-")):
            return edge
        return edge._replace(problem=self._wrong_anchor(file, reference, page, fragment))

    def _wrong_anchor(self, file: str, reference: Reference, page: str, fragment: str) -> Problem:
        anchors = self._project.anchors(page) or {}
        lowered = fragment.lower()
        if lowered in anchors:
            # GitHub finds an anchor in any case, GitLab and static site generators do not.
            message = f"the anchor is '#{lowered}'; only GitHub finds it in another case"
            target = _with_anchor(reference, lowered)
            return Problem("anchor-case", message, f"write '#{lowered}'", target, page)
        where = "this file" if page == file else f"'{page}'"
        for anchor in anchors:
            if "\ufe0f" in anchor and anchor.replace("\ufe0f", "") == lowered.replace("\ufe0f", ""):
                return Problem(
                    "anchor",
                    f"no heading or id '#{fragment}' in {where}: its emoji carries an invisible U+FE0F",
                    f"write '#{anchor}' (with U+FE0F), or drop it from the heading",
                    _with_anchor(reference, anchor),
                    page,
                )
        near = self._explain.nearest.find(file, lowered, anchors, 0.7)
        help_ = f"did you mean '#{near}'?" if near else ""
        line = anchors[near] if near else 0
        message = f"no heading or id '#{fragment}' in {where}"
        return Problem("anchor", message, help_, None, page, line, "the nearest heading")


def _with_anchor(reference: Reference, anchor: str) -> str:
    return f"{reference.target.partition('#')[0]}#{anchor}"


def _is_site_page(file: str, path: str) -> bool:
    """`../../issues` from a file at the root is github.com/OWNER/REPO/issues: blob/BRANCH is two levels."""
    depth = file.count("/") + 2
    parts = posixpath.normpath(path).split("/")
    ups = next((i for i, part in enumerate(parts) if part != ".."), len(parts))
    return ups == depth and len(parts) > ups and parts[ups] in _SITE_PAGES
