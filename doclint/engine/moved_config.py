"""The configuration of a tree in which folders move: it names them, too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from doclint.config.toml import line_of, parse_toml
from doclint.edit.edits import PlannedChange, apply_edits
from doclint.edit.renaming import Renaming
from doclint.engine.setup import Setup
from doclint.errors import DoclintError
from doclint.link.paths import join, relative
from doclint.model.facts import Span
from doclint.model.finding import Edit
from doclint.model.trace import Selector


def follow(setup: Setup, renaming: Renaming, source: bytes) -> tuple[Setup, PlannedChange | None]:
    """The set-up of the tree as it will be, and the change of the configuration file that makes it so.

    Args:
        setup: of the tree as it is.
        renaming: what moves.
        source: the content of the configuration file; empty where there is none.

    Raises:
        DoclintError: a pack, or a form that cannot be written, names what moves.
    """
    base, new_base = setup.base, renaming.of(setup.base) if setup.base else ""
    config, edits = setup.config, list[Edit]()
    name = config.source or ""
    text = source.decode("utf-8-sig") if source else ""
    table = parse_toml(text, name) if text else {}
    prefix: tuple[str, ...] = ("tool", "doclint") if name.endswith("pyproject.toml") else ()
    for word in prefix:
        table = table.get(word, {})

    def moved(path: str) -> str | None:
        """A path below the docs base as it must be written afterwards; None where it stays."""
        full = join(base, path)
        new = renaming.of(full) if full else full
        if not full or new is None or new == full:
            return None
        return relative(new, new_base) if new_base else new

    kinds = []
    for kind in config.kinds:
        folder = moved(kind.folder.rstrip("/")) if kind.folder else None
        if folder is not None and join(base, kind.folder) != join(new_base, folder):
            if folder.startswith("../"):
                raise DoclintError(f"the kind {kind.name} would lie outside the docs base '{new_base}'")
            edits.append(_edit(table, text, name, prefix, "kind", kind.name, "folder", folder))
            kind = kind._replace(folder=f"{folder}/")
        kinds.append(kind)
    manifests = []
    for manifest in config.manifests:
        path = moved(manifest.path)
        if path is not None and join(base, manifest.path) != join(new_base, path):
            edits.append(_edit(table, text, name, prefix, "manifest", manifest.path, "path", path))
            manifest = manifest._replace(path=path)
        manifests.append(manifest)
    if new_base != base and config.docs_base is not None:
        edits.append(_in_line(text, name, line_of(text, (*prefix, "docs-base")), base, new_base))
        config = config._replace(docs_base=new_base)
    traces = []
    for rule in config.traces:
        named = {*_ids(rule.sources), *_ids(rule.targets)}
        for old, new in renaming.ids.values():
            if old in named and not rule.optional and rule.source == name:
                edits += _in_rule(text, name, rule.line, old, new)
                rule = rule._replace(
                    sources=_with_id(rule.sources, old, new), targets=_with_id(rule.targets, old, new)
                )
        traces.append(rule)
    config = config._replace(kinds=tuple(kinds), manifests=tuple(manifests), traces=tuple(traces))
    change = PlannedChange(name, source, apply_edits(source, edits), 0) if edits else None
    return setup._replace(config=config, base=new_base), change


def _edit(
    table: dict[str, Any],
    text: str,
    name: str,
    prefix: tuple[str, ...],
    key: str,
    which: str,
    field: str,
    value: str,
) -> Edit:
    """The edit of one value of a `[[kind]]` or `[manifest]` table.

    Raises:
        DoclintError: the value stands in a pack, or not as a string of its own on one line.
    """
    items = table.get(key, [])
    for i, item in enumerate(items if isinstance(items, list) else [items]):
        if item.get("name" if key == "kind" else "path") == which:
            place = (*prefix, key, *((i,) if isinstance(items, list) else ()), field)
            return _in_line(text, name, line_of(text, place), item[field], value)
    raise DoclintError(
        f"the pack expects '{which}' ({key}) where it is: declare it in your own configuration to move it"
    )


def _ids(selector: Selector | None) -> tuple[str, ...]:
    """The IDs that a selector names, in what it excludes, too."""
    return () if selector is None else (*selector.ids, *_ids(selector.excluded))


def _with_id(selector: Selector, old: str, new: str) -> Selector:
    ids = tuple(new if id_ == old else id_ for id_ in selector.ids)
    excluded = selector.excluded and _with_id(selector.excluded, old, new)
    return selector._replace(ids=ids, excluded=excluded)


def _in_rule(text: str, name: str, line: int, old: str, new: str) -> Iterator[Edit]:
    """The edits of an ID in the lines of one `[[rule]]` table."""
    lines = re.split(r"\r\n|\n|\r", text)
    for number in range(line, len(lines) + 1):
        if number > line and lines[number - 1].lstrip().startswith("["):
            return
        for start, end in _strings(lines[number - 1], old):
            yield Edit(name, Span(number, start + 1, number, end + 1), new)


def _in_line(text: str, name: str, line: int, old: str, new: str) -> Edit:
    shown = re.split(r"\r\n|\n|\r", text)[line - 1]
    found = list(_strings(shown, old))
    if len(found) != 1 or '"' in new or "\\" in new:
        raise DoclintError(f"'{old}' cannot be replaced by '{new}' here: change it first", name, line)
    start, end = found[0]
    return Edit(name, Span(line, start + 1, line, end + 1), new)


def _strings(line: str, value: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(rf"([\"'])(?:\./)?{re.escape(value.rstrip('/'))}/?\1", line):
        yield match.start() + 1, match.end() - 1
