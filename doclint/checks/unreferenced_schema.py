"""Schemas that no manifest entry and no front matter lists.

params:
    kinds: the kinds of file that are schemas.
    except: globs of schemas that need no entry (meta-schemas, shared definitions).
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.globs import matches_any
from doclint.config.options import Option
from doclint.context import Context
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic
from doclint.trace.demand import Demand

PARAMS = {
    "kinds": Option("words", "The kinds of file that are schemas."),
    "except": Option("words", "Globs of schemas that need no entry."),
}
_MARK = "uses schema "


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on each such schema."""
    project = context.project
    heads = [head for head in project.manifest_heads() if head.readable]
    if not heads:
        return
    # An entry that spells a schema wrongly means it all the same; DL302 reports the spelling.
    listed = {edge.intended_target for row in project.manifest_rows() for edge in row.edges}
    for path in _schemas(context):
        if path not in listed and not project.marked(_MARK + path):
            name = path.rpartition("/")[2]
            yield Diagnostic(
                path, NOWHERE, f"no document lists the schema '{name}'", path, "", (heads[0].path,)
            )


def marks(context: Context) -> Iterator[str]:
    """The schemas that the front matter of a document refers to."""
    field = f"/{context.project.config.schema_field}"
    for document in context.subjects:
        for edge in context.edges_of(document) if not document.template else ():
            if edge.reference.via == "front-matter" and edge.reference.field.startswith(field):
                yield _MARK + edge.intended_target


def demands(context: Context) -> Iterator[Demand]:
    """That each schema be listed."""
    if any(head.readable for head in context.project.manifest_heads()):
        missing = {diagnostic.path: diagnostic.message for diagnostic in check(context)}
        yield Demand("unreferenced-schema", ("manifest",), tuple(_schemas(context)), missing)


def _schemas(context: Context) -> Iterator[str]:
    excepted = context.strings("except")
    for kind in context.strings("kinds"):
        for path in context.project.files_of_kind(kind):
            if not matches_any(path, excepted):
                yield path
