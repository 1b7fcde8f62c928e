"""What the project is asked from: tables of documents, of the manifest's rows, and of marks.

`Tables` is what the answers need, whoever holds it: memory here, a database in the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, Protocol

from doclint.formats.digest import digest
from doclint.link.evidence import Evidence
from doclint.link.kinds import Kinds, normal_name, value_of
from doclint.link.model import Document, Edge
from doclint.model.config import KindConfig
from doclint.model.facts import Facts, Span


class Entry(NamedTuple):
    """One document as the manifest lists it.

    Attributes:
        pointer: JSON pointer of the entry.
        values: the entry's own fields.
        spans: where the value of each field stands; of a list its own place.
        schemas_at: where the name of the field that lists its schemas stands; None where it has none.
        span: a short span that stands for the entry: its ID or path, else its opening brace.
        whole: the entry.
        document_path: the document it stands for: where its path leads, or must lead; may be empty.
        exists: whether its path leads there as written.
        file: the manifest.
        number: which of the configured manifests that is.
        order: its place among the entries of the file.
    """

    pointer: str
    values: Mapping[str, object]
    spans: Mapping[str, Span]
    schemas_at: Span | None
    span: Span
    whole: Span
    document_path: str
    exists: bool
    file: str
    number: int
    order: int

    def text(self, field: str) -> str:
        """A field's value where it is a string; else empty."""
        value = self.values.get(field)
        return value if isinstance(value, str) else ""

    def strings(self, field: str) -> tuple[str, ...]:
        """A field's strings where it is a list of them; else empty."""
        value = self.values.get(field)
        return tuple(v for v in value if isinstance(v, str)) if isinstance(value, list) else ()


class ManifestRow(NamedTuple):
    """What the manifests say of one document (or, under their own paths, of none): entries and edges."""

    entries: tuple[Entry, ...] = ()
    edges: tuple[Edge, ...] = ()


class ManifestHead(NamedTuple):
    """One manifest file.

    Attributes:
        path: relative to the root.
        found: whether the file exists.
        error: why it cannot be read, or empty; `place` is where.
        number: which of the configured manifests it is.
        cycle: how often the documents that it lists are reviewed, where it says so; `cycle_at` is where.
    """

    path: str
    found: bool = False
    error: str = ""
    place: Span = Span(1, 1, 1, 1)
    number: int = 0
    cycle: str = ""
    cycle_at: Span = Span(1, 1, 1, 1)

    @property
    def readable(self) -> bool:
        """Whether it says anything."""
        return self.found and not self.error


class Tables(Protocol):
    """What questions are answered from."""

    def document(self, path: str) -> Document | None:
        """The document at a path."""

    def title(self, path: str) -> str:
        """The title of a document: as declared, else its first top heading, else the file's name."""

    def documents(self) -> Iterable[Document]:
        """All documents, by path."""

    def holders(self, id_: str) -> tuple[str, ...]:
        """The paths of the documents that carry an ID, sorted."""

    def ids(self) -> Iterable[str]:
        """Every ID, in the order of the documents that carry it first."""

    def bearers(self, name: str) -> tuple[str, ...]:
        """Documents with an ID whose normalised slug or title is `name`, sorted."""

    def facts(self, path: str) -> Facts:
        """The facts of a document."""

    def outline(self, path: str) -> Facts:
        """The facts of a document; its references may be left out."""

    def digest(self, path: str) -> str:
        """A digest of the content of a document."""

    def heads(self) -> tuple[ManifestHead, ...]:
        """The manifests."""

    def row(self, path: str) -> ManifestRow:
        """What the manifest says of a document."""

    def rows(self) -> Iterable[ManifestRow]:
        """All that the manifest says."""

    def row_text(self, path: str) -> str:
        """A digest of what the manifest says of a document; empty where it says nothing."""

    def rows_text(self) -> str:
        """A digest of all that the manifest says."""

    def listed(self, file: str) -> Iterable[str]:
        """The documents that a manifest lists, sorted."""

    def manifest_edges(self, via: str) -> Iterable[Edge]:
        """The edges of one via that the manifest declares."""

    def evidence(self, place: str) -> Evidence:
        """What the references of all documents tell of a place."""

    def all_evidence(self) -> Iterable[Evidence]:
        """The same of every place."""

    def marked(self, mark: str) -> tuple[str, ...]:
        """The documents that carry a mark, sorted."""

    def marks(self, prefix: str) -> Iterable[tuple[str, str]]:
        """(mark, document) of the marks that begin with `prefix`, sorted."""


