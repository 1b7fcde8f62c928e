"""Schemas that documents, kinds or the manifest refer to, and that are no usable JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from doclint.context import Context
from doclint.model.finding import Diagnostic
from doclint.schemas.validate import SchemaError, schema_mark


def check(context: Context) -> Iterator[Diagnostic]:
    """One diagnostic for each schema, on the schema's own file."""
    project = context.project
    referrers: dict[str, str] = {}
    for kind in project.config.kinds:
        if kind.schema and not Path(kind.schema).is_absolute():
            referrers.setdefault(kind.schema, f"the kind {kind.name}")
    for sort in project.config.data:
        if not Path(sort.schema).is_absolute():
            referrers.setdefault(sort.schema, f"the data '{sort.name}'")
    # What doclint validates with; a schema that is only listed may need more than doclint has.
    used = frozenset(referrers)
    for mark, path in project.marks(schema_mark("")):
        referrers.setdefault(mark.removeprefix(schema_mark("")), path)
    for path in project.listed_schemas():
        referrers.setdefault(path, "the manifest")
    for path in sorted(referrers):
        if not path.endswith(".json"):
            continue
        try:
            context.shared.schemas.check(path, run=path in used)
        except SchemaError as error:
            message = f"not a usable JSON Schema: {error}"
            yield Diagnostic(path, error.span, message, path, f"referred to by {referrers[path]}")


def marks(context: Context) -> Iterator[str]:
    """The schemas that a document's front matter lists, and that exist."""
    field = f"/{context.project.config.schema_field}"
    for document in context.subjects:
        for edge in context.edges_of(document):
            if edge.reference.via == "front-matter" and field in edge.reference.field and edge.target:
                yield schema_mark(edge.target)
