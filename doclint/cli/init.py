"""`doclint init`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.errors import DoclintError


@click.command("init")
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="The repository root (default: searched for upwards).",
)
@click.option("--write", is_flag=True, help="Write doclint.toml instead of only printing the proposal.")
@click.option("--baseline", is_flag=True, help="With --write: accept today's findings in a baseline.")
def command(root: Path | None, write: bool, baseline: bool) -> int:
    """Inspect the repository, propose a configuration, and measure it.

    doclint proposes kinds, fields that name documents, trace rules, a manifest and site roots, each with the
    counts that speak for it. It runs the proposal, shows the findings before and after, and leaves out what
    adds more findings than it explains.
    """
    from doclint.api import open_workspace
    from doclint.edit.write import replace_file
    from doclint.engine.baseline import write_baseline
    from doclint.formats.escape import printable
    from doclint.proposal.propose import propose

    top, existing = locate(root, None, False)
    if baseline and not write:
        raise DoclintError("--baseline needs --write")
    if existing is not None and write:
        raise DoclintError(f"a configuration already exists: '{existing}'")
    found = propose(top)
    for part in found.dropped:
        name = printable(" ".join(part.key))
        click.echo(f"doclint: not proposed, for it adds more findings than it explains: {name}", err=True)
    text = found.text
    click.echo(f"doclint: {found.summary}", err=True)
    if not write:
        click.echo(text, nl=False)
        click.echo("doclint: nothing was written; run 'doclint init --write' to write doclint.toml", err=True)
        return 0
    file = top / "doclint.toml"
    replace_file(file, text.encode("utf-8"), "doclint.toml", file.parent)
    click.echo("doclint: wrote doclint.toml", err=True)
    with open_workspace(top, file) as workspace:
        findings, name = workspace.findings(), workspace.setup.config.baseline
        if baseline:
            workspace.save_baseline(write_baseline(findings, ()))
    if baseline:
        click.echo(f"doclint: wrote {name}, which accepts {len(findings)} findings", err=True)
    elif findings:
        click.echo(
            f"doclint: findings now: {len(findings)}; 'doclint baseline write' accepts them, so that only "
            "new ones are reported",
            err=True,
        )
    return 0
