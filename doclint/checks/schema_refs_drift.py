"""Front matter and manifest that both list schemas, and list different ones."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.link.context import Context
from doclint.link.manifest import Entry, Manifest
from doclint.link.model import Document
from doclint.model.finding import Diagnostic, Related


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on the manifest entry; lists are compared by what they resolve to, order aside."""
    manifest = context.manifest
    if manifest is None:
        return
    for entry in manifest.entries:
        document = context.project.documents.get(entry.document_path)
        if document is None or document.template:
            continue
        diagnostic = _compare(context, manifest, entry, document)
        if diagnostic:
            yield diagnostic


def _compare(context: Context, manifest: Manifest, entry: Entry, document: Document) -> Diagnostic | None:
    config = context.project.config
    own = document.facts.metadata.get(config.schema_field)
    listed = entry.strings(config.manifest.schemas)
    if not isinstance(own, list) or not own or not listed:
        return None
    structured = document.facts.front_matter
    assert structured is not None
    here = {_resolved(context, document.path, v) for v in own if isinstance(v, str)}
    there = {_resolved(context, manifest.path, v) for v in listed}
    if here == there:
        return None
    parts = []
    if here - there:
        parts.append(f"the manifest lacks {_names(here - there)}")
    if there - here:
        parts.append(f"the front matter lacks {_names(there - here)}")
    key = f"{entry.pointer}/{config.manifest.schemas}"
    span = (manifest.structured.keys.get(key) if manifest.structured else None) or manifest.entry_span(entry)
    line = structured.keys[f"/{config.schema_field}"].line
    return Diagnostic(
        manifest.path,
        span,
        f"the schemas of '{document.path}' differ: {'; '.join(parts)}",
        document.path,
        "list the same schemas in both",
        (document.path,),
        related=(Related(document.path, line, "the front matter's list"),),
    )


def _resolved(context: Context, at: str, value: str) -> str:
    """The path a listed schema means, also where it is broken: a wrong folder is DL302's finding alone."""
    from doclint.model.facts import NOWHERE, Reference

    field = f"/{context.project.config.schema_field}"
    edge = context.project.resolver.resolve(
        at, Reference("front-matter", "field", value, "", NOWHERE, NOWHERE, field)
    )
    return (edge.intended_target if edge else "") or value


def _names(paths: set[str]) -> str:
    return ", ".join(f"'{p.rpartition('/')[2]}'" for p in sorted(paths))
