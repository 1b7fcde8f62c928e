"""Documents on disk that the manifest does not list.

params:
    kinds: the kinds that must be listed.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.link.context import Context
from doclint.link.demand import Demand
from doclint.link.manifest import Manifest
from doclint.link.model import Document
from doclint.model.facts import NOWHERE
from doclint.model.finding import AppendItem, Diagnostic


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on each unlisted document; one on the manifest's own path where there is no manifest."""
    manifest = context.project.manifest
    if manifest is None or not context.strings("kinds"):
        return
    documents = list(context.documents())
    if not manifest.found:
        if documents:
            names = ", ".join(context.strings("kinds"))
            count = f"{len(documents)} {names} document{'s' if len(documents) > 1 else ''}"
            message = f"there is no manifest '{manifest.path}': {count} listed nowhere"
            yield Diagnostic(manifest.path, NOWHERE, message, manifest.path)
        return
    if manifest.error:
        return  # DL406 reports it; thirty unlisted documents would be the same cause
    listed = {entry.document_path for entry in manifest.entries}
    for document in documents:
        if document.path not in listed:
            name = document.id or document.path.rpartition("/")[2]
            yield Diagnostic(
                document.path,
                NOWHERE,
                f"{name} is not listed in '{manifest.path}'",
                document.path,
                "add an entry to its list of documents",
                (manifest.path,),
                repair=_entry(context, manifest, document),
            )


def demands(context: Context) -> Iterator[Demand]:
    """That each document be listed."""
    manifest = context.manifest
    if manifest is not None and context.strings("kinds"):
        missing = {diagnostic.path: diagnostic.message for diagnostic in check(context)}
        sources = tuple(document.path for document in context.documents())
        yield Demand("unlisted-document", ("manifest",), sources, missing)


def _entry(context: Context, manifest: Manifest, document: Document) -> AppendItem | None:
    """An entry after the last one. Fields it must not invent are left out."""
    structured, config = manifest.structured, context.project.config.manifest
    if structured is None or not manifest.entries:
        return None
    base = context.project.base
    path = document.path.removeprefix(base + "/") if base else document.path
    stem = document.path.rpartition("/")[2].rpartition(".")[0]
    entry = {config.id: stem, config.title: document.title, config.file: path}
    # Owner and status are for people to add: not safe to write by itself.
    return AppendItem(manifest.path, structured.values[manifest.entries[-1].pointer], entry, safe=False)
