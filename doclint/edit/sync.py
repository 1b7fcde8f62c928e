"""`doclint manifest sync`: manifests made to say what the tree says, entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from doclint.config.globs import is_glob
from doclint.edit.edits import PlannedChange, apply_edits
from doclint.edit.listings import writer_of
from doclint.formats.dates import is_date
from doclint.formats.source import Source
from doclint.link.kinds import normal_name
from doclint.link.listing import MARKDOWN, Listing, Unlistable, listing_of
from doclint.link.model import Document
from doclint.link.paths import folder_of, join, relative
from doclint.link.project import Project
from doclint.link.tables import Entry, ManifestHead
from doclint.model.config import SYNC, ManifestConfig
from doclint.model.finding import Diagnostic, Edit, SetValue

FIELDS = {"title": "title", "status": "status", "owner": "owner", "updated": "lastUpdated"}


class Synced(NamedTuple):
    """What a sync would do: the new contents of manifests, what that changes, and what people must do.

    `repairs` are for documents, where the manifest is right; `failed` is what could not be read or written.
    """

    changes: tuple[PlannedChange, ...]
    done: tuple[str, ...]
    left: tuple[str, ...]
    repairs: tuple[Diagnostic, ...]
    failed: tuple[str, ...] = ()


class Plan(NamedTuple):
    """What one manifest needs: fields of entries, entries to remove, (behind which entry, new entry)."""

    sets: list[tuple[Entry, str, Any]]
    gone: list[Entry]
    new: list[tuple[Entry | None, dict[str, Any]]]


class Syncer:
    """Compares manifests with the documents of a project.

    Args:
        project: linked, without an overlay.
        fields: role in a manifest -> field of the documents' metadata.
        kinds: those that the first manifest must list, where it does not say so itself.
        today: the date of documents that git does not know (`YYYY-MM-DD`).
        only: the documents that are listed; nothing else is done then.
    """

    def __init__(
        self,
        project: Project,
        fields: Mapping[str, str],
        kinds: Iterable[str],
        today: str,
        only: frozenset[str] | None = None,
    ) -> None:
        self._project, self._fields, self._kinds, self._today = project, fields, tuple(kinds), today
        self._only = only
        self._done: list[str] = []
        self._left: list[str] = []
        self._repairs: list[Diagnostic] = []
        self._failed: list[str] = []
        self._undecided: dict[tuple[str, str], list[str]] = {}  # (manifest, field) -> entries

    def run(self) -> Synced:
        """All manifests that can be read."""
        changes = []
        for head in self._project.manifest_heads():
            if head.error:
                self._failed.append(f"'{head.path}' cannot be read: {head.error}")
            elif head.found:
                change = self._sync(head)
                if change is not None:
                    changes.append(change)
            else:
                self._failed.append(f"the manifest '{head.path}' does not exist")
        for (path, key), names in self._undecided.items():
            which = f"'{names[0]}'" + (f" and {len(names) - 1} more" if len(names) > 1 else "")
            differ = "differs" if len(names) == 1 else "differ"
            message = f"{path}: {key} of {which} {differ} from the document's ('manifest check' tells how)"
            self._left.append(message)
        found = Synced(tuple(changes), tuple(self._done), tuple(self._left), tuple(self._repairs))
        return found._replace(failed=tuple(self._failed))

    def _sync(self, head: ManifestHead) -> PlannedChange | None:
        config = self._project.config.manifests[head.number]
        rows = self._project.manifest_rows()
        entries = sorted(
            (e for row in rows for e in row.entries if e.file == head.path), key=lambda e: e.order
        )
        said = len(self._done)
        plan = Plan([], [], [])
        for entry in entries if self._only is None else ():
            self._judge(entry, config, plan)
        kept = [entry for entry in entries if entry not in plan.gone]
        for document in self._missing(head, config, kept):
            self._add(document, config, kept, plan, head.path)
        before = self._project.read(head.path)
        try:
            after = carried_out(head.path, before, config, plan)
        except Unlistable:
            after = self._one_by_one(head.path, before, config, plan, said)
        return PlannedChange(head.path, before, after, 0) if after != before else None

    def _one_by_one(self, path: str, before: bytes, config: ManifestConfig, plan: Plan, said: int) -> bytes:
        """As much of a plan as can be written; what cannot is named."""
        kept = Plan([], [], [])
        after, done = before, self._done[said:]
        del self._done[said:]
        steps: list[tuple[Plan, str]] = [(Plan([one], [], []), _name(one[0], config)) for one in plan.sets]
        steps += [(Plan([], [one], []), _name(one, config)) for one in plan.gone]
        steps += [
            (Plan([], [], [one]), str(one[1].get(config.id) or one[1].get(config.file))) for one in plan.new
        ]
        for step, name in steps:
            tried = Plan([*kept.sets, *step.sets], [*kept.gone, *step.gone], [*kept.new, *step.new])
            try:
                after = carried_out(path, before, config, tried)
            except Unlistable as error:
                self._failed.append(f"'{path}': '{name}': {error}; left as it is")
            else:
                kept = tried
                self._done += [line for line in done if f"'{name}'" in line and line not in self._done]
        return after

    # -- one entry ----------------------------------------------------------------------------------

    def _judge(self, entry: Entry, config: ManifestConfig, plan: Plan) -> None:
        project, name = self._project, entry.text(config.id) or entry.text(config.file)
        if not entry.exists and entry.text(config.file):
            found = self._found(entry, config)
            if found is not None:
                path = self._spelled(found.path, config, entry.file, entry)
                plan.sets.append((entry, config.file, path))
                self._done.append(f"{entry.file}: the path of '{name}' is '{path}'")
                entry = entry._replace(document_path=found.path, exists=True)
            elif not project.exists(entry.document_path or "\0") and not self._is_known(entry):
                plan.gone.append(entry)
                if config.dependencies:
                    self._left.append(f"{entry.file}: see whether dependencies name '{name}' (DL407)")
                self._done.append(f"{entry.file}: '{name}' removed; it has no document")
                return
        document = project.document(entry.document_path) if entry.exists else None
        if document is not None and not document.template:
            self._compare(entry, document, config, plan, name)

    def _is_known(self, entry: Entry) -> bool:
        """Whether an entry that leads nowhere stands for a document all the same, by its ID."""
        id_ = entry.text(self._project.roles(entry).id)
        identity = self._project.kinds.identity_of_name(f"{id_}.md") if id_ else None
        return bool(self._project.holders(identity.id if identity else id_))

    def _found(self, entry: Entry, config: ManifestConfig) -> Document | None:
        """The document that an entry with a wrong path means: that of its ID, else the file that moved."""
        project = self._project
        id_ = entry.text(config.id)
        identity = project.kinds.identity_of_name(f"{id_}.md") if id_ else None
        holders = project.holders(identity.id if identity else id_) if id_ else []
        if len(holders) == 1:
            return holders[0]
        return project.document(entry.document_path) if entry.document_path else None

    def _compare(
        self, entry: Entry, document: Document, config: ManifestConfig, plan: Plan, name: str
    ) -> None:
        metadata = self._project.metadata(document.path)
        for role, field in (*self._fields.items(), ("schemas", self._project.config.schema_field)):
            key = getattr(config, role)
            own, written = metadata.get(field), entry.values.get(key)
            if not key or own is None or written is None or own == written or not own:
                continue
            if role != "schemas" and (
                isinstance(own, dict | list) or str(own).lstrip("@") == str(written).lstrip("@")
            ):
                continue
            side = config.sync.get(role, SYNC[role])
            if side == "later":
                dates = str(own)[:10], str(written)[:10]
                if not all(map(is_date, dates)) or dates[0] == dates[1]:
                    continue
                side = "document" if dates[0] > dates[1] else "neither"
            if side == "document":
                plan.sets.append((entry, key, own if role == "schemas" else str(own)))
                self._done.append(f"{entry.file}: {key} of '{name}' is {_shown(own)}")
            elif side == "manifest" and isinstance(written, str):
                self._write_back(document, field, own, written)
            else:
                self._undecided.setdefault((entry.file, key), []).append(name)

    def _write_back(self, document: Document, field: str, own: Any, written: str) -> None:
        structured = self._project.facts(document.path).front_matter
        span = structured.values.get(f"/{field}") if structured is not None else None
        if span is None:
            self._left.append(f"{document.path}: '{field}' must be {_shown(written)}")
            return
        repair = SetValue(document.path, span, own, written, pointer=f"/{field}")
        message = f"{document.path}: {field} is {_shown(written)}"
        self._repairs.append(Diagnostic(document.path, span, message, repair=repair))

    # -- what is not listed -------------------------------------------------------------------------

    def _missing(self, head: ManifestHead, config: ManifestConfig, kept: list[Entry]) -> Iterator[Document]:
        kinds = config.kinds or (self._kinds if head.number == 0 else ())
        listed = {entry.document_path for entry in kept}
        listed |= {found.path for e in kept if not e.exists and (found := self._found(e, config)) is not None}
        below = f"{folder_of(head.path)}/" if is_glob(config.path) else ""
        for document in self._project.documents():
            wanted = document.kind in kinds and not document.template and document.path.startswith(below)
            chosen = self._only is None or document.path in self._only
            if wanted and chosen and document.path not in listed:
                yield document

    def _add(
        self, document: Document, config: ManifestConfig, kept: list[Entry], plan: Plan, manifest: str
    ) -> None:
        if not kept:
            plan.new.append((None, self._entry(document, config, None, manifest)))
            self._done.append(f"{manifest}: '{plan.new[-1][1].get(config.id) or document.path}' added")
            return
        before = _place(document, kept, config)
        item = self._entry(document, config, before, manifest)
        plan.new.append((before, item))
        self._done.append(f"{manifest}: '{item.get(config.id) or document.path}' added")
        lacking = [key for key in before.values if key not in item and key in _roles(config)]
        if lacking:
            self._left.append(f"{document.path}: the new entry has no {', '.join(sorted(lacking))} yet")

    def _entry(
        self, document: Document, config: ManifestConfig, sample: Entry | None, manifest: str
    ) -> dict[str, Any]:
        """A new entry with the keys of the one before it, as far as their values are known."""
        project = self._project
        metadata = project.metadata(document.path)
        changed = project.last_changed().get(document.path) or self._today
        roles: dict[str, Any] = {
            config.id: self._name(document, sample, config),
            config.title: project.title(document.path),
            config.file: self._spelled(document.path, config, manifest, sample),
            config.status: metadata.get(self._fields.get("status", "status")),
            config.owner: metadata.get(self._fields.get("owner", "owner")),
            config.updated: changed,
            config.schemas: metadata.get(project.config.schema_field),
        }
        known = sample.values if sample is not None else roles
        keys = [key for key in known if key in roles] or [config.id, config.title, config.file]
        if config.file not in keys and manifest.endswith(MARKDOWN):
            keys.append(config.file)
        return {key: roles[key] for key in keys if roles[key] not in (None, "", [])}

    def _name(self, document: Document, sample: Entry | None, config: ManifestConfig) -> str:
        """The ID of an entry, in the form of that of another: the ID, the file's name, or the folder's."""
        names = _names(document)
        if sample is None:
            return names["id"] or names["stem"]
        written, other = sample.text(config.id), self._project.document(sample.document_path)
        if other is not None:
            for style, name in _names(other).items():
                if name and normal_name(name) == normal_name(written) and names[style]:
                    return names[style]
        return names["id"] or names["stem"]

    def _spelled(self, path: str, config: ManifestConfig, manifest: str, sample: Entry | None) -> str:
        """A path as the entries of a manifest spell theirs: from the docs base, the root, or the manifest."""
        project, written = self._project, sample.text(config.file) if sample is not None else ""
        own = folder_of(manifest)
        if manifest.endswith(MARKDOWN):
            return relative(path, own)
        folders = [project.base, "", own]
        if config.entries == "nav":
            folders = [f"{own}/{f}".strip("/") for f in _folders(path, own)]
        known = sample.document_path if sample is not None else ""
        fits = [f for f in folders if known and join(f, written) == known]
        for folder in (*fits, *folders):
            if not folder or path.startswith(f"{folder}/"):
                return path[len(folder) + 1 :] if folder else path
        return path


def _folders(path: str, own: str) -> list[str]:
    """The folders above a path, seen from a folder above them, the deepest last."""
    below = folder_of(path).removeprefix(f"{own}/" if own else "").split("/")
    return ["/".join(below[:n]) for n in range(1, len(below) + 1)]


def _names(document: Document) -> dict[str, str]:
    stem = document.path.rpartition("/")[2].rpartition(".")[0]
    return {
        "id": document.id,
        "stem": stem,
        "folder": folder_of(document.path).rpartition("/")[2],
        "named": f"{document.id}-{document.slug}" if document.id and document.slug else "",
    }


def _roles(config: ManifestConfig) -> set[str]:
    return {config.id, config.title, config.file, config.status, config.owner, config.updated, config.schemas}


def _place(document: Document, kept: list[Entry], config: ManifestConfig) -> Entry:
    """The entry behind which a document is listed: at its place if the list is sorted, else the last."""
    for own, values in (
        (document.id, [entry.text(config.id) for entry in kept]),
        (document.path, [entry.document_path for entry in kept]),
    ):
        if own and all(values) and values == sorted(values):
            smaller = [entry for entry, value in zip(kept, values, strict=True) if value < own]
            return smaller[-1] if smaller else kept[-1]
    return kept[-1]


def _shown(value: object) -> str:
    return f"'{value}'" if isinstance(value, str) else str(value)


def carried_out(path: str, before: bytes, config: ManifestConfig, plan: Plan) -> bytes:
    """The content of a manifest with a plan carried out, read back step by step.

    Raises:
        Unlistable: its text leaves no safe way to write it.
    """
    data = before
    listing = listing_of(path, Source(data), config)
    expected = [dict(item) for _, item in listing.items]
    edits: list[Edit | None] = []
    for entry, field, value in plan.sets:
        edits.append(writer_of(path, Source(data), listing, config).set(entry.pointer, field, value))
        expected[entry.order][field] = value
    data, listing = _read_back(path, data, config, edits, expected)
    if plan.gone:
        numbers = [entry.order for entry in plan.gone]
        removed = writer_of(path, Source(data), listing, config).remove(numbers)
        expected = [item for number, item in enumerate(expected) if number not in numbers]
        data, listing = _read_back(path, data, config, removed if removed is not None else [None], expected)
    if plan.new:
        gone = sorted(entry.order for entry in plan.gone)
        writer = writer_of(path, Source(data), listing, config)
        edits = []
        firsts = [item for e, item in plan.new if e is None]
        if firsts:
            data, listing = _read_back(path, data, config, [writer.first(firsts[0])], firsts[:1])
            return _after_first(path, data, config, listing, firsts)
        places = [(e.order - sum(g < e.order for g in gone), item) for e, item in plan.new if e is not None]
        for inserted, (place, item) in enumerate(sorted(places, key=lambda pair: pair[0]), 1):
            edits.append(writer.add(listing.items[place][0], item))
            expected.insert(place + inserted, item)
        data, listing = _read_back(path, data, config, edits, expected)
    return data


def _read_back(
    path: str,
    data: bytes,
    config: ManifestConfig,
    edits: Iterable[Edit | None],
    expected: list[dict[str, Any]],
) -> tuple[bytes, Listing]:
    wanted = list(edits)
    kept = [edit for edit in wanted if edit is not None]
    if len(kept) != len(wanted):
        raise Unlistable("its form leaves no safe way to write an entry")
    after = apply_edits(data, kept)
    listing = listing_of(path, Source(after), config)
    if [_filled(item) for _, item in listing.items] != [_filled(item) for item in expected]:
        raise Unlistable("an edit of it would not read back")
    return after, listing


def _filled(item: Mapping[str, Any]) -> dict[str, Any]:
    """An entry without its empty fields, which a table always has."""
    return {key: value for key, value in item.items() if value not in ("", None)}


def _after_first(
    path: str, data: bytes, config: ManifestConfig, listing: Listing, items: list[dict[str, Any]]
) -> bytes:
    """The content of a manifest that had no entry, with the further ones behind the first."""
    for number, item in enumerate(items[1:], 1):
        writer = writer_of(path, Source(data), listing, config)
        edits = [writer.add(listing.items[number - 1][0], item)]
        data, listing = _read_back(path, data, config, edits, items[: number + 1])
    return data


def _name(entry: Entry, config: ManifestConfig) -> str:
    return entry.text(config.id) or entry.text(config.file)
