"""Where the cache lies."""

from __future__ import annotations

import os
from pathlib import Path

from doclint.formats.digest import digest

RUN = "run-"  # how the folder of one run begins


def cache_home() -> Path | None:
    """`$DOCLINT_CACHE_HOME`, else `$XDG_CACHE_HOME/doclint`, else `~/.cache/doclint`; None without a home."""
    explicit = os.environ.get("DOCLINT_CACHE_HOME")
    if explicit:
        return Path(explicit)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return Path(base, "doclint") if os.path.isabs(base) else None  # noqa: PTH117


def journal_folder(root: Path) -> Path:
    """Where the journal of a tree lies: in the cache's home, or else in the user's temporary folder."""
    home = cache_home()
    if home is None:
        import tempfile

        user = os.getuid() if hasattr(os, "getuid") else "user"
        home = Path(tempfile.gettempdir(), f"doclint-{user}")
    return home / "journal" / digest(os.fsencode(root)).hex()[:16]


def has_pending(journal: Path) -> bool:
    """Whether a run began to write to the tree of a journal and did not end, or is writing now."""
    try:
        return any(name.startswith(RUN) for name in os.listdir(journal))  # noqa: PTH208
    except OSError:
        return False
