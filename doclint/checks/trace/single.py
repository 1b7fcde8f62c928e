"""Verbs about one document at a time: its name, its sections, its metadata, its counterpart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from doclint.checks.trace.words import name_of
from doclint.context import Context
from doclint.errors import DoclintError
from doclint.formats.linear import linear
from doclint.formats.plural import many
from doclint.link.kinds import normal_name
from doclint.link.model import Document
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic, Related
from doclint.model.trace import TraceRule
from doclint.trace.counterparts import counterparts, counterparts_by_id, fields_of, filled, is_fixed

_SHOWN = 2  # names of a section in a message
_ALL = 6  # sections, where none is there


def must_have_file(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Counterparts that are missing, or bear a former name."""
    project = context.project
    base = f"{project.base}/" if project.base else ""
    folder = re.split(r"[*?{\[]", rule.value)[0].rpartition("/")[0]
    if rule.optional and folder and not project.is_folder(base + folder):
        return  # a pack's rule about a folder that is not there is no rule here
    if is_fixed(rule.value):
        yield from _one_file(context, rule, sources)
        return
    former: dict[str, list[str]] | None = None
    for document in sources:
        fields = fields_of(document)
        if counterparts(project, rule.value, fields):
            continue
        glob = filled(rule.value, fields)
        if former is None:
            former = counterparts_by_id(project, rule.value)
        elsewhere = former.get(document.id, []) if document.id else []
        if len(elsewhere) == 1:
            # The pair exists under the document's former name: there it is to be repaired.
            wanted = glob.rpartition("/")[2]
            message = f"the counterpart of {document.id} must be named '{wanted}' (rule {rule.id})"
            related = (Related(document.path, 1, "the document"),)
            yield Diagnostic(
                elsewhere[0],
                NOWHERE,
                message,
                f"{rule.id} {glob}",
                f"rename it to '{wanted}'",
                (document.path,),
                related=related,
            )
        else:
            message = f"{name_of(document)} has no '{glob}' (rule {rule.id})"
            yield Diagnostic(document.path, NOWHERE, message, f"{rule.id} {glob}", rule.help)


