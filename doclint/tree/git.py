"""What git knows of a work tree. Every call is one subprocess; none writes."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import IO

from doclint.errors import DoclintError
from doclint.formats.confined import Refused, read_confined
from doclint.tree.safe_git import FILTERS, filters_off, git_command, git_environment

IMPORT = 20  # files with which a first commit is an import, not their beginning
PIPE_BYTES = 1 << 20  # what Linux grants everybody
# Whatever the configuration says: all that the system tells of a file counts.
_BY_STAT = ("-c", "core.checkStat=default", "-c", "core.trustctime=true", "-c", "core.ignoreStat=false")
_SMALL = 4096  # bytes of a file that names a commit
SECONDS = 600.0  # that a call may take where no less is said: an excludes file may be a FIFO


class GitError(Exception):
    """Git is missing, failed, or there is no repository; the caller decides what that means."""


class GitTimeout(GitError):
    """Git took longer than it was given."""


def run_git(root: Path, *arguments: str, seconds: float | None = None) -> bytes:
    """The standard output of `git ARGUMENTS` in `root`; within some seconds, if they are given.

    Raises:
        GitError: git cannot be run, it failed, or it took longer; carries the first line of its message.
    """
    return GitProcess(root, *arguments).output(seconds)


class GitProcess:
    """A git command running in the background; `output` waits for it.

    Raises:
        GitError: git cannot be run.
    """

    def __init__(self, root: Path, *arguments: str) -> None:
        self.root, self._name = root, next(word for word in arguments if word[0] != "-" and "=" not in word)
        try:
            self._process = subprocess.Popen(
                git_command(*arguments),
                cwd=root,
                env=git_environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        except OSError as error:
            raise GitError(f"git cannot be run: {error.strerror}") from None
        _widen(self._process.stdout)

    def output(self, seconds: float | None = None) -> bytes:
        """Its standard output.

        Raises:
            GitError: it failed (carries the first line of its message), or took longer than the seconds.
        """
        seconds = SECONDS if seconds is None else seconds
        try:
            out, errors = self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            self.close()
            raise GitTimeout(f"git {self._name} took longer than {seconds:.1f} seconds") from None
        if self._process.returncode:
            message = errors.decode("utf-8", "replace").strip().split("\n")[0]
            raise GitError(message or f"git {self._name} failed")
        return out

    def close(self) -> None:
        """Stop the process, whether its output was read or not."""
        if self._process.returncode is None:
            self._process.kill()
            self._process.communicate()


def without_filters(root: Path) -> tuple[str, ...]:
    """Options for a command that compares the work tree: its contents go through no filter.

    Raises:
        GitError: a filter cannot be turned off.
    """
    try:
        listed = run_git(root, *FILTERS)
    except GitError:
        return ()  # there is none
    try:
        return filters_off(listed)
    except ValueError as error:
        raise GitError(str(error)) from None


def _widen(pipe: IO[bytes] | None) -> None:
    """Enlarge the pipe buffer, so that git need not wait until its output is read."""
    try:
        import fcntl

        if pipe is not None:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    except (ImportError, AttributeError, OSError):
        return  # another system, or this user has too many pipes: git waits


def toplevel(folder: Path) -> Path | None:
    """The root of the work tree that holds `folder`, found without running git; None outside one."""
    for candidate in (folder, *folder.parents):
        if (candidate / ".git").exists():
            return candidate
    return None


def begin_listing(root: Path) -> GitProcess | None:
    """The listing of a work tree, begun; None outside one.

    Raises:
        DoclintError: there is a work tree, and no git.
    """
    top = toplevel(root)
    if top is None:
        return None
    try:
        return GitProcess(root, "ls-files", "-z", "-t", "--cached", "--others", "--exclude-standard")
    except GitError as error:
        raise DoclintError(
            f"'{top}' is a git work tree, but {error}: install git, or add it to PATH"
        ) from None


def refusal(root: Path, error: GitError) -> DoclintError:
    """Why git does not list a work tree, and what to do about it.

    doclint must not fall back to the disk: which files exist there is another question.
    """
    remedy = "repair the repository, or check a copy without '.git'"
    if "dubious ownership" in str(error):
        import shlex

        folder = shlex.quote(str(toplevel(root) or root))
        remedy = f"run: git config --global --add safe.directory {folder}"
    return DoclintError(f"git cannot list the files of '{root}': {error} ({remedy})")


def listed_paths(listing: GitProcess) -> tuple[list[str], list[str], frozenset[str]]:
    """Tracked paths, untracked ones that are not ignored, and those that a sparse checkout leaves out.

    Submodules are listed as one path each (their folder), which is how git sees them.

    Raises:
        GitError: see `run_git`.
    """
    items = os.fsdecode(listing.output()).split("\0")[:-1]
    tracked = [i[2:] for i in items if i[0] != "?"]
    return tracked, [i[2:] for i in items if i[0] == "?"], frozenset(i[2:] for i in items if i[0] == "S")


def clean_blobs(root: Path) -> dict[str, str]:
    """Path -> git's name for the content, of the files below `root` that are as the index has them.

    Git compares what the system tells of a file with what it told when the index was written, and looks at
    the content where that proves nothing (git's `racy-git` notes). What the index assumes to be unchanged is
    left out, and everything is where a filter is configured: files then differ from their blobs. A conversion
    of line ends shows in the size, which the caller compares.

    Raises:
        GitError: see `run_git`.
    """
    if without_filters(root):
        return {}
    listing = GitProcess(root, "ls-files", "-v", "-s", "-z")
    try:
        out = run_git(root, *_BY_STAT, "diff-files", "--name-only", "-z", "--relative", "--ignore-submodules")
    except GitError:
        listing.close()
        raise
    differing = set(os.fsdecode(out).split("\0"))
    found = {}
    for item in os.fsdecode(listing.output()).split("\0"):
        head, _, path = item.partition("\t")
        tag, _, rest = head.partition(" ")
        if tag == "H" and rest.startswith("100") and rest.endswith(" 0") and path not in differing:
            found[path] = rest[7:-2]
    return found


def staged_contents(root: Path) -> dict[str, bytes]:
    """What the index has of the files below `root` whose content on disk is another.

    Raises:
        GitError: see `run_git`.
    """
    raw = without_filters(root)
    out = run_git(
        root, *raw, "diff-files", "--name-only", "-z", "--relative", "--ignore-submodules", "--no-ext-diff"
    )
    paths = sorted({os.fsdecode(path) for path in out.split(b"\0")[:-1]})
    if run_git(root, "ls-files", "--unmerged", "-z"):
        raise GitError("a merge is not resolved; resolve it and stage the result")
    return {path: run_git(root, "cat-file", "blob", f":./{path}") for path in paths}


def head_commit(root: Path) -> str:
    """The commit that HEAD names.

    Read from git's files where that is simple, for a process takes longer than many runs have.

    Raises:
        GitError: there is none, or git cannot be run.
    """
    try:
        git_dir = root / ".git"
        head = read_confined(git_dir / "HEAD", (git_dir,), _SMALL).decode("ascii").strip()
        if head.startswith("ref: refs/"):
            head = read_confined(git_dir / head[5:], (git_dir,), _SMALL).decode("ascii").strip()
        if len(head) in (40, 64) and set(head) <= set("0123456789abcdef"):
            return head
    except (Refused, UnicodeDecodeError):
        pass  # a folder below the top, a work tree of another repository, packed references
    return run_git(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode("ascii").strip()


def has_commit(root: Path) -> bool:
    """Whether HEAD names a commit."""
    try:
        return bool(head_commit(root))
    except GitError:
        return False


def shallow_commits(root: Path) -> set[str]:
    """The shallow boundary commits; empty for a full clone.

    Raises:
        GitError: see `run_git`.
    """
    git_dir = Path(root, ".git")
    if not git_dir.is_dir():  # a folder below the top, a worktree or a submodule
        git_dir = Path(root, os.fsdecode(run_git(root, "rev-parse", "--git-common-dir").strip()))
    try:
        return set(read_confined(git_dir / "shallow", (git_dir,)).decode("ascii", "replace").split())
    except Refused:
        return set()


def last_changed(root: Path, revision: str = "HEAD") -> tuple[dict[str, str], bool]:
    """The date (`YYYY-MM-DD`, committer's) of the last commit of each path below `root`, as of a revision.

    Returns:
        path -> date, and whether the history is cut (a shallow clone): a date that stands at the
        cut may be too young, so paths last seen there are left out.

    Raises:
        GitError: see `run_git`.
    """
    cut_at = shallow_commits(root)
    out = run_git(
        root, "log", "--format=%x01%H %cs %P", "--name-only", "-z", "--no-renames", "--relative", revision
    )
    dates: dict[str, str] = {}
    date = ""
    begun: list[str] = []  # paths last seen in a commit without parents
    known = first = True
    for item in out.decode("utf-8", "surrogateescape").replace("\n", "\0").split("\0"):
        if item.startswith("\x01"):
            commit, date, *parents = item[1:].split(" ")
            known, first = commit not in cut_at, not any(parents)
        elif item and item not in dates:
            dates[item] = date if known else ""
            begun += [item] if first else []
    if len(begun) > IMPORT:  # the history does not begin with these files: they were brought in
        dates.update(dict.fromkeys(begun, ""))
    return {path: when for path, when in dates.items() if when}, bool(cut_at)
