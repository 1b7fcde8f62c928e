"""Schemas that documents, kinds or the manifest refer to, and that are no usable JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from doclint.link.context import Context
from doclint.link.schemas import SchemaError
from doclint.model.finding import Diagnostic


def check(context: Context) -> Iterator[Diagnostic]:
    """One diagnostic for each schema, on the schema's own file."""
    project = context.project
    referrers: dict[str, str] = {}
    for kind in project.config.kinds:
        if kind.schema and not Path(kind.schema).is_absolute():
            referrers.setdefault(kind.schema, f"the kind {kind.name}")
    for document in project.documents.values():
        for reference in document.facts.fields:
            if f"/{project.config.schema_field}" in reference.field:
                edge = project.resolver.resolve(document.path, reference)
                if edge and edge.target:
                    referrers.setdefault(edge.target, document.path)
    if context.manifest:
        for edge in context.manifest.edges:
            if f"/{project.config.manifest.schemas}" in edge.reference.field and edge.target:
                referrers.setdefault(edge.target, edge.file)
    for path in sorted(referrers):
        if not path.endswith(".json"):
            continue
        try:
            context.shared.schemas.check(path)
        except SchemaError as error:
            yield Diagnostic(
                path,
                error.span,
                f"not a usable JSON Schema: {error}",
                path,
                f"referred to by {referrers[path]}",
            )
