"""The single argument of every check, so that a new input does not change any signature."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from doclint.config.data import rules_root
from doclint.link.model import Document, Edge
from doclint.link.project import Project
from doclint.model.facts import Facts, Structured
from doclint.trace.select import attribute

if TYPE_CHECKING:
    from doclint.schemas.validate import SchemaStore


class Shared:
    """Objects that the checks of one run share. Each use asks the underlying questions again."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._schemas: SchemaStore | None = None
        self._unit: object = None
        self._memo: dict[Any, Any] = {}

    def memo(self, unit: object) -> dict[Any, Any]:
        """What the checks of one unit of work have found out; another unit must ask for itself.

        Args:
            unit: the edges of the unit's context, which stand for it.
        """
        if self._unit is not unit:
            self._unit, self._memo = unit, {}
        return self._memo

    @property
    def schemas(self) -> SchemaStore:
        """The schemas of the project, loaded on demand."""
        if self._schemas is None:
            from doclint.schemas.validate import SchemaStore

            project = self._project
            self._schemas = SchemaStore(
                project.read, project.is_file, project.content, (Path(project.config.root), rules_root())
            )
        return self._schemas


class AllDocuments(Sequence[Document]):
    """Every document, looked up when iterated over."""

    def __init__(self, project: Project) -> None:
        self._project = project

    def __getitem__(self, index: Any) -> Any:
        """One document, or some."""
        return self._project.documents()[index]

    def __len__(self) -> int:
        """How many there are."""
        return len(self._project.documents())


class Context(NamedTuple):
    """The project, one rule's parameters, and what is to be checked.

    Attributes:
        project: answers every question; each is recorded.
        params: the rule's parameters.
        shared: what checks build once.
        subjects: the documents to be checked: one, or all of them.
        edges: document -> its edges, of those that are resolved already.
        broken: the broken edges to be checked, if they are already known.
    """

    project: Project
    params: Mapping[str, Any]
    shared: Shared
    subjects: Sequence[Document]
    edges: Mapping[str, Sequence[Edge]]
    broken: Sequence[Edge] | None = None

    def strings(self, name: str) -> tuple[str, ...]:
        """A parameter that is a string or a list of them."""
        value = self.params.get(name, ())
        return (value,) if isinstance(value, str) else tuple(value)

    def documents(self, *, templates: bool = False) -> Iterator[Document]:
        """The documents to be checked, of the kinds in the parameter `kinds` if there is one, by path."""
        kinds = self.strings("kinds")
        for document in self.subjects:
            if (not kinds or document.kind in kinds) and (templates or not document.template):
                yield document

    def facts(self, document: Document) -> Facts:
        """Everything a document says."""
        return self.project.facts(document.path)

    def metadata_of(self, document: Document) -> tuple[str, Structured | None]:
        """The file that holds the metadata of a document, and what it says."""
        beside = self.project.sidecar(document.path)
        if beside is not None:
            return beside.path, beside.structured
        return document.path, self.facts(document).front_matter

    def has_status(self, document: Document, parameter: str) -> bool:
        """Whether the document declares, in any case, one of the statuses that a parameter lists."""
        statuses = self.strings(parameter)
        declared = attribute(self.project, document, "status") if statuses else None
        return isinstance(declared, str) and declared.strip().lower() in {s.lower() for s in statuses}

    @property
    def memo(self) -> dict[Any, Any]:
        """What the checks of this unit have found out already."""
        return self.shared.memo(self.edges)

    def edges_of(self, document: Document) -> Iterable[Edge]:
        """The edges of a document."""
        known = self.edges.get(document.path)
        return self.project.edges_of(document.path) if known is None else known

    @property
    def problems(self) -> Sequence[Edge]:
        """The broken edges to be checked, including those of the manifest."""
        return tuple(self._problems()) if self.broken is None else self.broken

    def _problems(self) -> Iterator[Edge]:
        for document in self.subjects:
            yield from (edge for edge in self.edges_of(document) if edge.problem is not None)
        if isinstance(self.subjects, AllDocuments):
            for row in self.project.manifest_rows():
                yield from (edge for edge in row.edges if edge.problem is not None)
