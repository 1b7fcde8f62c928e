"""`doclint new` and `doclint next`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from doclint.cli.common import locate, use_colour
from doclint.cli.options import project_options
from doclint.cli.outcome import EXIT_CLEAN, deliver_diff, print_error
from doclint.errors import DoclintError
from doclint.formats.escape import printable
from doclint.formats.names import as_line, as_slug

_AGAINST = click.option(
    "--against", multiple=True, metavar="REV", help="IDs in this revision are taken, too (origin/main)."
)


@click.command("new")
@click.argument("kind")
@click.argument("slug")
@project_options
@click.option("--title", help="The title (default: made of SLUG).")
@click.option(
    "--for",
    "others",
    multiple=True,
    metavar="ID",
    help="A document that it belongs to; both link one another.",
)
@_AGAINST
@click.option("--dry-run", is_flag=True, help="Print what would be written as a diff, and write nothing.")
def command(
    kind: str,
    slug: str,
    root: Path | None,
    config: Path | None,
    isolated: bool,
    title: str | None,
    others: tuple[str, ...],
    against: tuple[str, ...],
    dry_run: bool,
) -> int:
    """Write a new document of KIND with the next free ID, from the template of its kind.

    Title, owner (from git), date and status are filled in, the manifest and the index that must list it get
    their entries. Existing documents get links, and keep everything else.
    """
    from doclint.engine.creating import Creator, kind_named, next_id
    from doclint.engine.workspace import Workspace
    from doclint.tree.git import run_git

    name = as_slug(slug)
    top, file = locate(root, config, isolated)
    with Workspace.open(top, file) as workspace:
        for line in workspace.recover():
            print_error(printable(line))
        project = workspace.project()
        chosen = kind_named(project, kind)
        id_ = next_id(workspace, project, chosen, against)
        words = title or re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[-_]+", " ", name).strip()
        words = as_line(words[:1].upper() + words[1:], "the title")
        new = Creator(workspace, project, chosen, workspace.today).create(
            id_, name, words, tuple(dict.fromkeys(others))
        )
        if dry_run:
            from doclint.edit.diff import unified_diff

            deliver_diff(unified_diff(new.changes), None, coloured=use_colour("auto"))
        else:
            left = workspace.journal.write(new.changes).left
            if left:
                raise DoclintError("changed in the meantime; it does not link the new document", left[0])
            if workspace.setup.files.tracked is not None:
                run_git(workspace.root, "add", "--", new.path)  # as it links and is linked
            click.echo(printable(new.path))
    for line in new.notes:
        print_error(printable(line))
    return EXIT_CLEAN


@click.command("next")
@click.argument("kind")
@project_options
@_AGAINST
def next_command(
    kind: str, root: Path | None, config: Path | None, isolated: bool, against: tuple[str, ...]
) -> int:
    """Print the next free ID of KIND.

    It follows the highest in use: by documents, by manifest entries, in the revisions given, by documents
    that git knows were deleted, and by retired IDs.
    """
    from doclint.engine.creating import kind_named, next_id
    from doclint.engine.workspace import Workspace

    top, file = locate(root, config, isolated)
    with Workspace.open(top, file) as workspace:
        project = workspace.project()
        click.echo(next_id(workspace, project, kind_named(project, kind), against))
    return EXIT_CLEAN
