"""What a change would do, without writing: the files are replaced in memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from doclint.edit.edits import PlannedChange
from doclint.model.finding import Finding

if TYPE_CHECKING:
    from doclint.engine.workspace import Workspace


class DryRun:
    """Takes changes as a workspace does (see `edit.fixing.Applier`), and keeps them in memory."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def read(self, path: str) -> bytes:
        """The content of a file, as changed so far."""
        return self._workspace.read(path)

    def redated(self, paths: Iterable[str]) -> list[Finding]:
        """What sets the dates of changed documents to today."""
        return self._workspace.redated(paths)

    def apply(self, changes: Iterable[PlannedChange]) -> tuple[list[PlannedChange], list[str]]:
        """Replace contents in memory."""
        taken = list(changes)
        for change in taken:
            self._workspace.update(change.path, change.after)
        return taken, []
