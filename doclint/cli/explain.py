"""`doclint explain`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options
from doclint.cli.outcome import deliver


@click.command("explain")
@click.argument("rule")
@click.option("--format", "format_", type=click.Choice(["text", "html"]), default="text", show_default=True)
@click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE, not to stdout."
)
@project_options
def command(
    rule: str, format_: str, output: Path | None, root: Path | None, config: Path | None, isolated: bool
) -> int:
    """Print the page of RULE, which is a code (DL201) or a name (stale-id)."""
    from doclint.engine.setup import prepare
    from doclint.rulebook.select import find_rule

    top, file = locate(root, config, isolated)
    found = find_rule(rule, prepare(top, file).all_rules)
    severity = ", ".join([found.severity, *(f"{s} ({via})" for via, s in found.severity_by_key.items())])
    fixable = ", fixable" if found.fixable else ""
    summary = f"{found.code} {found.name}: {severity}{fixable}, since {found.since or 'unknown'}"
    text = f"{summary}\n\n{found.body}\n"
    if format_ == "html":
        from doclint.page.page import Part, render_page

        text = render_page(f"{found.code} {found.name}", [Part(text)])
    deliver(text, output)
    return 0
