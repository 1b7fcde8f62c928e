"""Incremental analysis: a changed answer reruns the units that asked the question."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Mapping

from doclint.engine import touched as touch
from doclint.engine.gather import FactsReader, facts_key, gather, read_digest
from doclint.engine.request import Analysis, Request
from doclint.engine.run import judged
from doclint.engine.snapshot import Snapshot
from doclint.engine.state import State, askers_of
from doclint.engine.touched import EVERY_RUN, Touched
from doclint.engine.units import MANIFEST, UnitResult, UnitRunner, document_unit
from doclint.formats.digest import blob_of
from doclint.link.evidence import Evidence
from doclint.link.kinds import Kinds
from doclint.link.project import Project
from doclint.link.tables import identify
from doclint.model.facts import Facts
from doclint.model.finding import Finding
from doclint.store.store import Store
from doclint.tree.git import GitError, clean_blobs
from doclint.tree.status import SIZE

MANY = 100  # documents that would have to be read; of so many git is asked first
MOST_CHANGED = 400  # documents; with more, analysing everything is as fast
_DOCUMENT = "document "


class _TooMuch(Exception):
    """The change is so large that a full analysis is cheaper."""


class _Tables(State):
    """The state as tables of a project: facts are looked up by content, or extracted again."""

    def __init__(self, base: sqlite3.Connection, request: Request, store: Store) -> None:
        super().__init__(base)
        self._request, self._store = request, store
        self.fresh: dict[str, bytes] = {}
        self.reader = FactsReader(self._load)

    def facts(self, path: str) -> Facts:
        """The facts of a document."""
        return self.reader(path, True)

    def outline(self, path: str) -> Facts:
        """The facts of a document; its references may be left out."""
        return self.reader(path, False)

    def _load(self, path: str) -> bytes:
        if path not in self.fresh:
            request = self._request
            content = self.digest(path)
            for _, data in self._store.facts.read([facts_key(request.settings.of(path), content)]):
                return data
            gathered = gather(request.files, [path], request.read, request.settings)
            if gathered.digests[path] != content:
                raise _TooMuch  # it changed while this run looks at it
            self.fresh[path] = gathered.facts[path]
        return self.fresh[path]


class Increment:
    """One attempt to analyse only what a change affects.

    Args:
        request: what is to be analysed now.
        store: with the state of the last run.
        may_differ: the documents whose content may differ; None means: see by their state on disk.
        surroundings: whether files that are no documents, the disk and git's history may differ, too.
        keep: whether to save the state of this request; otherwise the old state stays.
    """

    def __init__(
        self,
        request: Request,
        store: Store,
        *,
        may_differ: Collection[str] | None = None,
        surroundings: bool = True,
        keep: bool = True,
    ) -> None:
        self._request, self._store, self._may_differ, self._keep = request, store, may_differ, keep
        self._surroundings = surroundings
        self._changed = False
        self._ran = 0  # units

    def run(self) -> Analysis | None:
        """The findings; None where only a full analysis can tell them."""
        base, request = self._store.base, self._request
        if State(base).key != request.key:
            return None
        base.execute("BEGIN")
        try:
            analysis = self._run(base)
        except (_TooMuch, sqlite3.Error, UnicodeEncodeError, ValueError, OverflowError, zlib.error):
            base.execute("ROLLBACK")
            return None
        except BaseException:
            base.execute("ROLLBACK")
            raise
        if self._keep and (self._changed or self._digests):
            base.execute("COMMIT")
            self._store.save()
        else:
            base.execute("ROLLBACK")
        return analysis

    def _run(self, base: sqlite3.Connection) -> Analysis:
        request = self._request
        request.progress("comparing with the last run", 0, 1)
        self._tables = _Tables(base, request, self._store)
        self._project = Project(
            request.config,
            request.files,
            Kinds(request.config, request.base),
            self._tables,
            request.read,
            request.today,
        )
        self._runner: UnitRunner | None = None
        self._old = self._tables.snapshot()
        self._woken: set[str] = set()
        touched = Touched(set(), set())
        self._same_files = self._old.same_files(request.files)
        self._changed = not self._same_files
        if not self._same_files:
            touched.add(touch.by_files(self._old, request.files))
        touched.add(self._documents())
        touched.exact.update("b" + path for path in request.overlay)
        if self._surroundings:
            touched.add(self._others())
            touched.prefixes.update(EVERY_RUN)
        self._wake(touched)
        self._settle()
        if self._changed:
            base.execute("DELETE FROM outputs")
        if self._changed or self._digests:  # the files have another state, if nothing else
            self._put_snapshot()
        config, tables = request.config, self._tables

        def find() -> tuple[Finding, ...]:
            found, suppressed = tables.found(), tables.suppressed()
            return judged(found, suppressed, request.rules, request.all_rules, config.per_file_ignores)

        project = self._project
        account = f"increment: {self._documents_changed} documents changed, {self._ran} units ran again"
        analysis = Analysis(
            find,
            tables.references(),
            project,
            project.remarks(),
            changed=self._changed,
            account=account if self._documents_changed or self._ran else "nothing changed since the last run",
        )
        if self._changed:
            analysis.findings  # noqa: B018  # told now: what is not kept is rolled back
        return analysis

    # -- what differs -------------------------------------------------------------------------------

    def _documents(self) -> Touched:
        """Update the tables for documents that were added, removed or changed."""
        request, tables = self._request, self._tables
        self._digests: dict[str, str] = {}
        now = frozenset(request.documents)
        gone = [] if self._same_files else sorted(tables.contents().keys() - now)
        changed: list[str] = []
        candidates = self._candidates()
        before = tables.contents() if len(candidates) > MANY else {}
        proven = self._proven_by_git(candidates, before) if before else frozenset()
        for path in candidates:
            kept = before[path] if path in before else tables.digest(path)
            self._digests[path] = kept if path in proven else read_digest(request.read, path)
            if self._digests[path] != kept:
                changed.append(path)
        if len(changed) + len(gone) > MOST_CHANGED:
            raise _TooMuch
        touched = Touched(set(), set())
        if changed:
            table = self._store.facts if not self._keep else None
            known = {path: self._digests[path] for path in changed}
            gathered = gather(request.files, changed, request.read, request.settings, table, known)
            tables.fresh.update(gathered.facts)
            self._digests.update(gathered.digests)
            if self._keep:
                self._store.facts.write(
                    (facts_key(request.settings.of(path), gathered.digests[path]), gathered.facts[path])
                    for path in changed
                    if not gathered.digests[path].startswith("!")
                )
        kinds = self._project.kinds
        self._documents_changed = len(changed) + len(gone)
        for path in (*changed, *gone):
            was = tables.document(path)
            old = None if was is None else (was, tables.title(path))
            if old is not None:
                tables.drop_document(*old)
            new = None
            if path in now:
                tables.reader.forget(path)
                new = identify(path, tables.outline(path), kinds)
                tables.put_document(*new, self._digests[path])
                self._woken.add(document_unit(path))
            else:
                touched.add(self._retell(path, frozenset(), ()))
                tables.drop_unit(document_unit(path))
            touched.add(touch.by_document(old, new, path))
            self._changed = True
        return touched

    def _proven_by_git(self, paths: Iterable[str], contents: Mapping[str, str]) -> frozenset[str]:
        """The documents whose content is that of the last run, by git's index: in a fresh clone none is read.

        The content that was kept is that of the blob, byte for byte, and so is its size.
        """
        request, states = self._request, self._old.states
        if request.files.tracked is None or request.files.revision is not None:
            return frozenset()
        try:
            clean = clean_blobs(request.files.root)
        except GitError:
            return frozenset()
        found = set()
        for path in paths:
            blob, status, state = clean.get(path), request.files.files.get(path), states.get(path)
            same = blob is not None and blob == blob_of(contents.get(path, ""))
            in_tree = path not in request.overlay and path not in request.files.links
            if same and in_tree and status is not None and state is not None and status[SIZE] == state[1]:
                found.add(path)
        return frozenset(found)

    def _candidates(self) -> list[str]:
        """The documents that must be read to know whether they are as they were."""
        request, old = self._request, self._old
        if self._may_differ is not None:
            known = frozenset(request.documents if self._same_files else self._tables.contents())
            return [p for p in request.documents if p in self._may_differ or p not in known]
        return old.unproven(request, request.documents)

    def _retell(self, path: str, marks: frozenset[str], evidence: Iterable[Evidence]) -> Touched:
        """Replace what a document tells others, while its unit still says what it told before."""
        tables = self._tables
        before = tables.marks_of(path)
        tables.put_marks(path, before, marks)
        touched = touch.by_links(path)
        touched.add(touch.by_marks(before ^ marks))
        touched.add(touch.by_evidence(tables.put_evidence(tables.evidence_of(path), evidence)))
        return touched

    def _others(self) -> Touched:
        """Questions about files other than documents that were read and may have changed."""
        return Touched({"b" + path for path in self._old.unproven(self._request, self._watched())}, set())

    def _put_snapshot(self) -> None:
        """Record the snapshot; files that this run did not look at keep their entry from the last run."""
        request, old = self._request, self._old
        new = old if self._same_files else Snapshot.of_files(request.files)._replace(states=old.states)
        self._tables.put_snapshot(old, new.with_states(request, (*self._digests, *self._watched())))

    def _watched(self) -> list[str]:
        """The files other than documents whose content some unit asked for."""
        return [question[1:] for question, _, _ in self._tables.questions((), ("b",))]

    # -- who is woken -------------------------------------------------------------------------------

    def _wake(self, touched: Touched) -> None:
        """Ask touched questions again; schedule the units that asked a question whose answer has changed."""
        project, tables = self._project, self._tables
        for question, answer, askers in tables.questions(sorted(touched.exact), sorted(touched.prefixes)):
            project.forget([question])
            now = project.answer_text(question)
            if now != answer:
                tables.put_answer(question, now)
                self._woken.update(tables.unit_names(askers_of(askers)))
                self._changed = True

    def _settle(self) -> None:
        """Run scheduled units until none is left: the manifest, documents, then project-wide rules."""
        while self._woken:
            if MANIFEST in self._woken:
                self._woken.discard(MANIFEST)
                self._manifest()
                continue
            documents = sorted(name for name in self._woken if name.startswith(_DOCUMENT))
            if len(documents) > MOST_CHANGED * 10:
                raise _TooMuch
            for name in documents or sorted(self._woken):
                self._woken.discard(name)
                self._unit(name)

    @property
    def _units(self) -> UnitRunner:
        if self._runner is None:
            self._runner = UnitRunner(self._project, self._request.rules)
        return self._runner

    def _manifest(self) -> None:
        manifest, asked = self._units.read_manifest()
        tables = self._tables
        heads = tables.heads()
        differing = tables.put_manifest(manifest.heads, manifest.rows)
        if differing or heads != manifest.heads:
            self._project.forget_answers()
            self._woken.update(document_unit(path) for path in differing)
            self._wake(touch.by_manifest(differing))
        self._put(MANIFEST, self._units.manifest(manifest, asked))

    def _unit(self, name: str) -> None:
        word, _, key = name.partition(" ")
        if word == "rule":
            if key in self._units.project_rules:
                self._put(name, self._units.rule(key))
            return
        if self._tables.document(key) is None:
            return
        result = self._units.document(key)
        touched = self._retell(key, frozenset(result.marks), result.evidence)
        self._put(name, result)
        self._wake(touched)

    def _put(self, name: str, result: UnitResult) -> None:
        self._ran += 1
        self._request.progress("running what a change affects", self._ran, self._ran + len(self._woken))
        number = self._tables.put_unit(name, result)
        for question in self._tables.put_asked(name, result.asked) if name == MANIFEST else result.asked:
            self._tables.add_asker(question, self._project.answer_text(question), number)
        self._changed = True


def analyze_change(
    request: Request,
    store: Store,
    *,
    may_differ: Collection[str] | None = None,
    surroundings: bool = True,
    keep: bool = True,
) -> Analysis | None:
    """The findings of a tree, derived from the state of the last run; None if that needs a full analysis.

    Args: see `Increment`.
    """
    return Increment(request, store, may_differ=may_differ, surroundings=surroundings, keep=keep).run()
