"""Findings of another commit's tree, for a report of what is new since then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from doclint.engine.codec import decode_diagnostics, encode_diagnostics
from doclint.engine.full import analyze_all
from doclint.engine.increment import analyze_change
from doclint.engine.setup import Setup, Tree, document_paths, request_of
from doclint.engine.state import State
from doclint.errors import DoclintError
from doclint.formats.digest import blob_of, digest
from doclint.history.memo import Memo
from doclint.model.finding import Finding
from doclint.store.store import Store
from doclint.tree.docsbase import find_docs_base
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, GitProcess, shallow_commits
from doclint.tree.revision import (
    Change,
    Revision,
    begin_changes,
    begin_tree,
    changes,
    find_commit,
    is_shallow,
)

MOST_KEPT = 8  # commits whose findings are kept


class Before(NamedTuple):
    """What another commit's tree says, and how its paths became today's."""

    commit: str
    findings: tuple[Finding, ...]
    diff: tuple[Change, ...]
    renamed: Mapping[str, str]
    changed: frozenset[str]
    added: frozenset[str]
    notices: tuple[str, ...]


class Since(NamedTuple):
    """A commit to compare with.

    Attributes:
        name: as the user names it.
        commit: its hash.
        notice: what to tell the user; may be empty.
        diff: git's account of what differs, begun.
        key: the cache key of its findings.
        kept: its findings, where they are kept; then its files need not be listed.
        tree: its listing, begun, where they are not.
    """

    name: str
    commit: str
    notice: str
    diff: GitProcess
    key: str
    kept: tuple[Finding, ...] | None
    tree: GitProcess | None

    def close(self) -> None:
        """Stop the git commands if the comparison is not made."""
        self.diff.close()
        if self.tree is not None:
            self.tree.close()


def begin_since(setup: Setup, name: str, store: Store | None = None) -> Since:
    """Find the commit; git lists its files and the differences while the work tree is analysed.

    Raises:
        DoclintError: no git, or no such revision in this clone.
    """
    root = setup.files.root
    try:
        commit, notice = find_commit(root, name)
        key = _commit_key(setup, commit)
        kept = _kept(setup, store, key) if store is not None else None
        tree = begin_tree(root, commit) if kept is None else None
        return Since(name, commit, notice, begin_changes(root, commit), key, kept, tree)
    except GitError as error:
        raise DoclintError(_no_revision(root, name, str(error))) from None


def compare_with(setup: Setup, since: Since, store: Store | None, files: FileSet) -> Before:
    """Lint a commit's tree from git's objects, under today's configuration.

    A commit does not change, so its findings are cached. At first they are derived from the state of the work
    tree if an increment is possible.

    Args:
        setup: of the work tree.
        since: the commit.
        store: with the state of the work tree; None where nothing is kept, or another state.
        files: of the work tree.

    Raises:
        DoclintError: git failed.
    """
    root = setup.files.root
    try:
        diff = changes(since.diff)
        revision = None if since.tree is None else Revision(root, since.commit, since.tree)
    except GitError as error:
        raise DoclintError(_no_revision(root, since.name, str(error))) from None
    touched = frozenset(path for change in diff for path in (change.old, change.new))
    if revision is None:
        findings = since.kept or ()
    else:
        try:
            findings = _findings_of(setup, revision, store)
        finally:
            revision.close()
        if store is not None:
            _keep(store, since.key, findings)
    renamed = {c.old: c.new for c in diff if c.status == "R"}
    added = files.files.keys() - (files.tracked or ())  # git's account is of tracked files alone
    notices = (since.notice,) if since.notice else ()
    new = frozenset(added) | {change.new for change in diff if change.status == "A"}
    return Before(since.commit, findings, tuple(diff), renamed, touched | added, new, notices)


def _findings_of(setup: Setup, revision: Revision, store: Store | None) -> tuple[Finding, ...]:
    """What the rules find in a commit's tree.

    A document is as in the work tree where the blob has the name of what was read there. What git says
    differs is no evidence: it looks through filters, and not at all at files assumed to be unchanged.
    """
    base = setup.config.docs_base
    if base is None:
        base = find_docs_base(revision.files.folders, setup.config.docs_base_markers)
    limit = setup.config.max_file_size
    paths = tuple(document_paths(revision.files, setup.config))
    if not paths:
        return ()
    tree = Tree(revision.files, paths, lambda path: revision.read(path, limit))
    request = request_of(setup, tree, base)
    if store is not None:
        seen = State(store.base).contents()
        other = {path for path in paths if blob_of(seen.get(path, "")) != revision.blob(path)}
        found = analyze_change(request, store, may_differ=other, keep=False)
        if found is not None:
            return found.findings
    return analyze_all(request, store, keep=False).findings


def findings_of_commit(setup: Setup, commit: str, store: Store | None, memo: Memo) -> tuple[Finding, ...]:
    """What the rules find in a commit's tree under today's configuration; kept, for a commit does not change.

    Args:
        setup: of the work tree, with the date on which the commit is judged.
        commit: its hash.
        store: with the state of the work tree, if it is kept.
        memo: where the findings are kept.

    Raises:
        DoclintError: git cannot read it.
    """
    key = _commit_key(setup, commit).encode("ascii")
    kept = memo.get(key)
    if kept is not None:
        return _decoded(setup, kept)
    root = setup.files.root
    try:
        revision = Revision(root, commit, begin_tree(root, commit))
    except GitError as error:
        raise DoclintError(f"git cannot read the commit {commit[:10]}: {error}") from None
    try:
        findings = _findings_of(setup, revision, store)
    finally:
        revision.close()
    data = _encoded(findings)
    if data is not None:
        memo.put(key, data)
    return findings


def _kept(setup: Setup, store: Store, key: str) -> tuple[Finding, ...] | None:
    data = store.get(key)
    return None if data is None else _decoded(setup, data)


def _decoded(setup: Setup, data: bytes) -> tuple[Finding, ...]:
    rules = {rule.code: rule for rule in setup.all_rules}
    heads, diagnostics = json.loads(data)
    return tuple(
        Finding(code, rules[code].name, severity, diagnostic, fingerprint)
        for (severity, fingerprint), (code, diagnostic) in zip(
            heads, decode_diagnostics(diagnostics), strict=True
        )
    )


def _encoded(findings: tuple[Finding, ...]) -> bytes | None:
    """Findings as bytes; None where a path is not UTF-8."""
    heads = [[f.severity, f.fingerprint] for f in findings]
    diagnostics = encode_diagnostics([(f.code, f.diagnostic) for f in findings])
    try:
        return json.dumps([heads, diagnostics]).encode("ascii")
    except UnicodeEncodeError:
        return None


def _keep(store: Store, key: str, findings: tuple[Finding, ...]) -> None:
    data = _encoded(findings)
    if data is not None:
        store.put(key, data)
        store.keep_latest("commit ", key, MOST_KEPT)
        store.save()


def _commit_key(setup: Setup, commit: str) -> str:
    """A name for everything that the findings of a commit depend on, doclint's version aside."""
    try:
        cut = " ".join(sorted(shallow_commits(setup.files.root)))
    except GitError:
        cut = ""
    rules = (repr(setup.rules), repr(setup.all_rules))
    parts = (commit, repr(setup.config), *rules, setup.external_state, cut, setup.today)
    return "commit " + digest(*(part.encode("utf-8", "surrogatepass") for part in parts)).hex()


def _no_revision(root: Path, since: str, error: str) -> str:
    try:
        shallow = is_shallow(root)
    except GitError:
        return f"--since needs a git work tree: {error}"
    hint = (
        "this clone is shallow: fetch it first, for example with fetch-depth: 0"
        if shallow
        else "git does not know it"
    )
    return f"no revision '{since}' ({hint})"
