"""Schemas that no manifest entry and no front matter lists.

params:
    kinds: the kinds of file that are schemas.
    except: globs of schemas that need no entry (meta-schemas, shared definitions).
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.globs import matches_any
from doclint.link.context import Context
from doclint.link.demand import Demand
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on each such schema."""
    manifest, project = context.manifest, context.project
    if manifest is None:
        return
    used = {edge.target for edge in manifest.edges if edge.target}
    # An entry that spells a schema wrongly means it all the same; DL302 reports the spelling.
    used |= {edge.problem.subject for edge in manifest.edges if edge.problem}
    field = f"/{project.config.schema_field}"
    for document in project.documents.values():
        for reference in document.facts.fields:
            if reference.field.startswith(field) and not document.template:
                edge = project.resolver.resolve(document.path, reference)
                if edge is not None:
                    used.add(edge.intended_target)
    for path in _schemas(context):
        if path not in used:
            name = path.rpartition("/")[2]
            yield Diagnostic(
                path, NOWHERE, f"no document lists the schema '{name}'", path, "", (manifest.path,)
            )


def demands(context: Context) -> Iterator[Demand]:
    """That each schema be listed."""
    if context.manifest is not None:
        missing = {diagnostic.path: diagnostic.message for diagnostic in check(context)}
        yield Demand("unreferenced-schema", ("manifest",), tuple(_schemas(context)), missing)


def _schemas(context: Context) -> Iterator[str]:
    excepted = context.strings("except")
    for kind in context.strings("kinds"):
        for path in context.project.kind_files.get(kind, ()):
            if not matches_any(path, excepted):
                yield path
