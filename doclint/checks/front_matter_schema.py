"""Front matter, and JSON files of a kind, against the JSON Schema of the kind."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.formats.json_source import JsonError
from doclint.model.facts import NOWHERE, Facts, Span
from doclint.model.finding import Diagnostic
from doclint.schemas.validate import schema_mark
from doclint.tree.read import Unreadable

SCOPE = "document"
PARAMS = {
    "kinds": Option("words", "Only documents of these kinds."),
    "final": Option("words", "Statuses at which nobody works on the document any more."),
}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each violation; another rule covers documents without front matter."""
    kinds, schemas = context.project.kinds.all, context.shared.schemas
    for document in context.documents():
        kind = kinds.get(document.kind)
        if kind is None or not kind.schema:
            continue
        path, structured = context.metadata_of(document)
        if structured is None or structured.data is None or context.has_status(document, "final"):
            continue
        for violation in schemas.validate_with(kind.schema, structured.data, f"the kind {kind.name}"):
            span = structured.at(violation.pointer) if violation.pointer else None
            if span is None or span.line != span.end_line:
                span = structured.keys.get(violation.pointer) or _start(context.facts(document))
            message = f"{kind.name} front matter: {violation.message}"
            yield Diagnostic(path, span, message, violation.pointer)


def check_project(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each violation in a JSON file of a kind."""
    project, schemas = context.project, context.shared.schemas
    wanted = context.strings("kinds")
    listed = set(project.listed_schemas()) if any(kind.schema for kind in project.config.kinds) else set()
    for kind in project.config.kinds:
        if not kind.schema or (wanted and kind.name not in wanted):
            continue
        for path in project.files_of_kind(kind.name):
            if not path.endswith(".json"):
                continue
            try:
                structured = project.read_json(path)
                for violation in schemas.validate_with(kind.schema, structured.data, f"the kind {kind.name}"):
                    span = structured.at(violation.pointer) if violation.pointer else None
                    if span is None or span.line != span.end_line:
                        span = structured.keys.get(violation.pointer) or NOWHERE
                    yield Diagnostic(path, span, f"{kind.name}: {violation.message}", violation.message)
            except (Unreadable, UnicodeDecodeError, JsonError) as error:
                if path in listed or project.marked(schema_mark(path)):
                    continue  # DL305 says so of the schemas that somebody uses
                at = error.span if isinstance(error, JsonError) else NOWHERE
                yield Diagnostic(path, at, f"{kind.name}: not valid JSON: {error}", path)


def _start(facts: Facts) -> Span:
    """What stands for all metadata of a document: the line that opens its front matter, if it has any."""
    return Span(1, 1, 1, 4) if facts.front_matter_span else NOWHERE
