"""The verdict of a run, and the part of it that a change can have affected.

A document has a public side: its ID, title, metadata, front matter, suppressions, the former names it spells.
Any rule may look at that. And it has sections: headings, ids, its number of lines. Only documents that name
one look at those. Where a change leaves the public side of every changed document alone, only the changed
documents and those that name one of their changed sections can have other findings than before: all others
are the last run's. Everything else is a full run, from cached facts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Container, Iterable, Mapping
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from doclint.cache.codec import decode_findings, encode_findings
from doclint.cache.home import DIGEST, digest
from doclint.cache.state import BLOCK, LINES, ROWS, Damaged, encode_rows
from doclint.cache.store import Store
from doclint.checks import DATED, ENGINE_CHECKS, HISTORY, LOCAL
from doclint.engine.run import fingerprinted, run_rules
from doclint.engine.watch import public_lines, watched
from doclint.extract.gather import Gathered, gather, states_of
from doclint.link.kinds import Kinds
from doclint.link.late import Late
from doclint.link.model import Declared, Document
from doclint.link.project import Project, link, link_facts
from doclint.link.review import LOCK_NAME
from doclint.link.shares import LEAST, PIECES
from doclint.link.sides import sections_side
from doclint.link.symbols import Symbols, identify
from doclint.model.config import Config
from doclint.model.facts import ExtractSettings, Facts
from doclint.model.finding import Finding
from doclint.model.rule import Rule
from doclint.tree.fileset import FileSet
from doclint.tree.fork import Team, processes
from doclint.tree.git import GitError, shallow_commits, run_git
from doclint.tree.read import Reader, Unreadable

_UNREAD = bytes(DIGEST)
MOST_CHANGED = 200  # more than this, and a full run is as fast


class Task(NamedTuple):
    """What is to be judged: the tree, how to read it, the rules.

    `outside` tells the state of files that are no part of the tree: rule pages, packs and their schemas.
    """

    config: Config
    files: FileSet
    base: str
    documents: tuple[str, ...]
    read: Reader
    settings: ExtractSettings
    rules: tuple[Rule, ...]
    known_rules: tuple[Rule, ...]
    outside: str = ""


class Verdict(NamedTuple):
    """Findings before baseline and narrowing.

    After an increment the project is partial, and `incremental` says so: the tree is being edited, and what a
    replay would need is not worth gathering yet.
    """

    findings: tuple[Finding, ...]
    references: int
    read: frozenset[str]
    project: Project
    incremental: bool = False


class _LateFacts:
    """Facts that are decoded when somebody asks for them; stands for `Facts` in a document not judged."""

    __slots__ = ("_load", "_path")

    def __init__(self, load: Callable[[str], Facts], path: str) -> None:
        self._load, self._path = load, path

    def __getattr__(self, name: str) -> Any:
        return getattr(self._load(self._path), name)


def judge(task: Task, store: Store | None) -> Verdict:
    """The findings of a tree.

    Args:
        task: what is to be judged.
        store: the cache, or None.
    """
    if store is None:
        gathered = gather(task.files, task.documents, task.read, task.settings)
        reads = _Reads(task.read)
        project = link_facts(task.config, task.files, task.base, gathered.facts, reads)
        return _judged(task, project, reads)
    reads, around = _Reads(task.read), _Around(task)
    verdict = _Increment(task, around, store, reads).run()
    if verdict is not None:
        return verdict
    digests = store.known(task.files)
    gathered = gather(task.files, task.documents, task.read, task.settings, store, digests)
    store.prune(gathered.digests.values())
    project = link_facts(task.config, task.files, task.base, gathered.facts, reads, sides=True)
    rows = _begin_rows(project, watched(project, task.rules))
    verdict = _judged(task, project, reads)  # while others begin with the rows
    sections = _sections(task, around, verdict, gathered, reads)
    blocks = dict(rows)
    store.write_state(sections, chain.from_iterable(blocks[number] for number in sorted(blocks)))
    return verdict


def retrace(task: Task, files: FileSet, store: Store, changed: Container[str]) -> Verdict | None:
    """The verdict of another state of the tree, told from the last run's: None where that takes a full run.

    Args:
        task: the other state.
        files: the tree as it is now.
        store: with the last run's state, which stays as it is.
        changed: the documents whose content may differ between the two.
    """
    return _Increment(task, _Around(task), store, _Reads(task.read), files, changed).run()


class _Reads:
    """A reader that remembers what was read besides documents: manifest, schemas."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self.digests: dict[str, str] = {}

    def __call__(self, path: str) -> bytes:
        try:
            data = self._read(path)
        except Unreadable:
            self.digests[path] = ""
            raise
        self.digests[path] = digest(data).hex()
        return data


