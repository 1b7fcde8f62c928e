"""Front matter against the JSON Schema of the document's kind."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.model.facts import NOWHERE, Facts, Span
from doclint.model.finding import Diagnostic
from doclint.schemas.validate import SchemaError

SCOPE = "document"
PARAMS = {
    "kinds": Option("words", "Only documents of these kinds."),
    "final": Option("words", "Statuses at which nobody works on the document any more."),
}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each violation; another rule covers documents without front matter."""
    kinds = context.project.kinds.all
    broken: set[str] = set()
    for document in context.documents():
        kind = kinds.get(document.kind)
        if kind is None or not kind.schema or kind.schema in broken:
            continue
        path, structured = context.metadata_of(document)
        if structured is None or structured.data is None or context.has_status(document, "final"):
            continue
        schema = kind.schema
        try:
            for violation in context.shared.schemas.validate(schema, structured.data):
                span = structured.at(violation.pointer) if violation.pointer else None
                if span is None or span.line != span.end_line:
                    span = structured.keys.get(violation.pointer) or _start(context.facts(document))
                message = f"{kind.name} front matter: {violation.message}"
                yield Diagnostic(path, span, message, violation.pointer)
        except SchemaError:
            broken.add(schema)  # DL305 reports the schema, once, on its own file


def _start(facts: Facts) -> Span:
    """What stands for all metadata of a document: the line that opens its front matter, if it has any."""
    return Span(1, 1, 1, 4) if facts.front_matter_span else NOWHERE
