"""References that prose and code spell without a link: paths, and bare IDs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doclint.formats.target import lines_of, split_place, split_target
from doclint.link.kinds import Identity, normal_name
from doclint.link.model import Edge
from doclint.link.paths import is_external, is_placeholder, join, nearest_paths
from doclint.link.resolver.explain import Explainer, broken
from doclint.link.resolver.links import LinkResolver
from doclint.link.resolver.lists import Lists
from doclint.model.facts import Reference

if TYPE_CHECKING:
    from doclint.link.project import Project


_ID = re.compile(r"[^\W\d_][\w-]*?\d+(?=-|$)")
# A name rather than a word (`DOC009-based`): several words, capitals within, or one as the documents have it.
_NAME = re.compile(r"[a-z0-9][A-Z]|\w-\w")
_WORD = re.compile(r"[A-Z][a-z]{4,}")


class PlainTextResolver:
    """Resolves what is spelled: only on evidence is it a reference at all."""

    def __init__(self, project: Project, explainer: Explainer, links: LinkResolver) -> None:
        self._project, self._explain, self._links = project, explainer, links
        self.lists = Lists(project)

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
        """The edge of a bare ID, which a name may follow: `DOC009`, `DOC009-DataModel`."""
        match = _ID.match(reference.target)
        id_ = match[0] if match is not None else reference.target
        slug = reference.target[len(id_) + 1 :]
        holders = self._project.holders(id_)
        if not holders:
            return broken(file, reference, self._explain.unknown_id(id_))
        same = [d for d in holders if slug and normal_name(d.slug) == normal_name(slug)]
        nearest = self._explain.nearest_to(file, same or holders)
        if not same and (_NAME.search(slug) or (_WORD.fullmatch(slug) and nearest.slug[:1].isupper())):
            identity = Identity(nearest.kind, nearest.id, slug)
            problem = self._explain.identity_problem(identity, reference.target, file)
            if problem is not None:
                return broken(file, reference, problem)
        return Edge(file, file, reference, nearest.path)

    def _bare_name(self, file: str, reference: Reference, name: str) -> Edge | None:
        """A file name without a folder: an edge if it is unique, a problem only if an ID proves one."""
        project = self._project
        if name.endswith("/") or name in project.kinds.shared_names:
            return None
        found = nearest_paths(file, self._explain.prefer_base(project.files_named(name)))
        if len(found) == 1:
            return Edge(file, file, reference, found[0])
        identity = project.kinds.identity_of_name(name)
        if found:
            return None
        if identity is None:
            folder = self.lists.folder_of(file, reference, self._folder_of_name)
            return broken(file, reference, self._explain.missing_in(file, folder, name)) if folder else None
        problem = self._explain.identity_problem(identity, name)
        if problem is None or (reference.syntax == "command" and problem.kind == "unknown-id"):
            return None
        return broken(file, reference, problem)

    def _folder_of_name(self, name: str) -> str | None:
        """The folder of the only file of a name; None where there is none, or several."""
        found = self._explain.prefer_base(self._project.files_named(name))
        return found[0].rpartition("/")[0] if len(found) == 1 else None

    def _first_folder_exists(self, path: str, bases: tuple[str, ...]) -> bool:
        parts = [part for part in path.split("/") if part not in (".", "..")]
        if path.startswith((".", "..")) and not path.startswith(("./", "../")):
            return False
        first = path[: path.index(parts[0]) + len(parts[0])] if parts else path
        return any((p := join(folder, first)) and self._project.is_folder(p) for folder in bases)