class MemoryTables:
    """Tables of a whole project in memory.

    Args:
        documents: each with its title, sorted by path.
        facts: the facts of a document; without its references where those are not wanted.
        digest: a digest of its content.
    """

    def __init__(
        self,
        documents: Iterable[tuple[Document, str]],
        facts: Callable[[str, bool], Facts],
        digest: Callable[[str], str],
    ) -> None:
        self._facts, self.digest = facts, digest
        self._documents: dict[str, Document] = {}
        self._titles: dict[str, str] = {}
        self._ids: dict[str, list[str]] = {}
        self._names: dict[str, list[str]] = {}
        for document, title in documents:
            self._documents[document.path], self._titles[document.path] = document, title
            if document.id:
                self._ids.setdefault(document.id, []).append(document.path)
                for name in names_of(document, title):
                    self._names.setdefault(name, []).append(document.path)
        self.manifests: tuple[ManifestHead, ...] = ()
        self.manifest_rows: Mapping[str, ManifestRow] = {}
        self.row_texts: Mapping[str, str] = {}
        self.places: Mapping[str, Evidence] = {}
        self._marks: dict[str, list[str]] = {}

    def title(self, path: str) -> str:
        """The title of a document."""
        return self._titles.get(path, "")

    def facts(self, path: str) -> Facts:
        """The facts of a document."""
        return self._facts(path, True)

    def outline(self, path: str) -> Facts:
        """The facts of a document; its references may be left out."""
        return self._facts(path, False)

    def document(self, path: str) -> Document | None:
        """The document at a path."""
        return self._documents.get(path)

    def documents(self) -> Iterable[Document]:
        """All documents, by path."""
        return self._documents.values()

    def holders(self, id_: str) -> tuple[str, ...]:
        """The paths of the documents that carry an ID, sorted."""
        return tuple(self._ids.get(id_, ()))

    def ids(self) -> Iterable[str]:
        """Every ID."""
        return self._ids

    def bearers(self, name: str) -> tuple[str, ...]:
        """Documents with an ID whose normalised slug or title is `name`, sorted."""
        return tuple(self._names.get(name, ()))

    def heads(self) -> tuple[ManifestHead, ...]:
        """The manifests."""
        return self.manifests

    def row(self, path: str) -> ManifestRow:
        """What the manifest says of a document."""
        return self.manifest_rows.get(path, ManifestRow())

    def rows(self) -> Iterable[ManifestRow]:
        """All that the manifest says."""
        return self.manifest_rows.values()

    def row_text(self, path: str) -> str:
        """A digest of what the manifest says of a document; empty where it says nothing."""
        return self.row_texts.get(path, "")

    def rows_text(self) -> str:
        """A digest of all that the manifest says."""
        return digest(*(f"{path} {text}".encode() for path, text in sorted(self.row_texts.items()))).hex()

    def listed(self, file: str) -> Iterable[str]:
        """The documents that a manifest lists, sorted."""
        rows = self.manifest_rows.items()
        return sorted(path for path, row in rows if path and any(e.file == file for e in row.entries))

    def manifest_edges(self, via: str) -> Iterable[Edge]:
        """The edges of one via that the manifest declares."""
        return (e for row in self.manifest_rows.values() for e in row.edges if e.reference.via == via)

    def evidence(self, place: str) -> Evidence:
        """What the references of all documents tell of a place."""
        return self.places.get(place) or Evidence(place, 0, 0)

    def all_evidence(self) -> Iterable[Evidence]:
        """The same of every place."""
        return self.places.values()

    def put_marks(self, path: str, before: frozenset[str], now: frozenset[str]) -> None:
        """Let a document be found under the marks it has now, and no longer under those before."""
        for mark in before - now:
            self._marks[mark].remove(path)
        for mark in now - before:
            self._marks.setdefault(mark, []).append(path)

    def marked(self, mark: str) -> tuple[str, ...]:
        """The documents that carry a mark, sorted."""
        return tuple(sorted(self._marks.get(mark, ())))

    def marks(self, prefix: str) -> Iterator[tuple[str, str]]:
        """(mark, document) of the marks that begin with `prefix`, sorted."""
        for mark in sorted(mark for mark in self._marks if mark.startswith(prefix)):
            for path in self.marked(mark):
                yield mark, path


def names_of(document: Document, title: str) -> tuple[str, ...]:
    """The normalised names under which a document with an ID is known: its slug and its title."""
    names = {normal_name(document.slug), normal_name(title)} if document.id else set()
    return tuple(sorted(name for name in names if len(name) > 3))


def identify(path: str, facts: Facts, kinds: Kinds) -> tuple[Document, str]:
    """A file's facts as a document of its kind, and its title."""
    kind = kinds.kind_of(path)
    title = _title(path, facts, kind.title_field if kind else "title")
    if kind is None:
        return Document(path, template=kinds.is_template(path)), title
    identity = kinds.identify(path, kind)
    assert identity is not None
    own = identity.id or _declared_id(facts, kind, kinds)
    return Document(path, kind.name, own, identity.slug), title


def _declared_id(facts: Facts, kind: KindConfig, kinds: Kinds) -> str:
    """The ID that a document declares, in its front matter or at the start of its first heading."""
    declared = value_of(facts.metadata, kind.id_field) if kind.id_field else None
    if isinstance(declared, str | int) and not isinstance(declared, bool) and "#" not in str(declared):
        return (kinds.id_of(kind.name, str(declared)) if kind.id else None) or str(declared)
    if kind.id_heading and facts.headings:
        return kinds.id_at_start(kind, facts.headings[0].text) or ""
    return ""


def _title(path: str, facts: Facts, field: str) -> str:
    declared = value_of(facts.metadata, field)
    if isinstance(declared, str) and declared:
        return declared
    for heading in facts.headings:
        if heading.level == 1:
            return heading.text
    return path.rpartition("/")[2]
