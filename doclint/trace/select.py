"""Documents that a selector of a trace rule means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from doclint.config.globs import matches_any
from doclint.formats.linear import linear
from doclint.link.kinds import value_of
from doclint.link.model import Document
from doclint.link.project import Project
from doclint.model.trace import Selector
from doclint.tree.read import Unreadable

_TARGETS = re.compile(r"(?<=\])\([^()\s]*\)|<[^<>\s]*>|(?<![\w./-])[\w./-]*/[\w./-]+")
_PLAIN = {"const", "enum", "contains", "pattern", "minimum", "maximum"}


def attribute(project: Project, document: Document, name: str) -> Any:
    """The declared value of a field: from the front matter, else from the manifest entry, else None.

    The manifest's names for title, status and owner count as their plain names.
    """
    metadata = project.metadata(document.path)
    if name in metadata:
        return metadata[name]
    if name in ("title", "status"):
        own = value_of(metadata, own_field(project, document, name))
        if own is not None:
            return own
    for entry in reversed(project.manifest_row(document.path).entries):
        roles = project.roles(entry)
        plain = {"title": roles.title, "status": roles.status, "owner": roles.owner}.get(name)
        for field in (plain, name) if plain else (name,):
            if field in entry.values:
                return entry.values[field]
    return None


def own_field(project: Project, document: Document, name: str) -> str:
    """How the kind of a document calls the field of its title or status."""
    kind = project.kinds.all.get(document.kind)
    if kind is None:
        return name
    return kind.title_field if name == "title" else kind.status_field


def statuses(project: Project, document: Document) -> list[str]:
    """The statuses that a document declares, and those of its manifest entries; the first may be empty."""
    own = value_of(project.metadata(document.path), own_field(project, document, "status"))
    declared = project.declared(document.path)
    return [own if isinstance(own, str) else "", *(declared.statuses if declared else ())]


def selects(
    project: Project, selector: Selector, document: Document, memo: dict[Any, Any] | None = None
) -> bool:
    """Whether a selector means a document; templates are no documents to a trace rule.

    Args:
        project: is asked.
        selector: the conditions.
        document: the document.
        memo: where the text of a document is kept while one unit of work is done.
    """
    if document.template:
        return False
    base = f"{project.base}/" if project.base else ""
    ids = {project.kinds.canonical(i) for i in selector.ids} if selector.ids else ()
    if ids and document.id not in ids and document.path not in ids:
        return False
    if selector.kinds and document.kind not in selector.kinds:
        return False
    if selector.paths and not matches_any(document.path.removeprefix(base), selector.paths):
        return False
    if selector.where and not all(
        holds(attribute(project, document, name), wanted) for name, wanted in selector.where.items()
    ):
        return False
    if selector.words and not _says(project, document, selector.words, {} if memo is None else memo):
        return False
    return selector.excluded is None or not selects(project, selector.excluded, document, memo)


def _says(project: Project, document: Document, words: tuple[str, ...], memo: dict[Any, Any]) -> bool:
    """Whether a word of a document begins with one of some texts, whatever their case."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})", re.I)
    key = ("words", document.path)
    if key not in memo:
        memo[key] = _words(project, document.path)
    return pattern.search(memo[key]) is not None


def _words(project: Project, path: str) -> str:
    """All that a document says, but for the targets of its links."""
    own = [*_strings(project.metadata(path)), *(h.text for h in project.facts(path).headings)]
    with suppress(Unreadable):
        own.append(_TARGETS.sub("", project.read(path).decode("utf-8", "replace")))
    return "\n".join(own)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _strings(item)


def selected(project: Project, selector: Selector) -> list[Document]:
    """The documents a selector means, by path."""
    if selector.ids:
        named = {path: d for i in selector.ids for d in _of_name(project, i) if (path := d.path)}
        candidates: Iterable[Document] = (named[path] for path in sorted(named))
    else:
        candidates = project.documents()
    return [document for document in candidates if selects(project, selector, document)]


def _of_name(project: Project, name: str) -> list[Document]:
    document = project.document(name)
    return [*project.holders(name), *([document] if document else [])]


def holds(value: Any, condition: Any) -> bool:
    """Whether a declared value fulfils a condition: equal, one of a list, or JSON Schema keywords."""
    if isinstance(condition, list):
        return value in condition or (isinstance(value, list) and any(v in condition for v in value))
    if not isinstance(condition, Mapping):
        return bool(value == condition)
    if value is None:
        return False  # JSON Schema would pass what is absent; a rule is about what is declared
    if set(condition) <= _PLAIN and not isinstance(condition.get("contains"), Mapping):
        return all(_plain(value, keyword, argument) for keyword, argument in condition.items())
    # Imported here: few rules need more than the keywords above.
    import jsonschema

    from doclint.schemas.patterns import Budget, bounded

    return bool(bounded(jsonschema.Draft202012Validator, Budget())(dict(condition)).is_valid(value))


def _plain(value: Any, keyword: str, argument: Any) -> bool:
    if keyword == "const":
        return bool(value == argument)
    if keyword == "enum":
        return value in argument
    if keyword == "contains":
        return isinstance(value, str | list) and argument in value
    if keyword == "pattern":
        return isinstance(value, str) and linear(argument).search(value) is not None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return bool(value >= argument) if keyword == "minimum" else bool(value <= argument)
