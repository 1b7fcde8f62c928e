"""The public API: `lint` for one report, `open_workspace` for a tree that stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from doclint.engine.workspace import Workspace
from doclint.model.finding import Report


def open_workspace(
    root: Path,
    config_file: Path | None = None,
    *,
    overrides: Mapping[str, object] | None = None,
    cache: Path | bool | None = True,
) -> Workspace:
    """Open a tree; see `Workspace.open`."""
    return Workspace.open(root, config_file, overrides=overrides, cache=cache)


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
    cache: Path | bool | None = None,
) -> Report:
    """Check a tree once.

    Args:
        root: the repository root.
        config_file: its configuration file; None means the defaults.
        only: paths to report on; see `Workspace.check`.
        since: report only what the commit of this name does not have.
        baseline: leave out what the baseline file accepts.
        overlay: contents that replace those on disk, by path.
        overrides: configuration values that override the file.
        today: the date on which dates are judged (`YYYY-MM-DD`); None means now.
        cache: a directory, True for the default location, None to disable.

    Raises:
        DoclintError: a mistake in the configuration, nothing to check, or no such revision.
    """
    with Workspace.open(root, config_file, overrides=overrides, cache=cache, today=today) as workspace:
        for path, data in (overlay or {}).items():
            workspace.update(path, data)
        report = workspace.check(only=only, since=since, baseline=baseline)
        return report._replace(frames=dict(report.frames))  # of the files as they were checked
