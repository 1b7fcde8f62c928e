"""`doclint blame`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from doclint.cli.common import locate, relative_to_root
from doclint.cli.options import project_options
from doclint.cli.outcome import write
from doclint.cli.progress import Watch


@click.command("blame")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
def command(
    paths: tuple[Path, ...],
    root: Path | None,
    config: Path | None,
    isolated: bool,
    output_format: str,
    no_cache: bool,
) -> int:
    """Show which commits broke which references, and who made them.

    With PATHS (files or folders), only references in those paths, or to them.
    """
    from doclint.engine.workspace import Workspace
    from doclint.report.blame import as_table, as_text

    top, file = locate(root, config, isolated)
    named = [relative_to_root(path, top) for path in paths]
    with Watch() as watch, Workspace.open(top, file, cache=not no_cache, progress=watch) as workspace:
        report = workspace.check(only=named, baseline=False, history=float("inf"))
    write(json.dumps(as_table(report), indent=2) + "\n" if output_format == "json" else as_text(report))
    return 0
