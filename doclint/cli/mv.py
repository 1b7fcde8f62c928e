"""`doclint mv`."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from doclint.cli.common import locate, relative_to_root, use_colour
from doclint.cli.options import project_options
from doclint.cli.outcome import EXIT_ABNORMAL, EXIT_CLEAN, deliver_diff, print_error
from doclint.errors import DoclintError
from doclint.formats.escape import printable
from doclint.formats.names import as_line, as_slug

if TYPE_CHECKING:
    from doclint.edit.renaming import Renaming
    from doclint.engine.moving import HeadingChange, MovePlan, Mover
    from doclint.engine.workspace import Workspace
    from doclint.link.model import Document
    from doclint.link.project import Project

_SHOWN = 10


@click.command("mv")
@click.argument("old", required=False)
@click.argument("new", required=False)
@project_options
@click.option("--slug", metavar="NAME", help="Give the document OLD another name, and keep its ID.")
@click.option(
    "--since", metavar="REV", help="Mend the references to files that git says were moved since REV."
)
@click.option("--dry-run", is_flag=True, help="Print the plan and the diff, and write nothing.")
def command(
    old: str | None,
    new: str | None,
    root: Path | None,
    config: Path | None,
    isolated: bool,
    slug: str | None,
    since: str | None,
    dry_run: bool,
) -> int:
    """Move or rename a document, a folder, an ID or a heading, with every reference to it.

    OLD and NEW are paths (`doclint mv docs/a.md guides/`), IDs (`doclint mv OP007 OP012`), or a document's
    heading and its new text (`doclint mv docs/a.md#old-heading '#New heading'`).

    References of every kind are rewritten in their own style: links, definitions, images, HTML, front matter,
    manifests, paths and IDs in prose and code. Files that rules tie to the document by its name follow.
    doclint proves the plan on the tree as it will be before it writes; git moves what it tracks.
    """
    from doclint.engine.moving import Mover
    from doclint.engine.workspace import Workspace

    top, file = locate(root, config, isolated)
    with Workspace.open(top, file) as workspace:
        for line in workspace.recover():
            print_error(printable(line))
        heading: HeadingChange | None = None
        if since is not None:
            if old or new or slug:
                raise DoclintError("--since takes no OLD, NEW or --slug: git tells what was moved")
            mover, renaming = _moved_since(workspace, since)
        elif old is None or (new is None) == (slug is None):
            raise DoclintError("give OLD and NEW, OLD and --slug, or --since")
        else:
            mover = Mover(workspace)
            renaming, heading = _asked_for(workspace, mover, top, old, new, slug)
        plan = mover.plan(renaming, heading)
        _refuse_unproven(plan)
        told = _told(plan)
        if dry_run:
            from doclint.edit.diff import unified_diff

            for line in told:
                print_error(printable(line))
            deliver_diff(unified_diff(plan.changes, plan.renamed), None, coloured=use_colour("auto"))
            return EXIT_CLEAN
        left = workspace.journal.write(plan.changes, plan.moves).left
        for line in told:
            click.echo(printable(line))
        for line in (
            *_after(workspace, plan),
            *(f"'{path}' changed in the meantime; left alone" for path in left),
        ):
            print_error(printable(line))
    return EXIT_ABNORMAL if left else EXIT_CLEAN


def _asked_for(
    workspace: Workspace, mover: Mover, top: Path, old: str, new: str | None, slug: str | None
) -> tuple[Renaming, HeadingChange | None]:
    """What OLD, NEW and --slug mean.

    Raises:
        DoclintError: they mean nothing that can be done.
    """
    from doclint.edit.renaming import Renaming
    from doclint.engine.moving import HeadingChange, must_be_inside, renaming_of, with_slug

    project = mover.project
    name, hash_, fragment = old.partition("#")
    if hash_ and new is not None and new.startswith("#"):
        path = _path(top, name)
        if not project.is_document(path):
            raise DoclintError(f"'{name}' is no document")
        text = as_line(new[1:], "the new heading")
        if text == text.lower() and " " not in text:
            text = text.replace("-", " ").capitalize()  # a slug was given
        _must_be_clean(workspace, [path])
        return Renaming({}, {}, {}, {}, {}), HeadingChange(path, fragment, text)
    folders: dict[str, str] = {}
    document = _document(mover, old)
    if slug is not None:
        if document is None:
            raise DoclintError(f"'{old}' is no document")
        files, folders = with_slug(workspace, document, document.id, as_slug(slug))
    elif document is not None and _is_id_of(project, document, new or "") and not _is_path(top, new or ""):
        _must_be_new(project, new or "")
        files, folders = with_slug(workspace, document, new or "", "")
    else:
        named = document is not None and not _is_path(top, old)
        if named and "/" not in (new or "") and "." not in (new or ""):
            raise DoclintError(f"'{new}' is neither a path nor an ID that '{old}' could have")
        source = document.path if document is not None and named else old
        files, folders = _of_paths(workspace, top, source, new or "")
    if all(a == b for a, b in files.items()):
        raise DoclintError("that is its name already")
    renaming = renaming_of(project, files, folders)
    for _, new_id in renaming.ids.values():
        if new_id in _retired(project):
            raise DoclintError(f"the ID {new_id} is retired: {_retired(project)[new_id]}")
    must_be_inside(workspace, renaming)
    _must_be_free(workspace, renaming)
    _must_be_clean(workspace, renaming.files)
    return renaming, None


def _document(mover: Mover, name: str) -> Document | None:
    """The one document that an ID, or an ID with a name, means; None where the name is none of those.

    Raises:
        DoclintError: several documents carry the ID.
    """
    project = mover.project
    holders = project.holders(name)
    if len(holders) > 1:
        paths = ", ".join(f"'{d.path}'" for d in holders)
        raise DoclintError(f"{len(holders)} documents carry the ID {name}: {paths}; name one by its path")
    return holders[0] if holders else project.document(name) or project.resolver.document_named(name)


def _is_id_of(project: Project, document: Document, text: str) -> bool:
    """Whether a text is an ID that a document of this one's kind may have."""
    patterns = project.kinds.patterns(document.kind)
    numbers = ((p, text[len(p.prefix) :]) for p in patterns if p.prefix and text.startswith(p.prefix))
    fits = any(n.isdecimal() and n.isascii() and p.width in (0, len(n)) for p, n in numbers)
    return fits or project.kinds.kind_of_id(text) == document.kind


