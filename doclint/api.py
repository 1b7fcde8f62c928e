"""The whole flow in one readable function: what the command line, the tests and an editor call."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from doclint.cache.codec import decode_findings, encode_findings
from doclint.cache.home import digest, state_of
from doclint.cache.pages import remembered
from doclint.cache.store import Store
from doclint.checks import ENGINE_CHECKS
from doclint.config.globs import matcher, matches_any
from doclint.config.load import CONFIG_NAMES, read_config, with_packs
from doclint.engine.compare import only_new
from doclint.engine.increment import Task, judge, retrace
from doclint.engine.run import findings_of, fingerprinted, run_rules
from doclint.errors import DoclintError
from doclint.extract.gather import gather
from doclint.formats.source import line_texts
from doclint.link.kinds import Kinds
from doclint.link.paths import folder_of, join
from doclint.link.project import Project, link
from doclint.link.symbols import Symbols, identify
from doclint.model.config import Config
from doclint.model.facts import ExtractSettings, Facts
from doclint.model.finding import Finding, Report
from doclint.model.rule import Rule
from doclint.rulebook.pages import load_rules, page_folders
from doclint.rulebook.select import select_rules
from doclint.tree.docsbase import find_docs_base
from doclint.tree.fileset import Ahead, FileSet
from doclint.tree.git import Asked, GitError, cuts, run_git
from doclint.tree.read import Reader, Unreadable, read_bytes

# What few runs need is imported by them: starting is most of a run in which little changed.
if TYPE_CHECKING:
    from doclint.engine.baseline import Entry
    from doclint.tree.revision import Revision


class Setup(NamedTuple):
    """A tree with its configuration: everything known before a document is read.

    `pages` are the rule pages, packs and their schemas, wherever they lie; `outside` tells their state.
    """

    config: Config
    files: FileSet
    base: str
    rules: tuple[Rule, ...]
    known_rules: tuple[Rule, ...]
    pages: tuple[Path, ...] = ()
    outside: str = ""


def prepare(
    root: Path,
    config_file: Path | None = None,
    overrides: Mapping[str, object] | None = None,
    *,
    cached: bool = False,
    ahead: Ahead | None = None,
) -> Setup:
    """Read the configuration, list the tree, choose packs and rules.

    Args:
        root: the repository root.
        config_file: the configuration file, or None for the defaults.
        overrides: values that win over the file (select, ignore, …).
        cached: whether parsed rule pages may come from the cache.
        ahead: what is known of the tree already.

    Raises:
        DoclintError: a mistake in the configuration, a pack or a rule page.
    """
    root = root.resolve()
    config = read_config(root, config_file)
    extra = [(config_file.parent if config_file else root) / path for path in config.rule_paths]
    if overrides:
        config = config._replace(**overrides)  # type: ignore[arg-type]
    files = FileSet.scan(root, ahead)
    config, packs = with_packs(config, files.folders)
    folders = page_folders(packs, extra)
    known = remembered(folders, lambda: load_rules(folders)) if cached else load_rules(folders)
    base = config.docs_base
    if base is None:
        base = find_docs_base(files.folders, config.docs_base_markers)
    elif base and not files.is_folder(base):
        raise DoclintError(f"the docs base '{base}' is no folder of this tree", config.source)
    # With all that lies below: a pack's schemas, too, decide what is found.
    pages = [path for pack in packs for path in (pack.folder, *sorted(pack.folder.rglob("*")))]
    pages += [path for folder in extra for path in (folder, *sorted(folder.glob("*.md")))]
    rules = select_rules(known, config)
    return Setup(config, files, base, rules, known, tuple(pages), _outside(pages))


def build(setup: Setup, *, cache: Path | bool | None = None, judge: bool = True) -> Project:
    """Read every document of the work tree and link the whole project.

    Args:
        setup: the tree and its configuration.
        cache: a folder that keeps facts, True for the user's, None for none.
        judge: whether problems are wanted; without, `Project.problems` and `Project.units` stay empty.

    Raises:
        DoclintError: there is no document to read.
    """
    tree = Tree.of_work_tree(setup, {})
    settings = extract_settings(setup.config, setup.base)
    store = open_store(setup, settings, cache)
    try:
        known = store.known(tree.files) if store else {}
        facts = gather(tree.files, tree.documents, tree.read, settings, store, known).facts
    finally:
        if store is not None:
            store.close()
    return _link(setup, tree, setup.base, facts, judge=judge)


def open_store(setup: Setup, settings: ExtractSettings, cache: Path | bool | None) -> Store | None:
    """Where the facts of a tree are kept: a folder, True for the user's; None for none."""
    if not cache:
        return None
    return Store.open(setup.files.root, settings, cache if isinstance(cache, Path) else None)


