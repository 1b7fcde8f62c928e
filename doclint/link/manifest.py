"""The documentation manifests as rows: what they say of each document, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from doclint.config.globs import is_glob
from doclint.extract.fields import unquoted
from doclint.formats.pointer import escape_pointer
from doclint.link.listing import MARKDOWN, Listing, Unlistable, read_listing
from doclint.link.model import Edge, Problem
from doclint.link.nearest import Nearest
from doclint.link.paths import folder_of, join
from doclint.link.project import Project
from doclint.link.tables import Entry, ManifestHead, ManifestRow
from doclint.model.config import ManifestConfig
from doclint.model.facts import NOWHERE, Reference, Span, Structured
from doclint.model.vocabulary import Via


class ReadManifest(NamedTuple):
    """The manifests, and their rows by document; what is about none is in the row of its manifest's path."""

    heads: tuple[ManifestHead, ...]
    rows: Mapping[str, ManifestRow]

    @property
    def edges(self) -> Iterator[Edge]:
        """Everything they refer to."""
        for row in self.rows.values():
            yield from row.edges


def manifest_paths(project: Project, config: ManifestConfig) -> tuple[str, ...]:
    """The files that a configured manifest is, relative to the root; a path that is no glob may not exist."""
    path = join(project.base, config.path) or config.path
    if not is_glob(config.path):
        return (path,) if config.path else ()
    return project.files_matching(f"/{path}")


def read_manifests(project: Project) -> ReadManifest:
    """Read and link the manifests. Never raises: what is wrong with a file is in its head."""
    heads: list[ManifestHead] = []
    entries: dict[str, list[Entry]] = {}
    edges: dict[str, list[Edge]] = {}
    for number, config in enumerate(project.config.manifests):
        for path in manifest_paths(project, config):
            if not project.is_file(path):
                heads.append(ManifestHead(path, number=number))
                continue
            try:
                listing = read_listing(project, path, config)
            except Unlistable as error:
                heads.append(ManifestHead(path, True, str(error), error.span, number))
                continue
            if path.endswith(".json") and is_glob(config.path) and _lists_nothing(listing.structured, config):
                continue  # a file of the same name that says something else
            cycle, place = _cycle(listing.structured, config)
            heads.append(ManifestHead(path, True, number=number, cycle=cycle, cycle_at=place))
            _Reader(project, path, number, listing, entries, edges).read()
    rows = {
        path: ManifestRow(tuple(entries.get(path, ())), tuple(edges.get(path, ())))
        for path in sorted({*entries, *edges})
    }
    return ReadManifest(tuple(heads), rows)


def _lists_nothing(structured: Structured, config: ManifestConfig) -> bool:
    """Whether a file has no list of documents at all."""
    return (
        bool(config.entries) and isinstance(structured.data, dict) and config.entries not in structured.data
    )


def _cycle(structured: Structured, config: ManifestConfig) -> tuple[str, Span]:
    """How often documents are reviewed: a text, or the `frequency` of an object."""
    data = structured.data if isinstance(structured.data, dict) else {}
    found, pointer = data.get(config.cycle), f"/{escape_pointer(config.cycle)}"
    if isinstance(found, dict):
        found, pointer = found.get("frequency"), f"{pointer}/frequency"
    return (found, structured.at(pointer) or NOWHERE) if isinstance(found, str) else ("", NOWHERE)


