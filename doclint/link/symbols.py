"""The symbol table: documents by path, by ID and by name; anchors by path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property

from doclint.link.kinds import Kinds, normal_name
from doclint.link.late import Late
from doclint.link.model import Document
from doclint.model.facts import Facts


class Symbols:
    """Everything a reference can name. Immutable.

    Args:
        documents: every document by path, sorted.
        by_id: the documents that carry an ID, by it.
        names: gives `by_name` where it is known already; else it is found when asked for.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        by_id: Mapping[str, Sequence[Document]],
        names: Callable[[], Mapping[str, Sequence[Document]]] | None = None,
    ) -> None:
        self.documents, self.by_id = documents, by_id
        self._names = names
        self._anchors: dict[str, frozenset[str] | None] = {}

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Symbols:
        """The symbols of some documents, which are sorted by path."""
        by_path = {document.path: document for document in documents}
        by_id: dict[str, list[Document]] = {}
        for document in by_path.values():
            if document.id:
                by_id.setdefault(document.id, []).append(document)
        return cls(by_path, by_id)

    @classmethod
    def late(
        cls,
        paths: Collection[str],
        make: Callable[[str], Document],
        holders: Mapping[str, Sequence[str]],
        names: Callable[[], Mapping[str, Sequence[str]]],
    ) -> Symbols:
        """Symbols that make a document when something names it.

        Args:
            paths: of every document, sorted; it is quick to tell whether a string is one of them.
            make: the document at a path.
            holders: the paths of `by_id`.
            names: gives the paths of `by_name`.
        """

        def at(groups: Mapping[str, Sequence[str]]) -> Late[Sequence[Document]]:
            return Late(groups, lambda key: tuple(documents[path] for path in groups[key]))

        documents = Late(paths, make)
        return cls(documents, at(holders), lambda: at(names()))

    @cached_property
    def by_name(self) -> Mapping[str, Sequence[Document]]:
        """Documents that carry an ID, by normalised slug and by normalised declared title."""
        if self._names is not None:
            return self._names()
        found: dict[str, dict[str, Document]] = defaultdict(dict)
        for documents in self.by_id.values():
            for document in documents:
                for name in {normal_name(document.slug), normal_name(document.title)}:
                    if len(name) > 3:
                        found[name][document.path] = document
        return {name: tuple(group.values()) for name, group in found.items()}

    def named(self, kind: str, slug: str) -> tuple[Document, ...]:
        """Documents of a kind whose slug is `slug`, case and punctuation aside."""
        name = normal_name(slug)
        return tuple(d for d in self.by_name.get(name, ()) if d.kind == kind and normal_name(d.slug) == name)

    def anchors(self, path: str) -> frozenset[str] | None:
        """Every fragment that resolves in a document; None if it is none that was read."""
        if path not in self._anchors:
            self._anchors[path] = self._find_anchors(path)
        return self._anchors[path]

    def _find_anchors(self, path: str) -> frozenset[str] | None:
        document = self.documents.get(path)
        if document is None or any(d.kind == "unreadable" for d in document.facts.defects):
            return None
        facts = document.facts
        return frozenset([*(h.slug for h in facts.headings), *(a.name for a in facts.anchors)])


def identify(path: str, facts: Facts, kinds: Kinds) -> Document:
    """A file's facts as a document of its kind."""
    title = _title(path, facts)
    kind = kinds.kind_of(path)
    if kind is None:
        return Document(path, facts, template=kinds.is_template(path), title=title)
    identity = kinds.identify(path, kind)
    assert identity is not None
    declared = facts.metadata.get(kind.id_field) if kind.id_field else None
    own = identity.id or (declared if isinstance(declared, str) and "#" not in declared else "")
    return Document(path, facts, kind.name, own, identity.slug, title=title)


def _title(path: str, facts: Facts) -> str:
    declared = facts.metadata.get("title")
    if isinstance(declared, str) and declared:
        return declared
    for heading in facts.headings:
        if heading.level == 1:
            return heading.text
    return path.rpartition("/")[2]
