"""The documentation manifest as rows: what it says of each document, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from doclint.extract.fields import unquoted
from doclint.formats.json_source import JsonError
from doclint.formats.pointer import escape_pointer
from doclint.link.model import Edge, Problem
from doclint.link.nearest import Nearest
from doclint.link.paths import join
from doclint.link.project import Project
from doclint.link.tables import Entry, ManifestHead, ManifestRow
from doclint.model.config import ManifestConfig
from doclint.model.facts import NOWHERE, Reference, Span, Structured
from doclint.model.vocabulary import Via
from doclint.tree.read import Unreadable


class ReadManifest(NamedTuple):
    """The manifest, and its rows by the document they are about (its own path for what is about none)."""

    head: ManifestHead
    rows: Mapping[str, ManifestRow]

    @property
    def edges(self) -> Iterator[Edge]:
        """Everything it refers to."""
        for row in self.rows.values():
            yield from row.edges


def manifest_path(project: Project) -> str:
    """The manifest's path, relative to the root; empty where none is configured."""
    path = project.config.manifest.path
    return (join(project.base, path) or path) if path else ""


def parse_manifest(project: Project) -> Structured:
    """The manifest with positions.

    Raises:
        Unreadable: there is none, or it cannot be read.
        UnicodeDecodeError, JsonError: it is not UTF-8, or not JSON.
    """
    return project.read_json(manifest_path(project))


def read_manifest(project: Project) -> ReadManifest:
    """Read and link the manifest. Never raises: what is wrong with the file is in its head."""
    path, config = manifest_path(project), project.config.manifest
    if not path or not project.is_file(path):
        return ReadManifest(ManifestHead(path), {})
    try:
        structured = parse_manifest(project)
    except Unreadable as error:
        return ReadManifest(ManifestHead(path, True, str(error)), {})
    except UnicodeDecodeError as error:
        return ReadManifest(ManifestHead(path, True, f"not UTF-8 at byte {error.start}"), {})
    except JsonError as error:
        return ReadManifest(ManifestHead(path, True, f"not valid JSON: {error.message}", error.span), {})
    if not isinstance(structured.data, dict):
        return ReadManifest(ManifestHead(path, True, "expected a JSON object", structured.values[""]), {})
    items = structured.data.get(config.entries, [])
    if not isinstance(items, list):
        span = structured.values[f"/{escape_pointer(config.entries)}"]
        message = f"'{config.entries}' must be a list of documents"
        return ReadManifest(ManifestHead(path, True, message, span), {})
    return ReadManifest(ManifestHead(path, True), _Reader(project, path, structured).rows(items))


class _Reader:
    def __init__(self, project: Project, path: str, structured: Structured) -> None:
        self._project, self._path, self._structured = project, path, structured
        self._config = project.config.manifest
        self._entries: dict[str, list[Entry]] = {}
        self._edges: dict[str, list[Edge]] = {}
        self._resolved: dict[tuple[str, str], Edge | None] = {}  # many entries name the same schemas

    def rows(self, items: list[Any]) -> dict[str, ManifestRow]:
        known: dict[str, str] = {}
        for i, item in enumerate(items):
            if isinstance(item, dict):
                entry = self._entry(f"/{escape_pointer(self._config.entries)}/{i}", item)
                if entry.text(self._config.id):
                    known[entry.text(self._config.id)] = entry.document_path
        for edge in self._dependencies(known):
            self._edges.setdefault(edge.source, []).append(edge)
        return {
            path: ManifestRow(tuple(self._entries.get(path, ())), tuple(self._edges.get(path, ())))
            for path in sorted({*self._entries, *self._edges})
        }

    def _entry(self, pointer: str, item: dict[str, Any]) -> Entry:
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
                document_path = edge.target or (
                    problem.subject if problem and problem.kind != "missing" else ""
                )
        schemas = item.get(config.schemas)
        for i, schema in enumerate(schemas if isinstance(schemas, list) else ()):
            if isinstance(schema, str) and schema:
                edge = self._resolve(
                    f"{pointer}/{escape_pointer(config.schemas)}/{i}", schema, config.schemas
                )
                if edge is not None:
                    # The schema is the document's, wherever the list stands.
                    found.append(edge._replace(source=document_path or path))
        for edge in found:
            self._edges.setdefault(edge.source, []).append(edge)
        values = self._structured.values
        entry = Entry(
            pointer,
            item,
            {key: values[f"{pointer}/{escape_pointer(key)}"] for key in item},
            self._structured.keys.get(f"{pointer}/{escape_pointer(config.schemas)}"),
            _short_span(self._structured, pointer, config),
            values[pointer],
            document_path,
            exists,
        )
        self._entries.setdefault(document_path, []).append(entry)
        return entry

    def _resolve(self, pointer: str, value: str, field: str) -> Edge | None:
        reference = self._reference(pointer, value, "manifest")
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
        assert isinstance(data, dict)
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
