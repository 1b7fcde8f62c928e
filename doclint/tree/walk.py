"""The file list where there is no git: one walk that never leaves the root and follows no folder link."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Never documentation, often huge; git users have .gitignore for the rest.
SKIPPED = frozenset(
    (
        *(".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".tox", ".nox"),
        *(".mypy_cache", ".ruff_cache", ".pytest_cache", ".doclint_cache"),
    )
)


def walk(root: Path, below: str = "") -> Iterator[str]:
    """Paths of the files below `root` (or below its folder `below`), in no particular order."""
    stack = [below.strip("/")]
    while stack:
        folder = stack.pop()
        try:
            entries = list(os.scandir(f"{root}/{folder}" if folder else root))
        except OSError:
            continue  # an unreadable folder has no documents we could read; links into it are reported
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                if entry.name not in SKIPPED:
                    stack.append(path)
            else:
                yield path
