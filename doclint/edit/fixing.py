"""`--fix`: rounds of planning and writing until nothing more can be repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from doclint.edit.edits import PlannedChange, plan
from doclint.formats.plural import many
from doclint.model.finding import Finding, Report

ROUNDS = 5


class Applier(Protocol):
    """What reads and writes the tree, such as a workspace."""

    def read(self, path: str) -> bytes:
        """The content of a file."""

    def apply(self, changes: Iterable[PlannedChange]) -> tuple[list[PlannedChange], list[str]]:
        """Write planned changes; those that were written, and the paths that were left alone."""

    def redated(self, paths: Iterable[str]) -> list[Finding]:
        """What sets the dates of changed documents to today."""


class Fixed(NamedTuple):
    """What fixing did: the report of what is left, what to tell the user, and the changes by path."""

    report: Report
    remarks: list[str]
    changes: dict[str, PlannedChange]


def fix_all(workspace: Applier, report: Report, check: Callable[[], Report], *, unsafe: bool) -> Fixed:
    """Write the fixes of a report, check again, and repeat while there is something to write.

    A file that changed since it was checked is left alone and reported. Documents that were changed are dated
    today where they, or the manifest, carry an older date.
    """
    repaired = 0
    changes: dict[str, PlannedChange] = {}
    remarks: list[str] = []

    def apply(planned: list[PlannedChange]) -> bool:
        nonlocal repaired, remarks
        written, left = workspace.apply(planned) if planned else ([], [])
        remarks += [f"'{path}' changed while it was checked; left alone" for path in left]
        repaired += sum(change.repairs for change in written)
        for change in written:
            first = changes.get(change.path)
            before, repairs = (first.before, first.repairs) if first else (change.before, 0)
            changes[change.path] = change._replace(before=before, repairs=repairs + change.repairs)
        return bool(written)

    for _ in range(ROUNDS):
        if not apply(plan(report.findings, workspace.read, unsafe=unsafe)):
            break
        report = check()
    if changes and apply(plan(workspace.redated(changes), workspace.read)):
        report = check()
    waiting = len(plan(report.findings, workspace.read, unsafe=unsafe))
    if waiting:
        remarks.append(f"fixes of {many(waiting, 'file')} wait for another run: they overlap others")
    fixed = many(repaired, "finding")
    return Fixed(report, [*remarks, f"fixed {fixed} in {many(len(changes), 'file')}"], changes)
