"""One tree, open: its configuration, files, facts, project and findings. Every command goes through it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from doclint.checks import ENGINE_CHECKS
from doclint.config.globs import matches_any
from doclint.engine.compare import differing
from doclint.engine.full import analyze_all, linked_project
from doclint.engine.increment import analyze_change
from doclint.engine.lines import Lines
from doclint.engine.progress import Progress, unwatched
from doclint.engine.request import Analysis, Request
from doclint.engine.run import finding_of, fingerprinted
from doclint.engine.setup import Setup, Tree, open_store, prepare, request_of
from doclint.engine.state import State
from doclint.errors import DoclintError
from doclint.formats.confined import Refused, exists, must_read, read_confined
from doclint.formats.digest import digest
from doclint.link.project import Project
from doclint.model.finding import Finding, Report
from doclint.model.rule import Rule
from doclint.store.location import has_pending, journal_folder
from doclint.store.store import Store
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, GitProcess, head_commit, run_git, staged_contents

if TYPE_CHECKING:
    from doclint.edit.edits import PlannedChange
    from doclint.edit.sync import Synced, Syncer
    from doclint.edit.transaction import Journal
    from doclint.engine.as_written import Judged
    from doclint.engine.baseline import Entry
    from doclint.engine.since import Before
    from doclint.history.memo import Memo
    from doclint.model.timeline import Point


class Workspace:
    """A tree, and what is known of it; `open` one, ask it, `close` it. It is a context manager, too.

    Unsaved editor content replaces the content on disk (`update`); the findings then include it, and are
    derived incrementally from the state of the tree without it.
    """

    def __init__(
        self,
        root: Path,
        config_file: Path | None,
        overrides: Mapping[str, object] | None,
        store: Store | None,
        listing: GitProcess | None,
        progress: Progress = unwatched,
        today: str | None = None,
    ) -> None:
        self._root, self._config_file, self._overrides = root, config_file, overrides
        self._today = today or time.strftime("%Y-%m-%d")
        self._store, self._progress = store, progress
        self._overlay: dict[str, bytes] = {}
        self._settled = False  # whether the store holds the state of this tree without the overlay
        self._analysis: Analysis | None = None
        self._current: Tree | None = None
        self.setup: Setup = prepare(
            root, config_file, overrides, store=store, listing=listing, today=self._today
        )
        if store is not None and self._tracked_cache(store):
            store.close()
            self._store = None
            self.notices: tuple[str, ...] = ("the cache directory is tracked by git; it is not used",)
        else:
            self.notices = ()

    @classmethod
    def open(
        cls,
        root: Path,
        config_file: Path | None = None,
        *,
        overrides: Mapping[str, object] | None = None,
        cache: Path | bool | None = True,
        listing: GitProcess | None = None,
        progress: Progress = unwatched,
        today: str | None = None,
    ) -> Workspace:
        """Open a tree.

        Args:
            root: the repository root.
            config_file: its configuration file; None means the defaults.
            overrides: configuration values that win over the file.
            cache: a directory, True for the default location, None to disable.
            listing: git's listing of the root, begun.
            progress: who watches what is being done.
            today: the date on which dates are judged (`YYYY-MM-DD`); None means now.

        Raises:
            DoclintError: a mistake in the configuration, a pack or a rule page.
        """
        store = open_store(root, cache)
        try:
            return cls(root.resolve(), config_file, overrides, store, listing, progress, today)
        except BaseException:
            if store is not None:
                store.close()
            if listing is not None:
                listing.close()
            raise

    def __enter__(self) -> Workspace:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()
            self._store = None

    @property
    def today(self) -> str:
        """The date on which dates are judged (`YYYY-MM-DD`)."""
        return self._today

    @property
    def store(self) -> Store | None:
        """Where the state and the facts of the tree are kept; None where nothing is."""
        return self._store

    # -- the tree ------------------------------------------------------------------------------------

    @property
    def root(self) -> Path:
        """The repository root."""
        return self.setup.files.root

    def reload(self) -> None:
        """List the tree and read the configuration again, after files were written."""
        self.setup = prepare(
            self._root, self._config_file, self._overrides, store=self._store, today=self._today
        )
        self._analysis, self._current, self._settled = None, None, False

    def stage(self) -> None:
        """Judge what the next commit will contain: the files of git's index, as they are there.

        The configuration is read from the disk all the same.

        Raises:
            DoclintError: this is no git work tree, or git cannot read its index.
        """
        files = self.setup.files
        if files.tracked is None:
            raise DoclintError(f"--staged needs a git work tree; '{self.root}' is in none")
        try:
            contents = staged_contents(self.root)
        except GitError as error:
            raise DoclintError(f"git cannot read its index: {error}") from None
        self.setup = self.setup._replace(files=files.of_index())
        self._current = None
        if contents:
            self.analysis()  # so that the state on disk stays young, whatever is not staged
            for path, data in contents.items():
                self.update(path, data)

    def update(self, path: str, data: bytes | None) -> None:
        """Replace the content of a file (which need not exist) in memory; None undoes that."""
        if data is None:
            self._overlay.pop(path, None)
        else:
            self._overlay[path] = data
        self._analysis = self._current = None

    @property
    def journal(self) -> Journal:
        """What makes writing to this tree whole; it lies outside of it."""
        from doclint.edit.transaction import Journal

        return Journal(journal_folder(self.root), self.root)

    def apply(self, changes: Iterable[PlannedChange]) -> tuple[list[PlannedChange], list[str]]:
        """Write planned changes, all or none; a file that is not as it was when they were planned is left.

        Returns:
            The changes that were written, and the paths that were left alone.

        Raises:
            DoclintError: the system refused; no file has changed then.
        """
        wanted = list(changes)
        self._progress("writing", 0, len(wanted))
        done = self.journal.write(wanted)
        if done.written:
            self.reload()
        written = set(done.written)
        return [change for change in wanted if change.path in written], list(done.left)

    def recover(self) -> list[str]:
        """Finish what an interrupted run began to write; what there is to tell of it.

        Raises:
            DoclintError: the system refused.
        """
        if not has_pending(journal_folder(self.root)):
            return []
        done = self.journal.recover()
        self.reload()
        told = [f"finished an interrupted run: {len(done.written)} files have their new content"]
        return told + [f"'{path}' was changed since an interrupted run; left alone" for path in done.left]

    def read(self, path: str) -> bytes:
        """The content of a file of the tree, unsaved content first.

        Raises:
            Unreadable: it cannot be read.
        """
        return self._tree().read(path)

    def _tree(self) -> Tree:
        if self._current is None:  # which files are documents is asked several times a run
            self._current = Tree.of_work_tree(self.setup, self._overlay)
        return self._current

    def _request(self) -> Request:
        return request_of(self.setup, self._tree(), self.setup.base, self._overlay, self._progress)

    def _tracked_cache(self, store: Store) -> bool:
        """Whether the store is in the tree and git tracks files in it: any committer could plant one."""
        folder, files = store.folder.resolve(), self.setup.files
        if not folder.is_relative_to(files.root):
            return False
        home = folder.parent.parent.relative_to(files.root).as_posix()
        return any(path.startswith(f"{home}/") for path in files.tracked or ())

    def account(self) -> list[str]:
        """What was recognised, what was read, and what the analysis did, as lines for people."""
        setup, config = self.setup, self.setup.config
        sites = [f"{site.generator or 'site'} in '{site.folder or '.'}'" for site in config.sites]
        found = [
            ("packs", ", ".join(config.packs or ())),
            ("docs base", f"'{setup.base}'" if setup.base else ""),
            ("sites", ", ".join(sites)),
            ("anchors also as in", ", ".join(sorted({dialect for _, dialect in config.dialects}))),
            ("redirects", ", ".join(file.path for file in config.redirects)),
            ("manifests", ", ".join(manifest.path for manifest in config.manifests)),
        ]
        recognised = "; ".join(f"{name} {value}" for name, value in found if value)
        which = "outside git" if setup.files.tracked is None else f"{len(setup.files.tracked)} tracked by git"
        return [
            f"configuration: {config.source or 'none'}; {len(setup.rules)} of {len(setup.all_rules)} rules",
            f"recognised: {recognised or 'a plain tree'}",
            f"files: {len(setup.files.files)} ({which}), {len(self._tree().documents)} documents",
            f"cache: {self._store.folder if self._store is not None else 'off'}; {self.analysis().account}",
        ]

    # -- findings ------------------------------------------------------------------------------------

    def analysis(self) -> Analysis:
        """The findings of the tree as it stands, before baseline and narrowing.

        Raises:
            DoclintError: there is no document.
        """
        if self._analysis is None:
            self._analysis = self._analyze()
        return self._analysis

    def _analyze(self) -> Analysis:
        request, store = self._request(), self._store
        if store is None:
            return analyze_all(request)
        if not self._overlay:
            self._settled = True
            return analyze_change(request, store) or analyze_all(request, store)
        found: Analysis | None = None
        if self._settled:
            # Nothing but what is unsaved differs from the state that is kept.
            found = analyze_change(
                request, store, may_differ=frozenset(self._overlay), surroundings=False, keep=False
            )
        found = found or analyze_change(request, store, keep=False)
        return found or analyze_all(request, store, keep=False)

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the tree, before baseline and narrowing."""
        return self.analysis().findings

    def redated(self, paths: Iterable[str]) -> list[Finding]:
        """What sets the dates of documents, which were changed just now, to today; see `engine.redate`."""
        from doclint.engine.redate import redated

        return redated(self.project(), self.setup.rules, paths, self._today)

    def syncer(self, project: Project, only: frozenset[str] | None = None) -> Syncer:
        """What compares the manifests of a project with its documents, or lists some documents only."""
        from doclint.edit.sync import FIELDS, Syncer

        rules = self._rules_by_check
        fields, listed = rules["manifest-drift"].params.get("fields", {}), rules["manifest-listing"].params
        kinds = listed.get("kinds", ())
        kinds = (kinds,) if isinstance(kinds, str) else kinds
        return Syncer(project, {**FIELDS, **fields}, kinds, self._today, only)

    @property
    def _rules_by_check(self) -> dict[str, Rule]:
        """One rule for each kind of check; those that run before others, for their parameters are set."""
        return {rule.check: rule for rule in (*self.setup.all_rules, *self.setup.rules)}

    def synced(self) -> Synced:
        """What makes the manifests say what the documents say; nothing is written."""
        from doclint.edit.edits import plan

        rules, project = self._rules_by_check, self.project()
        found = self.syncer(project).run()
        if not found.repairs:
            return found
        from doclint.edit.proof import Prover

        prover = Prover(project.read, project.content, project.settings, project.resolver.resolve)
        proven = [finding_of(rules["manifest-drift"], d) for d in prover.prove(found.repairs)]
        return found._replace(
            changes=(*found.changes, *plan(proven, self.read)),
            done=(*found.done, *(f.diagnostic.message for f in proven if f.diagnostic.fix is not None)),
            left=(*found.left, *(f.diagnostic.message for f in proven if f.diagnostic.fix is None)),
        )

    def project(self, *, marked: bool = False) -> Project:
        """The linked project, for graphs and reviews.

        Args:
            marked: whether rules are asked what they demand: they look for what links to a document.

        Raises:
            DoclintError: there is no document.
        """
        return linked_project(self._request(), self._store, marked=marked)

    def check(
        self,
        *,
        only: Iterable[str] = (),
        since: str | None = None,
        baseline: bool = True,
        history: float | None = None,
    ) -> Report:
        """Check the tree.

        Args:
            only: paths (files or folders, relative to the root) to report on. What is *resolved* is always
                the whole project; findings elsewhere that these files cause are reported too.
            since: report only what the commit of this name does not have; `REV...` means the merge base.
            baseline: leave out what the baseline file accepts, if there is one.
            history: seconds that git may take to tell what became of the targets of broken references; None
                asks git nothing.

        Returns:
            The findings in their total order, with the lines of text they point at.

        Raises:
            DoclintError: nothing to check, no such revision, or a path that is not of the tree.
        """
        setup = self.setup
        notices = [*self.notices, *_notices(setup)]
        if has_pending(journal_folder(self.root)):
            notices.append("a run that wrote to this tree was interrupted: `doclint check --fix` finishes it")
        hidden: dict[str, int] = {}
        changed: frozenset[str] = frozenset()
        added: frozenset[str] = frozenset()
        mended: tuple[Finding, ...] = ()
        if since is None:
            findings = list(self.findings())
        else:
            from doclint.engine.since import begin_since, compare_with

            begun = begin_since(setup, since, self._store)
            try:
                findings = list(self.findings())
                store = self._store if self._settled and not self._overlay else None
                old = compare_with(setup, begun, store, self._tree().files)
            finally:
                begun.close()
            kept, lost, mended = self._new_since(findings, old, store)
            hidden[f"already in {since}"] = len(findings) - len(kept)
            findings = [*kept, *lost]
            notices += old.notices
            changed, added = old.changed, old.added
        if baseline:
            findings, accepted = self._without_accepted(findings, whole=since is None)
            hidden["baseline"] = accepted
        notices += self.analysis().remarks.notices
        tree, chosen = self._tree(), tuple(only)
        if chosen:
            findings = [f for f in findings if _concerns(f, chosen)]
            _must_be_known(tree.files, chosen, findings)
        shown = tuple(sorted(findings, key=lambda f: f.order))
        complete = True
        if history is not None and shown:
            self._progress("asking git", 0, 1)
            shown, told, complete = self._judged(shown, history)
            notices += told
        return Report(
            root=str(self.root),
            files=len(tree.documents),
            references=self.analysis().references,
            findings=shown,
            frames=Lines(tree.read, _places(tree.files, shown)),
            notices=tuple(notices),
            fail_on=setup.config.fail_on,
            rules=setup.all_rules,
            hidden=hidden,
            changed=changed,
            complete=complete,
            since=since or "",
            mended=tuple(f for f in mended if not chosen or _concerns(f, chosen)),
            added=added,
        )

    def _new_since(
        self, findings: list[Finding], old: Before, store: Store | None
    ) -> tuple[list[Finding], list[Finding], tuple[Finding, ...]]:
        """The findings that another commit's tree does not have, those that only its paths show, and those
        that it alone has; the last in order.
        """
        from doclint.engine.resolution import Resolution

        new, gone = differing(findings, old.findings, old.renamed)
        resolution = Resolution(self._request(), self.analysis().project, old.commit, old.diff, store)
        rule = next((rule for rule in self.setup.rules if rule.code == "DL108"), None)
        lost = resolution.lost(rule, findings)
        # A reference that is broken under another rule now is not mended.
        still = {(f.diagnostic.path, f.diagnostic.target) for f in (*findings, *lost)}
        mended = (
            f for f in gone
            if (old.renamed.get(f.diagnostic.path, f.diagnostic.path), f.diagnostic.target) not in still
        )  # fmt: skip
        return resolution.only_new(new, gone, old.renamed), lost, tuple(sorted(mended, key=lambda f: f.order))

    def _judged(self, findings: tuple[Finding, ...], seconds: float) -> Judged:
        """The findings with what git tells of them, and what to tell the user of that."""
        from doclint.engine.as_written import judge

        tree, project, rules = self._tree(), self.analysis().project, self.setup.rules
        return judge(findings, rules, project, tree.files, tree.read, self._memo(), self._overlay, seconds)

    def _memo(self) -> Memo:
        """Where answers of git are kept."""
        from doclint.history.memo import NoMemo

        return self._store.history if self._store is not None else NoMemo()

    def timeline(self, every: str, by: str, limit: int) -> list[Point]:
        """The findings of revisions along the first parents of HEAD; see `engine.timeline`.

        Raises:
            DoclintError: no git, no commit, or no tag.
        """
        from doclint.engine.timeline import timeline

        self.analysis()  # the state that revisions are derived from
        store = self._store if self._settled else None
        return timeline(self.setup, every, by, limit, store, self._memo(), self._progress)

    # -- what was printed ----------------------------------------------------------------------------

    def printed(self, words: Iterable[str]) -> bytes | None:
        """What a check printed under these words, where nothing at all has changed since.

        Args:
            words: everything outside of the tree that the output depends on: options, date, terminal.
        """
        if self._store is None or self._overlay or self.analysis().changed:
            return None
        return self._store.output(self._output_key(words))

    def keep_printed(self, words: Iterable[str], output: bytes, report: Report) -> None:
        """Keep what a check printed, until something changes; not with lines of unwatched files."""
        store = self._store
        if store is None or self._overlay or not self._settled:
            return
        project = self.analysis().project
        paths = report.frames.paths if isinstance(report.frames, Lines) else {p for p, _ in report.frames}
        shown = {path for path in paths if not project.is_document(path)}
        if len(State(store.base).questions(("b" + path for path in shown), ())) < len(shown):
            return  # nobody would notice that they change
        store.put_output(self._output_key(words), output)
        store.save()

    def _output_key(self, words: Iterable[str]) -> bytes:
        files = (self._config_file, self.baseline_file)
        try:
            head = head_commit(self.root) if self.setup.files.tracked is not None else ""
        except GitError:
            head = ""  # no commit yet
        notices = (*self.notices, *_notices(self.setup))  # they tell of files that no finding rests on
        contents = [b"" if path is None else self._own_bytes(path) for path in files]
        return digest(
            *contents, *(word.encode("utf-8", "surrogatepass") for word in (*words, *notices, head))
        )

    def _own_bytes(self, path: Path) -> bytes:
        """The configuration, or the baseline; empty where there is none."""
        try:
            return read_confined(path, (self.root, path.parent))
        except Refused:
            return b""

    # -- the baseline --------------------------------------------------------------------------------

    @property
    def baseline_file(self) -> Path:
        """Where the baseline file is, whether it exists or not."""
        return self.root / self.setup.config.baseline

    def read_baseline(self) -> tuple[Entry, ...]:
        """The entries of the baseline file; none where there is no file.

        Raises:
            DoclintError: a mistake in it.
        """
        from doclint.engine.baseline import parse_baseline

        if not exists(self.baseline_file):
            return ()
        shown = self.setup.config.baseline
        return parse_baseline(must_read(self.baseline_file, (self.root,), shown), shown)

    def save_baseline(self, entries: Iterable[Entry]) -> None:
        """Replace the baseline file by these entries.

        Raises:
            DoclintError: it cannot be written.
        """
        from doclint.edit.write import replace_file
        from doclint.engine.baseline import dump_baseline

        data = dump_baseline(entries).encode("utf-8")
        replace_file(self.baseline_file, data, self.setup.config.baseline, self.root)

    def _without_accepted(self, findings: list[Finding], *, whole: bool) -> tuple[list[Finding], int]:
        """The findings no baseline entry accepts; of a whole tree also one for each entry that fails."""
        if not exists(self.baseline_file):
            return findings, 0
        from doclint.engine.baseline import apply_baseline, unused_entries

        entries, setup = self.read_baseline(), self.setup
        if not entries:
            return findings, 0
        kept, accepted, used = apply_baseline(findings, entries, self._today)
        selected = frozenset(rule.code for rule in setup.rules)
        diagnostics = list(unused_entries(entries, used, selected, setup.config.baseline, self._today))
        for rule in setup.rules if whole else ():
            if rule.check in ENGINE_CHECKS:
                kept += fingerprinted(finding_of(rule, diagnostic) for diagnostic in diagnostics)
        return kept, accepted


