"""What the page shows, gathered: the project, its findings, what the rules demand, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from doclint.dossier.gather import Gatherer, on_one_line
from doclint.engine.lines import Lines
from doclint.graph.build import hubs_of
from doclint.graph.coverage import demands
from doclint.graph.cycles import cycles
from doclint.graph.model import NO_DOCUMENT, Graph
from doclint.graph.orphans import orphans
from doclint.link.project import Project
from doclint.model.finding import Finding, Report
from doclint.model.rule import Rule
from doclint.model.timeline import Point
from doclint.report.causes import Cause, causes
from doclint.trace.demand import Demand
from doclint.trace.select import attribute
from doclint.tree.git import GitError, head_commit


class About(NamedTuple):
    """What is known of a document beside its node."""

    owner: str = ""
    changed: str = ""
    due: str = ""
    overdue: bool = False
    metadata: tuple[tuple[str, str], ...] = ()
    schemas: tuple[tuple[str, bool], ...] = ()
    entries: tuple[tuple[str, int, str], ...] = ()


class Change(NamedTuple):
    """What a branch does.

    Attributes:
        revision: with which the tree is compared, as the user names it.
        new: fingerprints of the findings that it adds.
        mended: findings that it mends.
        added, changed: paths of the documents.
    """

    revision: str
    new: frozenset[str]
    mended: tuple[Finding, ...]
    added: frozenset[str]
    changed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Survey:
    """All of it.

    Attributes:
        name: of the project: that of its folder.
        commit, date: of HEAD, and the day of the survey; the commit may be empty.
        graph: with findings on nodes and links.
        about: node ID -> what is known of the document.
        report: the findings, with the rules.
        causes: the findings by cause.
        demands: what the rules demand, a rule each.
        orphans, cycles: node IDs.
        sentences: the text around each link of the graph, in order.
        points: of the history; none where it was not asked for.
        change: what a branch does, where that was asked for.
        source_url: template of the address of a line, with `{path}`, `{line}` and `{rev}`; may be empty.
        hubs: the manifests: they list everything.
    """

    name: str
    commit: str
    date: str
    graph: Graph
    about: Mapping[str, About]
    report: Report
    causes: tuple[Cause, ...]
    demands: tuple[Demand, ...]
    orphans: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...]
    sentences: tuple[str, ...]
    points: tuple[Point, ...] = ()
    change: Change | None = None
    source_url: str = ""
    hubs: frozenset[str] = field(default_factory=frozenset)


def survey(
    project: Project,
    graph: Graph,
    report: Report,
    rules: Sequence[Rule],
    root: Path,
    *,
    today: str,
    points: Iterable[Point] = (),
    change: Change | None = None,
    source_url: str = "",
) -> Survey:
    """Gather what the page shows of a linked project.

    Args:
        project, graph, report, rules: of the same tree; the graph with findings.
        root: where git is asked for the commit.
        today: the day that the page bears (`YYYY-MM-DD`).
        points, change, source_url: see `Survey`.
    """
    hubs = hubs_of(project, graph)
    documents = graph.keep(lambda node: node.kind not in NO_DOCUMENT)
    return Survey(
        root.resolve().name or "documentation",
        _commit(project, root),
        today,
        graph,
        _about(project, graph, report, rules, root),
        report,
        tuple(causes(report.findings)),
        tuple(demands(project, tuple(rules))),
        tuple(node.id for node in orphans(graph, hubs)),
        tuple(component.nodes for component in cycles(documents)),
        _sentences(project, graph),
        tuple(points),
        change,
        source_url,
        hubs,
    )


def _commit(project: Project, root: Path) -> str:
    if not project.in_git:
        return ""
    try:
        return head_commit(root)
    except GitError:
        return ""  # no commit yet


def _about(
    project: Project, graph: Graph, report: Report, rules: Sequence[Rule], root: Path
) -> dict[str, About]:
    gatherer = Gatherer(project, graph, report.findings, rules, root)
    changed = project.last_changed() if project.in_git else {}
    found = {}
    for node in graph.nodes.values():
        document = project.document(node.path) if node.path else None
        if document is None:
            continue
        owner = attribute(project, document, "owner")
        due = gatherer.due(document)
        found[node.id] = About(
            on_one_line(owner),
            changed.get(node.path, ""),
            due,
            bool(due) and project.is_past(due),
            tuple((str(key), on_one_line(value)) for key, value in project.metadata(node.path).items()),
            gatherer.schemas(document),
            tuple(
                (e.path, e.line, ", ".join(f"{key}: {value}" for key, value in e.values if value))
                for e in gatherer.entries(node.path)
            ),
        )
    return found


_AROUND = 110  # code points on either side of a link


def _sentences(project: Project, graph: Graph) -> tuple[str, ...]:
    """The text around each link, read from its line."""
    lines = Lines(project.read, ((link.path, link.line) for link in graph.links))
    return tuple(_window(lines.get((link.path, link.line), ""), link.column) for link in graph.links)


def _window(line: str, column: int) -> str:
    """The part of a line around a 1-based column; what is cut is marked."""
    first, last = max(0, column - 1 - _AROUND), column - 1 + _AROUND
    cut = line[first:last].strip()
    return f"{'…' if first and cut else ''}{cut}{'…' if last < len(line) else ''}"
