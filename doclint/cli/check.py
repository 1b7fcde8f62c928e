"""`doclint check`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from doclint.cli.options import locate, project_options, styler, use_colour
from doclint.errors import DoclintError
from doclint.model.finding import SEVERITIES


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
@click.option(
    "--select", multiple=True, metavar="RULES", help="Only these rules: codes, prefixes (DL1) or names."
)
@click.option("--extend-select", multiple=True, metavar="RULES", help="These rules as well.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules.")
@click.option(
    "--output-format", type=click.Choice(["text", "concise", "json"]), default="text", show_default=True
)
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="Lowest severity that fails the run (default: error)."
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even with findings.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text."
)
@click.option("-q", "--quiet", is_flag=True, help="Print findings, not the summary or notices.")
def command(
    paths: tuple[Path, ...],
    root: Path | None,
    config: Path | None,
    isolated: bool,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    output_format: str,
    fail_on: str | None,
    exit_zero: bool,
    color: str,
    quiet: bool,
) -> int:
    """Check the documentation of a repository.

    Without PATHS the whole repository is reported. With PATHS (files or folders) the whole repository is
    still read and resolved, and the findings in those paths, or caused by them, are reported. A single
    folder outside the current repository is checked as a repository of its own.
    """
    from doclint.api import lint

    start = Path()
    if root is None and len(paths) == 1 and paths[0].is_dir():
        start = paths[0]
    top, file = locate(root, config, isolated, start)
    only = [_relative(path, top) for path in paths]
    overrides: dict[str, object] = {}
    for key, value in (("select", select), ("extend_select", extend_select), ("ignore", ignore)):
        if value:
            overrides[key] = tuple(code for item in value for code in item.replace(",", " ").split())
    if fail_on:
        overrides["fail_on"] = fail_on
    report = lint(top, file, only=[p for p in only if p != "."], overrides=overrides)

    if output_format == "json":
        from doclint.report.json_report import json_report

        click.echo(json_report(report), nl=False)
    elif output_format == "concise":
        from doclint.report.text import concise_line

        for finding in report.findings:
            click.echo(concise_line(finding))
    else:
        from doclint.report.text import summary, text_report

        coloured = use_colour(color)
        text = text_report(report, styler(coloured))
        if quiet:
            text = text.removesuffix(summary(report, styler(coloured)) + "\n")
        click.echo(text, nl=False, color=coloured)
    if not quiet:
        for notice in report.notices:
            click.echo(f"doclint: {notice}", err=True)
    if exit_zero:
        return 0
    threshold = SEVERITIES.index(report.fail_on)
    return int(any(SEVERITIES.index(f.severity) <= threshold for f in report.findings))


def _relative(path: Path, top: Path) -> str:
    # Not resolved: a link is reported under its own name. The file may be gone: a deleted document's
    # referrers are what the caller wants to see.
    full = Path(os.path.abspath(path))  # noqa: PTH100
    for base in (top, top.resolve()):
        if full.is_relative_to(base):
            return full.relative_to(base).as_posix()
    if full.resolve().is_relative_to(top):
        return full.resolve().relative_to(top).as_posix()
    raise DoclintError(f"'{path}' is outside the repository '{top}'")
