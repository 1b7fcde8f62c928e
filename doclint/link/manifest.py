"""The documentation manifest as entries and dependencies, each with its place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from doclint.extract.fields import unquoted
from doclint.formats.json_source import JsonError, load_json
from doclint.formats.source import Source
from doclint.link.kinds import normal_name
from doclint.link.model import Declared, Document, Edge, Problem
from doclint.link.nearest import Nearest
from doclint.link.resolve import Resolver
from doclint.link.symbols import Symbols
from doclint.model.config import ManifestConfig
from doclint.model.facts import NOWHERE, Reference, Span, Structured


@dataclass(frozen=True, slots=True)
class Entry:
    """One document as the manifest lists it.

    Attributes:
        pointer: JSON pointer of the entry.
        values: the entry's own fields.
        document_path: the document it stands for: where its path leads, or must lead; may be empty.
        exists: whether its path leads there as written.
    """

    pointer: str
    values: dict[str, Any]
    document_path: str
    exists: bool

    def text(self, field: str) -> str:
        """A field's value where it is a string; else empty."""
        value = self.values.get(field)
        return value if isinstance(value, str) else ""

    def strings(self, field: str) -> tuple[str, ...]:
        """A field's strings where it is a list of them; else empty."""
        value = self.values.get(field)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest file.

    Attributes:
        path: relative to the root.
        found: whether the file exists.
        structured: its content with positions; None if it cannot be read.
        error: why not, and where.
        entries: the documents it lists.
        edges: what it refers to: paths, schemas, dependencies.
        by_document: path -> the entries that stand for it.
        naming: the fields of an entry that name its document, best first.
    """

    path: str
    found: bool
    structured: Structured | None = None
    error: tuple[str, Span] | None = None
    entries: tuple[Entry, ...] = ()
    edges: tuple[Edge, ...] = ()
    by_document: Mapping[str, list[Entry]] = field(default_factory=dict)
    naming: tuple[str, ...] = ()

    def span(self, pointer: str) -> Span:
        """Where the value at `pointer` (or its nearest ancestor) stands."""
        found = self.structured.at(pointer) if self.structured else None
        return found or NOWHERE

    def entry_span(self, entry: Entry) -> Span:
        """A short span that stands for an entry: its ID or path, else its opening brace."""
        values = self.structured.values if self.structured else {}
        for key in self.naming:
            found = values.get(f"{entry.pointer}/{key}")
            if found:
                return found
        whole = self.span(entry.pointer)
        return Span(whole.line, whole.column, whole.line, whole.column + 1)

    def entries_of(self, path: str) -> list[Entry]:
        """The entries that stand for a document."""
        return self.by_document.get(path, [])


def declarations(manifest: Manifest, config: ManifestConfig) -> dict[str, Declared]:
    """What a manifest says of documents, by path; empty where it cannot be read."""
    if manifest.error is not None:
        return {}
    return {
        path: Declared(
            any(entry.strings(config.schemas) for entry in entries),
            tuple(entry.text(config.status) for entry in entries),
        )
        for path, entries in manifest.by_document.items()
        if path
    }


def read_manifest(
    path: str, data: bytes, config: ManifestConfig, resolver: Resolver, symbols: Symbols
) -> Manifest:
    """Parse and link a manifest. Never raises: what is wrong with the file is in `error`."""
    try:
        source = Source(data)
    except UnicodeDecodeError as error:
        return Manifest(path, True, error=(f"not UTF-8 at byte {error.start}", NOWHERE))
    try:
        structured = load_json(source)
    except JsonError as error:
        return Manifest(path, True, error=(f"not valid JSON: {error.message}", error.span))
    if not isinstance(structured.data, dict):
        return Manifest(path, True, error=("expected a JSON object", structured.values[""]))
    items = structured.data.get(config.entries, [])
    if not isinstance(items, list):
        span = structured.values[f"/{config.entries}"]
        return Manifest(path, True, structured, (f"'{config.entries}' must be a list of documents", span))
    entries: list[Entry] = []
    edges: list[Edge] = []
    for i, item in enumerate(items):
        if isinstance(item, dict):
            pointer = f"/{config.entries}/{i}"
            entry, found = _entry(path, pointer, item, config, structured, resolver)
            entries.append(entry)
            edges.extend(found)
    edges.extend(_dependencies(path, structured, config, entries, symbols))
    by_document: dict[str, list[Entry]] = {}
    for entry in entries:
        by_document.setdefault(entry.document_path, []).append(entry)
    return Manifest(
        path, True, structured, None, tuple(entries), tuple(edges), by_document, (config.id, config.file)
    )


def _reference(structured: Structured, pointer: str, value: str, via: str = "manifest") -> Reference:
    span = structured.values[pointer]
    return Reference(via, "field", value, "", span, unquoted(span, value), pointer)


def _entry(
    path: str,
    pointer: str,
    item: dict[str, Any],
    config: ManifestConfig,
    structured: Structured,
    resolver: Resolver,
) -> tuple[Entry, list[Edge]]:
    edges: list[Edge] = []
    means, exists = "", False
    target = item.get(config.file)
    if isinstance(target, str) and target:
        edge = resolver.resolve(path, _reference(structured, f"{pointer}/{config.file}", target))
        if edge is not None:
            edges.append(edge)
            exists = edge.problem is None
            means = edge.target or (
                edge.problem.subject if edge.problem and edge.problem.kind != "missing" else ""
            )
    schemas = item.get(config.schemas)
    for i, schema in enumerate(schemas if isinstance(schemas, list) else ()):
        if isinstance(schema, str) and schema:
            edge = resolver.resolve(path, _reference(structured, f"{pointer}/{config.schemas}/{i}", schema))
            if edge is not None:
                # The schema is the document's, wherever the list stands.
                edges.append(Edge(edge.file, means or path, edge.reference, edge.target, edge.problem))
    return Entry(pointer, item, means, exists), edges


def _dependencies(
    path: str, structured: Structured, config: ManifestConfig, entries: list[Entry], symbols: Symbols
) -> Iterator[Edge]:
    known = {entry.text(config.id): entry.document_path for entry in entries if entry.text(config.id)}
    nearest = Nearest()
    assert isinstance(structured.data, dict)
    for dependency in config.dependencies:
        items = structured.data.get(dependency.list, [])
        for i, item in enumerate(items if isinstance(items, list) else ()):
            if not isinstance(item, dict):
                continue
            ends: list[str] = []
            for end in (dependency.source, dependency.target):
                value = item.get(end)
                if not isinstance(value, str):
                    continue
                found = known.get(value)
                if found is None:
                    document = document_named(value, symbols)
                    found = document.path if document else None
                if found is None:
                    pointer = f"/{dependency.list}/{i}/{end}"
                    problem = Problem(
                        "unknown-dependency",
                        f"'{value}' names no document",
                        _near(nearest, path, value, known),
                    )
                    yield Edge(path, path, _reference(structured, pointer, value, "dependency"), "", problem)
                else:
                    ends.append(found)
            if len(ends) == 2:
                pointer = f"/{dependency.list}/{i}/{dependency.target}"
                yield Edge(
                    path,
                    ends[0],
                    _reference(structured, pointer, item[dependency.target], "dependency"),
                    ends[1],
                )


def document_named(name: str, symbols: Symbols) -> Document | None:
    """The document that `DOC009`, `DOC009-DataModel` or a path names; None if there is none."""
    if name in symbols.by_id:
        return symbols.by_id[name][0]
    if name in symbols.documents:
        return symbols.documents[name]
    wanted = normal_name(name)
    for documents in symbols.by_id.values():
        for document in documents:
            if document.slug and normal_name(document.id + document.slug) == wanted:
                return document
    return None


def _near(nearest: Nearest, path: str, value: str, known: dict[str, str]) -> str:
    near = nearest.find(path, value, known, 0.6)
    return f"did you mean '{near}'?" if near else ""
