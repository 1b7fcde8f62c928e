"""`doclint baseline write|prune|show`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options


@click.group("baseline")
def command() -> None:
    """Accept today's findings for now, so that only new ones are reported."""


@command.command("write")
@project_options
def write(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Write every finding of now into the baseline; reasons and dates already there are kept."""
    from doclint.api import build, read_baseline, save_baseline
    from doclint.engine.baseline import write_baseline
    from doclint.engine.run import run_rules
    from doclint.setup import prepare

    setup = prepare(*locate(root, config, isolated))
    findings = run_rules(build(setup), setup.rules, setup.known_rules)
    entries = write_baseline(findings, read_baseline(setup))
    save_baseline(setup, entries)
    click.echo(
        f"doclint: {len(findings)} findings in {len(entries)} entries of '{setup.config.baseline}'", err=True
    )
    return 0


@command.command("prune")
@project_options
def prune(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Remove the entries that have expired or match nothing any more."""
    from doclint.api import build, read_baseline, save_baseline
    from doclint.engine.baseline import apply_baseline, prune_baseline
    from doclint.engine.run import run_rules
    from doclint.setup import prepare

    setup = prepare(*locate(root, config, isolated))
    entries = read_baseline(setup)
    today = date.today().isoformat()
    _, _, used = apply_baseline(run_rules(build(setup), setup.rules, setup.known_rules), entries, today)
    kept = prune_baseline(entries, used, today)
    if kept != entries:
        save_baseline(setup, kept)
    click.echo(f"doclint: {len(entries) - len(kept)} of {len(entries)} entries removed", err=True)
    return 0


@command.command("show")
@project_options
def show(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Print the entries, with their reasons and dates."""
    from doclint.api import read_baseline
    from doclint.report.escape import printable
    from doclint.setup import prepare

    for entry in read_baseline(prepare(*locate(root, config, isolated))):
        count = f" x{entry.count}" if entry.count > 1 else ""
        until = f" until {entry.expires}" if entry.expires else ""
        reason = f" ({entry.reason})" if entry.reason else ""
        click.echo(printable(f"{entry.rule} {entry.path}: {entry.target}{count}{until}{reason}"))
    return 0
