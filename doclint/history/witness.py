"""Judges broken references by the commits that wrote their lines."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from doclint.history.blame import Origin, origins
from doclint.history.memo import Memo
from doclint.history.model import Claim, Commit, Verdict
from doclint.history.moves import Moves
from doclint.link.paths import folder_of, join
from doclint.tree.git import GitError, run_git, shallow_commits

_HOPS = 50  # renames that are followed one after the other


class Witness:
    """Git's account of one work tree.

    Args:
        root: the root of the tree.
        exists: whether a path is a file or a folder of the tree now.
        content: a digest of a document as it was read.
        memo: what earlier runs were told.
        budget: seconds after which it answers no more.

    Raises:
        GitError: there is no commit, or no git.
    """

    def __init__(
        self,
        root: Path,
        exists: Callable[[str], bool],
        content: Callable[[str], str],
        memo: Memo,
        budget: float,
    ) -> None:
        self._root, self._exists, self._content, self._memo = root, exists, content, memo
        self._until = time.monotonic() + budget
        self._head = run_git(root, "rev-parse", "--verify", "HEAD^{commit}").decode("ascii").strip()
        self._prefix = os.fsdecode(run_git(root, "rev-parse", "--show-prefix")).rstrip("\n")
        self._cut = shallow_commits(root)
        self._moves = Moves.read(root, self._head, memo)
        self._every: Moves | None = None
        self._renamed: dict[str, str] | None = None

    def judge(self, claims: Sequence[Claim]) -> list[Verdict | None]:
        """What history tells of each claim; None where time ran out, or git does not know the file."""
        written: list[tuple[Origin, list[str]] | None] = []
        blamed: dict[str, dict[int, Origin] | None] = {}
        for claim in claims:
            if claim.path not in blamed:
                late = time.monotonic() > self._until
                blamed[claim.path] = None if late else self._blame(claim.path)
            lines = blamed[claim.path]
            origin = lines.get(claim.line) if lines is not None else None
            written.append(None if origin is None else (origin, self._candidates(claim, origin.path)))
        asked = {
            (origin.commit.hash if origin.committed else self._head, path)
            for origin, paths in filter(None, written)
            for path in paths
        }
        there = self._existed(sorted(asked))
        return [None if item is None else self._verdict(*item, there) for item in written]

    def _candidates(self, claim: Claim, former: str) -> list[str]:
        """The paths that a claim may have meant when its file was called `former`."""
        found = _candidates(claim, former)
        namesakes = self._moves.removed_as(claim.target) if claim.anywhere and "/" not in claim.target else []
        return found if len(namesakes) != 1 else [*found, *namesakes]

    def _blame(self, path: str) -> dict[int, Origin] | None:
        at = self._moves.touched.get(path, -1)
        touched = self._moves.commits[at].hash if at >= 0 else ""
        key = f"{self._content(path)} {touched}".encode("utf-8", "surrogatepass")
        try:
            return origins(self._root, path, self._prefix, key, self._memo)
        except GitError:
            return None

    def _existed(self, asked: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
        """Which (commit, path) there were, as files or as folders. One process answers for all."""
        askable = [(commit, path) for commit, path in asked if "\n" not in path]
        names = "".join(f"{commit}:{self._prefix}{path}\n" for commit, path in askable)
        done = subprocess.run(
            ["git", "cat-file", "--batch-check=%(objecttype)"],
            cwd=self._root,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"},
            input=os.fsencode(names),
            capture_output=True,
            check=False,
        )
        answers = done.stdout.split(b"\n")
        found = zip(askable, answers, strict=False)
        return {one for one, answer in found if answer in (b"blob", b"tree", b"commit")}

    def _verdict(self, origin: Origin, paths: Iterable[str], there: set[tuple[str, str]]) -> Verdict:
        commit = origin.commit if origin.committed else None
        then = commit.hash if commit is not None else self._head
        paths = list(paths)
        for path in paths:
            if (then, path) in there:
                return self._fate(commit, path)
        # Not there when the line was written; perhaps it came later, and has gone since.
        since = self._moves.places.get(then)
        for path in paths if since is not None else ():
            removal = self._moves.last_removal(path, since or 0)
            if removal is not None:
                return self._fate(commit, path)
        if commit is not None and commit.hash in self._cut:
            return Verdict("unknown", commit)
        return Verdict("never", commit)

    def _fate(self, written: Commit | None, path: str) -> Verdict:
        """What became of a path that was there."""
        if self._exists(path):
            return Verdict("document-moved", written, None, path)
        found = self._followed(self._moves, written, path)
        if found.word == "unknown" and not self._existed([(self._head, path)]):
            # Only commits of a branch that was merged had it.
            if self._every is None:
                self._every = Moves.of_all_commits(self._root, self._head, self._memo)
            found = self._followed(self._every, written, path)
        return found if found.word != "unknown" else self._uncommitted(found)

    def _followed(self, moves: Moves, written: Commit | None, path: str) -> Verdict:
        """What became of a path, through renames; `unknown` where no commit removed the last of its names."""
        first: Commit | None = None
        after = -1
        for _ in range(_HOPS):
            removal = moves.last_removal(path, after)
            if removal is None:
                break
            broken = moves.commits[removal.at]
            first = first or broken
            if not removal.to:
                return Verdict("deleted", written, broken, path)
            path, after = removal.to, removal.at
            if self._exists(path):
                return Verdict("moved", written, first, path)
        return Verdict("unknown", written, first, path)

    def _uncommitted(self, found: Verdict) -> Verdict:
        """The verdict on a path that HEAD has and the work tree has not: it moved or deleted it."""
        if not self._existed([(self._head, found.path)]):
            return found
        if self._renamed is None:
            names = os.fsdecode(
                run_git(
                    self._root,
                    "diff",
                    "--name-status",
                    "-z",
                    "-M50%",
                    "--diff-filter=R",
                    "--relative",
                    "HEAD",
                )
            ).split("\0")[:-1]
            self._renamed = dict(zip(names[1::3], names[2::3], strict=True))
        to = self._renamed.get(found.path, "")
        if to and self._exists(to):
            return found._replace(word="moved", path=to)
        return found._replace(word="deleted")


def _candidates(claim: Claim, former: str) -> list[str]:
    """The paths that a claim may have meant when its file was called `former`."""
    if claim.target.startswith("/"):
        folders: tuple[str, ...] = ("",)
    else:
        folders = (folder_of(former), *claim.bases)
    places = (join(folder, claim.target.strip("/")) for folder in folders)
    return list(dict.fromkeys(place for place in places if place))
