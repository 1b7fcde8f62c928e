"""Structured data in fenced blocks and files against the schema of its sort (`[[data]]`).

params:
    kinds: only documents of these kinds; files count always.
    final: statuses at which nobody works on the document any more.
    drafts: statuses at which placeholders may stand; a document that declares no status is one to be copied.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.globs import matches_any
from doclint.config.options import Option
from doclint.context import Context
from doclint.link.model import Document
from doclint.link.paths import folder_of
from doclint.model.config import DataConfig
from doclint.model.facts import DataBlock, Span
from doclint.model.finding import Diagnostic
from doclint.trace.select import attribute
from doclint.tree.read import Unreadable

SCOPE = "document"
PARAMS = {
    "kinds": Option("words", "Only documents of these kinds."),
    "final": Option("words", "Statuses at which nobody works on the document any more."),
    "drafts": Option("words", "Statuses at which placeholders may stand."),
}


def check(context: Context) -> Iterator[Diagnostic]:
    """Diagnostics for the blocks of documents."""
    sorts = {sort.name: sort for sort in context.project.config.data}
    for document in context.documents():
        blocks = context.facts(document).data
        if not blocks or context.has_status(document, "final"):
            continue
        copied = _is_copied(context, document)
        for block in blocks:
            yield from _judge(context, document.path, block, sorts[block.name], copied)


def check_project(context: Context) -> Iterator[Diagnostic]:
    """Diagnostics for files, whether or not a document lies beside them."""
    project = context.project
    base = f"{project.base}/" if project.base else ""
    for number, sort in enumerate(project.config.data):
        # As everywhere, a glob without a slash means files of that name in any folder.
        globs = [base + glob if "/" in glob else f"{base}**/{glob}" for glob in sort.files]
        for path in dict.fromkeys(p for glob in globs for p in project.files_matching(glob)):
            if matches_any(path, project.config.exclude):
                continue
            owners = [d for d in _documents_in(context, folder_of(path)) if not d.template]
            if any(context.has_status(owner, "final") for owner in owners):
                continue
            copied = not owners or all(_is_copied(context, owner) for owner in owners)
            try:
                block = project.data_file(path, number).block
            except Unreadable as error:
                at = Span(1, 1, 1, 1)
                block = DataBlock(sort.name, at, None, str(error), at)
            yield from _judge(context, path, block, sort, copied)


def _documents_in(context: Context, folder: str) -> Iterator[Document]:
    for name in context.project.names_in(folder):
        document = context.project.document(f"{folder}/{name}".lstrip("/"))
        if document is not None:
            yield document


def _is_copied(context: Context, document: Document) -> bool:
    """Whether what a document shows may be there for copying: it is a draft, or declares no status."""
    status = attribute(context.project, document, "status")
    return not status or context.has_status(document, "drafts")


def _judge(
    context: Context, path: str, block: DataBlock, sort: DataConfig, copied: bool
) -> Iterator[Diagnostic]:
    target = f"{sort.name} {block.span.line}"
    # In YAML, `[SEV_1]` is a list of one, too: where a draft may have a placeholder, the schema judges.
    listed = block.structured is not None and block.hole in block.structured.values.values()
    if block.hole is not None and (copied or not listed):
        if not copied:
            message = f"a placeholder is left in the {sort.name} of a document that is no draft"
            yield Diagnostic(path, block.hole, message, target)
        return  # what only its author can fill cannot be judged yet
    if block.structured is None:
        yield Diagnostic(path, block.place, f"{sort.name}: {block.mistake}", target)
        return
    schemas = context.shared.schemas
    for violation in schemas.validate_with(sort.schema, block.structured.data, f"the data '{sort.name}'"):
        pointer = violation.pointer
        span = block.structured.at(pointer) if pointer else None
        if span is None or span.line != span.end_line:
            span = block.structured.keys.get(pointer) or _first(span) or block.span
        yield Diagnostic(path, span, f"{sort.name}: {violation.message}", f"{target} {pointer}")


def _first(span: Span | None) -> Span | None:
    """The place where a span of several lines begins."""
    return None if span is None else Span(span.line, span.column, span.line, span.column)
