"""What a check is given: one argument, so that a new input touches no check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from doclint.link.links import Links
from doclint.link.model import Document
from doclint.link.project import Project
from doclint.link.select import selects
from doclint.model.trace import Selector
from doclint.tree.git import GitError, last_changed

if TYPE_CHECKING:
    from doclint.link.manifest import Manifest
    from doclint.link.schemas import SchemaStore


class Shared:
    """What several checks of one run build once."""

    def __init__(self, project: Project) -> None:
        self.project = project

    @cached_property
    def schemas(self) -> SchemaStore:
        """The schemas of the project, loaded on demand."""
        from doclint.link.schemas import SchemaStore

        return SchemaStore(self.project.read, self.project.files.files)

    @cached_property
    def links(self) -> Links:
        """All edges by document; resolved once more, for the rules that need them."""
        return Links(self.project)

    @cached_property
    def _selected(self) -> dict[str, list[Document]]:
        return {}

    def selected(self, selector: Selector) -> list[Document]:
        """The documents a selector means, by path; evaluated once for each selector."""
        key = repr(selector)
        if key not in self._selected:
            documents = self.project.symbols.documents.values()
            self._selected[key] = [d for d in documents if selects(self.project, selector, d)]
        return self._selected[key]

    @cached_property
    def last_changed(self) -> Mapping[str, str]:
        """Path -> date of its last commit, as far as the history reaches; empty outside git."""
        try:
            files = self.project.files
            return last_changed(files.root, files.revision or "HEAD")[0]
        except GitError:
            return {}  # no git or no commit yet: nothing is older than anything


class Context(NamedTuple):
    """The project, one rule's parameters, and what checks share."""

    project: Project
    params: Mapping[str, Any]
    shared: Shared

    @property
    def manifest(self) -> Manifest | None:
        """The manifest if it exists and can be read."""
        manifest = self.project.manifest
        return manifest if manifest and manifest.found and manifest.error is None else None

    def strings(self, name: str) -> tuple[str, ...]:
        """A parameter that is a string or a list of them."""
        value = self.params.get(name, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def documents(self, *, templates: bool = False) -> Iterator[Document]:
        """The documents of the kinds in the parameter `kinds` (all if it is absent), by path."""
        kinds = self.strings("kinds")
        for document in self.project.documents.values():
            if (not kinds or document.kind in kinds) and (templates or not document.template):
                yield document
