"""Documents whose review is due: a date, and a period after which somebody must look again.

params:
    dates: front-matter fields that hold the date of the last review or change; without one, git's counts.
    periods: front-matter fields that say how often (`monthly`, `Trimestral`, `90 days`), or on which day.
    final: statuses at which nobody works on the document any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from doclint.config.options import Option
from doclint.context import Context
from doclint.formats.dates import begins_with_date
from doclint.formats.periods import due_day, first_filled, length_of
from doclint.formats.plural import many
from doclint.model.facts import Span
from doclint.model.finding import Diagnostic, Related

PARAMS = {
    "dates": Option("words", "Fields that hold the date of the last review or change."),
    "periods": Option("words", "Fields that say how often, or when, a document is reviewed."),
    "final": Option("words", "Statuses at which nobody works on the document any more."),
}
_MARK = "review "
_SHOWN = 5


def marks(context: Context) -> Iterator[str]:
    """When the review of a document is due: a date and a period, or the day itself."""
    for document in context.documents():
        metadata = context.project.metadata(document.path)
        _, period = first_filled(metadata, context.strings("periods")) if metadata else ("", "")
        if not period or context.has_status(document, "final"):
            continue
        _, date = first_filled(metadata, context.strings("dates"))
        if begins_with_date(period) or length_of(period) is not None:
            yield f"{_MARK}{date[:10] if begins_with_date(date) else '-'} {period[:60]}"


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each review that is overdue."""
    project = context.project
    due = project.marks(_MARK)
    dates: Mapping[str, str] = {}
    if any(mark.startswith(f"{_MARK}- ") for mark, _ in due) and project.in_git:
        dates = project.last_changed()
    for mark, path in due:
        written, _, period = mark.removeprefix(_MARK).partition(" ")
        since = dates.get(path, "") if written == "-" else written
        day = due_day(since, period)
        if day and project.is_past(day):
            structured = project.facts(path).front_matter
            field, _ = first_filled(project.metadata(path), context.strings("periods"))
            span = structured.values.get(f"/{field}") if structured is not None else None
            why = f" ({period}; last changed {since})" if not begins_with_date(period) else ""
            message = f"the review of this document is overdue since {day}{why}"
            yield Diagnostic(path, span or Span(1, 1, 1, 1), message, f"{path} {field}", severity_key="date")
    yield from _of_manifests(context)


def _of_manifests(context: Context) -> Iterator[Diagnostic]:
    """What a manifest says of all its documents is one finding, where the manifest says it."""
    project = context.project
    for head in project.manifest_heads():
        if not head.readable or length_of(head.cycle) is None:
            continue
        overdue: list[tuple[str, str]] = []
        listed = [
            d for path in project.listed_documents(head.path) if (d := project.document(path)) is not None
        ]
        for document in listed:
            metadata = project.metadata(document.path)
            final = context.has_status(document, "final") or document.template
            if final or first_filled(metadata, context.strings("periods"))[1]:
                continue
            _, date = first_filled(metadata, context.strings("dates"))
            day = due_day(date[:10] or _updated(context, document.path), head.cycle)
            if day and project.is_past(day):
                overdue.append((day, document.path))
        if overdue:
            overdue.sort()
            day, path = overdue[0]
            name = path.rpartition("/")[2]
            message = f"the review of {len(overdue)} of {many(len(listed), 'document')} is overdue"
            message += f" ({head.cycle}), longest that of '{name}', since {day}"
            related = tuple(Related(path, 1, f"overdue since {day}") for day, path in overdue[:_SHOWN])
            yield Diagnostic(
                head.path, head.cycle_at, message, "review cycle", severity_key="date", related=related
            )


def _updated(context: Context, path: str) -> str:
    """The latest date of change that the manifests declare of a document."""
    entries = context.project.manifest_row(path).entries
    dates = (entry.text(context.project.roles(entry).updated) for entry in entries)
    return max((date[:10] for date in dates if begins_with_date(date)), default="")
