"""Rules and documents in the words of messages."""

from __future__ import annotations

import re

from doclint.context import Context
from doclint.link.model import Document
from doclint.model.trace import TraceRule

_SPOKEN_AN = re.compile(r"[AEIOUaeiou]|[FHLMNRSX]\b")  # an ADR, an F, but a REQ


def targets_in_words(context: Context, rule: TraceRule) -> str:
    """The targets of a rule in words."""
    t = rule.targets
    if t.ids:
        names = []
        for id_ in t.ids:
            documents = context.project.holders(id_)
            names.append(f"'{documents[0].path.rpartition('/')[2]}'" if documents else f"'{id_}'")
        return " or ".join(names)
    words = [f"{' or '.join(t.kinds)} document" if t.kinds else "document"]
    words += [f"with {name} {_condition(value)}" for name, value in t.where.items()]
    words += [f"at {' or '.join(t.paths)}"] if t.paths else []
    text = " ".join(words)
    return f"{'an' if _SPOKEN_AN.match(text) else 'a'} {text}"


def _condition(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(f"'{v}'" for v in value)
    return " ".join(f"{k} {v!r}" for k, v in value.items()) if isinstance(value, dict) else f"'{value}'"


def name_of(document: Document) -> str:
    """How messages call a document."""
    return document.id or f"'{document.path.rpartition('/')[2]}'"
