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
    help="The repository root (default: found upwards).",
)
@click.option("--write", is_flag=True, help="Write doclint.toml; without it the proposal is only printed.")
@click.option("--baseline", is_flag=True, help="With --write: accept today's findings in a baseline.")
def command(root: Path | None, write: bool, baseline: bool) -> int:
    """Look at a repository and propose a configuration: kinds, docs base, fields, manifest."""
    from doclint.api import build, save_baseline
    from doclint.engine.baseline import write_baseline
    from doclint.engine.run import run_rules
    from doclint.proposal import propose
    from doclint.edit.write import replace_file
    from doclint.setup import prepare

    top, existing = locate(root, None, False)
    if baseline and not write:
        raise DoclintError("--baseline writes a file: give --write as well")
    if existing is not None and write:
        raise DoclintError(f"there is a configuration already: '{existing}'")
    setup = prepare(top, None)
    text = propose(setup.config, setup.base, build(setup))
    if not write:
        click.echo(text, nl=False)
        click.echo("doclint: nothing is written; 'doclint init --write' writes doclint.toml", err=True)
        return 0
    file = top / "doclint.toml"
    replace_file(file, text.encode("utf-8"), "doclint.toml")
    setup = prepare(top, file)
    findings = run_rules(build(setup), setup.rules, setup.known_rules)
    click.echo("doclint: wrote doclint.toml", err=True)
    if baseline:
        entries = write_baseline(findings, ())
        save_baseline(setup, entries)
        click.echo(
            f"doclint: wrote {setup.config.baseline}, which accepts {len(findings)} findings", err=True
        )
    elif findings:
        click.echo(
            f"doclint: {len(findings)} findings now; 'doclint baseline write' accepts them, so that only new "
            "ones are reported",
            err=True,
        )
    return 0
