"""`doclint explain`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options


@click.command("explain")
@click.argument("rule")
@project_options
def command(rule: str, root: Path | None, config: Path | None, isolated: bool) -> int:
    """Print the page of RULE, which is a code (DL201) or a name (stale-id)."""
    from doclint.engine.setup import prepare
    from doclint.rulebook.select import find_rule

    top, file = locate(root, config, isolated)
    found = find_rule(rule, prepare(top, file).all_rules)
    severity = ", ".join([found.severity, *(f"{s} ({via})" for via, s in found.severity_by_key.items())])
    fixable = ", fixable" if found.fixable else ""
    click.echo(f"{found.code} {found.name}: {severity}{fixable}, since {found.since or 'unknown'}\n")
    click.echo(found.body)
    return 0
