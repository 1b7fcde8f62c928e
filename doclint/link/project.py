"""The linked project: what checks ask. Reading it never touches the disk but through `read`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from doclint.link import shares
from doclint.link.kinds import Kinds
from doclint.link.labels import Labels, Waiting, late
from doclint.link.model import Declared, Document, Edge, Unit
from doclint.link.paths import is_external, join
from doclint.link.resolve import README_NAMES, Resolver
from doclint.link.shares import Part
from doclint.link.sides import public_side, sections_side
from doclint.link.symbols import Symbols, identify
from doclint.model.config import Config
from doclint.model.facts import NOWHERE, Facts
from doclint.tree.fileset import FileSet
from doclint.tree.read import Reader, Unreadable

if TYPE_CHECKING:
    from doclint.link.manifest import Manifest


class Project:
    """Everything known about one tree.

    Attributes:
        config: the merged configuration.
        files: which files exist.
        kinds: the compiled kinds.
        symbols: documents by path, ID and name.
        documents: the documents under judgement, by path: all, or those a change can have affected.
        problems: the edges that do not hold, in no particular order.
        units: what each document under judgement gave.
        read: the bytes of a file of the tree; raises `Unreadable`.
        resolver: resolves further references the same way.
    """

    def __init__(
        self,
        config: Config,
        files: FileSet,
        kinds: Kinds,
        symbols: Symbols,
        documents: Mapping[str, Document],
        problems: tuple[Edge, ...],
        units: Mapping[str, Unit],
        read: Reader,
        resolver: Resolver,
    ) -> None:
        self.config, self.files, self.kinds, self.symbols = config, files, kinds, symbols
        self.documents, self.problems, self.units = documents, problems, units
        self.read, self.resolver = read, resolver

    @property
    def base(self) -> str:
        """The docs base, relative to the root; empty for the root."""
        return self.kinds.base

    @cached_property
    def kind_files(self) -> Mapping[str, list[str]]:
        """Files of kinds that are no documents (schemas), by kind, each list sorted."""
        found: dict[str, list[str]] = {}
        for path in sorted(path for path in self.files.files if path not in self.symbols.documents):
            kind = self.kinds.kind_of(path)
            if kind is not None:
                found.setdefault(kind.name, []).append(path)
        return found

    @cached_property
    def declared(self) -> Mapping[str, Declared]:
        """What the manifest says of documents, by path; empty where it cannot be read."""
        from doclint.link.manifest import declarations

        return declarations(self.manifest, self.config.manifest) if self.manifest else {}

    @cached_property
    def manifest(self) -> Manifest | None:
        """The manifest; None where none is configured. Read when first asked for."""
        return _manifest(self.config, self.files, self.base, self.resolver, self.symbols, self.read)

    @property
    def references(self) -> int:
        """How many references were resolved."""
        own = sum(unit.references for unit in self.units.values())
        return own + (len(self.manifest.edges) if self.manifest else 0)

    def edges(self) -> Iterator[Edge]:
        """Every edge, resolved anew and not kept: ten thousand documents have a hundred thousand."""
        for path in self.documents:
            yield from self.edges_of(path)
        if self.manifest:
            yield from self.manifest.edges

    def edges_of(self, path: str, vias: Collection[str] = ()) -> Iterator[Edge]:
        """The edges of one document under judgement; only those of some vias if any are given."""
        document = self.documents.get(path)
        for reference in document.facts.references if document is not None else ():
            if not vias or reference.via in vias:
                edge = self.resolver.resolve(path, reference)
                if edge is not None:
                    yield edge


def link(
    config: Config,
    files: FileSet,
    kinds: Kinds,
    symbols: Symbols,
    read: Reader,
    *,
    only: Iterable[str] | None = None,
    judge: bool = True,
    aliases: Iterable[tuple[str, str]] = (),
    declared: Mapping[str, Declared] | None = None,
    sides: bool = False,
) -> Project:
    """Resolve everything, or what some documents say.

    Args:
        config: merged.
        files: the tree.
        kinds: compiled for the docs base.
        symbols: of every document of the tree.
        read: how to read the manifest and schemas.
        only: the documents to judge; None means all, and the manifest.
        judge: whether to look for problems at all; a graph needs edges alone.
        aliases: further (ID, name) pairs that documents not judged spell.
        declared: what the manifest says of documents, where that is known without reading it.
        sides: whether the next run will want to know if a side of a document has changed.
    """
    documents = symbols.documents
    judged = documents if only is None else {path: documents[path] for path in only}
    resolver = Resolver(files, symbols, kinds, config.schema_field)
    units: dict[str, Unit] = {}
    problems: list[Edge] = []
    waiting: dict[str, Waiting] = {}

    def work(paths: Sequence[str]) -> Part:
        return _link_some(paths, documents, resolver, Labels(symbols, kinds, files), sides=sides)

    names = list(judged) if judge else []
    team = shares.begin(names, work)
    # While others begin with the documents.
    manifest = None if only is not None else _manifest(config, files, kinds.base, resolver, symbols, read)
    found: dict[int, list[Unit]] = {}
    for number, part in team:
        found[number] = part.units
        problems += part.problems
        waiting |= part.waiting
        files.also_asked(part.asked, part.looked_at)
    for number, piece in enumerate(shares.pieces(names)):
        units.update(zip(piece, found[number], strict=True))
    known = [*aliases, *(alias for unit in units.values() for alias in unit.aliases)]
    problems += late(symbols, waiting, known)
    problems += [edge for edge in manifest.edges if edge.problem] if manifest else ()
    project = Project(config, files, kinds, symbols, judged, tuple(problems), units, read, resolver)
    # Where cached_property keeps them: they are known already.
    if only is None:
        project.__dict__["manifest"] = manifest
    if declared is not None:
        project.__dict__["declared"] = declared
    return project


def link_facts(
    config: Config,
    files: FileSet,
    base: str,
    facts: Mapping[str, Facts],
    read: Reader,
    *,
    judge: bool = True,
    sides: bool = False,
) -> Project:
    """The project of documents none of which is known yet.

    Args:
        config, files, read, judge, sides: see `link`.
        base: the docs base, relative to the root.
        facts: of every document by path, sorted.
    """
    kinds = Kinds(config, base)
    symbols = Symbols.of(identify(path, own, kinds) for path, own in facts.items())
    return link(config, files, kinds, symbols, read, judge=judge, sides=sides)


def _link_some(
    paths: Sequence[str],
    documents: Mapping[str, Document],
    resolver: Resolver,
    labels: Labels,
    *,
    sides: bool,
) -> Part:
    problems: list[Edge] = []
    files, before = resolver.files, len(resolver.files.asked)
    units = [_link_one(documents[path], resolver, problems, labels, sides=sides) for path in paths]
    asked = dict(islice(files.asked.items(), before, None))
    return Part(units, problems, labels.waiting, asked, files.looked_at)


def _link_one(
    document: Document, resolver: Resolver, problems: list[Edge], labels: Labels, *, sides: bool
) -> Unit:
    path = document.path
    count = 0
    aliases: list[tuple[str, str]] = []
    sections: set[str] = set()
    for number, reference in enumerate(document.facts.references):
        edge = resolver.resolve(path, reference)
        if edge is None:
            continue
        count += 1
        if edge.target and edge.target != path and "#" in reference.target:
            sections.add(edge.target)
            if edge.target not in resolver.documents:  # a folder shows its README
                sections.update(f"{edge.target}/{name}".lstrip("/") for name in README_NAMES)
        elif not edge.target and "#" in reference.target and not is_external(reference.target):
            sections.update(README_NAMES)  # the root shows its README, too
        if edge.problem is None:
            wrong = labels.judge(edge, number) if reference.label and edge.target else None
            if wrong is not None:
                problems.append(edge._replace(problem=wrong))
        elif reference.syntax != "use":  # the definition it uses is reported, once
            problems.append(edge)
            if edge.problem.kind == "stale-id":
                identity = resolver.kinds.identity_of_name(reference.target)
                if identity:
                    aliases.append((identity.id, identity.slug))
    digests = (public_side(document, aliases), sections_side(document.facts)) if sides else ()
    return Unit(count, tuple(aliases), tuple(sorted(sections)), *digests)


def _manifest(
    config: Config, files: FileSet, base: str, resolver: Resolver, symbols: Symbols, read: Reader
) -> Manifest | None:
    if not config.manifest.path:
        return None
    # An increment knows what the last run read in it: the parser is imported by those that parse.
    from doclint.link.manifest import Manifest, read_manifest

    path = join(base, config.manifest.path)
    if path is None or not files.is_file(path):
        return Manifest(path or config.manifest.path, False)
    try:
        data = read(path)
    except Unreadable as error:
        return Manifest(path, True, error=(str(error), NOWHERE))
    return read_manifest(path, data, config.manifest, resolver, symbols)
