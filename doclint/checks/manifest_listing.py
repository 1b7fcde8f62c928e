"""Documents on disk that the manifest does not list.

params:
    kinds: the kinds that must be listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.link.model import Document
from doclint.model.facts import NOWHERE
from doclint.model.finding import AppendItem, Diagnostic
from doclint.trace.demand import Demand

PARAMS = {"kinds": Option("words", "The kinds that must be listed.")}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on each unlisted document; one on the manifest's own path where there is no manifest."""
    project, kinds = context.project, context.strings("kinds")
    head = project.manifest_head()
    if not head.path or not kinds or head.error:
        return  # DL406 reports what cannot be read; thirty unlisted documents would be the same cause
    documents = [d for d in project.documents() if d.kind in kinds and not d.template]
    if not head.found:
        if documents:
            count = f"{len(documents)} {', '.join(kinds)} document{'s' if len(documents) > 1 else ''}"
            message = f"the manifest '{head.path}' does not exist; not listed: {count}"
            yield Diagnostic(head.path, NOWHERE, message, head.path)
        return
    listed = frozenset(project.listed_documents())
    for document in documents:
        if document.path not in listed:
            name = document.id or document.path.rpartition("/")[2]
            yield Diagnostic(
                document.path,
                NOWHERE,
                f"{name} is not listed in '{head.path}'",
                document.path,
                "add an entry to its list of documents",
                (head.path,),
                repair=_entry(context, document),
            )


def demands(context: Context) -> Iterator[Demand]:
    """That each document be listed."""
    head = context.project.manifest_head()
    if head.found and not head.error and context.strings("kinds"):
        missing = {diagnostic.path: diagnostic.message for diagnostic in check(context)}
        sources = tuple(document.path for document in context.documents())
        yield Demand("unlisted-document", ("manifest",), sources, missing)


def _entry(context: Context, document: Document) -> AppendItem | None:
    """An entry after the last one. Fields it must not invent are left out."""
    project, config = context.project, context.project.config.manifest
    last = project.last_entry()
    if last is None:
        return None
    base = project.base
    path = document.path.removeprefix(base + "/") if base else document.path
    stem = document.path.rpartition("/")[2].rpartition(".")[0]
    entry = {config.id: stem, config.title: project.title(document.path), config.file: path}
    # Owner and status are for people to add: not safe to write by itself.
    return AppendItem(project.manifest_head().path, last.whole, entry, safe=False)
