"""Manifest entries that say otherwise than the document they list.

Declared metadata is compared with declared metadata: a title with a front-matter title, never with a
heading.

params:
    fields: manifest field role -> front-matter field (`title`, `status`, `owner`).
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.link.context import Context
from doclint.link.kinds import normal_name
from doclint.link.manifest import Entry, Manifest
from doclint.link.model import Document
from doclint.model.facts import Span
from doclint.model.finding import Diagnostic, Related, SetValue


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each field of each entry that differs."""
    manifest = context.manifest
    if manifest is None:
        return
    for entry in manifest.entries:
        document = context.project.documents.get(entry.document_path)
        if document is None or not entry.exists:
            continue  # DL402 reports the path
        yield from _id(context, manifest, entry, document)
        if document.template:
            continue
        roles = context.project.config.manifest
        for role, field in context.params["fields"].items():
            key = getattr(roles, role, role)
            yield from _field(manifest, entry, document, key, field)


def _id(context: Context, manifest: Manifest, entry: Entry, document: Document) -> Iterator[Diagnostic]:
    key = context.project.config.manifest.id
    written = entry.text(key)
    if not written or not document.id:
        return
    stem = document.path.rpartition("/")[2].rpartition(".")[0]
    folder = document.path.rpartition("/")[0].rpartition("/")[2]
    named = f"{document.id}-{document.slug}" if document.slug else document.id
    right = {normal_name(name) for name in (document.id, named, stem, folder)}
    if normal_name(written) not in right:
        meant = named if "-" in written else document.id
        yield _diagnostic(
            manifest, entry, document, key, written, meant, Span(1, 1, 1, 1), f"the document is {named}"
        )


def _field(
    manifest: Manifest, entry: Entry, document: Document, key: str, field: str
) -> Iterator[Diagnostic]:
    written, own = entry.values.get(key), document.facts.metadata.get(field)
    structured = document.facts.front_matter
    if written is None or own is None or structured is None or isinstance(own, dict | list):
        return
    if str(written).strip().lstrip("@") == str(own).strip().lstrip("@"):
        return
    span = structured.values[f"/{field}"]
    yield _diagnostic(
        manifest, entry, document, key, str(written), str(own), span, f"its front matter says '{own}'"
    )


def _diagnostic(
    manifest: Manifest,
    entry: Entry,
    document: Document,
    key: str,
    written: str,
    meant: str,
    at: Span,
    why: str,
) -> Diagnostic:
    span = manifest.span(f"{entry.pointer}/{key}")
    return Diagnostic(
        manifest.path,
        span,
        f"{key} '{written}' of '{document.path.rpartition('/')[2]}' differs: {why}",
        f"{document.path} {key}",
        f"write '{meant}'",
        (document.path,),
        related=(Related(document.path, at.line, why),),
        # Which side is right is for people to say.
        repair=SetValue(manifest.path, span, entry.values[key], meant, safe=False),
    )
