"""Applies the fixes of findings to file contents by position; overlapping fixes wait for the next round."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from doclint.formats.source import BOM, Source
from doclint.model.finding import Edit, Finding


class PlannedChange(NamedTuple):
    """The new content of a file, what it was made from (None: it is new), how many findings it repairs."""

    path: str
    before: bytes | None
    after: bytes
    repairs: int


def plan(
    findings: Iterable[Finding], read: Callable[[str], bytes], *, unsafe: bool = False
) -> list[PlannedChange]:
    """New contents for the files that fixes touch.

    A fix is applied whole or not at all: if one of its edits overlaps an edit already taken, it waits for
    the next round.

    Args:
        findings: with or without fixes.
        read: the bytes of a file.
        unsafe: whether to take fixes that may change what the author meant.
    """
    taken: dict[str, list[Edit]] = {}
    repairs: dict[str, int] = {}
    for finding in findings:
        fix = finding.diagnostic.fix
        if fix is None or not (fix.safe or unsafe):
            continue
        if any(_overlaps(edit, other) for edit in fix.edits for other in taken.get(edit.path, ())):
            continue
        for edit in fix.edits:
            taken.setdefault(edit.path, []).append(edit)
        path = fix.edits[0].path
        repairs[path] = repairs.get(path, 0) + 1
    planned = []
    for path in sorted(taken):
        before = read(path)
        after = apply_edits(before, taken[path])
        if after != before:
            planned.append(PlannedChange(path, before, after, repairs.get(path, 0)))
    return planned


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with the edits applied; line ends, byte order mark and everything else as they were."""
    source = Source(data)
    out = bytearray(source.data)
    # From the end; of several insertions at one place the last first, so that they stand in order.
    for _, edit in sorted(enumerate(edits), key=lambda item: (item[1].span, item[0]), reverse=True):
        start, end = source.offsets(edit.span)
        out[start:end] = edit.text.encode("utf-8")
    return (BOM if data.startswith(BOM) else b"") + bytes(out)


def _overlaps(a: Edit, b: Edit) -> bool:
    first, second = sorted((a.span, b.span))
    if first == second and (first.line, first.column) == (first.end_line, first.end_column):
        return a.text == b.text  # two insertions at one place
    return (second.line, second.column) < (first.end_line, first.end_column) or first == second
