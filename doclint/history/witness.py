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
from doclint.tree.git import GitError, GitTimeout, run_git, shallow_commits
from doclint.tree.revision import begin_changes, changes
from doclint.tree.safe_git import git_command, git_environment

_HOPS = 50  # renames that are followed one after the other
_ALIKE = 75  # percent of a content that a rename must keep to be proof; two files of one template share half


class Witness:
    """Git's account of one work tree.

    Args:
        root: the root of the tree.
        exists: whether a path is a file or a folder of the tree now.
        content: a digest of a document as it was read.
        memo: what earlier runs were told.
        budget: seconds after which it answers no more.

    Raises:
        GitError: there is no commit, no git, a clone without its contents, or a history that takes too long.
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
        self.shallow = shallow_commits(root)
        self._cut = " ".join(sorted(self.shallow)).encode("ascii")
        if _is_partial(root):
            raise GitError("this clone is partial, and doclint fetches nothing")
        self._moves = self._first_parents(budget)
        self._every: Moves | None = None
        self._renamed: dict[str, str] | None = None
        self._known: dict[tuple[str, str], bool] = {}

    def _first_parents(self, budget: float) -> Moves:
        """The history along the first parents; one that took too long is not waited for again."""
        key = b"slow " + self._cut
        slow = self._memo.get(key)
        if slow is not None and float(slow) >= budget:
            raise GitError(f"git needs more than {float(slow):g} seconds for this history")
        try:
            return Moves.read(self._root, self._head, self._cut, self._memo, self._seconds)
        except GitTimeout:
            self._memo.put(key, repr(budget).encode("ascii"))
            raise

    @property
    def _left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    @property
    def _seconds(self) -> float | None:
        """What is left for one command of git; None where that is not limited."""
        return self._left if self._left < float("inf") else None

    def judge(self, claims: Sequence[Claim]) -> list[Verdict | None]:
        """What history tells of each claim; None where time ran out, or git does not know the file."""
        told = self._without_blame(claims)
        lines_of: dict[str, set[int]] = {}
        for claim, verdict in zip(claims, told, strict=True):
            if verdict is None:
                lines_of.setdefault(claim.path, set()).add(claim.line)
        blamed: dict[str, dict[int, Origin] | None] = {}
        for path, wanted in lines_of.items():
            blamed[path] = None if self._left <= 0 else self._blame(path, sorted(wanted))
        written: list[tuple[Claim, Origin, list[str]] | None] = []
        for claim in claims:
            lines = blamed.get(claim.path)
            origin = lines.get(claim.line) if lines is not None else None
            paths = self._candidates(claim, origin.path) if origin is not None else []
            written.append(None if origin is None else (claim, origin, paths))
        self._look(
            (commit, path)
            for _, origin, paths in filter(None, written)
            for path in paths
            for commit in {self._head, origin.commit.hash if origin.committed else self._head}
        )
        return [
            verdict or (None if item is None else self._verdict(*item))
            for verdict, item in zip(told, written, strict=True)
        ]

    def _without_blame(self, claims: Sequence[Claim]) -> list[Verdict | None]:
        """The verdicts that do not depend on who wrote the line, which takes time; None for the others.

        They depend on it where the document has had other names, where several paths may be meant, and
        where commits are missing.
        """
        moves = self._moves
        found: list[Verdict | None] = []
        paths_of = [
            None if moves.was_renamed(claim.path) or self.shallow else self._candidates(claim, claim.path)
            for claim in claims
        ]
        self._look((self._head, path) for paths in paths_of for path in paths or ())
        for claim, paths in zip(claims, paths_of, strict=True):
            verdict = None
            if claim.path in moves.touched and paths is not None:
                known = [path for path in paths if moves.has_known(path)]
                if len(known) == 1:
                    verdict = self._fate(None, known[0])
                elif not known and not (moves.merges and any(map(self._all_commits().has_known, paths))):
                    # Who wrote the line says nothing of a path that no commit ever had.
                    verdict = Verdict("never" if claim.certain and paths else "unknown")
            found.append(verdict)
        return found

    def _candidates(self, claim: Claim, former: str) -> list[str]:
        """The paths that a claim may have meant when its file was called `former`."""
        found = _candidates(claim, former)
        namesakes = self._moves.removed_as(claim.target) if claim.anywhere and "/" not in claim.target else []
        return found if len(namesakes) != 1 else [*found, *namesakes]

    def _blame(self, path: str, wanted: Sequence[int]) -> dict[int, Origin] | None:
        at = self._moves.touched.get(path, -1)
        touched = self._moves.commits[at].hash if at >= 0 else ""
        key = f"{self._content(path)} {touched} ".encode("utf-8", "surrogatepass") + self._cut
        try:
            return origins(self._root, path, wanted, self._prefix, key, self._memo)
        except GitError:
            return None

    def _look(self, asked: Iterable[tuple[str, str]]) -> None:
        """Find out which (commit, path) there were, as files or as folders. One process answers for all."""
        wanted = sorted({one for one in asked if one not in self._known and "\n" not in one[1]})
        if not wanted:
            return
        names = "".join(f"{commit}:{self._prefix}{path}\n" for commit, path in wanted)
        done = subprocess.run(
            git_command("cat-file", "--batch-check=%(objecttype)"),
            cwd=self._root,
            env=git_environment(),
            input=os.fsencode(names),
            capture_output=True,
            check=False,
        )
        answers = done.stdout.split(b"\n")
        for one, answer in zip(wanted, answers, strict=False):
            self._known[one] = answer in (b"blob", b"tree", b"commit")

    def _existed(self, commit: str, path: str) -> bool:
        self._look([(commit, path)])
        return self._known.get((commit, path), False)

    def _verdict(self, claim: Claim, origin: Origin, paths: Sequence[str]) -> Verdict:
        commit = origin.commit if origin.committed else None
        then = commit.hash if commit is not None else self._head
        for path in paths:
            if self._existed(then, path):
                return self._fate(commit, path)
        # Not there when the line was last written: it may have come later, or gone before it was reworded.
        for path in paths:
            if self._moves.last_removal(path) is not None:
                return self._fate(commit, path)
        for path in paths if self._moves.places.get(then) is None and commit is not None else ():
            if self._all_commits().last_removal(path) is not None:  # a line of a branch that was merged
                return self._fate(commit, path)
        if not paths or not claim.certain or then in self.shallow:
            return Verdict("unknown", commit)
        return Verdict("never", commit)

    def _all_commits(self) -> Moves:
        """The history of all commits, for what only a branch knew."""
        if self._every is None:
            self._every = Moves.of_all_commits(self._root, self._head, self._cut, self._memo, self._seconds)
        return self._every

    def _fate(self, written: Commit | None, path: str) -> Verdict:
        """What became of a path that was there."""
        if self._exists(path):
            return Verdict("document-moved", written, None, path)
        found = self._followed(self._moves, written, path)
        if found.word == "unknown" and not self._existed(self._head, found.path):
            # Only commits of a branch that was merged had it.
            found = self._followed(self._all_commits(), written, path)
        return found if found.word != "unknown" else self._uncommitted(found)

    def _followed(self, moves: Moves, written: Commit | None, path: str) -> Verdict:
        """What became of a path, through renames; `unknown` where no commit removed the last of its names."""
        removal, first, certain = moves.last_removal(path), None, True
        for _ in range(_HOPS):
            if removal is None:
                break
            broken = moves.commits[removal.at]
            first = first or broken
            if not removal.to:
                return Verdict("deleted", written, broken, path)
            path, certain = removal.to, certain and removal.alike >= _ALIKE
            # Of this file, not of one that took its name later.
            removal = moves.next_removal(path, removal.at)
            if removal is None and self._exists(path):
                return Verdict("moved", written, first, path, certain)
        return Verdict("unknown", written, first, path, certain)

    def _uncommitted(self, found: Verdict) -> Verdict:
        """The verdict on a path that HEAD has and the work tree has not: it moved or deleted it."""
        if not self._existed(self._head, found.path):
            return found
        if self._renamed is None:
            diff = changes(begin_changes(self._root, "HEAD"))
            self._renamed = {change.old: change.new for change in diff if change.status == "R"}
        to = self._renamed.get(found.path, "")
        if to and self._exists(to):
            return found._replace(word="moved", path=to, broken=None)
        return found._replace(word="deleted", broken=None)


def _is_partial(root: Path) -> bool:
    """Whether the clone lacks contents, which git would fetch when it looks at them."""
    try:
        return bool(run_git(root, "config", "--get", "extensions.partialClone").strip())
    except GitError:
        return False


def _candidates(claim: Claim, former: str) -> list[str]:
    """The paths that a claim may have meant when its file was called `former`."""
    if claim.target.startswith("/"):
        folders: tuple[str, ...] = ("",)
    else:
        folders = (folder_of(former), *claim.bases)
    places = (join(folder, claim.target.strip("/")) for folder in folders)
    return list(dict.fromkeys(place for place in places if place))