class Tree(NamedTuple):
    """A file set, its documents, and how to read them."""

    files: FileSet
    documents: tuple[str, ...]
    read: Reader

    @classmethod
    def of_work_tree(cls, setup: Setup, overlay: Mapping[str, bytes]) -> Tree:
        """The work tree, with an editor's contents over it.

        Raises:
            DoclintError: there is no document.
        """
        root, limit, files = setup.files.root, setup.config.max_file_size, setup.files
        for path in overlay:
            if not files.is_file(path):
                files = files.with_file(path)

        def read(path: str) -> bytes:
            return overlay[path] if path in overlay else read_bytes(root, path, limit)

        documents = tuple(document_paths(files, setup.config))
        if not documents:
            looked = f"{len(files.files)} files, none matches include = {list(setup.config.include)}"
            raise DoclintError(f"nothing to check in '{root}': {looked}")
        return cls(files, documents, read)


def _link(setup: Setup, tree: Tree, base: str, facts: Mapping[str, Facts], *, judge: bool = True) -> Project:
    kinds = Kinds(setup.config, base)
    symbols = Symbols.of(identify(path, facts[path], kinds) for path in tree.documents)
    return link(setup.config, tree.files, kinds, symbols, tree.read, judge=judge)


def document_paths(files: FileSet, config: Config) -> list[str]:
    """The paths that are documents, sorted: included, not excluded, no link to another of them."""
    included, excluded = matcher(config.include), matcher(config.exclude)
    chosen = [path for path in sorted(files.files) if included(path) and not excluded(path)]
    if not files.links:
        return chosen

    def elsewhere(path: str) -> bool:
        """Whether a path is a link to another, under whose name its content is checked."""
        target = join(folder_of(path), files.links[path]) if path in files.links else path
        return target != path and target in files.files

    return [path for path in chosen if not elsewhere(path)]


def extract_settings(config: Config, base: str) -> ExtractSettings:
    """What of the configuration decides the facts of a file."""
    kinds = Kinds(config, base)
    fields = dict.fromkeys((*((config.schema_field,) if config.kinds else ()), *config.reference_fields))
    return ExtractSettings(
        id_prefixes=kinds.mention_prefixes(),
        name_patterns=kinds.file_name_patterns(),
        front_matter_fields=tuple(fields),
        anchors=config.anchors,
    )


def lint(
    root: Path,
    config_file: Path | None = None,
    *,
    only: Iterable[str] = (),
    since: str | None = None,
    baseline: bool = True,
    overlay: Mapping[str, bytes] | None = None,
    overrides: Mapping[str, object] | None = None,
    today: str | None = None,
) -> Report:
    """Check a tree.

    Args:
        root: the repository root.
        config_file: its configuration file; None means the defaults.
        only: paths (files or folders, relative to the root) to report on. What is *resolved* is always
            the whole project; findings elsewhere that these files cause are reported too.
        since: report only what the commit of this name does not have; `REV...` means the merge base.
        baseline: leave out what the baseline file accepts, if there is one.
        overlay: contents that stand for those on disk, by path.
        overrides: configuration values that win over the file.
        today: the date on which baseline entries are judged (`YYYY-MM-DD`); None means now.

    Returns:
        The findings in their total order, with the lines of text they point at.

    Raises:
        DoclintError: a mistake in the configuration, nothing to check, or no such revision.
    """
    return run(
        root,
        config_file,
        only=only,
        since=since,
        baseline=baseline,
        overlay=overlay,
        overrides=overrides,
        today=today,
        cache=None,
    ).report


