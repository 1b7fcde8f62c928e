"""Findings over the history of a tree: how many each revision had, which were born and which were mended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from doclint.engine.compare import differing
from doclint.engine.progress import Progress
from doclint.engine.setup import Setup
from doclint.engine.since import findings_of_commit
from doclint.errors import DoclintError
from doclint.history.memo import Memo
from doclint.history.model import Commit
from doclint.link.kinds import Kinds
from doclint.model.finding import Finding
from doclint.model.timeline import Point
from doclint.model.vocabulary import SEVERITIES
from doclint.store.store import Store
from doclint.tree.git import GitError, run_git
from doclint.tree.revision import begin_changes, changes

EVERY = ("commit", "month", "tag")
BY: Mapping[str, Callable[[Finding, Kinds], str]] = {
    "rule": lambda finding, kinds: f"{finding.code} {finding.name}",
    "kind": lambda finding, kinds: kind.name if (kind := kinds.kind_of(finding.diagnostic.path)) else "-",
    "folder": lambda finding, kinds: finding.diagnostic.path.rpartition("/")[0] or ".",
}
_FORMAT = "--format=%H%x02%cs%x02%an%x02%s"


def timeline(
    setup: Setup, every: str, by: str, limit: int, store: Store | None, memo: Memo, progress: Progress
) -> list[Point]:
    """The revisions along the first parents of HEAD, oldest first, under today's configuration.

    Dates are judged as on the day of each commit.

    A revision costs the documents in which it differs from the work tree, and nothing the next time.

    Args:
        setup: of the work tree.
        every: one of `EVERY`: every commit that touches the tree, the last of each month, or every tag.
        by: one of `BY`: what the findings are counted by.
        limit: how many revisions, the newest ones.
        store: with the state of the work tree; None where nothing is kept.
        memo: where the findings of revisions are kept.
        progress: who watches.

    Raises:
        DoclintError: no git, no commit, or no tag.
    """
    root = setup.files.root
    try:
        revisions = list(_REVISIONS[every](setup))[-limit:]
    except GitError as error:
        raise DoclintError(f"'history' needs a git work tree with a commit: {error}") from None
    if not revisions:
        raise DoclintError("no commit on the first-parent history of HEAD has a tag")
    kinds, points = Kinds(setup.config, setup.base), list[Point]()
    before: Sequence[Finding] = ()
    for number, (name, commit) in enumerate(revisions):
        progress("checking revisions", number, len(revisions))
        findings = findings_of_commit(setup._replace(today=commit.date), commit.hash, store, memo)
        born = mended = 0
        if points:
            diff = changes(begin_changes(root, points[-1].commit, commit.hash))
            renamed = {change.old: change.new for change in diff if change.status == "R"}
            new, gone = differing(findings, before, renamed)
            born, mended = len(new), len(gone)
        counts = Counter(finding.severity for finding in findings)
        told = Counter(BY[by](finding, kinds) for finding in findings)
        by_severity: dict[str, int] = {severity: counts[severity] for severity in SEVERITIES}
        points.append(Point(*commit, name, by_severity, dict(sorted(told.items())), born, mended))
        before = findings
    return points


def _commits(setup: Setup, *arguments: str) -> list[Commit]:
    out = run_git(setup.files.root, "log", "--first-parent", "--reverse", _FORMAT, "HEAD", *arguments)
    return [Commit(*line.split("\x02", 3)) for line in out.decode("utf-8", "replace").split("\n") if line]


def _every_commit(setup: Setup) -> Iterator[tuple[str, Commit]]:
    yield from (("", commit) for commit in _commits(setup, "--", "."))


def _every_month(setup: Setup) -> Iterator[tuple[str, Commit]]:
    yield from {commit.date[:7]: commit for commit in _commits(setup, "--", ".")}.items()


def _every_tag(setup: Setup) -> Iterator[tuple[str, Commit]]:
    form = "--format=%(objectname) %(*objectname) %(refname:short)"
    out = run_git(setup.files.root, "for-each-ref", form, "refs/tags")
    named: dict[str, str] = {}
    for line in filter(None, out.decode("utf-8", "replace").split("\n")):
        object_, peeled, name = line.split(" ", 2)
        named[peeled or object_] = name
    yield from ((named[commit.hash], commit) for commit in _commits(setup) if commit.hash in named)


_REVISIONS: Mapping[str, Callable[[Setup], Iterator[tuple[str, Commit]]]] = {
    "commit": _every_commit,
    "month": _every_month,
    "tag": _every_tag,
}