def _must_be_new(project: Project, id_: str) -> None:
    holders = project.holders(id_)
    if holders:
        raise DoclintError(f"the ID {id_} is taken by '{holders[0].path}'")


def _retired(project: Project) -> dict[str, str]:
    return {project.kinds.canonical(id_): told for id_, told in project.config.retired.items()}


def _is_path(top: Path, name: str) -> bool:
    return Path(name).exists() or (top / name).exists()


def _path(top: Path, name: str) -> str:
    """A path as given, seen from the current folder or from the root."""
    here = Path(name)
    return relative_to_root(here if here.exists() or not (top / name).exists() else top / name, top)


def _of_paths(workspace: Workspace, top: Path, old: str, new: str) -> tuple[dict[str, str], dict[str, str]]:
    """Files and folders (old path -> new path) that the move of one path means."""
    files = workspace.setup.files
    source = _path(top, old)
    target = relative_to_root(Path(new), top).removeprefix("./").removesuffix(".")
    if not files.exists(source):
        raise DoclintError(f"'{old}' is neither a path nor an ID of this tree")
    if files.is_folder(target) and target != source:
        target = f"{target}/{source.rpartition('/')[2]}".lstrip("/")
    elif new.endswith("/"):
        target = f"{target}/{source.rpartition('/')[2]}"
    if files.is_file(source):
        return {source: target}, {}
    if f"{target}/".startswith(f"{source}/"):
        raise DoclintError(f"'{source}' cannot move into itself")
    below = [path for path in files.files if path.startswith(f"{source}/")]
    return {path: target + path[len(source) :] for path in below}, {source: target}


def _must_be_free(workspace: Workspace, renaming: Renaming) -> None:
    for old, new in renaming.files.items():
        taken = workspace.setup.files.exists(new) or os.path.lexists(workspace.root / new)
        if taken and new not in renaming.files and old.casefold() != new.casefold():
            raise DoclintError(f"'{new}' exists already")


def _must_be_clean(workspace: Workspace, paths: Iterable[str]) -> None:
    """What is to be moved must be as it was committed: the move must be all that happens to it."""
    from doclint.tree.git import GitError, run_git, without_filters

    if workspace.setup.files.tracked is None:
        return
    try:
        raw = (*without_filters(workspace.root), "status", "--ignore-submodules=dirty")
        out = run_git(workspace.root, *raw, "--porcelain", "-z", "--untracked-files=no", "--", *paths)
    except GitError as error:
        raise DoclintError(f"git cannot tell whether it is clean: {error}") from None
    dirty = [os.fsdecode(item[3:]) for item in out.split(b"\0") if item]
    if dirty:
        raise DoclintError(f"'{dirty[0]}' has changes that are not committed: commit or stash them first")


