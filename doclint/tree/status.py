"""What the file system says of a file: a plain tuple, of which a run makes one for each file at once."""

from __future__ import annotations

import os
from _operator import attrgetter, itemgetter

# Mode, inode, size in bytes, and the times of the last change of its content and of its state, in nanoseconds
# since the epoch.
Status = tuple[int, int, int, int, int]
MODE, INODE, SIZE, MTIME, CTIME = range(5)

status_of = attrgetter("st_mode", "st_ino", "st_size", "st_mtime_ns", "st_ctime_ns")
# What differs whenever the content of a file does.
content_state = itemgetter(INODE, SIZE, MTIME, CTIME)

# The bits of a mode that tell a file from a folder or a link (POSIX), and their values.
_KIND, _FOLDER, _FILE, _LINK = 0o170000, 0o040000, 0o100000, 0o120000


def look(path: str | bytes) -> Status:
    """The status of what is at a path; of a symbolic link, its own.

    Raises:
        OSError: there is nothing, or it cannot be looked at.
    """
    status: Status = status_of(os.lstat(path))
    return status


def is_folder(status: Status) -> bool:
    """Whether it is a folder."""
    return status[MODE] & _KIND == _FOLDER


def is_file(status: Status) -> bool:
    """Whether it is a regular file."""
    return status[MODE] & _KIND == _FILE


def is_link(status: Status) -> bool:
    """Whether it is a symbolic link."""
    return status[MODE] & _KIND == _LINK
