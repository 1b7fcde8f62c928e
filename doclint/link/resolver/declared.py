"""Declared references: front-matter fields and the manifest's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doclint.formats.target import split_target
from doclint.link.kinds import Identity
from doclint.link.model import Edge, Problem
from doclint.link.paths import is_external, is_placeholder, join, leaves_the_machine
from doclint.link.resolver.explain import Explainer, broken, unfilled
from doclint.link.resolver.links import LinkResolver
from doclint.model.facts import Reference

if TYPE_CHECKING:
    from doclint.link.project import Project

_ID = re.compile(r"[A-Za-z][\w-]*?\d{2,}")
_NOTHING = frozenset(("none", "n/a", "na", "tbd", "null", "nothing"))
_KNOWN_TEXT = re.compile(r"\.(?:md|markdown|json|ya?ml|toml|txt|rst|csv|html?|py|sh|js|ts|mdx)$", re.I)


class DeclaredResolver:
    """Resolves the values of declared fields: a path, an ID, an ID with its name, or free text."""

    def __init__(self, project: Project, explainer: Explainer, links: LinkResolver) -> None:
        self._project, self._explain, self._links = project, explainer, links
        pairs = ((name, f.kind) for f in project.config.fields for name in (f.name, f.inverse))
        self._fields = {name: kind for name, kind in pairs if name}

    def resolve(self, file: str, reference: Reference) -> Edge | None:
        """The edge of a declared value; None if it is free text."""
        target = reference.target.strip()
        if reference.syntax == "sample" and (is_placeholder(target) or "|" in target):
            return None
        edge = self._resolve(file, reference, target)
        if edge is not None and edge.problem is not None and reference.syntax == "sample":
            return self._in_sample(edge)
        return edge

    def _in_sample(self, edge: Edge) -> Edge | None:
        """The edge of a broken value that authors copy; None where it only shows what an ID looks like."""
        problem, target = edge.problem, edge.reference.target.strip()
        if problem is None or problem.kind != "unknown-id":
            return edge
        kinds = self._project.kinds
        kind = kinds.kind_of_id(target)
        return edge if kind and any(kinds.kind_of_id(id_) == kind for id_ in self._project.ids()) else None

    def _resolve(self, file: str, reference: Reference, target: str) -> Edge | None:
        kind = self._kind_of(reference)
        if kind:
            id_ = self._project.kinds.id_of(kind, target)
            if id_ is not None:
                return self._of_kind(file, reference, id_)
            if "/" not in target and not _KNOWN_TEXT.search(target):
                return self._free_text(file, reference, target, kind)
        if is_external(target):
            if reference.via == "manifest" or self._is_schema_field(reference):
                message = f"'{target}' is on the network; doclint checks local files only"
                return broken(file, reference, Problem("outside", message))
            return Edge(file, file, reference)
        rooted = join("", split_target(target)[0]) if target.startswith("/") else None
        if rooted and self._project.exists(rooted):
            return self._links.existing(file, reference, rooted, split_target(target)[1])
        if rooted and self._project.is_folder(rooted.partition("/")[0]):
            problem = self._explain.why_missing(file, reference, target, rooted, ("",))
            return broken(file, reference, problem)
        if leaves_the_machine(target) or target.startswith("/"):
            message = f"'{target}' is not a path of this repository"
            return broken(file, reference, Problem("outside", message))
        identity = self._project.kinds.identity_of_name(target)
        if "/" not in target and not _KNOWN_TEXT.search(target):
            if is_placeholder(target):
                return broken(file, reference, unfilled(target))
            return self._by_id(file, reference, target, identity)
        path, fragment = split_target(target)
        bases = self._explain.bases(file, file_first=False)
        left = 0
        for folder in bases:
            found = join(folder, path)
            if found is None:
                left += 1
            elif self._project.is_file(found) or (
                self._project.is_folder(found) and not self._is_schema_field(reference)
            ):
                return self._links.existing(file, reference, found, fragment)
        if is_placeholder(target):
            return broken(file, reference, unfilled(target))
        if left == len(bases):
            return broken(file, reference, Problem("outside", f"'{target}' leaves the repository"))
        expected = next(p for folder in bases if (p := join(folder, path)) is not None)
        return broken(file, reference, self._explain.why_missing(file, reference, path, expected, bases))

    def _kind_of(self, reference: Reference) -> str:
        """The kind of the documents that the field of a reference names; empty for any."""
        if reference.via != "front-matter" or not self._fields:
            return ""
        return self._fields.get(reference.field.split("/")[1].replace("~1", "/").replace("~0", "~"), "")

    def _of_kind(self, file: str, reference: Reference, id_: str) -> Edge:
        holders = self._project.holders(id_)
        if holders:
            return Edge(file, file, reference, self._explain.nearest_to(file, holders).path)
        return broken(file, reference, self._explain.unknown_id(id_))

    def _free_text(self, file: str, reference: Reference, target: str, kind: str) -> Edge | None:
        """A value that is neither ID nor path: the name of a document, nothing, or a mistake."""
        if is_external(target):
            return Edge(file, file, reference)
        if is_placeholder(target):
            return broken(file, reference, unfilled(target))
        if not re.search(r"\w", target) or target.lower() in _NOTHING:
            return None
        named = self._by_id(file, reference, target, None)
        message = f"'{target}' is no ID of the kind {kind}"
        return named or broken(file, reference, Problem("unknown-id", message))

    def _is_schema_field(self, reference: Reference) -> bool:
        return f"/{self._project.config.schema_field}" in reference.field

    def _by_id(self, file: str, reference: Reference, target: str, identity: Identity | None) -> Edge | None:
        project = self._project
        exact = project.holders(target)
        if exact:
            return Edge(file, file, reference, self._explain.nearest_to(file, exact).path)
        named = self._explain.document_of_name(target)
        if named is not None:
            return Edge(file, file, reference, named.path)
        match = _ID.match(target)
        if match is None:
            return None
        holders = project.holders(match[0])
        if holders and target[match.end() :][:1] in ("-", "_", " "):
            document = self._explain.nearest_to(file, holders)
            problem = self._explain.identity_problem(
                Identity(document.kind, match[0], target[match.end() + 1 :]),
                document.id + "-" + document.slug,
            )
            if problem is None:
                return Edge(file, file, reference, document.path)
            return broken(file, reference, problem)
        if project.kinds.is_id(match[0]):
            return broken(file, reference, self._explain.unknown_id(match[0]))
        return None
