"""What `doclint check` does with its options: open, check, fix on request, print."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from doclint.cli.common import locate, relative_to_root, styler, use_colour
from doclint.cli.outcome import EXIT_CLEAN, EXIT_FINDINGS, deliver, deliver_diff, print_error
from doclint.cli.progress import Watch
from doclint.errors import DoclintError
from doclint.tree.git import begin_listing

LISTED = 20  # files that --fix tells by name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from doclint.engine.workspace import Workspace
    from doclint.model.finding import Impact, Report

# What of the environment the output depends on.
_ENVIRONMENT = ("NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL", "LANG")


class CheckOptions(NamedTuple):
    """The options of `doclint check`, by their names; see its `--help`."""

    paths: tuple[Path, ...]
    root: Path | None
    config: Path | None
    isolated: bool
    since: str | None
    no_baseline: bool
    stdin_filename: Path | None
    staged: bool
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    exclude: tuple[str, ...]
    fix: bool
    unsafe_fixes: bool
    fix_only: bool
    diff: bool
    output_format: str
    output_file: Path | None
    statistics: bool
    no_fold: bool
    fail_on: str | None
    no_history: bool
    history_budget: float
    today: datetime | None
    exit_zero: bool
    no_cache: bool
    cache_dir: Path | None
    color: str
    verbose: bool
    quiet: bool

    @property
    def repeatable(self) -> bool:
        """Whether the output depends only on the tree, and printing it is the only effect of the run."""
        # A path on the command line may exist or not, whatever the findings rest on.
        more = (self.paths, self.since, self.stdin_filename, self.output_file, self.verbose)
        return not any((*more, self.fixes)) and not (
            self.output_format == "github" and os.environ.get("GITHUB_STEP_SUMMARY")
        )

    @property
    def writes(self) -> bool:
        """Whether the run writes to the tree."""
        return self.fixes and not self.diff

    @property
    def fixes(self) -> bool:
        """Whether the run applies fixes, if only in memory."""
        return self.fix or self.unsafe_fixes or self.fix_only or self.diff


class Printed(NamedTuple):
    """What a check prints, its exit code, and the diff that it prints instead, if one was asked for."""

    out: str
    notices: tuple[str, ...]
    code: int
    diff: bytes | None = None


def run_check(options: CheckOptions) -> int:
    """Check, fix on request, print; return the exit code.

    Raises:
        DoclintError: a mistake in what the user gave.
    """
    if not options.history_budget >= 0:
        raise DoclintError("--history-budget must be a number of seconds, 0 or more")
    only = options.paths
    start = only[0] if options.root is None and len(only) == 1 and only[0].is_dir() else Path()
    top, file = locate(options.root, options.config, options.isolated, start)
    listing = begin_listing(top.resolve())  # git lists while the rest of the program is imported
    from doclint.engine.workspace import Workspace
    from doclint.formats.escape import printable

    named = [relative_to_root(path, top) for path in only]
    cache = None if options.no_cache else options.cache_dir or True
    account: list[str] = []
    with (
        Watch(quiet=options.quiet) as watch,
        Workspace.open(
            top,
            file,
            overrides=_overrides(options),
            cache=cache,
            listing=listing,
            progress=watch,
            today=options.today.strftime("%Y-%m-%d") if options.today else None,
        ) as workspace,
    ):
        if options.staged:
            if options.fixes:
                raise DoclintError("fixes are for the work tree; leave out --staged")
            workspace.stage()
        if options.stdin_filename is not None:
            path = relative_to_root(options.stdin_filename, top)
            if options.writes:
                raise DoclintError("--fix cannot write to standard input; leave out --stdin-filename")
            workspace.update(path, sys.stdin.buffer.read())
            named = named or [path]
        printed = _printed(workspace, options, [path for path in named if path != "."])
        watch.close()
        if options.verbose:
            account = [printable(line) for line in (*workspace.account(), watch.line)]
    coloured = options.output_file is None and use_colour(options.color)
    if printed.diff is None:
        deliver(printed.out, options.output_file, coloured=coloured)
    else:
        deliver_diff(printed.diff, options.output_file, coloured=coloured)
    for notice in (*account, *printed.notices):
        print_error(notice)
    return printed.code


def _printed(workspace: Workspace, options: CheckOptions, named: list[str]) -> Printed:
    """The output of a check: computed, or cached from the last run if nothing has changed."""
    words = [*map(repr, (options, named, use_colour(options.color), time.strftime("%Y-%m-%d")))]
    words += [f"{name}={os.environ.get(name, '')}" for name in _ENVIRONMENT]
    if options.repeatable:
        kept = workspace.printed(words)
        if kept is not None:
            out, notices, code = json.loads(kept)
            return Printed(out, tuple(notices), code)

    def check() -> Report:
        history = None if options.no_history else options.history_budget
        return workspace.check(
            only=named, since=options.since, baseline=not options.no_baseline, history=history
        )

    if options.writes:
        for line in workspace.recover():
            print_error(line)
    report = check()
    if options.fixes:
        report, printed = _fixed(workspace, report, check, options)
        if printed is not None:
            return printed
    if options.output_format == "markdown" and report.changed:
        report = report._replace(impact=_impact(workspace, report.changed))
    printed = _render(report, options)
    if options.repeatable and report.complete:
        workspace.keep_printed(words, json.dumps(printed[:3]).encode("ascii"), report)
    return printed


def _impact(workspace: Workspace, changed: Collection[str]) -> tuple[Impact, ...]:
    """Who reads the documents that changed, the most read first."""
    from doclint.graph.build import build_graph
    from doclint.graph.impact import readers

    project = workspace.project()
    return readers(project, build_graph(project), changed)


def _fixed(
    workspace: Workspace, report: Report, check: Callable[[], Report], options: CheckOptions
) -> tuple[Report, Printed | None]:
    """The report of what is left after fixing, and what to print instead of it, if that was asked for."""
    from doclint.edit.fixing import fix_all
    from doclint.engine.dry_run import DryRun
    from doclint.formats.escape import printable
    from doclint.formats.plural import many

    applier = DryRun(workspace) if options.diff else workspace
    fixed = fix_all(applier, report, check, unsafe=options.unsafe_fixes)
    changes = list(fixed.changes.values())
    done = [f"fixed '{change.path}' ({many(change.repairs, 'finding')})" for change in changes[:LISTED]]
    done += [f"fixed {many(len(changes) - LISTED, 'more file')}"] if len(changes) > LISTED else []
    told = tuple(printable(line) for line in (*(() if options.diff else done), *fixed.remarks))
    if options.diff:
        from doclint.edit.diff import unified_diff

        code = EXIT_FINDINGS if changes and not options.exit_zero else EXIT_CLEAN
        return fixed.report, Printed("", () if options.quiet else told[:-1], code, unified_diff(changes))
    for line in told if not options.quiet else ():
        print_error(line)
    return fixed.report, Printed("", (), EXIT_CLEAN) if options.fix_only else None


def _overrides(options: CheckOptions) -> dict[str, object]:
    """The configuration values that the command line overrides."""
    found: dict[str, object] = {}
    for key in ("select", "extend_select", "ignore"):
        value: tuple[str, ...] = getattr(options, key)
        if value:
            found[key] = tuple(code for item in value for code in item.replace(",", " ").split())
    if options.exclude:
        found["extend_exclude"] = options.exclude  # a glob may contain a comma or a blank
    return {**found, "fail_on": options.fail_on} if options.fail_on else found


def _render(report: Report, options: CheckOptions) -> Printed:
    from doclint.report.text import summary

    coloured = options.output_file is None and use_colour(options.color)
    notices = [] if options.quiet else [*report.notices]
    if not options.quiet and (options.output_format != "text" or options.output_file is not None):
        notices.append(summary(report))  # a machine format is the sole content of standard output
    if options.output_format == "github" and os.environ.get("GITHUB_STEP_SUMMARY"):
        notices += _job_summary(report, Path(os.environ["GITHUB_STEP_SUMMARY"]))
    failed = any(map(report.fails, report.findings))
    code = EXIT_FINDINGS if failed and not options.exit_zero else EXIT_CLEAN
    return Printed(_text(report, options, coloured=coloured), tuple(notices), code)


def _job_summary(report: Report, path: Path) -> list[str]:
    from doclint.report.github import job_summary

    try:
        with path.open("a", encoding="utf-8", errors="replace") as file:
            file.write(job_summary(report))
    except OSError as error:
        return [f"cannot write the job summary: {error.strerror}"]
    return []


def _text(report: Report, options: CheckOptions, *, coloured: bool) -> str:
    if options.output_format == "text" or options.statistics:
        from doclint.report.text import statistics as counts
        from doclint.report.text import summary, text_report

        style = styler(coloured)
        text = (
            counts(report) + summary(report, style) + "\n"
            if options.statistics
            else text_report(report, style, fold=not options.no_fold)
        )
        return text.removesuffix(summary(report, style) + "\n") if options.quiet else text
    from doclint.report.formats import render

    return render(options.output_format, report)
