"""Documents that must list the schemas they depend on, and do not."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.model.facts import NOWHERE, Span
from doclint.model.finding import Diagnostic
from doclint.trace.demand import Demand

SCOPE = "document"
PARAMS = {
    "kinds": Option("words", "Only documents of these kinds."),
    "final": Option("words", "Statuses at which nobody works on the document any more."),
}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each document whose kind requires schemas if none is listed where the kind allows."""
    project = context.project
    field = project.config.schema_field
    for document in context.documents():
        kind = project.kinds.all.get(document.kind)
        listed = project.metadata(document.path).get(field)
        if kind is None or kind.schema_refs == "none" or listed or listed == []:
            continue  # an empty list says that there is none
        facts = context.facts(document)
        if any(d.kind in ("front-matter", "unreadable") for d in facts.defects):
            continue  # what cannot be read is its own finding
        if context.has_status(document, "final"):
            continue
        what = "its front matter lists none" if facts.front_matter_span else "it has no front matter"
        if kind.schema_refs == "either":
            declared = project.declared(document.path)
            if declared and declared.schemas:
                continue
            what = "neither its front matter nor its manifest entry lists one"
        span = NOWHERE
        if facts.front_matter and facts.front_matter_span:
            span = facts.front_matter.keys.get(f"/{field}") or Span(1, 1, 1, 4)
        yield Diagnostic(
            document.path,
            span,
            f"{kind.name} documents need '{field}': {what}",
            field,
            severity_key="either" if kind.schema_refs == "either" else "front-matter",
        )


def demands(context: Context) -> Iterator[Demand]:
    """That each document of such a kind list a schema."""
    kinds = context.project.kinds.all
    sources = tuple(
        d.path for d in context.documents() if d.kind in kinds and kinds[d.kind].schema_refs != "none"
    )
    if sources:
        missing = {diagnostic.path: diagnostic.message for diagnostic in check(context)}
        yield Demand("missing-schema-refs", ("schema",), sources, missing)
