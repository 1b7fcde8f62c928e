"""One reference -> one edge, and at most one problem: the cause, not its symptoms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from doclint.dialects.sites import site_of
from doclint.link.evidence import Evidence
from doclint.link.model import Document, Edge, Problem
from doclint.link.resolver.commands import CommandResolver
from doclint.link.resolver.declared import DeclaredResolver
from doclint.link.resolver.elsewhere import Places
from doclint.link.resolver.explain import Explainer
from doclint.link.resolver.ignored import IGNORED, IgnoredTargets
from doclint.link.resolver.links import SUBMODULE, LinkResolver
from doclint.link.resolver.plain_text import PlainTextResolver
from doclint.model.facts import Reference

if TYPE_CHECKING:
    from doclint.link.project import Project


class Resolver:
    """Resolves references by asking the project."""

    def __init__(self, project: Project) -> None:
        self._project, self._explain = project, Explainer(project)
        self._ignored = IgnoredTargets(project.config.ignore_targets)
        self._places = Places(project.config.aliases, project.config.own_urls)
        self._links = LinkResolver(project, self._explain, self._ignored)
        self._declared = DeclaredResolver(project, self._explain, self._links)
        self._commands = CommandResolver(project, self._explain)
        self._plain_text = PlainTextResolver(project, self._explain, self._links)

    def begin(self) -> None:
        """Begin with another document: what it may cost to explain its problems is counted anew."""
        self._explain.begin()
        self._plain_text.lists.begin()
        self._ignored.used, self._links.submodules = set(), set()

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Whether paths below some places are of this tree, as far as the document begun with tells."""
        return self._explain.witnesses.all()

    def is_elsewhere(self, place: str) -> bool:
        """Whether paths below a place are of another tree."""
        return self._explain.is_elsewhere(place)

    @property
    def marks(self) -> Iterator[str]:
        """Marks of the document begun with: what was ignored, and submodules that are not checked out."""
        yield from (IGNORED + glob for glob in self._ignored.used)
        yield from (SUBMODULE + path for path in self._links.submodules)

    def resolve(self, file: str, reference: Reference) -> Edge | None:
        """The edge of one reference spelled in a file; None if it turns out to be no reference."""
        edge = self._resolve(file, reference)
        if edge is not None and edge.problem is not None and reference.syntax == "math":
            return None  # GitHub shows a formula
        if edge is None or edge.problem is None:
            if edge is None or not edge.target:
                return edge
            index = reference.via != "path"
            document = self._project.document_of_folder(edge.target, index=index)
            return edge._replace(document=document) if document else edge
        return self._ignored.forgive(edge)

    def _resolve(self, file: str, reference: Reference) -> Edge | None:
        if reference.syntax == "undefined":
            if site_of(file, self._project.config.sites).cross_references:
                return None
            problem = Problem("undefined", f"no definition for the reference '[{reference.target}]'")
            return Edge(file, file, reference, "", self._explain.with_label_hint(problem, file, reference))
        spelled = reference.via not in ("mention", "command")
        place = self._places.find(reference.target) if spelled else None
        if place is not None:
            return self._links.at_place(file, reference, place)
        if reference.via == "link":
            return self._links.resolve(file, reference)
        if reference.via == "command":
            return self._commands.resolve(file, reference)
        if reference.via == "mention":
            return self._plain_text.mention(file, reference)
        if reference.via == "path":
            return self._plain_text.resolve(file, reference)
        return self._declared.resolve(file, reference)

    def document_named(self, name: str) -> Document | None:
        """The document that `DOC009`, `DOC009-DataModel` or a path names; None if there is none."""
        holders = self._project.holders(name)
        return holders[0] if holders else self._project.document(name) or self._explain.document_of_name(name)