def _must_be_known(files: FileSet, paths: Iterable[str], findings: list[Finding]) -> None:
    """Check that a path given by the user exists, or did: a misspelled path must not look clean.

    Raises:
        DoclintError: it is no file or folder of the tree, no finding is about it, and HEAD does not have it.
    """
    for path in paths:
        if path in ("", ".") or files.exists(path) or any(_concerns(f, (path,)) for f in findings):
            continue
        if (files.root / path).exists():
            continue  # git ignores it: nothing to report, and no mistake
        try:
            run_git(files.root, "cat-file", "-e", f"HEAD:./{path}")
        except GitError:
            raise DoclintError(f"no file or folder '{path}' in this tree") from None


def _concerns(finding: Finding, paths: tuple[str, ...]) -> bool:
    places = (finding.diagnostic.path, *finding.diagnostic.affected_paths)
    return any(
        place == p or place.startswith(p.rstrip("/") + "/") or p in ("", ".")
        for place in places
        for p in paths
    )


def _places(files: FileSet, findings: Iterable[Finding]) -> Iterable[tuple[str, int]]:
    """The first and the last line of each finding that is in a file."""
    spans = ((f.diagnostic.path, f.diagnostic.span) for f in findings if files.is_file(f.diagnostic.path))
    return ((path, line) for path, span in spans for line in (span.line, span.end_line))


def _notices(setup: Setup) -> tuple[str, ...]:
    """What the user should know of the run: globs that match nothing."""
    named = [("per-file-ignores", glob) for glob in setup.config.per_file_ignores]
    named += [("exclude", glob) for glob in setup.config.exclude]
    return tuple(
        f"{key}: '{glob}' matches no file"
        for key, glob in named
        if not any(matches_any(path, (glob,)) for path in setup.files.files)
    )