class _Reader:
    """Links the entries of one manifest and adds them to those of all."""

    def __init__(
        self,
        project: Project,
        path: str,
        number: int,
        listing: Listing,
        entries: dict[str, list[Entry]],
        edges: dict[str, list[Edge]],
    ) -> None:
        self._project, self._path, self._number, self._listing = project, path, number, listing
        self._structured, self._config = listing.structured, project.config.manifests[number]
        self._entries, self._edges = entries, edges
        # The links of a document are judged as such: what its table lists is no further finding.
        self._judged = path.endswith(MARKDOWN)
        self._resolved: dict[tuple[str, str], Edge | None] = {}  # many entries name the same schemas

    def read(self) -> None:
        known: dict[str, str] = {}
        for order, (pointer, item) in enumerate(self._listing.items):
            entry = self._entry(order, pointer, item)
            if entry.text(self._config.id):
                known[entry.text(self._config.id)] = entry.document_path
        for edge in self._dependencies(known):
            self._edges.setdefault(edge.source, []).append(edge)

    def _entry(self, order: int, pointer: str, item: Mapping[str, Any]) -> Entry:
        config, path = self._config, self._path
        found: list[Edge] = []
        document_path, exists = "", False
        target = item.get(config.file)
        if isinstance(target, str) and target:
            edge = self._resolve(f"{pointer}/{escape_pointer(config.file)}", target, config.file)
            if edge is not None:
                found.append(edge)
                exists = edge.problem is None
                problem = edge.problem
                document_path = edge.document or edge.target
                if not document_path and problem is not None and problem.kind != "missing":
                    document_path = problem.subject
        elif not item.get(config.file):
            document_path, exists = self._without_path(item)
        schemas = item.get(config.schemas)
        for i, schema in enumerate(schemas if isinstance(schemas, list) else ()):
            if isinstance(schema, str) and schema:
                edge = self._resolve(
                    f"{pointer}/{escape_pointer(config.schemas)}/{i}", schema, config.schemas
                )
                if edge is not None:
                    # The schema is the document's, wherever the list stands.
                    found.append(edge._replace(source=document_path or path))
        for edge in found if not self._judged else ():
            self._edges.setdefault(edge.source, []).append(edge)
        values = self._structured.values
        entry = Entry(
            pointer,
            item,
            {key: values[f"{pointer}/{escape_pointer(str(key))}"] for key in item},
            self._structured.keys.get(f"{pointer}/{escape_pointer(config.schemas)}"),
            _short_span(self._structured, pointer, config),
            values[pointer],
            document_path,
            exists,
            self._path,
            self._number,
            order,
        )
        self._entries.setdefault(document_path, []).append(entry)
        return entry

    def _without_path(self, item: Mapping[str, Any]) -> tuple[str, bool]:
        """The document of an entry without a path: by its ID, or the one beside a file that is one entry."""
        project = self._project
        id_ = item.get(self._config.id)
        named = project.resolver.document_named(id_) if isinstance(id_, str) and id_ else None
        if named is not None:
            return named.path, True
        if not self._config.entries:
            beside = project.document_of_folder(folder_of(self._path), index=True)
            return beside, bool(beside)
        return "", False

    def _resolve(self, pointer: str, value: str, field: str) -> Edge | None:
        if self._judged and field == self._config.file:
            span = self._structured.values[pointer]
            link = Reference("link", "inline", value, "", span, span)
            return self._project.resolver.resolve(self._path, link)
        reference = self._reference(pointer, value, "manifest")
        if self._listing.folder and field == self._config.file:
            found = join(folder_of(self._path), f"{self._listing.folder}/{value}")
            if found and self._project.is_file(found):
                return Edge(self._path, self._path, reference, found)
        known = value, field
        if known not in self._resolved:
            self._resolved[known] = self._project.resolver.resolve(self._path, reference)
        edge = self._resolved[known]
        return None if edge is None else edge._replace(reference=reference)

    def _reference(self, pointer: str, value: str, via: Via) -> Reference:
        span = self._structured.values[pointer]
        return Reference(via, "field", value, "", span, unquoted(span, value), pointer)

    def _dependencies(self, known: Mapping[str, str]) -> Iterator[Edge]:
        path, nearest = self._path, Nearest()
        data = self._structured.data
        for dependency in self._config.dependencies:
            items = data.get(dependency.list, [])
            for i, item in enumerate(items if isinstance(items, list) else ()):
                if not isinstance(item, dict):
                    continue
                place = f"/{escape_pointer(dependency.list)}/{i}"
                ends: list[str] = []
                for end in (dependency.source, dependency.target):
                    value = item.get(end)
                    if not isinstance(value, str):
                        continue
                    found = known.get(value)
                    if found is None:
                        document = self._project.resolver.document_named(value)
                        found = document.path if document else None
                    if found is None:
                        near = nearest.find(path, value, known, 0.6)
                        problem = Problem(
                            "unknown-dependency",
                            f"no document named '{value}'",
                            f"did you mean '{near}'?" if near else "",
                        )
                        reference = self._reference(f"{place}/{escape_pointer(end)}", value, "dependency")
                        yield Edge(path, path, reference, "", problem)
                    else:
                        ends.append(found)
                if len(ends) == 2:
                    pointer = f"{place}/{escape_pointer(dependency.target)}"
                    reference = self._reference(pointer, item[dependency.target], "dependency")
                    yield Edge(path, ends[0], reference, ends[1])


def _short_span(structured: Structured, pointer: str, config: ManifestConfig) -> Span:
    """A short span that stands for an entry: its ID or path, else its opening brace."""
    for key in (config.id, config.file):
        found = structured.values.get(f"{pointer}/{escape_pointer(key)}")
        if found:
            return found
    whole = structured.at(pointer) or NOWHERE
    return Span(whole.line, whole.column, whole.line, whole.column + 1)
