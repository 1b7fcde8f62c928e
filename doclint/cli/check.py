"""`doclint check`, declared to click."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from doclint.cli.common import HISTORY_SECONDS
from doclint.cli.options import project_options
from doclint.cli.run_check import CheckOptions, run_check
from doclint.model.vocabulary import SEVERITIES
from doclint.report.formats import FORMATS


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
@click.option(
    "--since",
    metavar="REV",
    help="Report only findings that are new since REV (REV...: since its merge base with HEAD).",
)
@click.option("--no-baseline", is_flag=True, help="Also report findings accepted by the baseline.")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Read the content of FILE from standard input.",
)
@click.option("--staged", is_flag=True, help="Check what git's index has, not the files on disk.")
@click.option(
    "--select", multiple=True, metavar="RULES", help="Run only these rules: codes, prefixes (DL1) or names."
)
@click.option("--extend-select", multiple=True, metavar="RULES", help="Also run these rules.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Do not run these rules.")
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="Do not check these files, besides those configured."
)
@click.option("--fix", is_flag=True, help="Apply the safe fixes, then report what is left.")
@click.option("--unsafe-fixes", is_flag=True, help="Also apply fixes that may alter the meaning.")
@click.option("--fix-only", is_flag=True, help="Apply the fixes and report nothing that is left.")
@click.option(
    "--diff", is_flag=True, help="Print what --fix would change as a unified diff, and write nothing."
)
@click.option("--output-format", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to FILE."
)
@click.option(
    "--statistics", is_flag=True, help="Print the number of findings per rule, cause and target instead."
)
@click.option("--no-fold", is_flag=True, help="List every finding, also those of one cause.")
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="Lowest severity that fails the run (default: error)."
)
@click.option(
    "--no-history", is_flag=True, help="Do not ask git what became of the targets of broken references."
)
@click.option(
    "--history-budget",
    type=click.FloatRange(min=0),
    default=HISTORY_SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="Time for asking git; references that are not judged by then are reported as they are.",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Judge dates as on this day (YYYY-MM-DD) instead of today.",
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even with findings.")
@click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")
@click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Cache directory.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text output."
)
@click.option(
    "-v", "--verbose", is_flag=True, help="Also print what was recognised and read, and where time went."
)
@click.option("-q", "--quiet", is_flag=True, help="Print only findings, without summary and notices.")
def command(**options: Any) -> int:
    """Check the documentation of a repository.

    Without PATHS, doclint reports on the whole repository. With PATHS (files or folders), it still reads and
    resolves the whole repository, but reports only findings in those paths or caused by them. A single folder
    outside the current repository is checked as a repository of its own.
    """
    return run_check(CheckOptions(**options))
