"""`doclint history`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options
from doclint.cli.outcome import deliver
from doclint.cli.progress import Watch


@click.command("history")
@project_options
@click.option("--every", type=click.Choice(["commit", "month", "tag"]), default="month", show_default=True)
@click.option("--by", type=click.Choice(["rule", "kind", "folder"]), default="rule", show_default=True)
@click.option(
    "--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The newest revisions only."
)
@click.option(
    "--output-format", type=click.Choice(["text", "json", "svg"]), default="text", show_default=True
)
@click.option("--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
def command(
    root: Path | None,
    config: Path | None,
    isolated: bool,
    every: str,
    by: str,
    limit: int,
    output_format: str,
    output_file: Path | None,
    no_cache: bool,
) -> int:
    """Show how many findings each revision had, along the first parents of HEAD.

    Each revision is checked from git's objects with today's configuration; nothing is checked out. A finding
    is born in the revision that has it first, and mended in the first that has it no more.
    """
    from doclint.engine.workspace import Workspace
    from doclint.report.timeline import as_json, as_svg, as_text

    top, file = locate(root, config, isolated)
    with Watch() as watch, Workspace.open(top, file, cache=not no_cache, progress=watch) as workspace:
        points = workspace.timeline(every, by, limit)
    if output_format == "json":
        text = as_json(points, every, by)
    else:
        text = as_svg(points) if output_format == "svg" else as_text(points)
    deliver(text, output_file)
    return 0
