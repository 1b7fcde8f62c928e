"""Options and set-up that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from doclint.errors import DoclintError

F = TypeVar("F", bound=Callable[..., Any])


def project_options(function: F) -> F:
    """`--root`, `--config`, `--isolated`."""
    function = click.option("--isolated", is_flag=True, help="Ignore every configuration file.")(function)
    function = click.option(
        "--config",
        "config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Use this configuration file.",
    )(function)
    return click.option(
        "--root",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The repository root (default: found upwards).",
    )(function)


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
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def styler(coloured: bool) -> Callable[[str, str], str]:
    """(text, colour) -> text for the text report."""
    if not coloured:
        return lambda text, colour: text
    return lambda text, colour: (
        click.style(text, bold=True) if colour == "bold" else click.style(text, fg=colour)
    )