def _judged(task: Task, project: Project, reads: _Reads) -> Verdict:
    findings = run_rules(project, task.rules, task.known_rules)
    read = frozenset((*task.documents, *reads.digests))
    return Verdict(findings, project.references, read, project)


class _Around:
    """Everything besides file contents that a verdict depends on; told once a run, when it is asked for."""

    def __init__(self, task: Task) -> None:
        self._task = task

    @cached_property
    def context(self) -> str:
        """A digest of what only a full run can follow."""
        task, files = self._task, self._task.files
        paths = "\0".join(sorted(files.files))
        untracked = "-" if files.tracked is None else "\0".join(sorted(files.files.keys() - files.tracked))
        links = repr(sorted(files.links.items()))
        rules = (repr(task.rules), repr(task.known_rules))
        parts = (repr(task.config), *rules, task.outside, task.base, paths, untracked, links)
        return digest(*(part.encode("utf-8", "surrogatepass") for part in parts)).hex()

    @cached_property
    def head(self) -> str:
        """The commit from which dates of changes are told; empty where no rule asks for them."""
        files = self._task.files
        if files.tracked is None or not any(rule.check in HISTORY for rule in self._task.rules):
            return ""
        try:
            commit = run_git(files.root, "rev-parse", files.revision or "HEAD").decode("ascii", "replace")
        except GitError:
            return "none"
        return commit + " ".join(sorted(shallow_commits(files.root)))


class _Row(NamedTuple):
    """What is kept of one document: its identity, what linking it gave, digests of its two sides.

    The documents of which it names a section stand in a table of their own, `LINES`.

    `watched` says whether rules look at its links: their `lines` are then part of what is public.
    """

    kind: str
    id: str
    slug: str
    template: bool
    title: str
    references: int
    public: str
    own: str
    suppressions: bool
    watched: bool
    lines: str


def _row(project: Project, path: str, *, watched: bool) -> _Row:
    document, unit = project.symbols.documents[path], project.units[path]
    lines = digest(json.dumps(public_lines(project, path)).encode()).hex() if watched else ""
    return _Row(
        *(document.kind, document.id, document.slug, document.template, document.title),
        unit.references,
        *(unit.public, unit.own),
        bool(document.facts.suppressions),
        watched,
        lines,
    )


