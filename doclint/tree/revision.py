"""A commit's tree as a file set, read from git's objects: no checkout, no stash, nothing written."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, GitProcess, run_git, without_filters
from doclint.tree.read import Unreadable
from doclint.tree.safe_git import NO_DRIVERS, git_command, git_environment

_LINK = "120000"  # git's mode of a symbolic link


class Change(NamedTuple):
    """A path that differs between a commit and the work tree; `old` and `new` differ for a rename."""

    status: str
    old: str
    new: str


class Revision:
    """The tree of one commit below `root`.

    Args:
        root: a folder of the work tree.
        commit: the commit's full hash.
        listing: of `begin_tree`.

    Raises:
        GitError: git cannot list it.
    """

    def __init__(self, root: Path, commit: str, listing: GitProcess) -> None:
        self.root, self.commit = root, commit
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        # Each "MODE KIND HASH<tab>PATH". Ten thousand: nothing is taken apart that nobody asks for.
        parted = [item.partition("\t") for item in os.fsdecode(listing.output()).split("\0") if item]
        self._blobs = {path: head for head, _, path in parted if " blob " in head}
        links = [path for path, head in self._blobs.items() if head.startswith(_LINK)]
        targets = {path: os.fsdecode(self._read(path)) for path in links}
        self.files = FileSet(root, dict.fromkeys(self._blobs), frozenset(self._blobs), targets, commit)

    def read(self, path: str, limit: int) -> bytes:
        """The bytes of one file of the commit.

        Raises:
            Unreadable: there is none, it is a link, or it is larger than `limit` bytes.
        """
        if path not in self._blobs:
            raise Unreadable("no such file in the commit")
        if path in self.files.links:
            raise Unreadable("a symbolic link that leaves the repository")
        data = self._read(path)
        if len(data) > limit:
            raise Unreadable(f"{len(data):,} bytes, more than the limit of {limit:,} (max-file-size)")
        return data

    def _read(self, path: str) -> bytes:
        if self._process is None or self._owner != os.getpid():
            # A worker that was forked must not read from the pipe of its parent.
            self._owner = os.getpid()
            self._process = subprocess.Popen(
                git_command("cat-file", "--batch"),
                cwd=self.root,
                env=git_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        process = self._process
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(self._blobs[path].rpartition(" ")[2].encode("ascii") + b"\n")
        process.stdin.flush()
        head = process.stdout.readline().split()
        if len(head) != 3:
            # A partial clone that cannot fetch: the object is promised, not here.
            raise Unreadable("git does not have this file's content here")
        data = process.stdout.read(int(head[2]))
        process.stdout.read(1)
        return data

    def blob(self, path: str) -> str:
        """Git's name for the content of a file of the commit; empty where there is none."""
        return self._blobs.get(path, "").rpartition(" ")[2]

    def close(self) -> None:
        """End the reading process."""
        if self._process is not None:
            self._process.communicate()
            self._process = None


def begin_tree(root: Path, commit: str) -> GitProcess:
    """The listing of a commit's tree below `root`, begun.

    Raises:
        GitError: git cannot be run.
    """
    return GitProcess(root, "ls-tree", "-r", "-z", commit)


def find_commit(root: Path, name: str) -> tuple[str, str]:
    """The commit a user means: a revision, or `REV...` for its merge base with HEAD.

    Returns:
        The full hash, and a notice (empty if there is none): where a shallow clone hides the merge base, the
        revision itself is taken.

    Raises:
        GitError: there is no such revision here.
    """
    rev = name.removesuffix("...")
    if rev.startswith("-"):
        raise GitError(f"'{name}' is not a revision")
    commit = run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    found = commit.decode("ascii").strip()
    if rev == name:
        return found, ""
    try:
        return run_git(root, "merge-base", found, "HEAD").decode("ascii").strip(), ""
    except GitError:
        return (
            found,
            f"no merge base of '{rev}' and HEAD in this clone (shallow?): compared with '{rev}' itself",
        )


def is_shallow(root: Path) -> bool:
    """Whether the history of the clone is cut."""
    return run_git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"


def begin_changes(root: Path, *commits: str) -> GitProcess:
    """What differs between a commit and the work tree, or two commits, for `changes`, begun.

    Raises:
        GitError: git cannot be run.
    """
    raw = without_filters(root) if len(commits) == 1 else ()
    return GitProcess(
        root, *raw, "diff", "--name-status", "-z", "-M", *NO_DRIVERS, "--relative", *commits, "--"
    )


def changes(begun: GitProcess) -> list[Change]:
    """What differs among tracked files, renames found.

    Raises:
        GitError: see `run_git`.
    """
    out = begun.output()
    fields = [os.fsdecode(field) for field in out.split(b"\0")]
    found: list[Change] = []
    at = 0
    while at < len(fields) - 1:
        status = fields[at][:1]
        if status in "RC":
            found.append(Change(status, fields[at + 1], fields[at + 2]))
            at += 3
        else:
            found.append(Change(status, fields[at + 1], fields[at + 1]))
            at += 2
    return found
