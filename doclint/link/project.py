"""The linked project: what checks ask. Reading it never touches the disk but through `read`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from doclint.link.kinds import Kinds
from doclint.link.labels import Labels
from doclint.link.manifest import Manifest, read_manifest
from doclint.link.model import Document, Edge
from doclint.link.paths import join
from doclint.link.resolve import Resolver
from doclint.link.symbols import Symbols
from doclint.model.config import Config
from doclint.model.facts import Facts
from doclint.tree.fileset import FileSet
from doclint.tree.read import Unreadable

Reader = Callable[[str], bytes]


@dataclass(frozen=True, slots=True)
class Project:
    """Everything known about one tree.

    Attributes:
        config: the merged configuration.
        files: which files exist.
        base: the docs base, relative to the root; empty for the root.
        kinds: the compiled kinds.
        symbols: documents by path, ID and name.
        manifest: None where none is configured.
        problems: the edges that do not hold, in no particular order.
        references: how many references were resolved.
        read: the bytes of a file of the tree; raises `Unreadable`.
        resolver: resolves further references the same way.
    """

    config: Config
    files: FileSet
    base: str
    kinds: Kinds
    symbols: Symbols
    manifest: Manifest | None
    problems: tuple[Edge, ...]
    references: int
    read: Reader
    resolver: Resolver

    @property
    def documents(self) -> Mapping[str, Document]:
        """Documents by path."""
        return self.symbols.documents

    def edges(self) -> Iterator[Edge]:
        """Every edge, resolved anew and not kept: ten thousand documents have a hundred thousand."""
        for path, document in self.documents.items():
            for reference in document.facts.references:
                edge = self.resolver.resolve(path, reference)
                if edge is not None:
                    yield edge
        if self.manifest:
            yield from self.manifest.edges


def link(config: Config, files: FileSet, base: str, facts: Mapping[str, Facts], read: Reader) -> Project:
    """Resolve everything.

    Args:
        config: merged.
        files: the tree.
        base: the docs base.
        facts: by path, for every document.
        read: how to read the manifest and schemas.
    """
    kinds = Kinds(config, base)
    others = (path for path in files.files if path not in facts)
    symbols = Symbols(facts, kinds, others)
    resolver = Resolver(files, symbols, kinds, base, config.schema_field)
    problems: list[Edge] = []
    labelled: list[Edge] = []
    aliases: list[tuple[str, str]] = []
    count = 0
    for path, document in symbols.documents.items():
        for reference in document.facts.references:
            edge = resolver.resolve(path, reference)
            if edge is None:
                continue
            count += 1
            if edge.problem is None:
                if reference.label and edge.target:
                    labelled.append(edge)
            elif reference.form != "use":  # the definition it uses is reported, once
                problems.append(edge)
                if edge.problem.kind == "stale-id":
                    identity = kinds.spelled(reference.target)
                    if identity:
                        aliases.append((identity.id, identity.slug))
    manifest = _manifest(config, files, base, resolver, symbols, read)
    if manifest:
        count += len(manifest.edges)
        problems.extend(edge for edge in manifest.edges if edge.problem)
    problems.extend(Labels(symbols, kinds, files, aliases).judge(labelled))
    return Project(config, files, base, kinds, symbols, manifest, tuple(problems), count, read, resolver)


def _manifest(
    config: Config, files: FileSet, base: str, resolver: Resolver, symbols: Symbols, read: Reader
) -> Manifest | None:
    if not config.manifest.path:
        return None
    path = join(base, config.manifest.path)
    if path is None or not files.is_file(path):
        return Manifest(path or config.manifest.path, False)
    try:
        data = read(path)
    except Unreadable as error:
        from doclint.model.facts import NOWHERE

        return Manifest(path, True, error=(str(error), NOWHERE))
    return read_manifest(path, data, config.manifest, resolver, symbols)
