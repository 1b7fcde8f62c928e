"""Facts and findings as JSON and back: lists by position, nothing executed on reading."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from sys import intern
from typing import Any, Generic, TypeVar

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
from doclint.model.finding import Diagnostic, Edit, Finding, Fix, Related

T = TypeVar("T")
_DUMPS = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


class Packed(Generic[T]):
    """References, headings or anchors of a file as bytes: a tenth of their size, decoded at each walk."""

    __slots__ = ("_make", "data")

    def __init__(self, data: bytes, make: Callable[..., T]) -> None:
        """`data` is a JSON list of lists; `make` makes a value of each."""
        self.data, self._make = data, make

    def __iter__(self) -> Iterator[T]:
        """Each value, in order."""
        make = self._make
        return iter([make(*item) for item in json.loads(self.data)])


class Squeezed(Packed[T]):
    """References, which repeat themselves more than others: a third of what `Packed` takes."""

    __slots__ = ()

    def __iter__(self) -> Iterator[T]:
        """Each value, in order."""
        make = self._make
        return iter([make(*item) for item in json.loads(zlib.decompress(self.data))])


class PackedSpans(Mapping[str, Span]):
    """The spans of a front matter as bytes, decoded each time one is asked for: few are."""

    __slots__ = ("data",)

    def __init__(self, data: bytes) -> None:
        """`data` is a JSON object of lists."""
        self.data = data

    def _table(self) -> dict[str, list[int]]:
        table: dict[str, list[int]] = json.loads(self.data)
        return table

    def __getitem__(self, pointer: str) -> Span:
        """The span of a value.

        Raises:
            KeyError: there is no such value.
        """
        return Span(*self._table()[pointer])

    def __iter__(self) -> Iterator[str]:
        """The pointers, in order."""
        return iter(self._table())

    def __len__(self) -> int:
        """How many values there are."""
        return len(self._table())


def encode_facts(facts: Facts) -> bytes:
    """One file's facts as bytes: lines, the last of which, the references, may hold line ends of its own."""
    fm = facts.front_matter
    table = [
        facts.lines,
        facts.fields,
        None if fm is None else [fm.data],
        facts.front_matter_span,
        [[s.action, s.codes, s.span] for s in facts.suppressions],
        [[d.kind, d.message, d.span, d.text] for d in facts.defects],
    ]
    # JSON without indentation holds no line end of its own.
    parts = [encoded(part) for part in (facts.headings, facts.anchors)]
    spans = (b"", b"") if fm is None else (encoded_spans(fm.values), encoded_spans(fm.keys))
    found = facts.references
    references = found.data if isinstance(found, Squeezed) else zlib.compress(encoded(found), 1)
    return b"\n".join((_DUMPS(table).encode("ascii"), *parts, *spans, references))


def encoded(values: Iterable[Any]) -> bytes:
    """Values as `Packed` has them; equal values give equal bytes."""
    return values.data if isinstance(values, Packed) else _DUMPS(tuple(values)).encode("ascii")


def encoded_spans(spans: Mapping[str, Span]) -> bytes:
    """Spans as `PackedSpans` has them; equal spans give equal bytes."""
    return spans.data if isinstance(spans, PackedSpans) else _DUMPS(dict(spans)).encode("ascii")


def packed(facts: Facts, data: bytes) -> Facts:
    """Facts with what is many packed, as in `data`, which `encode_facts` made of them."""
    _, headings, anchors, values, keys, references = data.split(b"\n", 5)
    fm = facts.front_matter
    return facts._replace(
        front_matter=None if fm is None else Structured(fm.data, PackedSpans(values), PackedSpans(keys)),
        headings=_packed(headings, _heading),
        anchors=_packed(anchors, _anchor),
        references=Squeezed(references, decode_reference),
    )


def decode_facts(data: bytes) -> Facts:
    """The facts of `encode_facts`, what is many packed.

    Raises:
        ValueError, TypeError, IndexError, KeyError: the bytes are no facts.
    """
    table, headings, anchors, values, keys, references = data.split(b"\n", 5)
    lines, fields, fm, fm_span, suppressions, defects = json.loads(table)
    return Facts(
        lines,
        _packed(headings, _heading),
        _packed(anchors, _anchor),
        Squeezed(references, decode_reference),
        tuple([decode_reference(*r) for r in fields]),
        None if fm is None else Structured(fm[0], PackedSpans(values), PackedSpans(keys)),
        None if fm_span is None else Span(*fm_span),
        tuple([Suppression(s[0], tuple(s[1]), Span(*s[2])) for s in suppressions]),
        tuple([Defect(d[0], d[1], Span(*d[2]), d[3]) for d in defects]),
    )


def _packed(data: bytes, make: Callable[..., T]) -> Iterable[T]:
    return () if data == b"[]" else Packed(data, make)


def _heading(level: int, text: str, slug: str, span: list[int]) -> Heading:
    return Heading(level, text, slug, Span(*span))


def _anchor(name: str, span: list[int]) -> Anchor:
    return Anchor(name, Span(*span))


def decode_reference(
    via: str, form: str, target: str, label: str, span: list[int], place: list[int], field: str
) -> Reference:
    """A reference from the fields of its JSON list."""
    own = Span(*span)
    where = own if place == span else Span(*place)
    # Every reference repeats these words: one string each, not a hundred thousand.
    return Reference(intern(via), intern(form), target, label, own, where, field)


def encode_findings(findings: Sequence[Finding]) -> list[Any]:
    """Findings as plain lists for JSON."""
    return [
        [
            f.code,
            f.name,
            f.severity,
            f.fingerprint,
            *(
                f.diagnostic.path,
                f.diagnostic.span,
                f.diagnostic.message,
                f.diagnostic.target,
                f.diagnostic.help,
                f.diagnostic.affected_paths,
                f.diagnostic.severity_key,
            ),
            [[r.path, r.line, r.message] for r in f.diagnostic.related],
            None
            if f.diagnostic.fix is None
            else [f.diagnostic.fix.safe, [[e.path, e.span, e.text] for e in f.diagnostic.fix.edits]],
        ]
        for f in findings
    ]


def decode_findings(items: list[Any]) -> list[Finding]:
    """The findings of `encode_findings`."""
    found = []
    for code, name, severity, print_, path, span, message, target, help_, about, via, related, fix in items:
        edits = None if fix is None else Fix(tuple(Edit(p, Span(*s), t) for p, s, t in fix[1]), fix[0])
        places = tuple(Related(*r) for r in related)
        diagnostic = Diagnostic(path, Span(*span), message, target, help_, tuple(about), via, places, None, edits)
        found.append(Finding(code, name, severity, diagnostic, print_))
    return found
