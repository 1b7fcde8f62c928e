"""The formats in which manifests list documents: one reader for each, one form for all.

A JSON or YAML file holds a list of entries; the `nav` of a MkDocs configuration is a tree of titles and
paths; a YAML file beside a document is one entry; a Markdown document holds a table with a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from doclint.formats.json_source import JsonError, load_json
from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source
from doclint.link.project import Project
from doclint.model.config import ManifestConfig
from doclint.model.facts import NOWHERE, Span, Structured
from doclint.tree.read import Unreadable

YAML = (".yml", ".yaml")
MARKDOWN = (".md", ".markdown")
_NAV = "nav"


class Unlistable(Exception):
    """A manifest that cannot be read: why, and where."""

    def __init__(self, message: str, span: Span = NOWHERE) -> None:
        super().__init__(message)
        self.span = span


class Listing(NamedTuple):
    """What a manifest holds.

    Attributes:
        structured: its values and their places.
        items: the pointer and the fields of each entry, in order.
        folder: where its paths start, seen from its own folder; empty where they start as everywhere.
    """

    structured: Structured
    items: tuple[tuple[str, Mapping[str, Any]], ...]
    folder: str = ""


def read_listing(project: Project, path: str, config: ManifestConfig) -> Listing:
    """A manifest of the tree.

    Raises:
        Unlistable: it cannot be read, or is not what its format demands.
    """
    try:
        if path.endswith((*MARKDOWN, *YAML)):
            return listing_of(path, Source(project.read(path)), config)
        return _of_json(lambda: project.read_json(path), config)
    except Unreadable as error:
        raise Unlistable(str(error)) from None
    except UnicodeDecodeError as error:
        raise Unlistable(f"not UTF-8 at byte {error.start}") from None


def listing_of(path: str, source: Source, config: ManifestConfig) -> Listing:
    """What the text of a manifest lists; the ending of its path tells the format.

    Raises:
        Unlistable: it is not what its format demands.
    """
    if path.endswith(MARKDOWN):
        return _of_tables(source, config)
    if path.endswith(YAML):
        return _of_yaml(source, config)
    return _of_json(lambda: load_json(source), config)


def _of_json(read: Callable[[], Structured], config: ManifestConfig) -> Listing:
    try:
        structured = read()
    except JsonError as error:
        raise Unlistable(f"not valid JSON: {error.message}", error.span) from None
    if not isinstance(structured.data, dict):
        raise Unlistable("expected a JSON object", structured.values[""])
    return Listing(structured, tuple(_listed(structured, config)))


def _listed(structured: Structured, config: ManifestConfig) -> Iterator[tuple[str, Mapping[str, Any]]]:
    pointer = f"/{escape_pointer(config.entries)}"
    items = structured.data.get(config.entries, [])
    if not isinstance(items, list):
        raise Unlistable(f"'{config.entries}' must be a list of documents", structured.values[pointer])
    for i, item in enumerate(items):
        if isinstance(item, dict):
            yield f"{pointer}/{i}", item


def _of_yaml(source: Source, config: ManifestConfig) -> Listing:
    # Imported here: most manifests are JSON.
    from doclint.formats.yaml_guard import YamlError, load_yaml

    try:
        structured = load_yaml(source.text, source, 0)
    except YamlError as error:
        line, column = error.line + 1, error.column + 1
        raise Unlistable(f"not valid YAML: {error.message}", Span(line, column, line, column + 1)) from None
    if not isinstance(structured.data, dict):
        raise Unlistable("expected 'key: value' lines", structured.values.get("", NOWHERE))
    if not config.entries:
        return Listing(structured, (("", structured.data),))
    if config.entries == _NAV:
        return _of_nav(structured, config)
    return Listing(structured, tuple(_listed(structured, config)))


def _of_nav(structured: Structured, config: ManifestConfig) -> Listing:
    """The pages of a navigation: `Title: path`, or a path by itself, at any depth."""
    values, keys = dict(structured.values), structured.keys
    items: list[tuple[str, Mapping[str, Any]]] = []

    def walk(value: object, pointer: str, title: str) -> None:
        if isinstance(value, list):
            for i, item in enumerate(value):
                walk(item, f"{pointer}/{i}", "")
        elif isinstance(value, dict):
            for name, item in value.items():
                walk(item, f"{pointer}/{escape_pointer(str(name))}", str(name))
        elif isinstance(value, str) and "://" not in value:
            item = {config.file: value}
            values[f"{pointer}/{escape_pointer(config.file)}"] = values[pointer]
            if title and pointer in keys:
                item[config.title] = title
                values[f"{pointer}/{escape_pointer(config.title)}"] = keys[pointer]
            items.append((pointer, item))

    walk(structured.data.get(_NAV), f"/{_NAV}", "")
    folder = structured.data.get("docs_dir", "docs")
    return Listing(
        Structured(structured.data, values, keys), tuple(items), folder if isinstance(folder, str) else "docs"
    )


def _of_tables(source: Source, config: ManifestConfig) -> Listing:
    """The rows of the tables whose header names the ID or the path of a document."""
    from doclint.formats.markdown_table import markdown_tables

    values: dict[str, Span] = {"": NOWHERE}
    items: list[tuple[str, Mapping[str, Any]]] = []
    roles = (config.id, config.file, config.title, config.status, config.owner, config.updated)
    names = {name.casefold(): name for name in roles if name}
    for table in markdown_tables(source):
        header = [names.get(cell.text.casefold(), cell.text) for cell in table.header]
        if config.id not in header and config.file not in header:
            continue
        for row in table.rows:
            pointer = f"/{len(items)}"
            item: dict[str, Any] = {}
            for name, cell in zip(header, row, strict=True):
                if name:
                    item[name] = cell.text
                    values[f"{pointer}/{escape_pointer(name)}"] = cell.span
            cells = dict(zip(header, row, strict=True))
            wanted = (cells.get(name) for name in (config.file, config.id, config.title))
            linked = (cell for cell in (*wanted, *row) if cell is not None and _is_path(cell.target))
            chosen = next(linked, None)
            if chosen is not None and chosen.target_span is not None:
                item[config.file] = chosen.target
                values[f"{pointer}/{escape_pointer(config.file)}"] = chosen.target_span
            first, last = row[0].span, row[-1].span
            values[pointer] = Span(first.line, first.column, last.end_line, last.end_column)
            items.append((pointer, item))
    return Listing(Structured({}, values, {}), tuple(items))


def _is_path(target: str) -> bool:
    """Whether the link of a cell can lead to a document of the tree."""
    return (
        bool(target)
        and not target.startswith("#")
        and "://" not in target
        and not target.startswith("mailto:")
    )
