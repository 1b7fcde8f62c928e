"""`doclint rules`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options
from doclint.cli.outcome import EXIT_CLEAN, EXIT_FINDINGS
from doclint.errors import DoclintError


@click.command("rules")
@project_options
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--test", "test", is_flag=True, help="Run the Bad and Good examples of the rule pages.")
@click.argument("path", required=False, type=click.Path(path_type=Path, exists=True))
def command(
    path: Path | None, root: Path | None, config: Path | None, isolated: bool, output_format: str, test: bool
) -> int:
    """List every rule with its severity in this project, and whether it runs.

    With --test, run the examples of the rule pages instead: of the project's own pages, or of the page or
    folder of pages at PATH. Exit 1 if an example does not produce the findings that its page states.
    """
    from doclint.engine.setup import prepare

    if path is not None and not test:
        raise DoclintError("PATH needs --test")
    top, file = locate(root, config, isolated)
    if test:
        return _test(top, file, path)
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


def _test(top: Path, file: Path | None, path: Path | None) -> int:
    from doclint.engine.rule_tests import run_examples
    from doclint.engine.setup import pages_to_test
    from doclint.formats.escape import printable

    rules, folders = pages_to_test(top, file, path)
    failed = tested = 0
    for rule, name, wrong in run_examples(rules, folders):
        tested += 1
        failed += bool(wrong)
        click.echo(f"{'FAILED' if wrong else 'ok    '}  {printable(rule.source)}: {name}")
        for line in wrong:
            click.echo(f"        {printable(line)}")
    click.echo(f"{tested - failed} of {tested} examples passed")
    return EXIT_FINDINGS if failed else EXIT_CLEAN
