"""What commits did to paths, oldest first: removals, renames, and who touched what last.

Along the first parents, each merge compared with its first parent, for what a branch did inside does not
matter to those who see its result; or in all commits, for what only a branch knew.
"""

from __future__ import annotations

import json
import zlib
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from doclint.history.memo import Memo
from doclint.history.model import Commit
from doclint.link.paths import folder_of
from doclint.tree.git import GitError, run_git

# -O: no order of files, whose list may be missing. -l0: no limit for inexact renames. `-m --first-parent`
# compares a merge with its first parent.
_LOG = (
    *("log", "-O/dev/null", "--reverse", "--topo-order", "-M50%", "-l0"),
    *("--name-status", "-z", "--relative"),
)
_FORMAT = "--format=%x01%H%x02%P%x02%cs%x02%an%x02%s"
_FIRST_PARENT = ("--first-parent", "-m")
_LATEST, _ALL = b"moves", b"moves of all commits "


class Removal(NamedTuple):
    """A path that a commit removed.

    Attributes:
        at: the place of the commit.
        to: its new path, or empty.
        alike: how much of the content is the same, in percent.
    """

    at: int
    to: str
    alike: int = 100


class Moves:
    """The history of paths up to a commit.

    Args:
        commits: along the first parents, oldest first.
        removals: path -> what removed it, oldest first.
        touched: path -> the last commit that touched it, by its place among the commits.
        merges: whether one of the commits is a merge.
    """

    def __init__(
        self,
        commits: list[Commit],
        removals: dict[str, list[Removal]],
        touched: dict[str, int],
        *,
        merges: bool = False,
    ) -> None:
        self.commits, self.removals, self.touched = commits, removals, touched
        self.places = {commit.hash: at for at, commit in enumerate(commits)}
        self.merges = merges

    @classmethod
    def of_all_commits(cls, root: Path, head: str, cut: bytes, memo: Memo, seconds: float | None) -> Moves:
        """The history of all commits that lead to a commit.

        Raises:
            GitError: git failed.
        """
        key = _ALL + cut + head.encode("ascii")
        kept = memo.get(key)
        found = cls._decode(kept) if kept is not None else None
        if found is None:
            found = cls([], {}, {})
            found._extend(run_git(root, *_LOG, _FORMAT, head, seconds=seconds))
            memo.put(key, found._encode())
        return found

    @classmethod
    def read(cls, root: Path, head: str, cut: bytes, memo: Memo, seconds: float | None) -> Moves:
        """The history along the first parents of a commit; extends the one that is kept.

        Args:
            root: the root of the tree.
            head: the commit.
            cut: where the history of a shallow clone ends.
            memo: where it is kept.
            seconds: for git; None for as many as it takes.

        Raises:
            GitError: git failed, or took longer.
        """
        key = _LATEST + cut
        kept = memo.get(key)
        old = cls._decode(kept) if kept is not None else None
        if old is not None and old.commits and old.commits[-1].hash == head:
            return old
        if old is not None and old.commits:
            try:
                out = run_git(
                    root, *_LOG, *_FIRST_PARENT, _FORMAT, f"{old.commits[-1].hash}..{head}", seconds=seconds
                )
            except GitError:  # it was rebased away, and collected
                out = b""
            first = out.partition(b"\x01")[2].partition(b"\0")[0].split(b"\x02")
            if len(first) > 1 and first[1].split()[:1] == [old.commits[-1].hash.encode()]:
                old._extend(out)
                memo.put(key, old._encode())
                return old
        new = cls([], {}, {})
        new._extend(run_git(root, *_LOG, *_FIRST_PARENT, _FORMAT, head, seconds=seconds))
        memo.put(key, new._encode())
        return new

    def _extend(self, log: bytes) -> None:
        fields = iter(log.decode("utf-8", "surrogateescape").split("\0"))
        for field in fields:
            text = field.lstrip("\n")
            if text.startswith("\x01"):
                hash_, parents, date, author, subject = text[1:].split("\x02", 4)
                self.merges = self.merges or " " in parents
                self.places[hash_] = len(self.commits)
                self.commits.append(Commit(hash_, date, author, subject))
            elif text:
                at = len(self.commits) - 1
                path = next(fields)
                self.touched[path] = at
                if text[0] in "RC":
                    to = next(fields)
                    self.touched[to] = at
                    if text[0] == "R":
                        alike = int(text[1:]) if text[1:].isdecimal() else 0
                        self.removals.setdefault(path, []).append(Removal(at, to, alike))
                elif text[0] == "D":
                    self.removals.setdefault(path, []).append(Removal(at, ""))

    def _encode(self) -> bytes:
        data = [self.commits, self.removals, self.touched, self.merges]
        return zlib.compress(json.dumps(data, separators=(",", ":")).encode("ascii"), 1)

    @classmethod
    def _decode(cls, data: bytes) -> Moves | None:
        try:
            commits, removals, touched, merges = json.loads(zlib.decompress(data))
        except (ValueError, zlib.error):
            return None
        found = {path: [Removal(*item) for item in items] for path, items in removals.items()}
        return cls([Commit(*commit) for commit in commits], found, touched, merges=merges)

    # Derived when they are first asked for, after the last commit was read.

    @cached_property
    def _known(self) -> set[str]:
        """The files and folders that a commit had."""
        known = set(self.touched)
        for touched in self.touched:
            folder = folder_of(touched)
            while folder and folder not in known:
                known.add(folder)
                folder = folder_of(folder)
        return known

    @cached_property
    def _taken(self) -> set[str]:
        """The paths that got the file of another."""
        return {removal.to for removals in self.removals.values() for removal in removals}

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        """Base name -> the removed paths that have it."""
        found: dict[str, list[str]] = {}
        for path in self.removals:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        """Folder -> the removed paths below it."""
        found: dict[str, list[str]] = {}
        for path in self.removals:
            folder = folder_of(path)
            while folder:
                found.setdefault(folder, []).append(path)
                folder = folder_of(folder)
        return found

    def has_known(self, path: str) -> bool:
        """Whether a commit had a file or a folder at a path."""
        return path in self._known

    def was_renamed(self, path: str) -> bool:
        """Whether a commit gave a path the file of another."""
        return path in self._taken

    def removed_as(self, name: str) -> list[str]:
        """The paths of this base name that a commit removed."""
        return self._by_name.get(name, [])

    def last_removal(self, path: str) -> Removal | None:
        """What removed a path, or a folder with all that was in it, last; None where nothing did."""
        direct = self.removals.get(path)
        return direct[-1] if direct is not None else self._of_folder(path)

    def next_removal(self, path: str, after: int) -> Removal | None:
        """What removed a path first after a commit; None where nothing did."""
        found = (removal for removal in self.removals.get(path, ()) if removal.at > after)
        return next(found, None)

    def _of_folder(self, path: str) -> Removal | None:
        """What removed the last file of a folder; a rename where its files went to one folder."""
        below = {inner: self.removals[inner][-1] for inner in self._by_folder.get(path, ())}
        last = max((removal.at for removal in below.values()), default=-1)
        if last < 0:
            return None
        ends = {
            removal.to[: len(path) - len(inner)] if removal.to.endswith(inner[len(path) :]) else ""
            for inner, removal in below.items()
            if removal.at == last and removal.to
        }
        return Removal(last, ends.pop() if len(ends) == 1 else "")
