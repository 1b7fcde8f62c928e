"""Reading files of the set: bounded, inside the root, never a device."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

# The bytes of a file of the tree, by its path; raises `Unreadable`.
Reader = Callable[[str], bytes]


class Unreadable(Exception):
    """A file of the tree cannot be read; the message says why."""


def read_bytes(root: Path, path: str, limit: int) -> bytes:
    """The bytes of one file.

    Args:
        root: the repository root.
        path: relative to it.
        limit: the largest size that is read, in bytes.

    Raises:
        Unreadable: too large, no regular file, a link out of the root, or the system refused.
    """
    full = root / path
    try:
        if full.is_symlink() and not full.resolve().is_relative_to(root.resolve()):
            raise Unreadable("a symbolic link that leaves the repository")
        # O_NONBLOCK: opening a FIFO without a writer must not hang between stat and open.
        handle = os.open(full, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise Unreadable("not a regular file")
            if status.st_size > limit:
                raise Unreadable(
                    f"{status.st_size:,} bytes, more than the limit of {limit:,} (max-file-size)"
                )
            return file.read()
    except RuntimeError:
        raise Unreadable("a symbolic link that leads to itself") from None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Unreadable("a symbolic link that leads to itself") from None
        raise Unreadable((error.strerror or "cannot be read").lower()) from None
