"""Several documents of one kind that have the same ID. Reported on each document except the first."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.context import Context
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic, Related


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each further document that carries an ID."""
    carriers: dict[tuple[str, str, str], list[str]] = {}
    kinds = context.project.kinds
    for document in context.project.documents():
        if document.id:
            scope = kinds.scope_of(document.path, document.kind)
            carriers.setdefault((document.id, document.kind, scope), []).append(document.path)
    for (id_, _, _), paths in carriers.items():
        if len(paths) > 1:
            # Who is listed in the manifest was there first; the other is the intruder.
            first = min(paths, key=lambda path: (not context.project.manifest_row(path).entries, path))
            for path in paths:
                if path == first:
                    continue
                yield Diagnostic(
                    path,
                    NOWHERE,
                    f"the ID {id_} is already used by '{first}'",
                    id_,
                    _remedy(context, path),
                    (first,),
                    related=(Related(first, 1, f"also {id_}"),),
                )


def _remedy(context: Context, path: str) -> str:
    document = context.project.document(path)
    kind = context.project.kinds.all.get(document.kind) if document is not None else None
    command = (
        f": doclint mv '{path}' $(doclint next {kind.name})" if kind is not None and kind.mention else ""
    )
    return f"give it another number{command}"
