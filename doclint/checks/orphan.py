"""Documents that nothing links to.

params:
    kinds: the kinds of document that must be linked to; none by default.
    vias: the vias that count (all if empty); being listed in the manifest is no link.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.link.context import Context
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on each such document."""
    if not context.strings("kinds"):
        return
    vias = context.strings("vias")
    for document in context.documents():
        edges = context.shared.links.into.get(document.path, ())
        if not any(
            e.reference.via != "manifest"
            and (not vias or e.reference.via in vias)
            and e.source != document.path
            for e in edges
        ):
            yield Diagnostic(
                document.path, NOWHERE, f"nothing links to {document.id or document.path}", document.path
            )
