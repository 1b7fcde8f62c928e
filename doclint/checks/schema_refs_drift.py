"""Front matter and manifest that both list schemas, and list different ones."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.context import Context
from doclint.link.model import Document
from doclint.link.tables import Entry
from doclint.model.facts import NOWHERE, Reference
from doclint.model.finding import Diagnostic, Related

SCOPE = "document"


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on the manifest entry; lists are compared by what they resolve to, order aside."""
    for document in context.documents():
        for entry in context.project.manifest_row(document.path).entries:
            diagnostic = _compare(context, entry, document)
            if diagnostic:
                yield diagnostic


def _compare(context: Context, entry: Entry, document: Document) -> Diagnostic | None:
    config, path = context.project.config, entry.file
    own = context.facts(document).metadata.get(config.schema_field)
    listed = entry.strings(context.project.roles(entry).schemas)
    if not isinstance(own, list) or not own or not listed:
        return None
    structured = context.facts(document).front_matter
    assert structured is not None
    here = {_resolved(context, document.path, v) for v in own if isinstance(v, str)}
    there = {_resolved(context, path, v) for v in listed}
    if here == there:
        return None
    parts = []
    if here - there:
        parts.append(f"the manifest lacks {_names(here - there)}")
    if there - here:
        parts.append(f"the document lacks {_names(there - here)}")
    span = entry.schemas_at or entry.span
    line = structured.keys[f"/{config.schema_field}"].line
    return Diagnostic(
        path,
        span,
        f"the schemas of '{document.path}' differ: {'; '.join(parts)}",
        document.path,
        "list the same schemas in both",
        (document.path,),
        related=(Related(document.path, line, "the front matter's list"),),
    )


def _resolved(context: Context, at: str, value: str) -> str:
    """The intended path of a listed schema, even if it is broken: only DL302 reports a wrong folder."""
    field = f"/{context.project.config.schema_field}"
    edge = context.project.resolver.resolve(
        at, Reference("front-matter", "field", value, "", NOWHERE, NOWHERE, field)
    )
    return (edge.intended_target if edge else "") or value


def _names(paths: set[str]) -> str:
    return ", ".join(f"'{p.rpartition('/')[2]}'" for p in sorted(paths))
