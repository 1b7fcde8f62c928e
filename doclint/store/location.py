"""Where the cache lies."""

from __future__ import annotations

import os
from pathlib import Path


def cache_home() -> Path | None:
    """`$DOCLINT_CACHE_HOME`, else `$XDG_CACHE_HOME/doclint`, else `~/.cache/doclint`; None without a home."""
    explicit = os.environ.get("DOCLINT_CACHE_HOME")
    if explicit:
        return Path(explicit)
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return Path(base, "doclint") if os.path.isabs(base) else None  # noqa: PTH117
