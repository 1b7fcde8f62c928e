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
    """Write all current findings to the baseline; existing reasons and dates are kept."""
    from doclint.api import open_workspace
    from doclint.engine.baseline import write_baseline

    with open_workspace(*locate(root, config, isolated)) as workspace:
        findings = workspace.findings()
        entries = write_baseline(findings, workspace.read_baseline())
        workspace.save_baseline(entries)
        name = workspace.setup.config.baseline
    click.echo(f"doclint: {len(findings)} findings in {len(entries)} entries of '{name}'", err=True)
    return 0


@command.command("prune")
@project_options
def prune(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Remove the entries that have expired or no longer match any finding."""
    from doclint.api import open_workspace
    from doclint.engine.baseline import apply_baseline, prune_baseline

    with open_workspace(*locate(root, config, isolated)) as workspace:
        entries = workspace.read_baseline()
        today = date.today().isoformat()
        _, _, used = apply_baseline(workspace.findings(), entries, today)
        kept = prune_baseline(entries, used, today)
        if kept != entries:
            workspace.save_baseline(kept)
    click.echo(f"doclint: {len(entries) - len(kept)} of {len(entries)} entries removed", err=True)
    return 0


@command.command("show")
@project_options
def show(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Print the baseline entries with their reasons and dates."""
    from doclint.api import open_workspace
    from doclint.formats.escape import printable

    with open_workspace(*locate(root, config, isolated)) as workspace:
        entries = workspace.read_baseline()
    for entry in entries:
        count = f" x{entry.count}" if entry.count > 1 else ""
        until = f" until {entry.expires}" if entry.expires else ""
        reason = f" ({entry.reason})" if entry.reason else ""
        click.echo(printable(f"{entry.rule} {entry.path}: {entry.target}{count}{until}{reason}"))
    return 0
