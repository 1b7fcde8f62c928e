"""Where things lie: the manifest that lists documents, and the folders that links from the root start in."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from doclint.formats.json_source import JsonError, load_json
from doclint.formats.source import Source
from doclint.formats.target import split_target
from doclint.link.kinds import value_of
from doclint.link.paths import folder_of, is_placeholder, join
from doclint.proposal.parts import Part
from doclint.proposal.seen import Seen
from doclint.tree.read import Unreadable

_LEAST, _NEARLY = 3, 10
# key of `[manifest]` -> names that such a field has, the usual one first.
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "documentId", "docId", "number"),
    "title": ("title", "name"),
    "status": ("status", "state"),
    "owner": ("owner", "maintainer", "author"),
    "updated": ("lastUpdated", "updated", "last_updated", "lastModified", "date"),
    "schemas": ("schemaRefs", "schemas"),
}
_SHARED = ("title", "status", "owner")  # which the metadata of documents may contradict


def manifest(seen: Seen, kinds: Mapping[str, Sequence[str]]) -> Iterator[Part]:
    """The JSON file that lists most documents by path, if one lists at least three, and what it must list.

    Args:
        seen: the tree.
        kinds: the documents of each kind.
    """
    best: tuple[Part, set[str]] | None = None
    for path in seen.files:
        if not path.endswith(".json"):
            continue
        try:
            data = load_json(Source(seen.project.read(path))).data
        except (Unreadable, JsonError, UnicodeDecodeError):
            continue
        for key, items in data.items() if isinstance(data, dict) else ():
            found = _listing(path, key, items, seen)
            if found is not None and (best is None or found[0].weight > best[0].weight):
                best = found
    if best is None:
        return
    part, listed = best
    yield part
    whole = {kind: len(listed.intersection(paths)) for kind, paths in kinds.items()}
    chosen = [kind for kind, count in whole.items() if count * _NEARLY >= len(kinds[kind]) * (_NEARLY - 1)]
    if chosen:
        evidence = ", ".join(f"{whole[kind]} of {len(kinds[kind])} {kind}" for kind in chosen) + " are listed"
        needs = (part.key, *(("kind", kind) for kind in chosen))
        weight = sum(whole[kind] for kind in chosen)
        yield Part("rules.unlisted-document", "kinds", evidence, {"kinds": chosen}, needs, weight)


def _listing(path: str, key: str, items: object, seen: Seen) -> tuple[Part, set[str]] | None:
    """The manifest that a list in a JSON file is, and the documents that it lists; None if it is none."""
    entries = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    counts: Counter[str] = Counter()
    for entry in entries:
        for field, value in entry.items():
            if isinstance(value, str) and _document(value, seen):
                counts[field] += 1
    field, count = counts.most_common(1)[0] if counts else ("", 0)
    if count < _LEAST or count * 2 < len(entries):
        return None
    listed = {_document(str(entry.get(field)), seen) for entry in entries} - {""}
    homes = {folder_of(document) for document in listed}
    if len(listed) * 2 < sum(folder_of(document) in homes for document in seen.documents):
        return None  # a menu, a sample
    values: dict[str, object] = {"path": _below_base(path, seen), "entries": key, "file": field}
    values |= _field_names(entries, field, seen)
    return Part("manifest", path, f"lists {count} documents", values, weight=count), listed


def _document(value: str, seen: Seen) -> str:
    """The document that an entry's value leads to; empty if it leads to none."""
    places = (join(folder, value) for folder in (seen.project.base, ""))
    return next((place for place in places if place and seen.project.is_document(place)), "")


def _below_base(path: str, seen: Seen) -> str:
    base = seen.project.base
    return path.removeprefix(f"{base}/") if base else path


def _field_names(entries: Sequence[Mapping[str, Any]], file: str, seen: Seen) -> dict[str, object]:
    """What the entries call things. A field that mostly contradicts the documents means something else."""
    found: dict[str, object] = {}
    for key, names in _FIELDS.items():
        used = [name for name in names if sum(name in entry for entry in entries) * 2 > len(entries)]
        name = used[0] if used else names[0]
        if key in _SHARED and used and _contradicts(entries, name, key, file, seen):
            name = ""  # compared with nothing
        if name != names[0]:
            found[key] = name
    return found


def _contradicts(entries: Sequence[Mapping[str, Any]], name: str, key: str, file: str, seen: Seen) -> bool:
    same = other = 0
    for entry in entries:
        document, value = _document(str(entry.get(file)), seen), entry.get(name)
        declared = value_of(seen.metadata(document), key) if document else None
        if key == "title" and document:
            declared = seen.project.title(document)
        if isinstance(declared, str) and isinstance(value, str):
            same, other = same + (declared == value), other + (declared != value)
    return other > same


def site_roots(seen: Seen) -> Iterator[Part]:
    """Folders in which most links from the root start that lead nowhere from there."""
    wanted: Counter[str] = Counter()
    for path in seen.documents:
        for edge in seen.project.edges_of(path):
            target = edge.reference.target
            if edge.reference.via == "link" and target.startswith("/") and not target.startswith("//"):
                clean = posixpath.normpath(split_target(target)[0] or "/")
                if not is_placeholder(target) and not edge.target:
                    wanted[clean] += 1
    roots: Counter[str] = Counter()
    for path, count in wanted.items():
        name = path.rpartition("/")[2]
        for found in seen.project.files_named(name) if path.count("/") > 1 or "." in name else ():
            if found.endswith(path) and found != path[1:]:
                roots[found[: -len(path)]] += count
    total = wanted.total()
    for root, count in roots.most_common(_LEAST):
        if count >= _LEAST and count * 5 >= total and folder_of(f"{root}/x"):
            yield Part("site-roots", root, f"{count} of {total} links from the root lead to files there")
