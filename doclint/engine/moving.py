"""`doclint mv`: plans a rename as a whole, and proves it on the tree as it will be."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from doclint.edit.edits import PlannedChange
from doclint.edit.listings import writer_of
from doclint.edit.moves import Move
from doclint.edit.renaming import (
    Renaming,
    Rewriter,
    Unwritable,
    changed_anchors,
    content_after,
    heading_edit,
    own_edits,
)
from doclint.engine.baseline import dump_baseline
from doclint.engine.compare import differing, renamed_target
from doclint.engine.full import analyze_all, linked_project
from doclint.engine.increment import analyze_change
from doclint.engine.moved_config import follow
from doclint.engine.request import Request
from doclint.engine.setup import Setup, Tree, document_paths, request_of
from doclint.errors import DoclintError
from doclint.extract.document import extract
from doclint.formats.json_source import JsonError
from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source
from doclint.formats.writers import json_string, yaml_scalar
from doclint.link.kinds import Identity
from doclint.link.listing import Listing, Unlistable, listing_of
from doclint.link.model import Document
from doclint.link.paths import folder_of, join, relative
from doclint.link.project import Project
from doclint.link.tables import ManifestHead
from doclint.model.facts import Reference
from doclint.model.finding import Edit, Finding
from doclint.model.vocabulary import SEVERITIES
from doclint.trace.counterparts import counterparts, filled
from doclint.trace.review import LOCK_NAME, dump_lock, parse_lock
from doclint.trace.select import selects
from doclint.tree.read import Unreadable

if TYPE_CHECKING:
    from doclint.engine.workspace import Workspace


class HeadingChange(NamedTuple):
    """A heading of a document that gets another text."""

    path: str
    slug: str
    text: str


class MovePlan(NamedTuple):
    """A rename, planned and proven.

    Attributes:
        renaming: what gets another name.
        moves: the files and folders that move, in order.
        changes: the files whose content changes, under their new paths.
        references: how many references are rewritten.
        unwritable: those that cannot be made to lead where they did; with one of them nothing may be written.
        findings: those that the tree has afterwards and has not now.
    """

    renaming: Renaming
    moves: tuple[Move, ...]
    changes: tuple[PlannedChange, ...]
    references: int
    unwritable: tuple[Unwritable, ...]
    findings: tuple[Finding, ...]

    @property
    def renamed(self) -> dict[str, str]:
        """New path -> old path of each file that moves."""
        return {new: old for old, new in self.renaming.files.items()} if self.moves else {}


def renaming_of(project: Project, files: Mapping[str, str], folders: Mapping[str, str]) -> Renaming:
    """What else gets another name where files move: IDs, names, and the files that belong to documents.

    Args:
        project: the tree with the old names.
        files: old path -> new path of each file.
        folders: the same of folders that move as a whole.
    """
    wanted, ids = dict(files), dict[str, tuple[str, str]]()
    names, slugs = dict[str, str](), dict[str, str]()
    todo = list(files)
    while todo:
        path = todo.pop()
        document = project.document(path)
        if document is None:
            continue
        new = _identity(project, wanted[path])
        if document.id and new is not None and new.id and new.id != document.id:
            ids[path] = (document.id, new.id)
        for old_name, new_name in _names(document, path, wanted[path]):
            if old_name != new_name and len(project.files_named(f"{old_name}.md")) < 2:
                names[old_name] = new_name
        if document.slug and new is not None and new.slug and new.slug != document.slug:
            slugs[document.slug] = new.slug
        for old, renamed in _counterparts(project, document, path, wanted[path], new):
            if old not in wanted:
                wanted[old] = renamed
                todo.append(old)
    return Renaming(wanted, folders, ids, names, slugs)


def _identity(project: Project, path: str) -> Identity | None:
    kind = project.kinds.kind_of(path)
    return project.kinds.identify(path, kind) if kind is not None else None


def _names(document: Document, old: str, new: str) -> list[tuple[str, str]]:
    """The names that carry the ID of a document: that of its file, or of its folder."""
    pairs = []
    for before, after in (
        (posixpath.basename(old).rpartition(".")[0], posixpath.basename(new).rpartition(".")[0]),
        (posixpath.basename(folder_of(old)), posixpath.basename(folder_of(new))),
    ):
        if document.id and before.startswith(document.id) and after:
            pairs.append((before, after))
    return pairs


def _counterparts(
    project: Project, document: Document, old: str, new: str, identity: Identity | None
) -> list[tuple[str, str]]:
    """Files that rules tie to a document by its name, and what they must be called then."""
    found = []
    for rule in project.config.traces:
        if rule.verb != "must-have-file" or not selects(project, rule.sources, document):
            continue
        before = _fields(old, document.id, document.slug)
        after = _fields(new, identity.id if identity else "", identity.slug if identity else "")
        last = rule.value.rpartition("/")[2]
        if set(last) & set("*?["):
            continue
        wanted = filled(last, after)
        for path in counterparts(project, rule.value, before):
            renamed = f"{folder_of(path)}/{wanted}".lstrip("/")
            if renamed != path:
                found.append((path, renamed))
    return found


def _fields(path: str, id_: str, slug: str) -> dict[str, str]:
    name = posixpath.basename(path)
    return {"stem": name.rpartition(".")[0], "name": name, "id": id_, "slug": slug}


def must_be_inside(workspace: Workspace, renaming: Renaming) -> None:
    """Refuse to move anything out of the tree, into another repository, or through a symbolic link.

    Raises:
        DoclintError: a new path lies where doclint must not write, or a link would lose its target.
    """
    root, files = workspace.root, workspace.setup.files
    for old, new in (*renaming.files.items(), *renaming.folders.items()):
        parts = new.split("/")
        if not new or not {"", ".", "..", ".git"}.isdisjoint(parts) or "\\" in new:
            raise DoclintError(f"'{new}' is no place for a file of this tree", old)
        for depth in range(1, len(parts)):
            above = root / "/".join(parts[:depth])
            if above.is_symlink():
                raise DoclintError(f"'{new}' lies behind the symbolic link '{'/'.join(parts[:depth])}'", old)
            if (above / ".git").exists() or "/".join(parts[:depth]) in files.submodules:
                raise DoclintError(f"'{new}' lies in another repository", old)
    for link, spelled in files.links.items():
        target = join(folder_of(link), spelled)
        if target and renaming.of(target) != target and renaming.of(link) == link:
            raise DoclintError(f"the symbolic link '{link}' leads to it: move that first", target)


class Mover:
    """Plans the renames of one tree.

    Args:
        workspace: the tree, without an overlay.
        moved: old path -> new path of files that lie at their new paths already, and whose references do not
            know it; none where the files are to be moved.
    """

    def __init__(self, workspace: Workspace, moved: Mapping[str, str] | None = None) -> None:
        self._workspace, self._setup = workspace, workspace.setup
        self._moved = dict(moved or {})
        self._after = self._setup  # the set-up of the tree as it will be
        if self._moved:
            # The tree as if nothing had moved yet, with the contents of today.
            back = {new: old for old, new in self._moved.items()}
            self.project = linked_project(
                self._request(lambda path: back.get(path, path), {}), workspace.store
            )
        else:
            self.project = workspace.project()

    def plan(self, renaming: Renaming, heading: HeadingChange | None = None) -> MovePlan:
        """A rename with all that follows from it.

        Raises:
            DoclintError: a heading that is not there, or cannot be written.
        """
        project = self.project
        self._after, configured = self._configured(renaming)
        own = self._own_edits(renaming, heading)
        contents = {
            renaming.of(path): content_after(self._read(path), edits) for path, (_, edits) in own.items()
        }
        anchors = self._anchors(own, contents, renaming)
        future = linked_project(self._future(renaming, contents), self._workspace.store)
        rewriter = Rewriter(project, future, renaming, anchors)
        changes: list[PlannedChange] = []
        count = 0
        for path in self._spelling_files():
            source = self._source(path)
            if source is None:
                continue
            edits = list(rewriter.edits(path, source, self._references(path)))
            count += len(edits)
            edits += own[path][1] if path in own else []
            if edits:
                before = self._read(path)
                after = content_after(before, edits)
                changes.append(PlannedChange(renaming.of(path), before, after, len(edits)))
        for change, edited in self._manifests(renaming, rewriter):
            count += edited
            changes.append(change)
        changes += self._kept_files(renaming)
        changes += [configured] if configured is not None else []
        taken = {change.path: change.after for change in changes}
        return MovePlan(
            renaming,
            self._moves(renaming),
            tuple(change for change in changes if change.after != change.before),
            count,
            tuple(rewriter.unwritable),
            self._new_findings(renaming, taken),
        )

    def _configured(self, renaming: Renaming) -> tuple[Setup, PlannedChange | None]:
        name = self._setup.config.source or ""
        known = name if self._setup.files.is_file(name) else ""
        return follow(self._setup, renaming, self._read(known) if known else b"")

    # -- the parts ----------------------------------------------------------------------------------

    def _own_edits(
        self, renaming: Renaming, heading: HeadingChange | None
    ) -> dict[str, tuple[Source, list[Edit]]]:
        found: dict[str, tuple[Source, list[Edit]]] = {}
        for path in renaming.ids:
            document, source = self.project.document(path), self._source(path)
            if document is None or source is None:
                continue
            settings = self.project.settings.of(path)
            edits = list(own_edits(self.project, document, source, renaming, settings))
            if edits:
                found[path] = (source, edits)
        if heading is not None:
            source = self._source(heading.path)
            facts = self.project.facts(heading.path)
            explicit = {anchor.name: anchor.span.line for anchor in facts.anchors}
            line = explicit.get(heading.slug)
            chosen = next((h for h in facts.headings if h.slug == heading.slug or h.span.line == line), None)
            if chosen is None or source is None:
                raise DoclintError(f"no heading '#{heading.slug}'", heading.path)
            edit = heading_edit(source, heading.path, chosen, heading.text)
            if chosen.text == heading.text:
                raise DoclintError("that is its text already", heading.path, chosen.span.line)
            if edit is None:
                raise DoclintError(
                    "the heading's form leaves no safe way to write it", heading.path, chosen.span.line
                )
            found[heading.path] = (source, [edit])
        return found

    def _anchors(
        self, own: Mapping[str, tuple[Source, list[Edit]]], contents: Mapping[str, bytes], renaming: Renaming
    ) -> dict[str, dict[str, str]]:
        found = {}
        for path, (source, _) in own.items():
            settings = self.project.settings.of(path)
            before = extract(source.data, settings)
            after = extract(Source(contents[renaming.of(path)]).data, settings)
            if len(before.headings) != len(after.headings):
                raise DoclintError("with its new text a heading is none any more", path)
            found[renaming.of(path)] = changed_anchors(before, after)
        return found

    def _spelling_files(self) -> list[str]:
        """The files whose references may be rewritten: documents, and metadata that lies beside them."""
        paths = [document.path for document in self.project.documents()]
        beside = (self.project.sidecar(path) for path in paths if self.project.kinds.have_sidecars)
        data = (
            file.path for path in paths if self.project.config.data for file in self.project.data_files(path)
        )
        return [*paths, *(sidecar.path for sidecar in beside if sidecar is not None), *dict.fromkeys(data)]

    def _references(self, path: str) -> tuple[Reference, ...]:
        project = self.project
        if project.is_document(path):
            return project.facts(path).references
        for owner in (d.path for d in project.documents() if folder_of(d.path) == folder_of(path)):
            for beside in (project.sidecar(owner), *project.data_files(owner)):
                if beside is not None and beside.path == path:
                    return beside.references
        return ()

    def _manifests(self, renaming: Renaming, rewriter: Rewriter) -> list[tuple[PlannedChange, int]]:
        """The manifests with the new paths, IDs and dependencies."""
        project, changes = self.project, []
        rows = project.manifest_rows()
        for head in project.manifest_heads():
            source = self._source(head.path) if head.readable else None
            if source is None or project.is_document(head.path):
                continue
            config = project.config.manifests[head.number]
            references = [e.reference for row in rows for e in row.edges if e.file == head.path]
            edits: list[Edit] = []
            edits += rewriter.edits(head.path, source, [r for r in references if r.via == "manifest"])
            try:
                listing = listing_of(head.path, source, config)
            except (Unlistable, JsonError):
                continue
            writer = writer_of(head.path, source, listing, config)
            edits += self._dependencies(head, source, listing, renaming)
            edits += self._own_schema(head, source, listing, renaming)
            for entry in (entry for row in rows for entry in row.entries if entry.file == head.path):
                written = entry.text(config.id)
                value = _renamed(written, entry.document_path, renaming)
                edit = writer.set(entry.pointer, config.id, value) if value else None
                edits += [edit] if edit is not None else []
                title, ids = entry.text(config.title), renaming.ids.get(entry.document_path)
                if ids and ids[0] in title and config.title in entry.spans:
                    new_title = re.sub(rf"(?<![\w-]){re.escape(ids[0])}(?!\w)", ids[1], title)
                    edit = writer.set(entry.pointer, config.title, new_title)
                    edits += [edit] if edit is not None else []
            if edits:
                before = self._read(head.path)
                after = content_after(before, edits)
                changes.append((PlannedChange(renaming.of(head.path), before, after, 0), len(edits)))
        return changes

    @staticmethod
    def _own_schema(
        head: ManifestHead, source: Source, listing: Listing, renaming: Renaming
    ) -> Iterator[Edit]:
        """The edit of the schema that a JSON manifest names for itself, seen from its own folder."""
        data = listing.structured.data
        declared = data.get("$schema") if isinstance(data, dict) else None
        if not isinstance(declared, str) or "://" in declared or not head.path.endswith(".json"):
            return
        path, hash_, fragment = declared.partition("#")
        target = join(folder_of(head.path), path)
        new = relative(renaming.of(target or ""), folder_of(renaming.of(head.path)))
        if target and new != path and (renaming.of(target) != target or renaming.of(head.path) != head.path):
            span = listing.structured.values["/$schema"]
            old = source.slice(*source.offsets(span))
            yield Edit(head.path, span, json_string(f"{new}{hash_}{fragment}", old))

    def _dependencies(
        self, head: ManifestHead, source: Source, listing: Listing, renaming: Renaming
    ) -> Iterator[Edit]:
        """The edits of the names by which a manifest ties documents; both ends of each."""
        config, structured = self.project.config.manifests[head.number], listing.structured
        is_json = head.path.endswith(".json")
        for dependency in config.dependencies if isinstance(structured.data, dict) else ():
            items = structured.data.get(dependency.list, [])
            for i, item in enumerate(items if isinstance(items, list) else ()):
                for key in (dependency.source, dependency.target) if isinstance(item, dict) else ():
                    written = item.get(key)
                    if not isinstance(written, str):
                        continue
                    document = self.project.resolver.document_named(written)
                    value = _renamed(written, document.path if document is not None else "", renaming)
                    if not value:
                        continue
                    span = structured.values[f"/{escape_pointer(dependency.list)}/{i}/{escape_pointer(key)}"]
                    old = source.slice(*source.offsets(span))
                    text = json_string(value, old) if is_json else yaml_scalar(value, old)
                    if text is not None:
                        yield Edit(head.path, span, text)

    def _kept_files(self, renaming: Renaming) -> list[PlannedChange]:
        """What doclint itself keeps about paths: the baseline, and the lock of reviews."""
        changes = []
        name = self._setup.config.baseline
        entries = self._workspace.read_baseline() if self._setup.files.is_file(name) else ()
        if entries:
            moved = [
                replace(
                    e,
                    path=renaming.of(e.path),
                    target=renamed_target(_in_names(e.target, renaming), renaming.files),
                )
                for e in entries
            ]
            if any(one.key != other.key for one, other in zip(entries, moved, strict=True)):
                changes.append(PlannedChange(name, self._read(name), dump_baseline(moved).encode("utf-8"), 0))
        if self._setup.files.is_file(LOCK_NAME):
            before = self._read(LOCK_NAME)
            lock = parse_lock(before, LOCK_NAME)
            after = dump_lock({(renaming.of(a), renaming.of(b)): d for (a, b), d in lock.items()})
            changes.append(PlannedChange(LOCK_NAME, before, after, 0))
        return changes

    def _moves(self, renaming: Renaming) -> tuple[Move, ...]:
        """Folders as a whole, then the files that do not go with one."""
        files = self._setup.files
        if self._moved:
            return ()
        found = [
            Move(old, new, files.tracked is not None and files.is_tracked(old))
            for old, new in renaming.folders.items()
        ]
        for old, new in renaming.files.items():
            carried = next(
                (to + old[len(f) :] for f, to in renaming.folders.items() if old.startswith(f"{f}/")), old
            )
            if carried != new:
                tracked = files.tracked is not None and old in files.tracked
                found.append(Move(carried, new, tracked))
        return tuple(found)

    def _new_findings(self, renaming: Renaming, contents: Mapping[str, bytes]) -> tuple[Finding, ...]:
        before, store = self._workspace.findings(), self._workspace.store
        request = self._future(renaming, contents)
        changed = {*contents, *renaming.files.values()}
        found = analyze_change(request, store, may_differ=changed, keep=False) if store is not None else None
        after = (found or analyze_all(request, store, keep=False)).findings
        renamed = {} if self._moved else renaming.files
        new, _ = differing(after, before, renamed)
        # What was wrong with a reference before may be wrong in another way now: no worse is not new.
        places = {
            (renamed.get(f.diagnostic.path, f.diagnostic.path), f.diagnostic.span.line, severity)
            for f in before
            for severity in SEVERITIES[SEVERITIES.index(f.severity) :]
        }
        return tuple(f for f in new if (f.diagnostic.path, f.diagnostic.span.line, f.severity) not in places)

    def _future(self, renaming: Renaming, contents: Mapping[str, bytes]) -> Request:
        """The tree as it will be."""
        return self._request((lambda path: path) if self._moved else renaming.of, contents, self._after)

    def _request(
        self, new_path: Callable[[str], str], contents: Mapping[str, bytes], after: Setup | None = None
    ) -> Request:
        """The work tree with its files under other paths, and with other contents (by those paths)."""
        setup, workspace = after or self._setup, self._workspace
        files = setup.files.renamed(new_path)
        back = {new_path(path): path for path in setup.files.files}

        def read(path: str) -> bytes:
            return contents[path] if path in contents else workspace.read(back.get(path, path))

        tree = Tree(files, tuple(document_paths(files, setup.config)), read)
        return request_of(setup, tree, setup.base, contents)

    def _read(self, path: str) -> bytes:
        return self._workspace.read(self._moved.get(path, path))

    def _source(self, path: str) -> Source | None:
        try:
            return Source(self._read(path))
        except (Unreadable, UnicodeDecodeError):
            return None


def _renamed(written: str, path: str, renaming: Renaming) -> str:
    """A name or ID as a manifest gives it, after the rename; empty where it stays."""
    old, new = renaming.ids.get(path, ("", ""))
    return renaming.names.get(written) or (new if written == old else "")


def _in_names(text: str, renaming: Renaming) -> str:
    """A text with the new names of documents in it."""
    for old, new in renaming.names.items():
        text = re.sub(rf"(?<![\w]){re.escape(old)}(?![\w-])", new.replace("\\", r"\\"), text)
    return text


def with_slug(
    workspace: Workspace, document: Document, id_: str, slug: str
) -> tuple[dict[str, str], dict[str, str]]:
    """Old path -> new path of the files, and of the folder, of a document that gets another number or name.

    Raises:
        DoclintError: its kind has no pattern that gives its path.
    """
    project = workspace.project()
    kind = project.kinds.all.get(document.kind)
    if kind is None:
        raise DoclintError(
            "the document is of no kind, so its name has no form: give the new path", document.path
        )
    folder = f"{project.base}/{kind.folder}" if project.base else kind.folder
    below = document.path.removeprefix(folder)
    for pattern in project.kinds.patterns(kind.name):
        match = pattern.regex.fullmatch(below)
        groups = match.groupdict() if match is not None else {}
        if match is None or not groups.get("slug") or "*" in pattern.pattern:
            continue
        number = id_[len(pattern.prefix) :] if pattern.prefix and id_ else groups.get("id") or ""
        new = folder + pattern.format(number, slug or groups["slug"])
        top, new_top = _home(document.path, pattern.pattern), _home(new, pattern.pattern)
        if top != document.path:  # a folder is the document
            below_it = (path for path in workspace.setup.files.files if path.startswith(f"{top}/"))
            return {path: new_top + path[len(top) :] for path in below_it}, {top: new_top}
        return {document.path: new}, {}
    raise DoclintError(f"no pattern of the kind {kind.name} gives its path a name", document.path)


def _home(path: str, pattern: str) -> str:
    """The folder that a document is, where its name stands in that of a folder; else its own path."""
    depth = (
        len(pattern.split("/")) - 1 - next(i for i, part in enumerate(pattern.split("/")) if "{slug}" in part)
    )
    return "/".join(path.split("/")[: len(path.split("/")) - depth])
