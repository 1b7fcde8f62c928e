"""`doclint review`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options


@click.command("review")
@click.argument("documents", nargs=-1)
@project_options
def command(documents: tuple[str, ...], root: Path | None, config: Path | None, isolated: bool) -> int:
    """Record that the declared dependencies of DOCUMENTS were reviewed (IDs or paths; default: all)."""
    from doclint.api import open_workspace
    from doclint.edit.write import replace_file
    from doclint.formats.confined import exists, must_read
    from doclint.trace.review import LOCK_NAME, dump_lock, parse_lock, renew

    with open_workspace(*locate(root, config, isolated)) as workspace:
        file = workspace.root / LOCK_NAME
        there = exists(file)
        old = parse_lock(must_read(file, (workspace.root,), LOCK_NAME), LOCK_NAME) if there else {}
        entries = renew(workspace.project(), documents, old)
    renewed = sum(entry != old.get(pair) for pair, entry in entries.items())
    if entries != old or not there:
        replace_file(file, dump_lock(entries), LOCK_NAME, file.parent)
    plural = "dependency review" if len(entries) == 1 else "dependency reviews"
    click.echo(f"doclint: recorded {renewed} of {len(entries)} {plural} in '{LOCK_NAME}'", err=True)
    return 0
