"""What `doclint check` does, however its command line was read."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from doclint.cli.common import locate, styler, use_colour
from doclint.cli.outcome import EXIT_CLEAN, EXIT_FINDINGS
from doclint.cli.recorder import Recorder
from doclint.errors import DoclintError
from doclint.model.finding import SEVERITIES
from doclint.tree.fileset import Ahead
from doclint.tree.git import begin_listing

if TYPE_CHECKING:
    from doclint.model.finding import Report

COLOUR_CHOICES = ("auto", "always", "never")


class Request(NamedTuple):
    """The options of `doclint check`, by their names; see its `--help`."""

    paths: tuple[Path, ...] = ()
    root: Path | None = None
    config: Path | None = None
    isolated: bool = False
    since: str | None = None
    no_baseline: bool = False
    stdin_filename: Path | None = None
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fix: bool = False
    unsafe_fixes: bool = False
    output_format: str = "text"
    output_file: Path | None = None
    statistics: bool = False
    fail_on: str | None = None
    exit_zero: bool = False
    no_cache: bool = False
    cache_dir: Path | None = None
    color: str = "auto"
    quiet: bool = False


def check(recorder: Recorder, request: Request) -> int:
    """Check, fix where that is asked for, print; the exit code.

    Raises:
        DoclintError: a mistake in what the user gave.
    """
    # Facts hold no cycles: the collector would walk a million tuples again and again for nothing.
    gc.disable()
    only = request.paths
    start = only[0] if request.root is None and len(only) == 1 and only[0].is_dir() else Path()
    top, file = locate(request.root, request.config, request.isolated, start)
    listing = recorder.listing
    if listing is None or listing.root != top.resolve():
        listing = begin_listing(top.resolve())
    ahead: Ahead | None = Ahead(recorder.started_ns, recorder.seen, listing)
    from doclint.api import run

    named = [relative_to_root(path, top) for path in only]
    overlay = _overlay(request, top)
    named = [path for path in named or overlay if path != "."]

    def again() -> Report:
        nonlocal ahead
        known, ahead = ahead, None  # after a fix the tree is another
        recorder.run = run(
            top,
            file,
            only=named,
            since=request.since,
            baseline=not request.no_baseline,
            overlay=overlay,
            overrides=_overrides(request),
            cache=None if request.no_cache else request.cache_dir or True,
            ahead=known,
        )
        return recorder.run.report

    report = again()
    if request.fix or request.unsafe_fixes:
        from doclint.cli.fixing import fix_all

        report = fix_all(top, report, again, unsafe=request.unsafe_fixes, quiet=request.quiet)
    _print(recorder, report, request)
    if request.exit_zero:
        return EXIT_CLEAN
    threshold = SEVERITIES.index(report.fail_on)
    failed = any(SEVERITIES.index(f.severity) <= threshold for f in report.findings)
    return EXIT_FINDINGS if failed else EXIT_CLEAN


def _overlay(request: Request, top: Path) -> dict[str, bytes]:
    """What stands for the content of files: standard input, for the file it is said to be."""
    if request.stdin_filename is None:
        return {}
    if request.fix:
        raise DoclintError("--fix cannot write to standard input; leave out --stdin-filename")
    return {relative_to_root(request.stdin_filename, top): sys.stdin.buffer.read()}


def _overrides(request: Request) -> dict[str, object]:
    """What the command line says in place of the configuration."""
    found: dict[str, object] = {}
    for key in ("select", "extend_select", "ignore"):
        value: tuple[str, ...] = getattr(request, key)
        if value:
            found[key] = tuple(code for item in value for code in item.replace(",", " ").split())
    return {**found, "fail_on": request.fail_on} if request.fail_on else found


def _print(recorder: Recorder, report: Report, request: Request) -> None:
    coloured = request.output_file is None and use_colour(request.color)
    text = _rendered(report, request, coloured=coloured)
    if request.output_file is not None:
        from doclint.edit.write import replace_file

        data = text.encode("utf-8", "backslashreplace")
        replace_file(request.output_file, data, str(request.output_file))
    else:
        recorder.say(text, coloured=coloured)
    if not request.quiet:
        for notice in report.notices:
            recorder.notice(notice)
        if request.output_format != "text" or request.output_file is not None:
            from doclint.report.text import summary

            # A machine format is the sole content of standard output.
            recorder.notice(summary(report))
    if request.output_format == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        from doclint.report.github import job_summary

        recorder.run = None  # a replay would not write the summary
        try:
            with Path(os.environ["GITHUB_STEP_SUMMARY"]).open(
                "a", encoding="utf-8", errors="replace"
            ) as file:
                file.write(job_summary(report))
        except OSError as error:
            recorder.notice(f"cannot write the job summary: {error.strerror}")


def _rendered(report: Report, request: Request, *, coloured: bool) -> str:
    if request.output_format == "text" or request.statistics:
        from doclint.report.text import statistics as counts
        from doclint.report.text import summary, text_report

        style = styler(coloured)
        text = (
            counts(report) + summary(report, style) + "\n"
            if request.statistics
            else text_report(report, style)
        )
        return text.removesuffix(summary(report, style) + "\n") if request.quiet else text
    from doclint.report.formats import render

    return render(request.output_format, report)


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
