"""The whole flow in one readable function: what the command line, the tests and an editor call."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from doclint.checks import ENGINE_CHECKS
from doclint.config.globs import matches_any
from doclint.config.load import CONFIG_NAMES
from doclint.engine.compare import only_new
from doclint.engine.increment import judge
from doclint.engine.run import findings_of, fingerprinted
from doclint.errors import DoclintError
from doclint.extract.gather import gather
from doclint.formats.source import line_texts
from doclint.link.project import Project, link_facts
from doclint.model.finding import Finding, Report
from doclint.link.kinds import extract_settings
from doclint.setup import Setup, Tree, open_store, prepare, task_of
from doclint.since import begin_since, compare_with
from doclint.tree.fileset import Ahead, FileSet
from doclint.tree.git import GitError, run_git
from doclint.tree.read import Unreadable

# What few runs need is imported by them: starting is most of a run in which little changed.
if TYPE_CHECKING:
    from doclint.engine.baseline import Entry


def build(setup: Setup, *, cache: Path | bool | None = None, judge: bool = True) -> Project:
    """Read every document of the work tree and link the whole project.

    Args:
        setup: the tree and its configuration.
        cache: a folder that keeps facts, True for the user's, None for none.
        judge: whether problems are wanted; without, `Project.problems` and `Project.units` stay empty.

    Raises:
        DoclintError: there is no document to read.
    """
    tree = Tree.of_work_tree(setup, {})
    settings = extract_settings(setup.config, setup.base)
    store = open_store(setup, settings, cache)
    try:
        known = store.known(tree.files) if store else {}
        facts = gather(tree.files, tree.documents, tree.read, settings, store, known).facts
    finally:
        if store is not None:
            store.close()
    return link_facts(setup.config, tree.files, setup.base, facts, tree.read, judge=judge)


def lint(
    root: Path,
    config_file: Path | None = None,
    *,
    only: Iterable[str] = (),
    since: str | None = None,
    baseline: bool = True,
    overlay: Mapping[str, bytes] | None = None,
    overrides: Mapping[str, object] | None = None,
    today: str | None = None,
) -> Report:
    """Check a tree.

    Args:
        root: the repository root.
        config_file: its configuration file; None means the defaults.
        only: paths (files or folders, relative to the root) to report on. What is *resolved* is always
            the whole project; findings elsewhere that these files cause are reported too.
        since: report only what the commit of this name does not have; `REV...` means the merge base.
        baseline: leave out what the baseline file accepts, if there is one.
        overlay: contents that stand for those on disk, by path.
        overrides: configuration values that win over the file.
        today: the date on which baseline entries are judged (`YYYY-MM-DD`); None means now.

    Returns:
        The findings in their total order, with the lines of text they point at.

    Raises:
        DoclintError: a mistake in the configuration, nothing to check, or no such revision.
    """
    return run(
        root,
        config_file,
        only=only,
        since=since,
        baseline=baseline,
        overlay=overlay,
        overrides=overrides,
        today=today,
        cache=None,
    ).report


class Run(NamedTuple):
    """A report and the inputs of its replay; `settled` where a replay is likely to be asked for."""

    report: Report
    files: FileSet
    read: frozenset[str]
    others: tuple[Path, ...]
    settled: bool = True


def run(
    root: Path,
    config_file: Path | None = None,
    *,
    only: Iterable[str] = (),
    since: str | None = None,
    baseline: bool = True,
    overlay: Mapping[str, bytes] | None = None,
    overrides: Mapping[str, object] | None = None,
    today: str | None = None,
    cache: Path | bool | None = True,
    ahead: Ahead | None = None,
) -> Run:
    """`lint`, with the cache and an account of what was read.

    Args:
        root, config_file, only, since, baseline, overlay, overrides, today: see `lint`.
        cache: a folder to keep facts and verdicts in, True for the user's, None for none.
        ahead: see `prepare`.
    """
    setup = prepare(root, config_file, overrides, cached=bool(cache), ahead=ahead)
    tree = Tree.of_work_tree(setup, overlay or {})
    settings = extract_settings(setup.config, setup.base)
    store = open_store(setup, settings, None if overlay else cache)
    task = task_of(setup, tree, setup.base, settings)
    notices = list(_notices(setup))
    hidden: dict[str, int] = {}
    changed: frozenset[str] = frozenset()
    try:
        begun = None if since is None else begin_since(setup, since, store)
        verdict = judge(task, store)
        findings = list(verdict.findings)
        if begun is not None:
            old = compare_with(setup, verdict.project, begun, store)
            findings, hidden[f"{since} has them too"] = only_new(findings, old.findings, old.renamed)
            notices += old.notices
            changed = old.changed
    finally:
        if store is not None:
            store.close()
    if baseline:
        findings, accepted = _without_accepted(setup, findings, today or time.strftime("%Y-%m-%d"))
        hidden["baseline"] = accepted
    chosen = tuple(only)
    if chosen:
        findings = [f for f in findings if _concerns(f, chosen)]
        _must_be_known(tree.files, chosen, findings)
    shown = tuple(sorted(findings, key=lambda f: f.order))
    report = Report(
        root=str(setup.files.root),
        files=len(tree.documents),
        references=verdict.references,
        findings=shown,
        frames=_frames(tree, shown),
        notices=tuple(notices),
        fail_on=setup.config.fail_on,
        rules=setup.known_rules,
        hidden=hidden,
        changed=changed,
    )
    others = [setup.files.root / setup.config.baseline, *setup.pages, *setup.files.ignored_places()]
    others += [config_file] if config_file else [setup.files.root / name for name in CONFIG_NAMES]
    return Run(report, setup.files, verdict.read, tuple(others), settled=not verdict.incremental)


def baseline_path(setup: Setup) -> Path:
    """Where the baseline file is, whether it exists or not."""
    return setup.files.root / setup.config.baseline


def save_baseline(setup: Setup, entries: Iterable[Entry]) -> None:
    """Replace the baseline file by these entries.

    Raises:
        DoclintError: it cannot be written.
    """
    from doclint.engine.baseline import dump_baseline
    from doclint.edit.write import replace_file

    replace_file(baseline_path(setup), dump_baseline(entries).encode("utf-8"), setup.config.baseline)


def read_baseline(setup: Setup) -> tuple[Entry, ...]:
    """The entries of the baseline file; none where there is no file.

    Raises:
        DoclintError: a mistake in it.
    """
    from doclint.engine.baseline import parse_baseline

    path = baseline_path(setup)
    if not path.is_file():
        return ()
    return parse_baseline(path.read_bytes(), setup.config.baseline)


def _without_accepted(setup: Setup, findings: list[Finding], today: str) -> tuple[list[Finding], int]:
    """The findings no baseline entry accepts, and one more for each entry that no longer holds."""
    if not baseline_path(setup).is_file():
        return findings, 0
    from doclint.engine.baseline import apply_baseline, unused_entries

    entries = read_baseline(setup)
    if not entries:
        return findings, 0
    kept, accepted, used = apply_baseline(findings, entries, today)
    selected = frozenset(rule.code for rule in setup.rules)
    diagnostics = unused_entries(entries, used, selected, setup.config.baseline, today)
    for rule in setup.rules:
        if rule.check in ENGINE_CHECKS:
            kept += fingerprinted(findings_of(rule, diagnostics))
    return kept, accepted


def _must_be_known(files: FileSet, paths: Iterable[str], findings: list[Finding]) -> None:
    """A path somebody asked about exists, or did: a misspelled one must not pass for clean.

    Raises:
        DoclintError: it is no file or folder of the tree, no finding is about it, and HEAD does not have it.
    """
    for path in paths:
        if path in ("", ".") or files.exists(path) or any(_concerns(f, (path,)) for f in findings):
            continue
        if (files.root / path).exists():
            continue  # git ignores it: nothing to report, and no mistake
        try:
            run_git(files.root, "cat-file", "-e", f"HEAD:./{path}")
        except GitError:
            raise DoclintError(f"no file or folder '{path}' in this tree") from None


def _concerns(finding: Finding, paths: tuple[str, ...]) -> bool:
    places = (finding.diagnostic.path, *finding.diagnostic.affected_paths)
    return any(
        place == p or place.startswith(p.rstrip("/") + "/") or p in ("", ".")
        for place in places
        for p in paths
    )


def _frames(tree: Tree, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """The text of each line a finding points at; each file is read once more, only where it has findings."""
    frames: dict[tuple[str, int], str] = {}
    wanted: dict[str, set[int]] = {}
    for finding in findings:
        span = finding.diagnostic.span
        wanted.setdefault(finding.diagnostic.path, set()).update((span.line, span.end_line))
    for path, lines in wanted.items():
        try:
            data = tree.read(path) if tree.files.is_file(path) else b""
        except Unreadable:
            continue
        frames.update({(path, line): text for line, text in line_texts(data, lines).items()})
    return frames


def _notices(setup: Setup) -> tuple[str, ...]:
    """What the user should know of the run: globs that match nothing."""
    named = [("per-file-ignores", glob) for glob in setup.config.per_file_ignores]
    named += [("exclude", glob) for glob in setup.config.exclude]
    return tuple(
        f"{key}: '{glob}' matches no file"
        for key, glob in named
        if not any(matches_any(path, (glob,)) for path in setup.files.files)
    )
