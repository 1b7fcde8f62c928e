"""`doclint clean`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from doclint.errors import DoclintError
from doclint.store.location import cache_home


@click.command("clean")
@click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Empty the cache in DIR.")
def command(cache_dir: Path | None) -> int:
    """Empty the cache: the facts and results of all repositories."""
    home = cache_dir or cache_home()
    if home is None:
        raise DoclintError("there is no cache: no home directory")
    for name in ("replay", "rules", "trees"):  # the first two are of doclint 0.1
        try:
            shutil.rmtree(home / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DoclintError(f"cannot remove '{home / name}': {error.strerror}") from None
    click.echo(f"doclint: emptied '{home}'", err=True)
    return 0