def _one_file(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """A file that all sources need is one finding, on the first of them."""
    if sources and not counterparts(context.project, rule.value, {}):
        first = min(sources, key=lambda document: document.path)
        message = f"'{rule.value}' does not exist (rule {rule.id})"
        yield Diagnostic(first.path, NOWHERE, message, f"{rule.id} {rule.value}", rule.help)


def named(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """File names that do not match."""
    for document in sources:
        name = document.path.rpartition("/")[2]
        if not linear(rule.value).fullmatch(name):
            message = f"the name '{name}' does not match '{rule.value}' (rule {rule.id})"
            yield Diagnostic(document.path, NOWHERE, message, f"{rule.id} {name}", rule.help)


def heading(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """The first heading carries what the rule says: the ID, the slug, or fixed words."""
    for document in sources:
        wanted = filled(rule.value, fields_of(document))
        first = next(iter(context.facts(document).headings), None)
        whole = "{" in rule.value  # K1 is not in 'K10: other'
        if not wanted or (first is not None and _carries(first.text, wanted, whole)):
            continue
        found = f"the first heading ('{first.text}') does not carry" if first else "no heading carries"
        message = f"{found} '{wanted}' (rule {rule.id})"
        at = first.span if first is not None else NOWHERE
        yield _unless_draft(context, document, Diagnostic(document.path, at, message, rule.id, rule.help))


def _carries(text: str, wanted: str, whole: bool) -> bool:
    """Whether a text holds words; as whole ones, where they are those of a document."""
    if not whole:
        return wanted in text
    at = text.find(wanted)
    while at >= 0:
        before, behind = text[at - 1 : at], text[at + len(wanted) :][:1]
        if not (before.isalnum() and wanted[0].isalnum()) and not (behind.isalnum() and wanted[-1].isalnum()):
            return True
        at = text.find(wanted, at + 1)
    return False


def _unless_draft(context: Context, document: Document, diagnostic: Diagnostic) -> Diagnostic:
    """A draft is not finished yet: its findings have a severity of their own."""
    return (
        diagnostic._replace(severity_key="draft") if context.project.is_draft(document.path) else diagnostic
    )


def sections(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Missing sections, each at the heading before which it should stand; and those out of order."""
    for document in sources:
        for diagnostic in _sections_of(context, rule, document):
            yield _unless_draft(context, document, diagnostic)


def _sections_of(context: Context, rule: TraceRule, document: Document) -> Iterator[Diagnostic]:
    if isinstance(rule.value, dict):
        for path in counterparts(context.project, rule.value["from"], fields_of(document)):
            wanted = _sections_below(context, path, rule.value.get("below", ""))
            yield from _lacking(
                context, rule, document, wanted, f", which '{path.rpartition('/')[2]}' asks for"
            )
    else:
        yield from _lacking(context, rule, document, rule.value, "")


def _sections_below(context: Context, path: str, title: str) -> list[str]:
    """The highest headings of a document, its title aside; or of one of its sections."""
    if not context.project.is_document(path):
        return []
    headings = list(context.project.facts(path).headings)
    if title:
        begin = _place_of(title, [_plain(heading.text) for heading in headings])
        if begin is None:
            return []
        level = headings[begin].level
        headings = headings[begin + 1 :]
        end = next((i for i, heading in enumerate(headings) if heading.level <= level), len(headings))
        headings = headings[:end]
    elif headings and headings[0].level < min((h.level for h in headings[1:]), default=7):
        headings = headings[1:]
    top = min((heading.level for heading in headings), default=0)
    return [heading.text for heading in headings if heading.level == top]


def _lacking(
    context: Context, rule: TraceRule, document: Document, wanted: Sequence[str], why: str
) -> Iterator[Diagnostic]:
    if wanted:
        headings = context.facts(document).headings
        names = [_plain(heading.text) for heading in headings]
        places = [_place_of(title, names) for title in wanted]
        if len(wanted) > 1 and all(place is None for place in places):
            at = headings[-1].span if headings else NOWHERE
            titles = ", ".join(f"'{_alternatives(title)[0]}'" for title in wanted[:_ALL])
            more = f" and {len(wanted) - _ALL} more" if len(wanted) > _ALL else ""
            message = f"{name_of(document)} has none of the sections {titles}{more}{why} (rule {rule.id})"
            yield Diagnostic(document.path, at, message, rule.id, rule.help)
            return
        latest = -1
        for number, (title, place) in enumerate(zip(wanted, places, strict=True)):
            target = f"{rule.id} {title}"
            if place is None:
                following = (p for p in places[number + 1 :] if p is not None)
                at = headings[next(following, len(headings) - 1)].span if headings else NOWHERE
                names_of_it = _alternatives(title)
                shown = " or ".join(f"'{name}'" for name in names_of_it[:_SHOWN])
                if len(names_of_it) > _SHOWN:
                    shown += f", nor under {many(len(names_of_it) - _SHOWN, 'other name')}"
                message = f"{name_of(document)} has no section {shown}{why} (rule {rule.id})"
                yield Diagnostic(document.path, at, message, target, rule.help)
            elif rule.ordered and place < latest:
                message = (
                    f"'{headings[place].text}' must stand behind '{headings[latest].text}' (rule {rule.id})"
                )
                yield Diagnostic(document.path, headings[place].span, message, target, rule.help)
            else:
                latest = place


def _plain(title: str) -> str:
    """A heading for comparison: letters and digits, without a number before them."""
    return normal_name(title).lstrip("0123456789")


def _alternatives(title: str) -> list[str]:
    return [name.strip() for name in title.split("|") if name.strip()]


def _place_of(title: str, names: Sequence[str]) -> int | None:
    """Which heading (by its normalised name) is a section under one of its names; None if none is."""
    wanted = {_plain(name) for name in _alternatives(title)}
    return next((i for i, name in enumerate(names) if name in wanted), None)


def schema(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Front matter that violates the schema of the rule."""
    from doclint.schemas.validate import SchemaError

    for document in sources:
        path, structured = context.metadata_of(document)
        try:
            data = structured.data if structured else {}
            for violation in context.shared.schemas.validate(rule.value, data or {}):
                span = (
                    structured.at(violation.pointer) if structured and violation.pointer else None
                ) or NOWHERE
                message = f"front matter: {violation.message} (rule {rule.id})"
                yield Diagnostic(path, span, message, f"{rule.id} {violation.pointer}", rule.help)
        except SchemaError as error:
            raise DoclintError(
                f"the rule '{rule.id}': schema '{rule.value}': {error}", rule.source, rule.line or None
            ) from None
