"""Full analysis: gathers facts, links documents in several processes, runs rules, saves the state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from doclint.engine.codec import encode_row
from doclint.engine.gather import FactsReader, Gathered, gather
from doclint.engine.progress import Progress, unwatched
from doclint.engine.request import Analysis, Request
from doclint.engine.run import judged
from doclint.engine.snapshot import Snapshot
from doclint.engine.state import State, row_digest
from doclint.engine.units import MANIFEST, UnitResult, UnitRunner, document_unit, rule_unit
from doclint.link.evidence import Evidence, summed
from doclint.link.kinds import Kinds
from doclint.link.manifest import ReadManifest
from doclint.link.project import Project
from doclint.link.tables import MemoryTables, identify
from doclint.store.pool import available_workers, map_chunks
from doclint.store.store import Store

# Below this many documents a second process costs more than it saves; measured on two cores.
PARALLEL_DOCUMENTS = 1000
CHUNKS = 40
SAMPLE = 150  # documents from which the evidence of a large tree is estimated
ROUNDS = 20  # of documents that wake one another: more would be a mistake of doclint's


class _Chunk(NamedTuple):
    """What a worker sends back: results, and the answers they rest on."""

    results: list[UnitResult]
    answers: dict[str, str]


def build_project(request: Request, gathered: Gathered) -> tuple[Project, MemoryTables]:
    """The project of documents that were all gathered; its manifest is not read yet."""
    kinds = Kinds(request.config, request.base)
    reader = FactsReader(gathered.facts.__getitem__)
    documents = [identify(path, reader(path, False), kinds) for path in gathered.facts]
    tables = MemoryTables(documents, reader, lambda path: gathered.digests.get(path, ""))
    return Project(request.config, request.files, kinds, tables, request.read, request.today), tables


def linked_project(request: Request, store: Store | None = None, *, marked: bool = False) -> Project:
    """The project with its manifest read, and nothing judged: for graphs and reviews.

    Args:
        request, store: see `analyze_all`.
        marked: whether documents can be found by what links to them, which rules ask that demand links.
    """
    project, tables = build_project(request, gathered_of(request, store))
    manifest, _ = UnitRunner(project, ()).read_manifest()
    _take_manifest(project, tables, manifest)
    if marked:
        runner = UnitRunner(project, request.rules)
        marks = {path: runner.marks(path) for path in request.documents}
        for path, own in marks.items():
            tables.put_marks(path, frozenset(), own)
        project.forget_answers()
    return project


def _take_manifest(project: Project, tables: MemoryTables, manifest: ReadManifest) -> None:
    """Let the tables say what the manifest does."""
    tables.manifests, tables.manifest_rows = manifest.heads, manifest.rows
    tables.row_texts = {path: row_digest(encode_row(row)) for path, row in manifest.rows.items()}
    project.forget_answers()


def gathered_of(request: Request, store: Store | None) -> Gathered:
    """The facts of all documents; what the store knows of their content need not be read."""
    known = State(store.base).as_seen(request) if store is not None else {}
    table = store.facts if store is not None else None
    return gather(
        request.files, request.documents, request.read, request.settings, table, known, request.progress
    )


def analyze_all(request: Request, store: Store | None = None, *, keep: bool = True) -> Analysis:
    """The findings of a whole tree.

    Args:
        request: what is to be analysed.
        store: where facts come from, and where the state is kept; None for neither.
        keep: whether to save the state; false for a commit and for a tree with an overlay.
    """
    progress = request.progress
    progress("reading documents", 0, len(request.documents))
    gathered = gathered_of(request, store)
    progress("resolving references", 0, len(request.documents))
    project, tables = build_project(request, gathered)
    runner = UnitRunner(project, request.rules)
    manifest, asked = runner.read_manifest()
    _take_manifest(project, tables, manifest)
    results: dict[str, UnitResult] = {}
    answers: dict[str, str] = {}
    tables.places = _expected(request.documents, runner)
    project.forget_answers()  # those of the sample rested on no evidence
    _run_documents(request.documents, runner, project, results, answers, progress)
    for path in request.documents:
        tables.put_marks(path, frozenset(), frozenset(results[document_unit(path)].marks))
    tables.places = summed(e for result in results.values() for e in result.evidence)
    _settle(runner, project, tables, results, answers)
    results[MANIFEST] = runner.manifest(manifest, asked)
    for number, code in enumerate(runner.project_rules):
        progress("running rules over the project", number, len(runner.project_rules))
        results[rule_unit(code)] = runner.rule(code)
    found = [item for result in results.values() for item in result.found]
    suppressed = {
        name.partition(" ")[2]: result.suppressions for name, result in results.items() if result.suppressions
    }
    config = request.config
    findings = judged(found, suppressed, request.rules, request.all_rules, config.per_file_ignores)
    if store is not None and keep:
        progress("saving the state", 0, 1)
        _keep(store, request, gathered, project, tables, results, answers)
    references = sum(result.references for result in results.values())
    account = f"full analysis of {len(request.documents)} documents, {gathered.extracted} of them read anew"
    return Analysis(lambda: findings, references, project, project.remarks(), account=account)


def _expected(paths: Sequence[str], runner: UnitRunner) -> dict[str, Evidence]:
    """The evidence that a tree will probably give, scaled from some of its documents; none of a small tree.

    Where it leads to the verdict of the whole evidence, no document need run again once that is known.
    """
    step = len(paths) // SAMPLE
    if step < 2:
        return {}
    told = summed(evidence for path in paths[::step] for evidence in runner.evidence(path))
    return {place: Evidence(place, yes * step, no * step) for place, yes, no in told.values()}


def _run_documents(
    paths: Sequence[str],
    runner: UnitRunner,
    project: Project,
    results: dict[str, UnitResult],
    answers: dict[str, str],
    progress: Progress = unwatched,
) -> None:
    workers = available_workers() if len(paths) >= PARALLEL_DOCUMENTS else 1
    size = len(paths) // CHUNKS + 1 if workers > 1 else len(paths) + 1
    chunks = [paths[at : at + size] for at in range(0, len(paths), size)]

    def work(number: int) -> _Chunk:
        done = [runner.document(path) for path in chunks[number]]
        questions = set().union(*(result.asked for result in done))
        told = {question: project.answer_text(question) for question in questions}
        # One tuple a unit, of strings that the answers hold already: what is pickled once is not again.
        names = {question: question for question in told}
        return _Chunk([r._replace(asked=tuple(names[q] for q in r.asked)) for r in done], told)

    for done, (number, chunk) in enumerate(map_chunks(work, len(chunks), workers)):
        progress("resolving references", done * size, len(paths))
        results.update(
            (document_unit(path), result) for path, result in zip(chunks[number], chunk.results, strict=True)
        )
        answers |= chunk.answers


def _settle(
    runner: UnitRunner,
    project: Project,
    tables: MemoryTables,
    results: dict[str, UnitResult],
    answers: dict[str, str],
) -> None:
    """Run the documents again that asked for marks, evidence or links before all of it was available.

    Evidence rests on neither. Marks may rest on a verdict of the evidence, and hold after one round more.
    """
    for _ in range(ROUNDS):
        asked = [question for question in answers if question[0] in "kuwW"]
        project.forget(asked)
        changed = {question for question in asked if project.answer_text(question) != answers[question]}
        if not changed:
            return
        answers.update((question, project.answer_text(question)) for question in changed)
        woken = {name: result for name, result in results.items() if not changed.isdisjoint(result.asked)}
        paths = [name.partition(" ")[2] for name in woken]
        _run_documents(paths, runner, project, results, answers)
        for path, (name, before) in zip(paths, woken.items(), strict=True):
            assert results[name].evidence == before.evidence, "evidence must not rest on evidence"
            tables.put_marks(path, frozenset(before.marks), frozenset(results[name].marks))
    raise AssertionError("documents keep waking one another")  # better no verdict than a stale one


def _keep(
    store: Store,
    request: Request,
    gathered: Gathered,
    project: Project,
    tables: MemoryTables,
    results: dict[str, UnitResult],
    answers: dict[str, str],
) -> None:
    for name in (MANIFEST, *(rule_unit(code) for code in sorted(_codes(results)))):
        answers.update((question, project.answer_text(question)) for question in results[name].asked)
    state = State(store.renew())
    try:
        state.write(
            [(d, tables.title(d.path), gathered.digests.get(d.path, "")) for d in tables.documents()],
            results,
            answers,
            tables,
            Snapshot.of(request, (q[1:] for q in answers if q[0] == "b")),
            request.key,
        )
    except (UnicodeEncodeError, OverflowError):
        store.renew()  # a path that is not UTF-8, a number that SQLite does not hold
        return
    store.index()
    store.save()
    store.facts.prune({state.facts_key(request.settings, path) for path in request.documents})


def _codes(results: Iterable[str]) -> set[str]:
    return {name.removeprefix("rule ") for name in results if name.startswith("rule ")}
