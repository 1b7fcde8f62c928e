"""Units of work: what one document, the manifest, or one rule over the project gives, and what it asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from doclint.checks import ENGINE_CHECKS, CheckKind, load_check
from doclint.context import AllDocuments, Context, Shared
from doclint.link.evidence import Evidence
from doclint.link.labels import Labels, alias_mark
from doclint.link.manifest import ReadManifest, read_manifests
from doclint.link.model import Document, Edge
from doclint.link.project import Project
from doclint.link.resolver.pages import page_marks
from doclint.model.facts import Suppression
from doclint.model.finding import Diagnostic
from doclint.model.rule import Rule

if TYPE_CHECKING:
    from doclint.edit.proof import Prover

MANIFEST = "manifest"


def document_unit(path: str) -> str:
    """The name of the unit of a document."""
    return "document " + path


def rule_unit(code: str) -> str:
    """The name of the unit of a rule over the whole project."""
    return "rule " + code


def own_questions(path: str) -> set[str]:
    """Questions that every document unit depends on: about its own facts and its manifest row.

    They are not recorded: of ten thousand documents they would be twenty thousand questions of one asker.
    """
    return {"h" + path, "e" + path}


class UnitResult(NamedTuple):
    """What a unit gave.

    Attributes:
        asked: the questions whose answers it rests on, a document's own (`own_questions`) aside.
        found: (code of the rule, diagnostic).
        references: how many references it resolved.
        marks: under which the document is found by checks of the whole project.
        evidence: what its references tell of the places they are below.
        suppressions: of the document.
    """

    asked: Iterable[str]
    found: Sequence[tuple[str, Diagnostic]]
    references: int = 0
    marks: Sequence[str] = ()
    evidence: Sequence[Evidence] = ()
    suppressions: tuple[Suppression, ...] = ()


class UnitRunner:
    """Runs units of one project under some rules.

    Args:
        project: what they ask.
        rules: those to run, parameters applied.

    Raises:
        DoclintError: a rule names a check that does not exist.
    """

    def __init__(self, project: Project, rules: Iterable[Rule]) -> None:
        self._project, self._shared = project, Shared(project)
        self._labels = Labels(project)
        self._prover: Prover | None = None
        kinds: dict[str, CheckKind] = {}
        self._on_documents: list[tuple[Rule, CheckKind]] = []
        self._on_project: dict[str, tuple[Rule, CheckKind]] = {}
        self._marking: list[tuple[Rule, CheckKind]] = []
        for rule in rules:
            if rule.check in ENGINE_CHECKS:
                continue
            kind = kinds.get(rule.check)
            if kind is None:
                kind = kinds[rule.check] = load_check(rule.check, rule.source)
            if kind.scope == "document":
                self._on_documents.append((rule, kind))
            if kind.scope == "project" or kind.check_project is not None:
                self._on_project[rule.code] = (rule, kind)
            if kind.marks is not None:
                self._marking.append((rule, kind))

    @property
    def project_rules(self) -> tuple[str, ...]:
        """The codes of the rules that have a unit over the whole project."""
        return tuple(self._on_project)

    def document(self, path: str) -> UnitResult:
        """The unit of a document: its references resolved, its labels judged, its rules checked."""
        project = self._project
        with project.recording() as asked:
            document = project.document(path)
            assert document is not None
            project.resolver.begin()
            edges, marks = self._edges(path)
            evidence = project.resolver.evidence
            marks |= self._marks(document, edges)
            found = self._check((document,), {path: edges}, edges)
            suppressions = project.facts(path).suppressions
        questions = project.condensed(asked) - own_questions(path)
        return UnitResult(questions, found, len(edges), tuple(sorted(marks)), evidence, suppressions)

    def marks(self, path: str) -> frozenset[str]:
        """Under what a document is found by checks of the whole project; nothing is judged."""
        project = self._project
        document = project.document(path)
        assert document is not None
        project.resolver.begin()
        edges, marks = self._edges(path)
        return frozenset(marks | self._marks(document, edges))

    def _marks(self, document: Document, edges: list[Edge]) -> set[str]:
        """The marks of a document whose references were resolved just now, those of its edges aside."""
        project, path = self._project, document.path
        marks = {*project.resolver.marks, *page_marks(project, path)}
        for rule, kind in self._marking:
            assert kind.marks is not None
            context = Context(project, rule.params, self._shared, (document,), {path: edges})
            marks.update(kind.marks(context))
        return marks

    def evidence(self, path: str) -> tuple[Evidence, ...]:
        """What the references of a document tell of the places they are below; nothing else is judged."""
        project = self._project
        project.resolver.begin()
        for _ in project.edges_of(path):
            pass  # to resolve a reference is to count it
        return project.resolver.evidence

    def _edges(self, path: str) -> tuple[list[Edge], set[str]]:
        project, labels = self._project, self._labels
        edges: list[Edge] = []
        marks: set[str] = set()
        for edge in project.edges_of(path):
            if edge.problem is None:
                wrong = labels.judge(edge) if edge.reference.label and edge.target else None
                if wrong is not None:
                    edge = edge._replace(problem=wrong)
            elif edge.problem.kind == "stale-id":
                identity = project.kinds.identity_of_name(edge.reference.target)
                if identity is not None:
                    marks.add(alias_mark(identity.id, identity.slug))
            edges.append(edge)
        return edges, marks

    def _check(
        self, subjects: tuple[Document, ...], known: dict[str, list[Edge]], edges: Iterable[Edge]
    ) -> list[tuple[str, Diagnostic]]:
        broken = tuple(edge for edge in edges if edge.problem is not None)
        found: list[tuple[str, Diagnostic]] = []
        project, shared = self._project, self._shared
        for rule, kind in self._on_documents:
            diagnostics = kind.check(Context(project, rule.params, shared, subjects, known, broken))
            found += [(rule.code, diagnostic) for diagnostic in diagnostics]
        return self._proven(found)

    def _proven(self, found: list[tuple[str, Diagnostic]]) -> list[tuple[str, Diagnostic]]:
        frozen = {path for path in {d.path for _, d in found} if self._project.is_frozen(path)}
        if frozen:
            found = [
                (code, d._replace(frozen=True, repair=None) if d.path in frozen else d) for code, d in found
            ]
        if not any(diagnostic.repair for _, diagnostic in found):
            return found
        if self._prover is None:
            from doclint.edit.proof import Prover  # few runs have a fix to prove

            project = self._project
            self._prover = Prover(project.read, project.content, project.settings, project.resolver.resolve)
        proven = self._prover.prove([diagnostic for _, diagnostic in found])
        return [(code, diagnostic) for (code, _), diagnostic in zip(found, proven, strict=True)]

    def read_manifest(self) -> tuple[ReadManifest, set[str]]:
        """The manifest, and what reading it asked."""
        with self._project.recording() as asked:
            self._project.resolver.begin()
            manifest = read_manifests(self._project)
        return manifest, asked

    def manifest(self, manifest: ReadManifest, asked: Iterable[str]) -> UnitResult:
        """The unit of the manifest: what is wrong with its references."""
        edges = tuple(manifest.edges)
        with self._project.recording() as more:
            found = self._check((), {}, edges)
        return UnitResult(self._project.condensed({*asked, *more}), found, len(edges))

    def rule(self, code: str) -> UnitResult:
        """The unit of a rule over the whole project."""
        rule, kind = self._on_project[code]
        check = kind.check_project if kind.scope == "document" else kind.check
        assert check is not None
        project = self._project
        with project.recording() as asked:
            project.resolver.begin()
            everything = AllDocuments(project)
            context = Context(project, rule.params, self._shared, everything, {})
            found = self._proven([(code, diagnostic) for diagnostic in check(context)])
        return UnitResult(project.condensed(asked), found)
