"""`--fix`: rounds of planning and writing until nothing more can be repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from doclint.edit.edits import PlannedChange, plan
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


def fix_all(
    workspace: Applier, report: Report, check: Callable[[], Report], *, unsafe: bool
) -> tuple[Report, list[str]]:
    """Write the fixes of a report, check again, and repeat while there is something to write.

    A file that changed since it was checked is left alone and reported. Documents that were changed are dated
    today where they, or the manifest, carry an older date.

    Returns:
        The report of what is left, and what to tell the user.
    """
    repaired = 0
    changed: set[str] = set()
    remarks: list[str] = []
    for _ in range(ROUNDS):
        planned = plan(report.findings, workspace.read, unsafe=unsafe)
        written, left = workspace.apply(planned) if planned else ([], [])
        remarks += [f"'{path}' changed while it was checked; left alone" for path in left]
        repaired += sum(change.repairs for change in written)
        changed.update(change.path for change in written)
        if not written:
            break
        report = check()
    planned = plan(workspace.redated(changed), workspace.read) if changed else []
    if planned and workspace.apply(planned)[0]:
        report = check()
    return report, [*remarks, f"fixed {repaired} finding{'s' if repaired != 1 else ''}"]
