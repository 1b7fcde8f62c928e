"""`doclint manifest check|diff|sync`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doclint.cli.common import locate, use_colour
from doclint.cli.options import project_options
from doclint.cli.outcome import EXIT_CLEAN, EXIT_FINDINGS, deliver, deliver_diff, print_error
from doclint.errors import DoclintError
from doclint.formats.escape import printable

if TYPE_CHECKING:
    from doclint.engine.workspace import Workspace

RULES = ("DL306", "DL401", "DL402", "DL403", "DL404", "DL405", "DL406", "DL407")


@click.group("manifest")
def command() -> None:
    """Compare manifests with the documents, and let them say what the documents say."""


@command.command("check")
@project_options
def check(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Report where manifests and documents differ; exit 1 if they do."""
    from doclint.cli.common import styler
    from doclint.engine.workspace import Workspace
    from doclint.report.text import text_report

    top, file = locate(root, config, isolated)
    with Workspace.open(top, file) as workspace:
        _must_have_one(workspace)
        report = workspace.check()
        paths = {head.path for head in workspace.project().manifest_heads()}
    found = (f for f in report.findings if f.code in RULES)
    listed = tuple(f for f in found if f.diagnostic.path in paths or f.code == "DL401")
    drift = report._replace(findings=listed)
    deliver(text_report(drift, styler(use_colour("auto"))), None, coloured=use_colour("auto"))
    return EXIT_FINDINGS if drift.findings else EXIT_CLEAN


@command.command("diff")
@project_options
def diff(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Print what `manifest sync` would change as a unified diff; exit 1 if it would change something."""
    from doclint.edit.diff import unified_diff
    from doclint.engine.workspace import Workspace

    top, file = locate(root, config, isolated)
    with Workspace.open(top, file) as workspace:
        _must_have_one(workspace)
        synced = workspace.synced()
    _tell((*synced.left, *synced.failed))
    deliver_diff(unified_diff(synced.changes), None, coloured=use_colour("auto"))
    return EXIT_FINDINGS if synced.changes or synced.failed else EXIT_CLEAN


@command.command("sync")
@project_options
def sync(root: Path | None, config: Path | None, isolated: bool) -> int:
    """Add unlisted documents, repoint or remove entries without a document, and update fields.

    Which side is right where an entry and its document differ is configured for each field ([manifest]
    sync). The order of entries, keys that doclint does not know, and the formatting stay. Exit 1 if something
    could not be read or written; it is named.
    """
    from doclint.engine.workspace import Workspace
    from doclint.formats.plural import many

    top, file = locate(root, config, isolated)
    with Workspace.open(top, file) as workspace:
        _tell(workspace.recover())
        _must_have_one(workspace)
        synced = workspace.synced()
        _, untouched = workspace.apply(synced.changes)
    for line in synced.done:
        click.echo(printable(line))
    _tell(
        [
            *synced.left,
            *synced.failed,
            *(f"'{path}' changed in the meantime; left alone" for path in untouched),
        ]
    )
    print_error(f"{many(len(synced.done), 'change')} in {many(len(synced.changes), 'file')}")
    return EXIT_FINDINGS if synced.failed or untouched else EXIT_CLEAN


def _must_have_one(workspace: Workspace) -> None:
    if not workspace.setup.config.manifests:
        raise DoclintError(
            "no manifest is configured ([manifest] in doclint.toml)", workspace.setup.config.source
        )


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print_error(printable(line))
