"""Atomic replacement of a file: it has the old content or the new, and no temporary file remains."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from doclint.errors import DoclintError
from doclint.formats.confined import Refused, resolved


def replace_file(path: Path, data: bytes, shown: str, root: Path | None = None) -> None:
    """Write `data` to `path`; where the tree names it, only inside its root.

    A symbolic link is followed, the mode kept. A file with several hard links is written in place: a
    replacement would cut it from the others.

    Raises:
        DoclintError: the system refused; the original is intact.
    """
    target = Path(os.path.realpath(path))
    if root is not None:
        try:
            target = resolved(path, (root,))
        except Refused as error:
            raise DoclintError(f"cannot write: it {error}", shown) from None
    try:
        status = target.stat() if target.exists() else None
        if status is not None and not stat.S_ISREG(status.st_mode):
            if root is not None:
                raise OSError(22, "not a regular file")
            with target.open("wb") as file:  # a device or a pipe is written to, not replaced
                file.write(data)
            return
        if status is not None and status.st_nlink > 1:
            with target.open("r+b") as file:
                file.write(data)
                file.truncate()
                os.fsync(file.fileno())
            return
        if status is not None and not os.access(target, os.W_OK):
            raise PermissionError(13, "the file is read-only")
        handle, name = tempfile.mkstemp(prefix=".doclint-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            mode = stat.S_IMODE(status.st_mode) if status is not None else 0o666 & ~_umask()
            Path(name).chmod(mode)
            Path(name).replace(target)
        except BaseException:
            # Also on Ctrl-C: the temporary must not stay.
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DoclintError(f"cannot write: {error.strerror or error}", shown) from None


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
