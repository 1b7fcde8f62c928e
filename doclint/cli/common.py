"""What several commands do before and after their work."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from doclint.errors import DoclintError

HISTORY_SECONDS = 10.0  # that git may take to tell what became of the targets of broken references


def locate(
    root: Path | None, config: Path | None, isolated: bool, start: Path | None = None
) -> tuple[Path, Path | None]:
    """The root and configuration file these options mean, for a run started in `start`.

    Raises:
        DoclintError: a folder or file that does not exist.
    """
    from doclint.config.load import find_config
    from doclint.tree.root import find_root

    if root is not None:
        if not root.is_dir():
            raise DoclintError(f"no folder '{root}' (--root)")
        top = root.resolve()
        file = find_config(top, top)
    else:
        top, file = find_root((start or Path()).resolve())
    if config is not None:
        if not config.is_file():
            raise DoclintError(f"no file '{config}' (--config)")
        file = config.resolve()
    return top, None if isolated else file


def use_colour(choice: str) -> bool:
    """Whether to colour standard output: the option, then NO_COLOR, FORCE_COLOR, then the terminal."""
    import os
    import sys

    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def styler(coloured: bool) -> Callable[[str, str], str]:
    """(text, colour) -> text for the text report."""
    if not coloured:
        return lambda text, colour: text
    import click

    return lambda text, colour: (
        click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)
    )


def relative_to_root(path: Path, top: Path) -> str:
    """A path as given on the command line, relative to the root.

    Raises:
        DoclintError: it lies outside.
    """
    # Not resolved: a link is reported under its own name. The file may be gone: a deleted document's
    # referrers are what the caller wants to see.
    full = Path(os.path.abspath(path))  # noqa: PTH100
    for base in (top, top.resolve()):
        if full.is_relative_to(base):
            return full.relative_to(base).as_posix()
    if full.resolve().is_relative_to(top):
        return full.resolve().relative_to(top).as_posix()
    raise DoclintError(f"'{path}' is outside the repository '{top}'")