class Run(NamedTuple):
    """A report and the inputs of its replay; `settled` where a replay is likely to be asked for."""

    report: Report
    files: FileSet
    read: frozenset[str]
    others: tuple[Path, ...]
    settled: bool = True


def run(
    root: Path,
    config_file: Path | None = None,
    *,
    only: Iterable[str] = (),
    since: str | None = None,
    baseline: bool = True,
    overlay: Mapping[str, bytes] | None = None,
    overrides: Mapping[str, object] | None = None,
    today: str | None = None,
    cache: Path | bool | None = True,
    ahead: Ahead | None = None,
) -> Run:
    """`lint`, with the cache and an account of what was read.

    Args:
        root, config_file, only, since, baseline, overlay, overrides, today: see `lint`.
        cache: a folder to keep facts and verdicts in, True for the user's, None for none.
        ahead: see `prepare`.
    """
    setup = prepare(root, config_file, overrides, cached=bool(cache), ahead=ahead)
    tree = Tree.of_work_tree(setup, overlay or {})
    settings = extract_settings(setup.config, setup.base)
    store = open_store(setup, settings, None if overlay else cache)
    task = _task(setup, tree, setup.base, settings)
    notices = list(_notices(setup))
    left_out: dict[str, int] = {}
    changed: frozenset[str] = frozenset()
    try:
        begun = None if since is None else begin_since(setup, since, store)
        verdict = judge(task, store)
        findings = list(verdict.findings)
        if begun is not None:
            old = compare_with(setup, verdict.project, begun, store)
            findings, left_out[f"{since} has them too"] = only_new(findings, old.findings, old.renamed)
            notices += old.notices
            changed = old.changed
    finally:
        if store is not None:
            store.close()
    if baseline:
        findings, accepted = _without_accepted(setup, findings, today or time.strftime("%Y-%m-%d"))
        left_out["baseline"] = accepted
    chosen = tuple(only)
    if chosen:
        findings = [f for f in findings if _concerns(f, chosen)]
        _must_be_known(tree.files, chosen, findings)
    shown = tuple(sorted(findings, key=lambda f: f.order))
    report = Report(
        root=str(setup.files.root),
        files=len(tree.documents),
        references=verdict.references,
        findings=shown,
        frames=_frames(tree, shown),
        notices=tuple(notices),
        fail_on=setup.config.fail_on,
        rules=setup.known_rules,
        left_out=left_out,
        changed=changed,
    )
    others = [setup.files.root / setup.config.baseline, *setup.pages, *setup.files.ignored_places()]
    others += [config_file] if config_file else [setup.files.root / name for name in CONFIG_NAMES]
    return Run(report, setup.files, verdict.read, tuple(others), settled=not verdict.incremental)


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
    task = _task(setup, tree, base, settings)
    if store and base == setup.base:
        verdict = retrace(task, setup.files, store, touched)
        if verdict is not None:
            return verdict.findings
    known: dict[str, Facts] = {}
    if base == setup.base and project.units.keys() == project.symbols.documents.keys():
        documents = project.symbols.documents
        known = {p: documents[p].facts for p in paths if p in documents and p not in touched}
    facts = {
        **known,
        **gather(tree.files, [p for p in paths if p not in known], tree.read, settings, store).facts,
    }
    return run_rules(_link(setup, tree, base, facts), setup.rules, setup.known_rules)


def _task(setup: Setup, tree: Tree, base: str, settings: ExtractSettings) -> Task:
    """A tree to be judged under a set-up; the docs base may be another in another commit."""
    return Task(
        setup.config,
        tree.files,
        base,
        tree.documents,
        tree.read,
        settings,
        setup.rules,
        setup.known_rules,
        setup.outside,
    )


