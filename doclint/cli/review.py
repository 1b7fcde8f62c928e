"""`doclint review`."""

from __future__ import annotations

from pathlib import Path

import click

from doclint.cli.common import locate
from doclint.cli.options import project_options
from doclint.errors import DoclintError, did_you_mean


@click.command("review")
@click.argument("documents", nargs=-1)
@project_options
def command(documents: tuple[str, ...], root: Path | None, config: Path | None, isolated: bool) -> int:
    """Record that the declared dependencies of DOCUMENTS (IDs or paths; all) were reviewed."""
    from doclint.api import build
    from doclint.edit.write import replace_file
    from doclint.link.links import Links
    from doclint.link.manifest import document_named
    from doclint.link.review import LOCK_NAME, declared, dump_lock, normative_digest, parse_lock
    from doclint.setup import prepare
    from doclint.tree.read import Unreadable

    setup = prepare(*locate(root, config, isolated))
    project = build(setup)
    wanted = set()
    for name in documents:
        document = document_named(name, project.symbols)
        if document is None:
            near = did_you_mean(name, [*project.symbols.by_id, *project.documents])
            raise DoclintError(f"no document '{name}'" + (f" ({near})" if near else ""))
        wanted.add(document.path)
    file = setup.files.root / LOCK_NAME
    old = parse_lock(file.read_bytes(), LOCK_NAME) if file.is_file() else {}
    entries: dict[tuple[str, str], str] = {}
    renewed = 0
    for edge in declared(project, Links(project)):
        pair = (edge.source, edge.target)
        if wanted and edge.source not in wanted:
            # Not asked about: what is on record stays; a dependency that is gone leaves the record.
            if pair in old:
                entries[pair] = old[pair]
            continue
        try:
            entries[pair] = normative_digest(project.read(edge.target))
        except Unreadable as error:
            raise DoclintError(str(error), edge.target) from None
        renewed += entries[pair] != old.get(pair)
    if entries != old or not file.is_file():
        replace_file(file, dump_lock(entries), LOCK_NAME)
    click.echo(f"doclint: {renewed} of {len(entries)} dependencies renewed in '{LOCK_NAME}'", err=True)
    return 0
