"""A file or folder that gets another name: by git where it is tracked, so that the index follows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from doclint.errors import DoclintError
from doclint.tree.git import GitError, run_git


class Move(NamedTuple):
    """A file or folder, its new path (both relative to the root), and whether git tracks it."""

    old: str
    new: str
    tracked: bool

    def carry_out(self, root: Path) -> None:
        """Move it, with the folders that its new path needs; an empty old folder goes.

        Raises:
            DoclintError: git refused.
            OSError: the system refused.
        """
        source, target = root / self.old, root / self.new
        target.parent.mkdir(parents=True, exist_ok=True)
        if self.tracked:
            try:
                run_git(root, "mv", "--", self.old, self.new)
            except GitError as error:
                raise DoclintError(f"git cannot move it: {error}", self.old) from None
        else:
            source.rename(target)
        for folder in source.parents:
            if folder == root:
                break
            with contextlib.suppress(OSError):  # not empty
                folder.rmdir()


def origin_of(path: str, moves: Iterable[Move]) -> str:
    """Where the file lay that moves bring to a path."""
    for move in moves:
        if path == move.new or path.startswith(f"{move.new}/"):
            return move.old + path[len(move.new) :]
    return path


def undo_move(root: Path, move: Move) -> None:
    """Let a file have its old name again, if it has the new one."""
    if (root / move.new).exists() and not (root / move.old).exists():
        Move(move.new, move.old, move.tracked).carry_out(root)
