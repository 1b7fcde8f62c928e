"""`doclint check`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doclint.cli.options import locate, project_options, styler, use_colour
from doclint.cli.recorder import Recorder
from doclint.errors import DoclintError
from doclint.model.finding import SEVERITIES
from doclint.report.formats import FORMATS

if TYPE_CHECKING:
    from doclint.model.finding import Report


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@project_options
@click.option(
    "--since", metavar="REV", help="Only what this commit does not have; REV... is the merge base with HEAD."
)
@click.option("--no-baseline", is_flag=True, help="Report what the baseline accepts, too.")
@click.option(
    "--stdin-filename",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Standard input stands for FILE.",
)
@click.option(
    "--select", multiple=True, metavar="RULES", help="Only these rules: codes, prefixes (DL1) or names."
)
@click.option("--extend-select", multiple=True, metavar="RULES", help="These rules as well.")
@click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules.")
@click.option("--fix", is_flag=True, help="Apply the safe fixes, then report what is left.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also fixes that may change what was meant.")
@click.option("--output-format", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option(
    "--output-file", type=click.Path(path_type=Path), metavar="FILE", help="Write the report there."
)
@click.option("--statistics", is_flag=True, help="Print how many findings each rule has, not the findings.")
@click.option(
    "--fail-on", type=click.Choice(SEVERITIES), help="Lowest severity that fails the run (default: error)."
)
@click.option("--exit-zero", is_flag=True, help="Exit 0 even with findings.")
@click.option("--no-cache", is_flag=True, help="Keep nothing between runs, use nothing of earlier ones.")
@click.option("--cache-dir", type=click.Path(path_type=Path), metavar="DIR", help="Keep the cache there.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour the text."
)
@click.option("-q", "--quiet", is_flag=True, help="Print findings, not the summary or notices.")
@click.pass_obj
def command(
    recorder: Recorder,
    paths: tuple[Path, ...],
    root: Path | None,
    config: Path | None,
    isolated: bool,
    since: str | None,
    no_baseline: bool,
    stdin_filename: Path | None,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
    fix: bool,
    unsafe_fixes: bool,
    output_format: str,
    output_file: Path | None,
    statistics: bool,
    fail_on: str | None,
    exit_zero: bool,
    no_cache: bool,
    cache_dir: Path | None,
    color: str,
    quiet: bool,
) -> int:
    """Check the documentation of a repository.

    Without PATHS the whole repository is reported. With PATHS (files or folders) the whole repository is
    still read and resolved, and the findings in those paths, or caused by them, are reported. A single
    folder outside the current repository is checked as a repository of its own.
    """
    import gc

    from doclint.tree.fileset import Ahead
    from doclint.tree.git import begin_listing

    # Facts hold no cycles: the collector would walk a million tuples again and again for nothing.
    gc.disable()
    start = Path()
    if root is None and len(paths) == 1 and paths[0].is_dir():
        start = paths[0]
    top, file = locate(root, config, isolated, start)
    # Git lists the tree while the rest of the program is imported.
    ahead: Ahead | None = Ahead(recorder.started_ns, recorder.seen, begin_listing(top.resolve()))
    from doclint.api import run

    only = [relative_to_root(path, top) for path in paths]
    overlay: dict[str, bytes] = {}
    if stdin_filename is not None:
        if fix:
            raise DoclintError("--fix cannot write to standard input; leave out --stdin-filename")
        edited = relative_to_root(stdin_filename, top)
        overlay[edited] = sys.stdin.buffer.read()
        only = only or [edited]
    overrides: dict[str, object] = {}
    for key, value in (("select", select), ("extend_select", extend_select), ("ignore", ignore)):
        if value:
            overrides[key] = tuple(code for item in value for code in item.replace(",", " ").split())
    if fail_on:
        overrides["fail_on"] = fail_on
    only = [p for p in only if p != "."]

    def again() -> Report:
        nonlocal ahead
        known, ahead = ahead, None  # after a fix the tree is another
        recorder.run = run(
            top,
            file,
            only=only,
            since=since,
            baseline=not no_baseline,
            overlay=overlay,
            overrides=overrides,
            cache=None if no_cache else cache_dir or True,
            ahead=known,
        )
        return recorder.run.report

    report = again()
    if fix or unsafe_fixes:
        from doclint.cli.fixing import fix_all

        report = fix_all(top, report, again, unsafe=unsafe_fixes, quiet=quiet)
    _print(recorder, report, output_format, output_file, statistics, color, quiet)
    if exit_zero:
        return 0
    threshold = SEVERITIES.index(report.fail_on)
    return int(any(SEVERITIES.index(f.severity) <= threshold for f in report.findings))


def _print(
    recorder: Recorder,
    report: Report,
    output_format: str,
    output_file: Path | None,
    statistics: bool,
    color: str,
    quiet: bool,
) -> None:
    coloured = output_file is None and use_colour(color)
    text = _rendered(report, output_format, statistics, coloured, quiet)
    if output_file is not None:
        from doclint.fix.write import replace_file

        replace_file(output_file, text.encode("utf-8", "backslashreplace"), str(output_file))
    else:
        recorder.say(text, coloured=coloured)
    if not quiet:
        for notice in report.notices:
            recorder.remark(f"doclint: {notice}")
        if output_format != "text" or output_file is not None:
            from doclint.report.text import summary

            # A machine format is the sole content of standard output.
            recorder.remark(f"doclint: {summary(report)}")
    if output_format == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        from doclint.report.github import job_summary

        recorder.run = None  # a replay would not write the summary
        try:
            with Path(os.environ["GITHUB_STEP_SUMMARY"]).open(
                "a", encoding="utf-8", errors="replace"
            ) as file:
                file.write(job_summary(report))
        except OSError as error:
            recorder.remark(f"doclint: cannot write the job summary: {error.strerror}")


def _rendered(report: Report, output_format: str, statistics: bool, coloured: bool, quiet: bool) -> str:
    if output_format == "text" or statistics:
        from doclint.report.text import statistics as counts
        from doclint.report.text import summary, text_report

        style = styler(coloured)
        text = counts(report) + summary(report, style) + "\n" if statistics else text_report(report, style)
        return text.removesuffix(summary(report, style) + "\n") if quiet else text
    from doclint.report.formats import render

    return render(output_format, report)


def relative_to_root(path: Path, top: Path) -> str:
    """A path as given on the command line, relative to the root.

    Raises:
        DoclintError: it lies outside.
    """
    # Not resolved: a link is reported under its own name. The file may be gone: a deleted document's
    # referrers are what the caller wants to see.
    full = Path(os.path.abspath(path))  # noqa: PTH100
    for base in (top, top.resolve()):
        if full.is_relative_to(base):
            return full.relative_to(base).as_posix()
    if full.resolve().is_relative_to(top):
        return full.resolve().relative_to(top).as_posix()
    raise DoclintError(f"'{path}' is outside the repository '{top}'")
