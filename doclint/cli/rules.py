"""`doclint rules`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options


@click.command("rules")
@project_options
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(root: Path | None, config: Path | None, isolated: bool, output_format: str) -> int:
    """List every rule with its severity here, and whether it runs."""
    from doclint.engine.setup import prepare

    top, file = locate(root, config, isolated)
    setup = prepare(top, file)
    chosen = {rule.code: rule for rule in setup.rules}
    rows = [(chosen.get(rule.code, rule), rule.code in chosen) for rule in setup.all_rules]
    if output_format == "json":
        import json

        table = [
            {
                "code": rule.code,
                "name": rule.name,
                "severity": {
                    "default": rule.severity,
                    **{str(k): v for k, v in rule.severity_by_key.items()},
                },
                "check": rule.check,
                "params": dict(rule.params),
                "fixable": rule.fixable,
                "enabled": enabled,
                "summary": rule.summary,
            }
            for rule, enabled in rows
        ]
        click.echo(json.dumps(table, indent=2))
        return 0
    width = max(len(rule.name) for rule, _ in rows)
    for rule, enabled in rows:
        severity = rule.severity if enabled else "off"
        fixable = "fix" if rule.fixable else "   "
        click.echo(f"{rule.code}  {rule.name:<{width}}  {severity:<7}  {fixable}  {rule.summary}")
    return 0
