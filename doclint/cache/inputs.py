"""Everything a run looked at, as paths to `lstat`: the other half of the replay."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import doclint
from doclint.config.data import rules_root
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, run_git
from doclint.tree.status import Status
from doclint.tree.walk import SKIPPED


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
    folders = _folders(files)
    if folders is None:
        return None
    first: dict[bytes, None] = {os.fsencode(path): None for path in _git_state(files.root)}
    for folder in folders:
        first[root + b"/" + os.fsencode(folder) if folder else root] = None
    for other in [*others, *_own_files()]:
        first[os.fsencode(other)] = None
    return list(first), [path for path in paths if path not in first], seen


def _folders(files: FileSet) -> list[str] | None:
    """Every folder in which a file could appear that the next listing would see.

    Folders that hold no listed file may be ignored by git, or simply empty: git is asked about those.
    """
    known = set(files.folders)
    strange: list[str] = []
    for folder in known:
        try:
            with os.scandir(files.root / folder if folder else files.root) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False) and entry.name != ".git":
                        path = f"{folder}/{entry.name}" if folder else entry.name
                        if path not in known:
                            strange.append(path)
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
            with os.scandir(files.root / folder) as entries:
                strange += [f"{folder}/{e.name}" for e in entries if e.is_dir(follow_symlinks=False)]
        except OSError:
            return None
        if len(found) > 200_000:
            return None
    return sorted(found)


def _not_ignored(root: Path, folders: list[str]) -> list[str]:
    import subprocess

    data = b"\0".join(os.fsencode(f) + b"/" for f in folders) + b"\0"
    try:
        done = subprocess.run(
            ["git", "check-ignore", "-z", "--stdin"], cwd=root, input=data, capture_output=True, check=False
        )
    except OSError:
        return folders
    ignored = {os.fsdecode(item).rstrip("/") for item in done.stdout.split(b"\0") if item}
    return [folder for folder in folders if folder not in ignored]


def _git_state(root: Path) -> list[Path]:
    """Git's own files that decide what is tracked, what is ignored, and when a file last changed."""
    try:
        out = run_git(
            root, "rev-parse", "--absolute-git-dir", "--git-common-dir", "--symbolic-full-name", "HEAD"
        )
    except GitError:
        try:
            out = run_git(root, "rev-parse", "--absolute-git-dir", "--git-common-dir")
        except GitError:
            return [root / ".git"]
    lines = [os.fsdecode(line) for line in out.split(b"\n") if line]
    git_dir, common = Path(lines[0]), (root / lines[1])
    ref = lines[2] if len(lines) > 2 else "HEAD"
    config_home = Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())
    return [
        root / ".git",
        git_dir / "index",
        git_dir / "HEAD",
        common / ref,
        common / "packed-refs",
        common / "shallow",
        common / "config",
        common / "info" / "exclude",
        Path("~/.gitconfig").expanduser(),
        config_home / "git" / "config",
        config_home / "git" / "ignore",
    ]


def _own_files() -> list[Path]:
    """doclint's code and data: an editable checkout changes without a new version."""
    found: list[Path] = []
    for top in (Path(doclint.__file__).parent, rules_root()):
        for folder, names, files in os.walk(top):
            names[:] = [name for name in names if name != "__pycache__"]
            found.append(Path(folder))
            found += [Path(folder, name) for name in files]
    return found
