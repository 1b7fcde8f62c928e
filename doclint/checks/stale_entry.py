"""Dates that are older than the last commit of what they date, or lie in the future.

What git tells is asked only where there is git; a date is stale from the second day on, for who commits after
midnight, or in another time zone, has not forgotten it.

params:
    field: front-matter field that holds a document's own date; without it only the manifest's dates count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from doclint.config.options import Option
from doclint.context import Context
from doclint.formats.dates import begins_with_date
from doclint.model.facts import Span
from doclint.model.finding import Diagnostic, SetValue

PARAMS = {"field": Option("string", "Front-matter field that holds a document's own date.")}
_MARK = "dated "


def marks(context: Context) -> Iterator[str]:
    """The date that a document gives itself."""
    field = context.params.get("field")
    for document in context.subjects:
        written = context.project.metadata(document.path).get(field) if field else None
        if isinstance(written, str) and begins_with_date(written) and not document.template:
            yield _MARK + written[:10]


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each date, with the commit's date as its fix."""
    project = context.project
    entries = (entry for row in project.manifest_rows() for entry in row.entries if entry.exists)
    dated = sorted(
        (e for e in entries if begins_with_date(e.text(project.roles(e).updated))),
        key=lambda e: (e.file, e.order),
    )
    own = project.marks(_MARK)
    if not dated and not own:
        return
    dates: Mapping[str, str] = project.last_changed() if project.in_git else {}
    listed: dict[str, str] = {}
    told = {document: mark.removeprefix(_MARK) for mark, document in own}
    for entry in dated:
        key = project.roles(entry).updated
        listed[entry.document_path] = written = entry.text(key)[:10]
        if told.get(entry.document_path, written) != written:
            continue  # where the two differ, that is the finding (DL403)
        place = _Place(entry.file, entry.spans[key], entry.text(key), "", entry.document_path)
        yield from _judge(context, place, key, written, dates)
    for mark, document in own:
        written = mark.removeprefix(_MARK)
        if listed.get(document, written) == written:
            yield from _own(context, document, written, dates)


class _Place(NamedTuple):
    """Where a date stands: file, span, text, the pointer of a field of metadata, and what it dates."""

    path: str
    span: Span
    text: str
    pointer: str
    document: str


def _own(context: Context, path: str, written: str, dates: Mapping[str, str]) -> Iterator[Diagnostic]:
    project, field = context.project, context.params["field"]
    right = _is_date(written) and not project.is_future(written)
    if right and not _is_stale(written, dates.get(path, "")):
        return  # most: what the document says further need not be known
    structured = project.facts(path).front_matter
    span = structured.values.get(f"/{field}") if structured is not None else None
    if structured is not None and span is not None:
        place = _Place(path, span, str(structured.data[field]), f"/{field}", path)
        yield from _judge(context, place, field, written, dates)


def _judge(
    context: Context, place: _Place, field: str, written: str, dates: Mapping[str, str]
) -> Iterator[Diagnostic]:
    changed = dates.get(place.document, "")
    of = f" of '{place.document.rpartition('/')[2]}'" if place.document != place.path else ""
    about = () if place.document == place.path else (place.document,)
    target = f"{place.document} {field}"
    if not _is_date(written):
        yield Diagnostic(
            place.path, place.span, f"{field} '{written}'{of} is no date", target, "", about, "date"
        )
    elif context.project.is_future(written):
        message = f"{field} '{written}'{of} lies in the future"
        yield Diagnostic(place.path, place.span, message, target, "", about, "date")
    elif _is_stale(written, changed):
        it = "its" if about else "the document's"
        yield Diagnostic(
            place.path,
            place.span,
            f"{field} '{written}'{of} is older than {it} last commit ({changed})",
            target,
            f"write '{changed}'",
            about,
            "date",
            repair=SetValue(place.path, place.span, written, changed, pointer=place.pointer)
            if len(place.text) == 10
            else None,
        )


def _is_stale(written: str, changed: str) -> bool:
    if changed <= written:
        return False
    from datetime import date  # few runs compare dates

    return _is_date(written) and (date.fromisoformat(changed) - date.fromisoformat(written)).days > 1


def _is_date(text: str) -> bool:
    """Whether the calendar has a day: not the 31st of February."""
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
