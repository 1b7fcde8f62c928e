"""Files that a tree names outside of its documents: configuration, packs, pages, schemas, baseline, lock.

Whoever wrote the tree may have made each of them a link to anywhere, a pipe that never ends, or a device.
Read are regular files inside one of some folders, by resolved path, up to a size.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from doclint.errors import DoclintError

MAX_BYTES = 50_000_000


class Refused(Exception):
    """A file that is not read, or written to; the message says why."""


def resolved(path: Path, roots: Iterable[Path]) -> Path:
    """Where a path leads, which must be inside one of some folders; it need not exist.

    Raises:
        Refused: it leads out of all of them, or round in a circle.
    """
    try:
        real = Path(os.path.realpath(path, strict=False))
        inside = any(real.is_relative_to(os.path.realpath(root)) for root in roots)
    except (OSError, ValueError) as error:
        raise Refused(f"cannot be resolved ({error})") from None
    if real.is_symlink():
        raise Refused("a symbolic link that leads to itself")
    if not inside:
        raise Refused("leads out of the repository")
    return real


def read_confined(path: Path, roots: Iterable[Path], limit: int = MAX_BYTES) -> bytes:
    """The bytes of a regular file inside one of some folders.

    Args:
        path: the file.
        roots: the folders.
        limit: how many bytes are read at most.

    Raises:
        Refused: it leads elsewhere, is no regular file, is larger, or cannot be read.
    """
    real = resolved(path, roots)
    try:
        # A FIFO without a writer must not stop us between looking and opening.
        handle = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb", buffering=0) as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Refused("not a regular file")
            if status.st_size > limit:
                raise Refused(f"{status.st_size:,} bytes, more than the limit of {limit:,}")
            return file.read(limit + 1)[: limit + 1]
    except OSError as error:
        raise Refused((error.strerror or "cannot be read").lower()) from None


def exists(path: Path) -> bool:
    """Whether something is at a path, be it what it may: what is no regular file must not look absent."""
    return os.path.lexists(path)


def must_read(path: Path, roots: Iterable[Path], shown: str, limit: int = MAX_BYTES) -> bytes:
    """The same for a file that a user relies on.

    Raises:
        DoclintError: one line that names it and says why.
    """
    try:
        return read_confined(path, roots, limit)
    except Refused as error:
        raise DoclintError(f"cannot read it: {error}", shown) from None
