"""Documents on disk that the manifest does not list.

params:
    kinds: the kinds that the first manifest must list; a manifest may say its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from doclint.config.globs import is_glob
from doclint.config.options import Option
from doclint.context import Context
from doclint.link.model import Document
from doclint.link.paths import folder_of
from doclint.link.tables import ManifestHead
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic
from doclint.trace.demand import Demand

PARAMS = {"kinds": Option("words", "The kinds that must be listed.")}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic on each unlisted document; one on the manifest's own path where there is no manifest."""
    for head, documents in _listings(context):
        if head.found:
            yield from _unlisted(context, head, documents)
        elif documents:
            kinds = sorted({document.kind for document in documents})
            count = f"{len(documents)} {', '.join(kinds)} document{'s' if len(documents) > 1 else ''}"
            message = f"the manifest '{head.path}' does not exist; not listed: {count}"
            yield Diagnostic(head.path, NOWHERE, message, head.path)


def demands(context: Context) -> Iterator[Demand]:
    """That each document be listed."""
    for head, documents in _listings(context):
        if head.found:
            missing = {d.path: d.message for d in _unlisted(context, head, documents)}
            yield Demand("unlisted-document", ("manifest",), tuple(d.path for d in documents), missing)


def _listings(context: Context) -> Iterator[tuple[ManifestHead, list[Document]]]:
    """Each manifest, and the documents that it must list."""
    project, chosen = context.project, context.strings("kinds")
    for head in project.manifest_heads():
        manifest = project.config.manifests[head.number]
        kinds = manifest.kinds or (chosen if head.number == 0 else ())
        if not kinds or head.error:
            continue  # DL406 reports what cannot be read; thirty unlisted documents would be the same cause
        below = f"{folder_of(head.path)}/" if is_glob(manifest.path) else ""
        yield (
            head,
            [
                document
                for document in project.documents()
                if document.kind in kinds and not document.template and document.path.startswith(below)
            ],
        )


def _unlisted(context: Context, head: ManifestHead, documents: Iterable[Document]) -> Iterator[Diagnostic]:
    listed = frozenset(context.project.listed_documents(head.path))
    for document in documents:
        if document.path not in listed:
            name = document.id or document.path.rpartition("/")[2]
            yield Diagnostic(
                document.path,
                NOWHERE,
                f"{name} is not listed in '{head.path}'",
                document.path,
                "add an entry to its list of documents: doclint manifest sync",
                (head.path,),
            )
