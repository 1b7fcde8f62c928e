"""One ID, several documents of one kind. Reported on each document but the first."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.link.context import Context
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic, Related


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each further document that carries an ID."""
    for id_, documents in context.project.symbols.by_id.items():
        kinds: dict[str, list[str]] = {}
        for document in documents:
            kinds.setdefault(document.kind, []).append(document.path)
        for paths in kinds.values():
            first = paths[0]
            for path in paths[1:]:
                yield Diagnostic(
                    path,
                    NOWHERE,
                    f"the ID {id_} is already carried by '{first}'",
                    id_,
                    "give one of them another number",
                    (first,),
                    related=(Related(first, 1, f"also {id_}"),),
                )
