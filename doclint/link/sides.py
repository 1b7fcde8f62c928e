"""The two sides of a document as digests: what any rule may look at, and what references can name in it."""

from __future__ import annotations

import json
from collections.abc import Iterable

from doclint.cache.codec import encoded, encoded_spans
from doclint.cache.home import digest
from doclint.link.model import Document
from doclint.model.facts import Facts


def public_side(document: Document, aliases: Iterable[tuple[str, str]]) -> str:
    """A digest of the side of a document that any rule may look at.

    Args:
        document: the document.
        aliases: the former names of others that it spells.
    """
    facts = document.facts
    fm = facts.front_matter
    table = [
        document.id,
        document.title,
        None if fm is None else fm.data,
        facts.front_matter_span,
        facts.fields,
        [d.kind for d in facts.defects if d.kind in ("front-matter", "unreadable")],
        sorted(aliases),
        [[s.action, s.codes, s.span] for s in facts.suppressions],
    ]
    spans = () if fm is None else (encoded_spans(fm.values), encoded_spans(fm.keys))
    return digest(json.dumps(table).encode(), *spans).hex()


def sections_side(facts: Facts) -> str:
    """A digest of what can be referred to within a document."""
    return digest(str(facts.lines).encode(), encoded(facts.headings), encoded(facts.anchors)).hex()