def _outside(pages: Iterable[Path]) -> str:
    """The state of everything outside the tree that findings depend on, doclint's version aside."""
    states = []
    for page in pages:
        try:
            states.append(f"{page} {state_of(page)}")
        except OSError:
            states.append(f"{page} -")
    return "\n".join(states)


def _commit_key(setup: Setup, commit: str) -> str:
    """A name for everything that the findings of a commit depend on, doclint's version aside."""
    try:
        cut = " ".join(sorted(cuts(setup.files.root)))
    except GitError:
        cut = ""
    parts = (commit, repr(setup.config), repr(setup.rules), repr(setup.known_rules), setup.outside, cut)
    return digest(*(part.encode("utf-8", "surrogateescape") for part in parts)).hex()


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


def baseline_path(setup: Setup) -> Path:
    """Where the baseline file is, whether it exists or not."""
    return setup.files.root / setup.config.baseline


def save_baseline(setup: Setup, entries: Iterable[Entry]) -> None:
    """Replace the baseline file by these entries.

    Raises:
        DoclintError: it cannot be written.
    """
    from doclint.engine.baseline import dump_baseline
    from doclint.fix.write import replace_file

    replace_file(baseline_path(setup), dump_baseline(entries).encode("utf-8"), setup.config.baseline)


def read_baseline(setup: Setup) -> tuple[Entry, ...]:
    """The entries of the baseline file; none where there is no file.

    Raises:
        DoclintError: a mistake in it.
    """
    from doclint.engine.baseline import parse_baseline

    path = baseline_path(setup)
    if not path.is_file():
        return ()
    return parse_baseline(path.read_bytes(), setup.config.baseline)


def _without_accepted(setup: Setup, findings: list[Finding], today: str) -> tuple[list[Finding], int]:
    """The findings no baseline entry accepts, and one more for each entry that no longer holds."""
    if not baseline_path(setup).is_file():
        return findings, 0
    from doclint.engine.baseline import apply_baseline, unused_entries

    entries = read_baseline(setup)
    if not entries:
        return findings, 0
    kept, accepted, used = apply_baseline(findings, entries, today)
    selected = frozenset(rule.code for rule in setup.rules)
    drafts = unused_entries(entries, used, selected, setup.config.baseline, today)
    for rule in setup.rules:
        if rule.check in ENGINE_CHECKS:
            kept += fingerprinted(findings_of(rule, drafts))
    return kept, accepted


def _must_be_known(files: FileSet, paths: Iterable[str], findings: list[Finding]) -> None:
    """A path somebody asked about exists, or did: a misspelled one must not pass for clean.

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
    places = (finding.draft.path, *finding.draft.about)
    return any(
        place == p or place.startswith(p.rstrip("/") + "/") or p in ("", ".")
        for place in places
        for p in paths
    )


def _frames(tree: Tree, findings: Iterable[Finding]) -> dict[tuple[str, int], str]:
    """The text of each line a finding points at; each file is read once more, only where it has findings."""
    frames: dict[tuple[str, int], str] = {}
    wanted: dict[str, set[int]] = {}
    for finding in findings:
        span = finding.draft.span
        wanted.setdefault(finding.draft.path, set()).update((span.line, span.end_line))
    for path, lines in wanted.items():
        try:
            data = tree.read(path) if tree.files.is_file(path) else b""
        except Unreadable:
            continue
        frames.update({(path, line): text for line, text in line_texts(data, lines).items()})
    return frames


def _notices(setup: Setup) -> tuple[str, ...]:
    """What the user should know of the run: globs that match nothing."""
    named = [("per-file-ignores", glob) for glob in setup.config.per_file_ignores]
    named += [("exclude", glob) for glob in setup.config.exclude]
    return tuple(
        f"{key}: '{glob}' matches no file"
        for key, glob in named
        if not any(matches_any(path, (glob,)) for path in setup.files.files)
    )
