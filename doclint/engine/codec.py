"""Facts, rows and diagnostics as JSON and back: lists by position, nothing is executed on reading."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from sys import intern
from typing import Any

from doclint.link.model import Edge, Problem
from doclint.link.tables import Entry, ManifestRow
from doclint.model.facts import (
    Anchor,
    DataBlock,
    Defect,
    Facts,
    Heading,
    Reference,
    Span,
    Structured,
    Suppression,
    Task,
)
from doclint.model.finding import Diagnostic, Edit, Fix, Related

dumps = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def encode_facts(facts: Facts) -> bytes:
    """One file's facts: a line that outlines them, then the references, compressed."""
    outline = [
        facts.lines,
        facts.headings,
        facts.anchors,
        _plain(facts.front_matter),
        facts.front_matter_span,
        facts.suppressions,
        facts.defects,
        facts.tasks,
        [(b.name, b.span, _plain(b.structured), b.mistake, b.place, b.hole) for b in facts.data],
    ]
    # JSON without indentation holds no line end of its own.
    references = dumps(facts.references).encode("ascii")
    return dumps(outline).encode("ascii") + b"\n" + zlib.compress(references, 1)


def decode_facts(data: bytes, *, references: bool = True) -> Facts:
    """The facts of `encode_facts`; without the references where they are not wanted.

    Raises:
        ValueError, TypeError, IndexError, KeyError, zlib.error: the bytes are no facts.
    """
    outline, _, squeezed = data.partition(b"\n")
    lines, headings, anchors, fm, fm_span, suppressions, defects, tasks, blocks = json.loads(outline)
    found = json.loads(zlib.decompress(squeezed)) if references else ()
    return Facts(
        lines,
        tuple([Heading(level, text, slug, Span(*span)) for level, text, slug, span in headings]),
        tuple([Anchor(name, Span(*span)) for name, span in anchors]),
        tuple([_reference(*item) for item in found]),
        _structured(fm),
        _span(fm_span),
        decode_suppressions(suppressions),
        tuple([Defect(kind, message, Span(*span), text) for kind, message, span, text in defects]),
        tuple([Task(text, done, Span(*span), section) for text, done, span, section in tasks]),
        tuple(
            [
                DataBlock(sort, Span(*at), _structured(said), mistake, Span(*place), _span(hole))
                for sort, at, said, mistake, place, hole in blocks
            ]
        ),
    )


def _plain(structured: Structured | None) -> list[Any] | None:
    if structured is None:
        return None
    return [structured.data, dict(structured.values), dict(structured.keys)]


def _structured(plain: list[Any] | None) -> Structured | None:
    if plain is None:
        return None
    values, keys = ({pointer: Span(*span) for pointer, span in table.items()} for table in plain[1:])
    return Structured(plain[0], values, keys)


def _span(plain: list[int] | None) -> Span | None:
    return None if plain is None else Span(*plain)


def decode_suppressions(items: Iterable[Any]) -> tuple[Suppression, ...]:
    """Suppressions from their JSON lists."""
    return tuple([Suppression(action, tuple(codes), Span(*span)) for action, codes, span in items])


def _reference(
    via: str, syntax: str, target: str, label: str, span: list[int], place: list[int], field: str
) -> Reference:
    whole = Span(*span)
    where = whole if place == span else Span(*place)
    # Every reference repeats these words: one string each, not a hundred thousand.
    return Reference(intern(via), intern(syntax), target, label, whole, where, field)  # type: ignore[arg-type]


def encode_row(row: ManifestRow) -> bytes:
    """What the manifest says of one document."""
    entries = [
        [
            *(e.pointer, e.values, dict(e.spans), e.schemas_at, e.span, e.whole, e.document_path, e.exists),
            *(e.file, e.number, e.order),
        ]
        for e in row.entries
    ]
    return dumps([entries, row.edges]).encode("ascii")


def decode_row(data: bytes) -> ManifestRow:
    """The row of `encode_row`."""
    entries, edges = json.loads(data)
    return ManifestRow(
        tuple(
            [
                Entry(
                    pointer,
                    values,
                    {key: Span(*span) for key, span in spans.items()},
                    Span(*schemas) if schemas else None,
                    Span(*short),
                    Span(*whole),
                    path,
                    exists,
                    *place,
                )
                for pointer, values, spans, schemas, short, whole, path, exists, *place in entries
            ]
        ),
        tuple(
            [
                Edge(file, source, _reference(*reference), target, Problem(*problem) if problem else None, of)
                for file, source, reference, target, problem, of in edges
            ]
        ),
    )


def encode_diagnostics(found: Sequence[tuple[str, Diagnostic]]) -> str:
    """(code of the rule, diagnostic) as text."""
    return dumps(
        [
            [
                code,
                *(d.path, d.span, d.message, d.target, d.help, d.affected_paths, d.severity_key, d.related),
                None if d.fix is None else [d.fix.safe, d.fix.edits],
                *(d.frozen, d.planned),
            ]
            for code, d in found
        ]
    )


def decode_diagnostics(text: str) -> list[tuple[str, Diagnostic]]:
    """The diagnostics of `encode_diagnostics`."""
    found = []
    for code, path, span, message, target, help_, affected, key, related, fix, *marks in json.loads(text):
        edits = None if fix is None else Fix(tuple(Edit(p, Span(*s), t) for p, s, t in fix[1]), fix[0])
        places = tuple(Related(*place) for place in related)
        diagnostic = Diagnostic(
            path, Span(*span), message, target, help_, tuple(affected), key, places, None, edits, None, *marks
        )
        found.append((code, diagnostic))
    return found
