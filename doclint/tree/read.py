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
    full = f"{root}/{path}"
    try:
        with os.fdopen(_open(root, full), "rb", buffering=0) as file:
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


def _open(root: Path, full: str) -> int:
    """A descriptor of a file; a link is followed only to a place inside the root."""
    # O_NONBLOCK: opening a FIFO without a writer must not hang between stat and open.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    no_links = getattr(os, "O_NOFOLLOW", 0)
    if no_links:
        try:
            return os.open(full, flags | no_links)
        except OSError as error:
            if error.errno not in (errno.ELOOP, errno.EMLINK):  # BSD says EMLINK
                raise
    link = Path(full)
    if link.is_symlink() and not link.resolve().is_relative_to(root.resolve()):
        raise Unreadable("a symbolic link that leaves the repository")
    return os.open(full, flags)
