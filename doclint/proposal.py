"""A configuration proposed from what a repository shows: names, reference fields, statuses, a manifest."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doclint.formats.json_source import JsonError, load_json
from doclint.formats.source import Source
from doclint.link.paths import folder_of, join
from doclint.link.project import Project
from doclint.model.config import Config
from doclint.tree.read import Unreadable

# `ADR0007-use-queues.md`, `adr-0007_use_queues.md`, `0007-use-queues.md`
_NAMED = re.compile(
    r"(?P<prefix>(?:[A-Za-z]{1,12}[-_]?)?)(?P<number>\d{2,6})(?P<joint>[-_])(?P<slug>[^/]+?)(?P<end>\.md)?"
)
_LEAST = 3  # so many names alike make a kind


@dataclass(frozen=True, slots=True)
class _Proposal:
    name: str
    folder: str
    patterns: tuple[str, ...]
    mention: bool
    count: int
    statuses: tuple[str, ...]


def propose(config: Config, base: str, project: Project) -> str:
    """The text of a commented `doclint.toml` for a project that was read without one."""
    lines = ["# doclint configuration, proposed from this repository. Every line is optional.", ""]
    if config.packs:
        lines += [
            f"# Recognised by its folders: {', '.join(config.packs)} (kinds, fields, manifest, schemas).",
            f"packs = {json.dumps(list(config.packs))}",
        ]
        if base:
            lines += ["# The folder documentation paths are relative to.", f"docs-base = {json.dumps(base)}"]
        return "\n".join(lines) + "\n"
    lines += [
        "# Globs of files that are not checked; they still exist as targets.",
        '# exclude = ["archive/"]',
        "",
    ]
    fields = _reference_fields(project)
    if fields:
        lines += [
            "# Front-matter fields whose values lead to files.",
            f"reference-fields = {json.dumps(fields)}",
            "",
        ]
    kinds = _kinds(project)
    for kind in kinds:
        lines += [f"# {kind.count} documents", "[[kind]]", f"name = {json.dumps(kind.name)}"]
        lines += [f"folder = {json.dumps(kind.folder)}"] if kind.folder else []
        lines += [f"names = {json.dumps(list(kind.patterns))}"]
        lines += ["# A bare ID in prose is a reference.", "mention = true"] if kind.mention else []
        if kind.statuses:
            lines.append(f"# Statuses in use: {', '.join(kind.statuses)}")
        lines.append("")
    if not kinds:
        lines += ["# No names with IDs were found. A kind looks like this:"]
        lines += ["# [[kind]]", '# name = "ADR"', '# folder = "adr"', '# names = ["ADR{id:4}-{slug}.md"]', ""]
    lines += _manifest(project)
    return "\n".join(lines).rstrip() + "\n"


def _kinds(project: Project) -> list[_Proposal]:
    groups: dict[tuple[str, str, int, str, str], list[str]] = defaultdict(list)
    for path in (document.path for document in project.documents()):
        parts = path.split("/")
        for depth, part in enumerate(parts):
            match = _NAMED.fullmatch(part)
            if match is None or (match["end"] is None) == (depth == len(parts) - 1):
                continue
            rest = "/" + "/".join(parts[depth + 1 :]) if depth < len(parts) - 1 else ""
            key = ("/".join(parts[:depth]), match["prefix"], len(match["number"]), match["joint"], rest)
            groups[key].append(path)
            break
    found: dict[tuple[str, str], list[tuple[str, list[str]]]] = defaultdict(list)
    for (folder, prefix, width, joint, rest), paths in sorted(groups.items()):
        if len(paths) >= _LEAST:
            pattern = f"{prefix}{{id:{width}}}{joint}{{slug}}{rest or '.md'}"
            found[folder, prefix].append((pattern, paths))
    taken: Counter[str] = Counter()
    proposals = []
    for (folder, prefix), patterns in found.items():
        letters = re.sub(r"[^A-Za-z]", "", prefix)
        name = (letters or folder.rpartition("/")[2] or "doc").upper()
        taken[name] += 1
        paths = [path for _, group in patterns for path in group]
        proposals.append(
            _Proposal(
                name if taken[name] == 1 else f"{name}{taken[name]}",
                folder,
                tuple(pattern for pattern, _ in patterns),
                len(letters) > 1 and letters.isupper(),
                len(paths),
                _statuses(project, paths),
            )
        )
    return proposals


def _statuses(project: Project, paths: Iterable[str]) -> tuple[str, ...]:
    found = {status for path in paths if isinstance(status := project.metadata(path).get("status"), str)}
    return tuple(sorted(found - {""}))[:12]


def _reference_fields(project: Project) -> list[str]:
    """Fields most of whose strings are paths that exist."""
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for path in (document.path for document in project.documents()):
        for field, value in project.metadata(path).items():
            for text in _strings(value):
                total[field] += 1
                if "/" in text or text.endswith(".md"):
                    places = [join(folder, text) for folder in (project.base, "", folder_of(path))]
                    hits[field] += any(place and project.is_file(place) for place in places)
    return sorted(field for field in hits if hits[field] * 2 > total[field])


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _manifest(project: Project) -> list[str]:
    """The JSON file that lists most documents by path, if one lists at least three."""
    best: tuple[int, str, str, str] | None = None
    for path in project.all_files():
        if not path.endswith(".json"):
            continue
        try:
            data = load_json(Source(project.read(path))).data
        except (Unreadable, JsonError, UnicodeDecodeError):
            continue
        for key, items in data.items() if isinstance(data, dict) else ():
            for field, count in _path_fields(items, project).items():
                if count >= _LEAST and (best is None or count > best[0]):
                    best = (count, path, key, field)
    if best is None:
        return []
    count, path, key, field = best
    return [
        f"# It lists {count} documents.",
        "[manifest]",
        f"path = {json.dumps(path)}",
        f"entries = {json.dumps(key)}",
        f"file = {json.dumps(field)}",
    ]


def _path_fields(items: object, project: Project) -> Mapping[str, int]:
    counts: Counter[str] = Counter()
    for item in items if isinstance(items, list) else ():
        for field, value in item.items() if isinstance(item, dict) else ():
            if isinstance(value, str) and project.is_document(value):
                counts[field] += 1
    return counts