def _moved_since(workspace: Workspace, revision: str) -> tuple[Mover, Renaming]:
    from doclint.engine.moving import Mover, renaming_of
    from doclint.tree.git import GitError
    from doclint.tree.revision import begin_changes, changes, find_commit

    try:
        commit, _ = find_commit(workspace.root, revision)
        found = changes(begin_changes(workspace.root, commit))
    except GitError as error:
        raise DoclintError(f"no revision '{revision}': {error}") from None
    files = workspace.setup.files
    moved = {
        c.old: c.new for c in found if c.status == "R" and files.is_file(c.new) and not files.is_file(c.old)
    }
    if not moved:
        raise DoclintError(f"git knows of no file that was moved since {revision}")
    mover = Mover(workspace, moved)
    folders = _folders_of(moved, files.folders)
    return mover, renaming_of(mover.project, moved, folders)._replace(files=moved)


def _folders_of(moved: dict[str, str], folders: Collection[str]) -> dict[str, str]:
    """Folders that are gone, all of whose files moved to one other folder."""
    found: dict[str, set[str]] = {}
    for old, new in moved.items():
        above, below = old, new
        while above and below and above.rpartition("/")[2] == below.rpartition("/")[2]:
            above, below = above.rpartition("/")[0], below.rpartition("/")[0]
            if above and above not in folders:
                found.setdefault(above, set()).add(below)
    return {old: min(news) for old, news in sorted(found.items()) if len(news) == 1}


def _refuse_unproven(plan: MovePlan) -> None:
    """Nothing is written where a reference would lead elsewhere afterwards."""
    if plan.unwritable:
        first = plan.unwritable[0]
        more = f", and {len(plan.unwritable) - 1} more" if len(plan.unwritable) > 1 else ""
        message = f"'{first.target}' cannot be written so that it leads to '{first.meant}'{more}"
        raise DoclintError(f"{message}; nothing is changed", first.path, first.line)
    broken = [f for f in plan.findings if f.severity == "error" and f.code.startswith(("DL1", "DL2"))]
    if broken:
        d = broken[0].diagnostic
        raise DoclintError(
            f"afterwards there would be {broken[0].code}: {d.message}; nothing is changed",
            d.path,
            d.span.line,
        )


def _told(plan: MovePlan) -> list[str]:
    from doclint.formats.plural import many

    lines = [f"{move.old} -> {move.new}" for move in plan.moves]
    lines += [f"{old} is {new}" for old, new in plan.renaming.ids.values()]
    lines.append(f"{many(plan.references, 'reference')} rewritten in {many(len(plan.changes), 'file')}")
    return lines


def _after(workspace: Workspace, plan: MovePlan) -> list[str]:
    """What people should know: findings that the move brings, and places that doclint does not rewrite."""
    lines = [
        f"{f.severity} {f.code} {f.diagnostic.path}:{f.diagnostic.span.line}: {f.diagnostic.message}"
        for f in plan.findings[:_SHOWN]
    ]
    if len(plan.findings) > _SHOWN:
        lines.append(f"and {len(plan.findings) - _SHOWN} more findings that were not there before")
    project = workspace.project()
    for old, new in plan.renaming.ids.values():
        if all(document.path in plan.renaming.files for document in project.holders(old)):
            lines.append(f'to keep {old} from being used again: retired = {{ {old} = "now {new}" }}')
    return [*lines, *_other_places(workspace, plan)]


def _other_places(workspace: Workspace, plan: MovePlan) -> list[str]:
    """Lines that spell an old path or name all the same: in source files, fenced code, records."""
    from doclint.tree.git import GitError, run_git

    ids = {old for old, _ in plan.renaming.ids.values()}
    words = sorted({*plan.renaming.files, *plan.renaming.names, *ids} - {""})
    if not words or workspace.setup.files.tracked is None or len(words) > 200:
        return []
    patterns = [part for word in words for part in ("-e", word)]
    try:
        out = run_git(workspace.root, "grep", "-n", "-I", "-F", "--full-name", *patterns)
    except GitError:
        return []  # git grep fails where it finds nothing
    found = out.decode("utf-8", "replace").splitlines()
    shown = [f"left as it is: {line[:160]}" for line in found[:_SHOWN]]
    return shown + ([f"left as they are: {len(found) - _SHOWN} more lines"] if len(found) > _SHOWN else [])
