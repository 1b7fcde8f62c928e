"""Everything a run looked at, as paths to `lstat`: the other half of the replay."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import doclint
from doclint.config.data import rules_root
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, run_git
from doclint.tree.status import Status
from doclint.tree.walk import SKIPPED

# A hook may be given another index than the repository's own.
_GIT_PLACES = ("--absolute-git-dir", "--git-common-dir", "--git-path", "index")


def input_paths(
    files: FileSet, read: Iterable[str], others: Iterable[Path]
) -> tuple[list[bytes], list[bytes], dict[bytes, Status]] | None:
    """The absolute paths whose state decides a run's output.

    Args:
        files: the tree that was listed.
        read: the paths below its root whose content was read.
        others: further files: configuration, rule pages, packs (they may lie elsewhere or not exist).

    Returns:
        Git's state and folders; files; and what the listing knows of their states. None where that cannot be
        pinned down.
    """
    root = os.fsencode(files.root)
    ignores = (".gitignore", ".gitattributes", ".gitmodules")
    wanted = [*read, *(path for path in files.files if path.rpartition("/")[2] in ignores)]
    paths: dict[bytes, None] = {}
    seen: dict[bytes, Status] = {}
    for path in wanted:
        full = root + b"/" + os.fsencode(path)
        paths[full] = None
        status = files.files.get(path)
        if status is not None:
            seen[full] = status
        if path in files.links:
            paths[os.path.realpath(full)] = None
    found = _folders(files)
    if found is None:
        return None
    folders, hidden = found
    first: dict[bytes, None] = {os.fsencode(path): None for path in _git_state(files.root)}
    for path in hidden:
        paths[root + b"/" + os.fsencode(path)] = None
    for folder in folders:
        first[root + b"/" + os.fsencode(folder) if folder else root] = None
    for other in [*others, *_own_files()]:
        first[os.fsencode(other)] = None
    return list(first), [path for path in paths if path not in first], seen


def _folders(files: FileSet) -> tuple[list[str], list[str]] | None:
    """Folders in which a file could appear that the next listing would see, and hidden `.gitignore` files.

    Folders that hold no listed file may be ignored by git, or simply empty: git is asked about those. A
    `.gitignore` may ignore itself: no listing has it, and yet it decides what is listed.
    """
    known = set(files.folders)
    strange: list[str] = []
    hidden: list[str] = []

    def look(folder: str) -> Iterator[str]:
        """The folders in a folder."""
        with os.scandir(files.root / folder if folder else files.root) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.name == ".gitignore" and path not in files.files:
                    hidden.append(path)
                elif entry.is_dir(follow_symlinks=False) and entry.name != ".git":
                    yield path

    try:
        for folder in known:
            strange += [path for path in look(folder) if path not in known]
    except OSError:
        return None
    if files.tracked is None:
        strange = [path for path in strange if path.rpartition("/")[2] not in SKIPPED]
    elif strange:
        strange = _not_ignored(files.root, strange)
    found = list(known)
    while strange:
        folder = strange.pop()
        found.append(folder)
        try:
            strange += look(folder)
        except OSError:
            return None
        if len(found) > 200_000:
            return None
    return sorted(found), hidden


def _not_ignored(root: Path, folders: list[str]) -> list[str]:
    import subprocess

    # Without a slash at the end, after which git would take a folder's own list to be about the folder.
    data = b"\0".join(map(os.fsencode, folders)) + b"\0"
    try:
        done = subprocess.run(
            ["git", "check-ignore", "-z", "--stdin"], cwd=root, input=data, capture_output=True, check=False
        )
    except OSError:
        return folders
    ignored = {os.fsdecode(item) for item in done.stdout.split(b"\0") if item}
    return [folder for folder in folders if folder not in ignored]


def _git_state(root: Path) -> list[Path]:
    """Git's own files that decide what is tracked, what is ignored, and when a file last changed."""
    try:
        out = run_git(root, "rev-parse", *_GIT_PLACES, "--symbolic-full-name", "HEAD")
    except GitError:
        try:
            out = run_git(root, "rev-parse", *_GIT_PLACES)
        except GitError:
            return [root / ".git"]
    lines = [os.fsdecode(line) for line in out.split(b"\n") if line]
    git_dir, common, index = Path(lines[0]), root / lines[1], root / lines[2]
    ref = lines[3] if len(lines) > 3 else "HEAD"
    config_home = Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())
    return [
        root / ".git",
        index,
        git_dir / "HEAD",
        common / ref,
        common / "packed-refs",
        common / "shallow",
        common / "config",
        common / "info" / "exclude",
        Path("~/.gitconfig").expanduser(),
        config_home / "git" / "config",
        config_home / "git" / "ignore",
        *_excludes(root),
    ]


def _excludes(root: Path) -> list[Path]:
    """The file of ignored names that somebody's configuration of git points at, if it does."""
    try:
        named = run_git(root, "config", "--type=path", "--get", "core.excludesFile")
    except GitError:
        return []  # none is configured
    return [root / os.fsdecode(named.rstrip(b"\n"))]


def _own_files() -> list[Path]:
    """doclint's code and data: an editable checkout changes without a new version."""
    found: list[Path] = []
    for top in (Path(doclint.__file__).parent, rules_root()):
        for folder, names, files in os.walk(top):
            names[:] = [name for name in names if name != "__pycache__"]
            found.append(Path(folder))
            found += [Path(folder, name) for name in files]
    return found
