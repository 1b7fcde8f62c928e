"""Documents that nothing links to.

params:
    kinds: the kinds of document that must be linked to; none by default.
    vias: the vias that count (all if empty); being listed in the manifest is no link.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic
from doclint.model.vocabulary import VIAS
from doclint.trace.links import Links, link_marks

PARAMS = {
    "kinds": Option("words", "The kinds of document that must be linked to."),
    "vias": Option("words", "The vias that count; all if empty.", choices=VIAS),
}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on each such document."""
    kinds = context.strings("kinds")
    if not kinds:
        return
    links = Links(context.project)
    vias = [via for via in context.strings("vias") or VIAS if via != "manifest"]
    for document in context.project.documents():
        if document.kind in kinds and not document.template and not links.into(document.path, vias):
            message = f"nothing links to {document.id or document.path}"
            yield Diagnostic(document.path, NOWHERE, message, document.path)


def marks(context: Context) -> Iterator[str]:
    """What each document links to, where some kind must be linked to."""
    for document in context.subjects if context.strings("kinds") else ():
        yield from link_marks(context.project, context.edges_of(document))
