"""References that prose and code spell without a link: paths, and bare IDs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from doclint.formats.target import lines_of, split_place, split_target
from doclint.link.model import Edge, Problem
from doclint.link.paths import is_external, is_placeholder, join, nearest_paths
from doclint.link.resolver.explain import Explainer, broken
from doclint.link.resolver.links import LinkResolver
from doclint.model.facts import Reference

if TYPE_CHECKING:
    from doclint.link.project import Project


class PlainTextResolver:
    """Resolves what is spelled: only on evidence is it a reference at all."""

    def __init__(self, project: Project, explainer: Explainer, links: LinkResolver) -> None:
        self._project, self._explain, self._links = project, explainer, links

    def resolve(self, file: str, reference: Reference) -> Edge | None:
        """The edge of a spelled path; None if it turns out to be no reference."""
        target, place = split_place(reference.target)
        if is_external(target) or target.startswith(("~", "@", "$", "-")) or "\\" in target:
            return None
        path, fragment = split_target(target)
        if not path:
            return None
        project = self._project
        bases = self._explain.bases(file, file_first=True)
        if path.startswith("/"):
            found = join("", path.lstrip("/"))
            return Edge(file, file, reference, found) if found and project.exists(found) else None
        for folder in bases:
            found = join(folder, path)
            if found is not None and project.exists(found):
                self._witness(path, resolved=True)
                if fragment and project.is_document(found):
                    return self._links.anchored(file, reference, found, fragment)
                edge = Edge(file, file, reference, found)
                return self._links.lined(edge, lines_of(place)) if place else edge
        if is_placeholder(target):
            return None
        if "/" not in path.rstrip("/"):
            return self._bare_name(file, reference, path)
        inside = [p for folder in bases if (p := join(folder, path)) is not None]
        if not inside:
            return None
        problem = self._explain.why_missing(file, reference, path, inside[0], bases)
        if reference.syntax == "command" and problem.kind not in ("stale-id", "wrong-id"):
            return None  # a command may create what it names
        if problem.kind == "missing":
            if not self._first_folder_exists(path, bases):
                return None  # a path of some other tree: an example, a URL route, a branch name
            place = self._witness(path, resolved=False)
            if place and self._explain.is_elsewhere(place):
                return None
        return broken(file, reference, problem)

    def _witness(self, path: str, *, resolved: bool) -> str:
        """Count a path from the root for its first folder, which is returned; empty where it has none."""
        place, slash, _ = path.partition("/")
        if not slash or place in (".", ".."):
            return ""
        self._explain.witnesses.add(place, resolved=resolved)
        return place

    def mention(self, file: str, reference: Reference) -> Edge:
        """The edge of a bare ID."""
        holders = self._project.holders(reference.target)
        if holders:
            return Edge(file, file, reference, self._explain.nearest_to(file, holders).path)
        message = f"no document has the ID {reference.target}"
        help_ = self._explain.near_id(reference.target)
        return broken(file, reference, Problem("unknown-id", message, help_))

    def _bare_name(self, file: str, reference: Reference, name: str) -> Edge | None:
        """A file name without a folder: an edge if it is unique, a problem only if an ID proves one."""
        project = self._project
        if name.endswith("/") or name in project.kinds.shared_names:
            return None
        found = nearest_paths(file, self._explain.prefer_base(project.files_named(name)))
        if len(found) == 1:
            return Edge(file, file, reference, found[0])
        identity = project.kinds.identity_of_name(name)
        if found or identity is None:
            return None
        problem = self._explain.identity_problem(identity, name)
        if problem is None or (reference.syntax == "command" and problem.kind == "unknown-id"):
            return None
        return broken(file, reference, problem)

    def _first_folder_exists(self, path: str, bases: tuple[str, ...]) -> bool:
        parts = [part for part in path.split("/") if part not in (".", "..")]
        if path.startswith((".", "..")) and not path.startswith(("./", "../")):
            return False
        first = path[: path.index(parts[0]) + len(parts[0])] if parts else path
        return any((p := join(folder, first)) and self._project.is_folder(p) for folder in bases)