def _begin_rows(project: Project, looked_at: Container[str]) -> Team[list[bytes]]:
    """Begin to make the rows of all documents: the team gives their blocks."""
    paths = list(project.units)
    many = len(paths) >= LEAST
    size = (len(paths) // (PIECES * BLOCK) + 1) * BLOCK if many else len(paths) + 1

    def work(number: int) -> list[bytes]:
        some = paths[number * size : (number + 1) * size]
        return encode_rows(_row(project, path, watched=path in looked_at) for path in some)

    count = -(-len(paths) // size)
    return Team(count, work, b"\0".join, lambda _, body: body.split(b"\0"), processes() if many else 1)


def _sections(
    task: Task, around: _Around, verdict: Verdict, gathered: Gathered, reads: _Reads
) -> dict[str, Any]:
    """The sections of the state that a full run leaves."""
    project = verdict.project
    units = project.units
    digests = gathered.digests
    return {
        "paths": list(units),
        "holders": {id_: [d.path for d in found] for id_, found in project.symbols.by_id.items()},
        "states": b"".join(states_of(task.files, units)),
        "contents": b"".join([digests.get(path, _UNREAD) for path in units]),
        "readable": all(path in digests for path in units),
        "names": {name: [d.path for d in found] for name, found in project.symbols.by_name.items()},
        "aliases": {path: unit.aliases for path, unit in units.items() if unit.aliases},
        LINES: [unit.names for unit in units.values()],
        "context": around.context,
        "head": around.head,
        "others": dict(reads.digests),
        "references": verdict.references,
        "findings": encode_findings(verdict.findings),
        "named": _named_by_manifest(project),
        "declared": project.declared,
        "ignored": {top: _ignored(task.files, top) for top in task.files.looked_at},
        "asked": task.files.asked,
    }


def _ignored(files: FileSet, top: str) -> str:
    """A digest of what git ignores in a folder at the top."""
    return digest("\0".join(sorted(files.ignored_in(top))).encode("utf-8", "surrogatepass")).hex()


def _named_by_manifest(project: Project) -> list[str]:
    """The documents of which the manifest names a heading: it is no document, so nobody else would notice."""
    edges = project.manifest.edges if project.manifest else ()
    return sorted(
        {edge.intended_target for edge in edges if edge.intended_target and "#" in edge.reference.target}
    )


class _Increment:
    """One attempt to judge only what a change can have affected; `run` gives None where it cannot."""

    def __init__(
        self,
        task: Task,
        around: _Around,
        store: Store,
        reads: _Reads,
        files: FileSet | None = None,
        changed: Container[str] = (),
    ) -> None:
        """With `files`, the tree as it is now, the task is about another, in which `changed` may differ from
        it: what is found becomes nobody's state then."""
        self._task, self._around, self._store, self._state = task, around, store, store.state()
        self._reads, self._now, self._may_differ = reads, files or task.files, changed
        self._to_keep = files is None
        self._digests: dict[str, bytes] = {}  # of the documents looked at anew
        self._facts: dict[str, Facts] = {}

    def run(self) -> Verdict | None:
        try:
            return self._run()
        except Damaged:
            return None  # what was kept is not what was written

    def _run(self) -> Verdict | None:
        task, state = self._task, self._state
        if not state.is_of(task.documents):
            return None
        if state.get("context") != self._around.context or not self._others_same():
            return None
        if not self._ignored_same():
            return None
        if not state.get("readable"):
            return None  # a document could not be read
        # Only what the last run is known to have seen as it is now need not be read.
        seen_anew = state.unsure(self._now)
        seen_anew.update(path for path in task.documents if path in self._may_differ)
        unsure = sorted(seen_anew)
        try:
            for path in unsure:
                self._digests[path] = digest(task.read(path))
        except Unreadable:
            return None
        changed = [path for path in unsure if self._digests[path] != state.content(path)]
        moved = bool(changed) or state.get("head") != self._around.head
        if len(changed) > MOST_CHANGED or (moved and task.files.is_file(LOCK_NAME)):
            return None  # with reviews on record, every word of a document is public, and every commit
        if not changed:
            project = self._partial(())
            findings = self._redated(tuple(decode_findings(state.get("findings"))), project)
            if unsure or state.get("head") != self._around.head:
                self._keep(unsure, {"findings": encode_findings(findings)})
            return self._verdict(findings, state.get("references"), project)
        # Reading a few files anew takes less than asking the database whether it knows them.
        self._facts |= gather(task.files, changed, task.read, task.settings).facts
        affected = self._affected(changed)
        return None if affected is None else self._judge(unsure, affected)

    def _ignored_same(self) -> bool:
        """Whether what git ignores neither came nor went where a broken reference was looked for."""
        files, state = self._task.files, self._state
        asked: Mapping[str, bool] = state.get("asked")
        if not self._to_keep and any(asked.values()):
            return False  # the tree of a commit knows no ignored file, and this is about the disk
        if any(files.on_disk(path) != there for path, there in asked.items()):
            return False
        same = all(_ignored(files, top) == seen for top, seen in state.get("ignored").items())
        if same and self._to_keep:
            files.asked.update(asked)  # this run depends on it, too: its replay must look there
        return same

    def _others_same(self) -> bool:
        """Whether everything else that was read (manifest, schemas) has the same content."""
        others: Mapping[str, str] = self._state.get("others")
        for path, content in others.items():
            try:
                found = digest(self._task.read(path)).hex()
            except Unreadable:
                found = ""
            if found != content:
                return False
        return True

    def _before(self, path: str) -> _Row:
        return _Row(*self._state.row(path))

    def _affected(self, changed: list[str]) -> set[str] | None:
        """The documents whose findings may differ; None where that may be all."""
        moved = {path for path in changed if sections_side(self._facts[path]) != self._before(path).own}
        if moved.intersection(self._state.get("named")):
            return None
        affected = set(changed)
        if moved:
            affected |= self._state.naming(moved)
        if any(self._before(path).suppressions for path in affected):
            return None  # what a suppression silences elsewhere in the file is not looked at here
        return None if any(self._facts[path].suppressions for path in changed) else affected

    def _partial(self, affected: Collection[str]) -> Project:
        """The project with all documents known and the affected ones judged."""
        task, state = self._task, self._state
        kinds = Kinds(task.config, task.base)
        self._load(affected)

        def make(path: str) -> Document:
            if path in self._facts:
                return identify(path, self._facts[path], kinds)
            kept = self._before(path)
            late: Any = _LateFacts(self._late, path)
            return Document(path, late, kept.kind, kept.id, kept.slug, kept.template, kept.title)

        spelled: Mapping[str, list[list[str]]] = state.get("aliases")
        declared = state.entries("declared")
        # What is the last run's is today's: another ID is another public side, and ends this attempt.
        symbols = Symbols.late(state.numbers, make, state.entries("holders"), lambda: state.entries("names"))
        return link(
            task.config,
            task.files,
            kinds,
            symbols,
            self._reads,
            only=sorted(affected),
            aliases=[(a, b) for path, pairs in spelled.items() if path not in affected for a, b in pairs],
            sides=True,
            declared=Late(declared, lambda path: Declared(*declared[path])),
        )

    def _late(self, path: str) -> Facts:
        self._load([path])
        return self._facts[path]

    def _load(self, paths: Iterable[str]) -> None:
        wanted = [path for path in paths if path not in self._facts]
        if wanted:
            task, state = self._task, self._state
            digests = {path: self._digests.get(path) or state.content(path) for path in wanted}
            self._facts |= gather(task.files, wanted, task.read, task.settings, self._store, digests).facts

    def _judge(self, unsure: list[str], affected: set[str]) -> Verdict | None:
        task, state = self._task, self._state
        project = self._partial(affected)
        before = {path: self._before(path) for path in affected}
        rows = {path: _row(project, path, watched=before[path].watched) for path in affected}
        if any(rows[p].public != before[p].public or rows[p].lines != before[p].lines for p in affected):
            return None  # the public side of a document changed
        local = {rule.code for rule in task.rules if rule.check in LOCAL}
        rules = tuple(rule for rule in task.rules if rule.check in LOCAL or rule.check in ENGINE_CHECKS)
        own = run_rules(project, rules, task.known_rules)
        old = decode_findings(state.get("findings"))
        kept = [f for f in old if f.diagnostic.path not in affected or f.code not in local]
        findings = self._redated(tuple(fingerprinted([*kept, *own])), project)
        references = state.get("references") + sum(
            rows[path].references - before[path].references for path in affected
        )
        changes = {
            ROWS: rows,
            "aliases": {path: project.units[path].aliases for path in affected},
            LINES: {path: list(project.units[path].names) for path in affected},
            "asked": {**state.get("asked"), **task.files.asked},
            "references": references,
            "findings": encode_findings(findings),
        }
        self._keep(unsure, changes)
        return self._verdict(findings, references, project)._replace(incremental=True)

    def _redated(self, findings: tuple[Finding, ...], project: Project) -> tuple[Finding, ...]:
        """After a commit, the findings of rules that ask when a file last changed are found anew."""
        if self._state.get("head") == self._around.head:
            return findings
        rules = tuple(rule for rule in self._task.rules if rule.check in DATED)
        codes = {rule.code for rule in rules}
        own = run_rules(project, rules, self._task.known_rules)
        return tuple(fingerprinted([*(f for f in findings if f.code not in codes), *own]))

    def _verdict(self, findings: tuple[Finding, ...], references: int, project: Project) -> Verdict:
        read = frozenset((*self._task.documents, *self._state.get("others")))
        return Verdict(findings, references, read, project)

    def _keep(self, seen: list[str], changes: dict[str, Any]) -> None:
        """Keep what is new: of the documents whose content was looked at, and of the verdict."""
        if not self._to_keep:
            return
        states = {path: s.hex() for path, s in zip(seen, states_of(self._task.files, seen), strict=True)}
        contents = {path: self._digests[path].hex() for path in seen}
        self._store.patch_state(
            self._state, {**changes, "head": self._around.head, "states": states, "contents": contents}
        )
