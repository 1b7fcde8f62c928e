"""`doclint clean`."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from doclint.cache.home import cache_home
from doclint.errors import DoclintError


@click.command("clean")
@click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="The cache to empty.")
def command(cache_dir: Path | None) -> int:
    """Empty the cache: the facts and verdicts of all repositories. The signing key stays."""
    home = cache_dir or (Path(found) if (found := cache_home()) else None)
    if home is None:
        raise DoclintError("there is no cache: no home directory")
    for name in ("replay", "rules", "trees"):
        try:
            shutil.rmtree(home / name)
        except FileNotFoundError:
            continue
        except OSError as error:
            raise DoclintError(f"cannot remove '{home / name}': {error.strerror}") from None
    click.echo(f"doclint: emptied '{home}'", err=True)
    return 0
