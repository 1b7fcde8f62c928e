"""Drops what no run has used for long, so that a cache that CI hands on does not grow with every version."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path

DAYS = 30  # a tree that nobody checked for so long
MAX_BYTES = 5_000_000_000  # of all trees together
_DAY = 86_400
_NAME = re.compile(r"[0-9a-f]{32}")
_FILES = re.compile(r"(?:facts|history|state)\.db(?:-journal|-wal|-shm)?|state-[0-9a-f]{16}")


def tidy(trees: Path, keep: Path) -> None:
    """Drop the stores of trees that were not used for `DAYS`, and the oldest while all exceed `MAX_BYTES`.

    Only files that a store has are removed; who uses one at the moment loses time, not truth.

    Args:
        trees: the folder of all stores.
        keep: the store that stays.
    """
    now, found, total = time.time(), [], 0
    with suppress(OSError), os.scandir(trees) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False):
                size = _size(entry.path)
                total += size
                if entry.name != keep.name:
                    found.append((entry.stat().st_mtime, size, entry.path))
    for changed, size, path in sorted(found):
        if now - changed > DAYS * _DAY or total > MAX_BYTES:
            _drop(path)
            total -= size


def _size(folder: str) -> int:
    total = 0
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                total += entry.stat(follow_symlinks=False).st_size
    return total


def _drop(folder: str) -> None:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _FILES.fullmatch(entry.name):
                with suppress(OSError):
                    os.unlink(entry.path)  # noqa: PTH108
    with suppress(OSError):
        os.rmdir(folder)  # noqa: PTH106  # where nothing else lies in it
