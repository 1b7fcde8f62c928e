"""Where the repository begins."""

from __future__ import annotations

from pathlib import Path

from doclint.config.load import find_config
from doclint.tree.git import toplevel


def find_root(start: Path) -> tuple[Path, Path | None]:
    """The repository root and the configuration file for a run started in a folder.

    The root is the work tree of git that holds `start`; outside git, the folder of the configuration
    file, else `start` itself.
    """
    top = toplevel(start)
    config = find_config(start, top or Path(start.anchor))
    if top is not None:
        return top, config
    return (config.parent if config else start), config
