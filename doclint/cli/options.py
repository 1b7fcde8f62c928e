"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def project_options(function: F) -> F:
    """`--root`, `--config`, `--isolated`."""
    function = click.option("--isolated", is_flag=True, help="Ignore all configuration files.")(function)
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
        help="The repository root (default: searched for upwards).",
    )(function)
