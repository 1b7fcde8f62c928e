"""Facts and findings as JSON and back: lists by position, nothing executed on reading."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from sys import intern
from typing import Any

from doclint.model.facts import (
    Anchor,
    Defect,
    Facts,
    Heading,
    Reference,
    Span,
    Structured,
    Suppression,
)
from doclint.model.finding import Draft, Edit, Finding, Fix, Related

_DUMPS = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class Packed:
    """The references of a file as bytes: a tenth of their size, decoded each time somebody walks them."""

    __slots__ = ("_data",)

    def __init__(self, data: bytes) -> None:
        self._data = data

    def __iter__(self) -> Iterator[Reference]:
        """Each reference, in order."""
        return iter([decode_reference(*r) for r in json.loads(self._data)])


def encode_facts(facts: Facts) -> bytes:
    """One file's facts as bytes: the references in a part of their own, after a line end."""
    fm = facts.front_matter
    table = [
        facts.lines,
        facts.headings,
        facts.anchors,
        facts.fields,
        None if fm is None else [fm.data, dict(fm.values), dict(fm.keys)],
        facts.front_matter_span,
        [[s.action, s.codes, s.span] for s in facts.suppressions],
        [[d.kind, d.message, d.span, d.text] for d in facts.defects],
    ]
    # JSON without indentation holds no line end of its own.
    return f"{_DUMPS(table)}\n{_DUMPS(tuple(facts.references))}".encode("ascii")


def packed(facts: Facts, data: bytes) -> Facts:
    """Facts with their references as in `data`, which `encode_facts` made of them."""
    return replace(facts, references=Packed(data[data.index(b"\n") + 1 :]))


def decode_facts(data: bytes) -> Facts:
    """The facts of `encode_facts`, their references packed.

    Raises:
        ValueError, TypeError, IndexError, KeyError: the bytes are no facts.
    """
    cut = data.index(b"\n")
    lines, headings, anchors, fields, fm, fm_span, suppressions, defects = json.loads(data[:cut])
    return Facts(
        lines,
        tuple([Heading(h[0], h[1], h[2], Span(*h[3])) for h in headings]),
        tuple([Anchor(a[0], Span(*a[1])) for a in anchors]),
        Packed(data[cut + 1 :]),
        tuple([decode_reference(*r) for r in fields]),
        None if fm is None else Structured(fm[0], _spans(fm[1]), _spans(fm[2])),
        None if fm_span is None else Span(*fm_span),
        tuple([Suppression(s[0], tuple(s[1]), Span(*s[2])) for s in suppressions]),
        tuple([Defect(d[0], d[1], Span(*d[2]), d[3]) for d in defects]),
    )


def decode_reference(
    via: str, form: str, target: str, label: str, span: list[int], place: list[int], field: str
) -> Reference:
    """A reference from the fields of its JSON list."""
    own = Span(*span)
    where = own if place == span else Span(*place)
    # Every reference repeats these words: one string each, not a hundred thousand.
    return Reference(intern(via), intern(form), target, label, own, where, field)


def _spans(table: dict[str, Sequence[int]]) -> dict[str, Span]:
    return {pointer: Span(*span) for pointer, span in table.items()}


def encode_findings(findings: Sequence[Finding]) -> list[Any]:
    """Findings as plain lists for JSON."""
    return [
        [
            f.code,
            f.name,
            f.severity,
            f.fingerprint,
            *(
                f.draft.path,
                f.draft.span,
                f.draft.message,
                f.draft.target,
                f.draft.help,
                f.draft.about,
                f.draft.via,
            ),
            [[r.path, r.line, r.message] for r in f.draft.related],
            None
            if f.draft.fix is None
            else [f.draft.fix.safe, [[e.path, e.span, e.text] for e in f.draft.fix.edits]],
        ]
        for f in findings
    ]


def decode_findings(items: list[Any]) -> list[Finding]:
    """The findings of `encode_findings`."""
    found = []
    for code, name, severity, print_, path, span, message, target, help_, about, via, related, fix in items:
        edits = None if fix is None else Fix(tuple(Edit(p, Span(*s), t) for p, s, t in fix[1]), fix[0])
        places = tuple(Related(*r) for r in related)
        draft = Draft(path, Span(*span), message, target, help_, tuple(about), via, places, edits)
        found.append(Finding(code, name, severity, draft, print_))
    return found
