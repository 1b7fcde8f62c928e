"""Files in a kind's folder whose name does not fit the kind.

params:
    allow: globs (below the kind's folder) of names that need not fit.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.globs import matches_any
from doclint.config.options import Option
from doclint.context import Context
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic

PARAMS = {"allow": Option("words", "Globs, below the kind's folder, of names that need not fit.")}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each misnamed document; one for the whole folder if the folder matches no pattern."""
    allowed = context.strings("allow")
    kinds = context.project.kinds
    reported: set[str] = set()
    documents = context.project.documents()
    named = {tuple(d.path.split("/")[:-1]) for d in documents if d.kind}
    for document in documents:
        if document.kind or document.template:
            continue
        found = kinds.folder_kind(document.path)
        if found is None:
            continue
        kind, below = found
        folder = tuple(document.path.split("/")[:-1])
        # A companion beside a document that fits (notes.md beside runbook.md) needs no name of its own.
        companion = "/" in below and any(folder[: len(n)] == n for n in named)
        if matches_any(below, allowed) or companion:
            continue
        first = below.partition("/")[0]
        subject = document.path[: len(document.path) - len(below)] + first
        if subject in reported:
            continue
        reported.add(subject)
        yield Diagnostic(
            document.path,
            NOWHERE,
            f"'{below}' does not fit the names of {kind.name}: {' or '.join(kind.names)}",
            below,
            affected_paths=(document.path,),
        )
