"""What another commit's tree says, for a report of what is new since then."""

from __future__ import annotations

from collections.abc import Container, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from doclint.cache.codec import decode_findings, encode_findings
from doclint.cache.home import digest
from doclint.cache.store import Store
from doclint.engine.increment import retrace
from doclint.engine.run import run_rules
from doclint.errors import DoclintError
from doclint.extract.gather import gather
from doclint.link.project import Project, link_facts
from doclint.model.facts import Facts
from doclint.model.finding import Finding
from doclint.link.kinds import extract_settings
from doclint.setup import Setup, Tree, document_paths, task_of
from doclint.tree.docsbase import find_docs_base
from doclint.tree.git import Asked, GitError, shallow_commits

# What few runs need is imported by them: starting is most of a run in which little changed.
if TYPE_CHECKING:
    from doclint.tree.revision import Revision


class Before(NamedTuple):
    """What another commit's tree says, and how its paths became today's."""

    findings: tuple[Finding, ...]
    renamed: Mapping[str, str]
    changed: frozenset[str]
    notices: tuple[str, ...]


class Since(NamedTuple):
    """A commit to compare with.

    Attributes:
        name: as the user names it.
        commit: its hash.
        notice: what to tell the user; may be empty.
        diff: git's account of what differs, begun.
        key: what its verdict is kept under.
        kept: its findings, encoded, where they are; then its files need not be listed.
        tree: its listing, begun, where they are not.
    """

    name: str
    commit: str
    notice: str
    diff: Asked
    key: str
    kept: list[Any] | None
    tree: Asked | None


def begin_since(setup: Setup, name: str, store: Store | None = None) -> Since:
    """Find the commit, and let git look for what is in it, and what differs, while the tree is judged.

    Raises:
        DoclintError: no git, or no such revision in this clone.
    """
    from doclint.tree.revision import begin_changes, begin_tree, find_commit

    root = setup.files.root
    try:
        commit, notice = find_commit(root, name)
        key = _commit_key(setup, commit)
        kept = store.verdict(key).get("findings") if store else None
        tree = begin_tree(root, commit) if kept is None else None
        return Since(name, commit, notice, begin_changes(root, commit), key, kept, tree)
    except GitError as error:
        raise DoclintError(_no_revision(root, name, str(error))) from None


def compare_with(setup: Setup, project: Project, since: Since, store: Store | None = None) -> Before:
    """Lint a commit's tree from git's objects, under today's configuration.

    Only files that differ are read again: the facts of all others are shared. A commit does not change: what
    it said is kept. At first it is told from the work tree's verdict, where an increment can.

    Args:
        setup: of the work tree.
        project: the work tree, judged.
        since: the commit.
        store: the cache, with the work tree's verdict; None where nothing is kept.

    Raises:
        DoclintError: git failed.
    """
    from doclint.tree.revision import Revision, changes

    root, files = setup.files.root, project.files
    try:
        diff = changes(since.diff)
        revision = None if since.tree is None else Revision(root, since.commit, since.tree)
    except GitError as error:
        raise DoclintError(_no_revision(root, since.name, str(error))) from None
    touched = {path for change in diff for path in (change.old, change.new)}
    if revision is None:
        findings = tuple(decode_findings(since.kept or []))
    else:
        try:
            findings = _findings_of(setup, project, revision, touched, store)
        finally:
            revision.close()
        if store:
            store.write_verdict(since.key, {"findings": encode_findings(findings)})
    renamed = {c.old: c.new for c in diff if c.status == "R"}
    added = files.files.keys() - (files.tracked or ())  # git's account is of tracked files alone
    return Before(findings, renamed, frozenset(touched) | added, (since.notice,) if since.notice else ())


def _findings_of(
    setup: Setup, project: Project, revision: Revision, touched: Container[str], store: Store | None
) -> tuple[Finding, ...]:
    """What the rules find in a commit's tree."""
    base = setup.config.docs_base
    if base is None:
        base = find_docs_base(revision.files.folders, setup.config.docs_base_markers)
    limit = setup.config.max_file_size
    paths = tuple(document_paths(revision.files, setup.config))
    tree = Tree(revision.files, paths, lambda path: revision.read(path, limit))
    settings = extract_settings(setup.config, base)
    if settings != extract_settings(setup.config, setup.base):
        store = None  # it keeps facts under the work tree's settings
    task = task_of(setup, tree, base, settings)
    if store and base == setup.base:
        verdict = retrace(task, setup.files, store, touched)
        if verdict is not None:
            return verdict.findings
    known: dict[str, Facts] = {}
    if base == setup.base and project.units.keys() == project.symbols.documents.keys():
        documents = project.symbols.documents
        known = {p: documents[p].facts for p in paths if p in documents and p not in touched}
    known |= gather(tree.files, [p for p in paths if p not in known], tree.read, settings, store).facts
    facts = {path: known[path] for path in paths}
    linked = link_facts(setup.config, tree.files, base, facts, tree.read)
    return run_rules(linked, setup.rules, setup.known_rules)


def _commit_key(setup: Setup, commit: str) -> str:
    """A name for everything that the findings of a commit depend on, doclint's version aside."""
    try:
        cut = " ".join(sorted(shallow_commits(setup.files.root)))
    except GitError:
        cut = ""
    # The word before all is another where verdicts of an earlier doclint were wrong.
    parts = ("2", commit, repr(setup.config), repr(setup.rules), repr(setup.known_rules), setup.outside, cut)
    return digest(*(part.encode("utf-8", "surrogatepass") for part in parts)).hex()


def _no_revision(root: Path, since: str, error: str) -> str:
    from doclint.tree.revision import is_shallow

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
