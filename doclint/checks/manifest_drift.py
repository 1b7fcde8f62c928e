"""Manifest entries that contradict the document they list.

Declared metadata is compared with declared metadata: a title with a front-matter title, never with a
heading.

params:
    fields: manifest field role -> front-matter field (`title`, `status`, `owner`, `updated`).
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.formats.dates import begins_with_date
from doclint.link.kinds import normal_name
from doclint.link.model import Document
from doclint.link.tables import Entry
from doclint.model.config import SYNC
from doclint.model.facts import Span
from doclint.model.finding import Diagnostic, Related, SetValue

SCOPE = "document"
PARAMS = {
    "fields": Option(
        "table", "Role in the manifest -> front-matter field.", values=Option("string", "A field.")
    )
}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each field of each entry that differs."""
    for document in context.subjects:
        for entry in context.project.manifest_row(document.path).entries:
            if not entry.exists:
                continue  # DL402 reports the path
            yield from _id(context, entry, document)
            for role, field in context.params.get("fields", {}).items() if not document.template else ():
                yield from _field(context, entry, document, role, field)


def _id(context: Context, entry: Entry, document: Document) -> Iterator[Diagnostic]:
    key = context.project.roles(entry).id
    written = entry.text(key)
    if not written or not document.id:
        return
    stem = document.path.rpartition("/")[2].rpartition(".")[0]
    folder = document.path.rpartition("/")[0].rpartition("/")[2]
    named = f"{document.id}-{document.slug}" if document.slug else document.id
    right = {normal_name(name) for name in (document.id, named, stem, folder)}
    if normal_name(written) not in right:
        meant = named if "-" in written else document.id
        yield _diagnostic(context, entry, document, key, meant, Span(1, 1, 1, 1), f"the document is {named}")


def _field(context: Context, entry: Entry, document: Document, role: str, field: str) -> Iterator[Diagnostic]:
    key = getattr(context.project.roles(entry), role, role)
    structured = context.facts(document).front_matter
    data = structured.data if structured is not None and isinstance(structured.data, dict) else {}
    written, own = entry.values.get(key), data.get(field)
    if written is None or own is None or structured is None or isinstance(own, dict | list):
        return
    said, meant = str(written).strip().lstrip("@"), str(own).strip().lstrip("@")
    dated = begins_with_date(said) and begins_with_date(meant)
    if said == meant or (dated and said[:10] == meant[:10]):
        return
    span = structured.values[f"/{field}"]
    found = _diagnostic(context, entry, document, key, str(own), span, f"the document says '{own}'")
    side = context.project.roles(entry).sync.get(role, SYNC.get(role, "document"))
    if side == "later":
        side = "neither" if not dated else "manifest" if said > meant else "document"
    if side == "manifest":
        repair = SetValue(document.path, span, own, str(written), safe=False, pointer=f"/{field}")
        found = found._replace(help=f"write '{written}' in the document", repair=repair)
    elif side == "neither":
        found = found._replace(help="say the same in both", repair=None)
    yield found._replace(severity_key="date") if dated else found


def _diagnostic(
    context: Context, entry: Entry, document: Document, key: str, meant: str, at: Span, why: str
) -> Diagnostic:
    path, span = entry.file, entry.spans[key]
    name = document.path.rpartition("/")[2]
    return Diagnostic(
        path,
        span,
        f"{key} '{entry.values[key]}' of '{name}' differs: {why}",
        f"{document.path} {key}",
        f"write '{meant}'",
        (document.path,),
        related=(Related(document.path, at.line, why),),
        # Which side is right is for people to say.
        repair=SetValue(path, span, entry.values[key], meant, safe=False),
    )
