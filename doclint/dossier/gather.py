"""Gathers what is known of documents: from the linked project, from a check, and from git."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from doclint.dossier.model import Changes, Command, Dossier, Listed, Tie
from doclint.formats.dates import begins_with_date
from doclint.formats.periods import due_day, first_filled
from doclint.graph.model import Graph, Link
from doclint.link.model import Document
from doclint.link.project import Project
from doclint.model.finding import Finding
from doclint.model.rule import Rule
from doclint.trace.select import attribute
from doclint.tree.git import GitError, head_commit, run_git
from doclint.tree.read import Unreadable

_COMMITS = 500  # of a document that are looked at for their authors


class Gatherer:
    """Everything about documents of one project.

    Args:
        project: linked.
        graph: of the whole project.
        findings: of the whole project.
        rules: those that run; one tells which fields hold dates and periods of review.
        root: where git is asked.
    """

    def __init__(
        self, project: Project, graph: Graph, findings: Iterable[Finding], rules: Sequence[Rule], root: Path
    ) -> None:
        self._project, self._graph, self._root = project, graph, root
        self._findings: dict[str, list[Finding]] = defaultdict(list)
        for finding in findings:
            self._findings[finding.diagnostic.path].append(finding)
        params = (rule.params for rule in rules if rule.check == "overdue-review")
        self._review: Mapping[str, Any] = next(params, {})

    def of(self, document: Document) -> Dossier:
        """The dossier of one document."""
        project, path = self._project, document.path
        node = self._graph.by_path[path]
        own = project.metadata(path)
        files = {path, *(file.path for file in project.data_files(path))}
        review = self.due(document)
        status, owner = (attribute(project, document, name) for name in ("status", "owner"))
        return Dossier(
            name=node.id,
            path=path,
            title=project.title(path),
            kind=node.kind,
            status=on_one_line(status),
            owner=on_one_line(owner),
            metadata=tuple((str(field), on_one_line(value)) for field, value in own.items()),
            outgoing=self._outgoing(document),
            incoming=tuple(self._incoming(link) for link in self._graph.into.get(node.id, ())),
            schemas=self.schemas(document),
            entries=self.entries(path),
            tasks=project.facts(path).tasks,
            commands=self._commands(document),
            review=review,
            overdue=bool(review) and project.is_past(review),
            changes=self._changes(path),
            findings=tuple(f for file in sorted(files) for f in self._findings.get(file, ())),
            source=self._source(path),
        )

    def _outgoing(self, document: Document) -> tuple[Tie, ...]:
        project, found = self._project, []
        for edge in project.edges_of(document.path):
            reference, target = edge.reference, edge.intended_target
            if reference.via == "command" or reference.syntax == "use":
                continue  # commands have a list of their own; the definition of a use is the link
            if target == document.path and edge.problem is None:
                continue
            other = project.document(target) if target else None
            name = (other.id or other.path) if other else target or reference.target
            title = project.title(other.path) if other else ""
            problem = edge.problem.message if edge.problem else ""
            found.append(Tie(name, title, reference.via, edge.file, reference.target_span.line, problem))
        for edge in project.manifest_row(document.path).edges:
            if edge.reference.via == "dependency" and edge.source == document.path:
                target = edge.intended_target
                name = self._name(target) if target else edge.reference.target
                line = edge.reference.target_span.line
                problem = edge.problem.message if edge.problem else ""
                found.append(Tie(name, "", "dependency", edge.file, line, problem))
        return tuple(sorted(found, key=lambda tie: (tie.path != document.path, tie.path, tie.line)))

    def _name(self, path: str) -> str:
        document = self._project.document(path)
        return document.id or path if document else path

    def _incoming(self, link: Link) -> Tie:
        node = self._graph.nodes[link.source]
        return Tie(node.id, node.title, link.via, link.path, link.line)

    def schemas(self, document: Document) -> tuple[tuple[str, bool], ...]:
        """The schemas that a document or its entry names, and whether each is there."""
        field = f"/{self._project.config.schema_field}"
        edges = [
            *self._project.edges_of(document.path, ("front-matter",)),
            *self._project.manifest_row(document.path).edges,
        ]
        found = {}
        for edge in edges:
            if field in edge.reference.field:
                found[edge.intended_target or edge.reference.target] = edge.problem is None
        return tuple(found.items())

    def entries(self, path: str) -> tuple[Listed, ...]:
        """What manifests say of a document."""
        return tuple(
            Listed(e.file, e.span.line, tuple((str(k), on_one_line(v)) for k, v in e.values.items()))
            for e in self._project.manifest_row(path).entries
        )

    def _commands(self, document: Document) -> tuple[Command, ...]:
        edges = self._project.edges_of(document.path, ("command",))
        return tuple(
            Command(e.reference.target, e.file, e.reference.target_span.line, e.problem is None)
            for e in edges
        )

    def due(self, document: Document) -> str:
        """The day of the next review (`YYYY-MM-DD`); empty where nothing tells."""
        metadata = self._project.metadata(document.path)
        status = attribute(self._project, document, "status")
        if isinstance(status, str) and status.strip().lower() in {
            word.lower() for word in self._review.get("final", ())
        }:
            return ""
        _, period = first_filled(metadata, self._review.get("periods", ()))
        _, date = first_filled(metadata, self._review.get("dates", ()))
        row = self._project.manifest_row(document.path)
        if not period:
            cycles = {head.path: head.cycle for head in self._project.manifest_heads()}
            period = next((cycle for e in row.entries if (cycle := cycles.get(e.file, ""))), "")
        if not begins_with_date(date):
            dates = (entry.text(self._project.roles(entry).updated) for entry in row.entries)
            date = max((d[:10] for d in dates if begins_with_date(d)), default="")
        if period and not date and self._project.in_git:
            date = self._project.last_changed().get(document.path, "")
        return due_day(date[:10], period) if period else ""

    def _changes(self, path: str) -> Changes:
        if not self._project.in_git:
            return Changes(note="no git repository")
        form = "--format=%h%x00%cs%x00%an%x00%s%x01"
        try:
            head_commit(self._root)
        except GitError:
            return Changes(note="no commit yet")
        try:
            out = run_git(self._root, "log", f"-{_COMMITS}", form, "HEAD", "--", path)
        except GitError as error:
            return Changes(note=str(error))
        lines = [item.strip("\n").split("\0") for item in out.decode("utf-8", "replace").split("\x01")]
        commits = [line for line in lines if len(line) == 4]
        if not commits:
            return Changes(note="no commit has it")
        authors = Counter(author for _, _, author, _ in commits)
        ordered = sorted(authors.items(), key=lambda item: (-item[1], item[0]))
        return Changes(commits[0][1], commits[0][0], commits[0][3], tuple(ordered))

    def _source(self, path: str) -> str:
        try:
            text = self._project.read(path).decode("utf-8", "replace").removeprefix("\ufeff")
        except Unreadable:
            return ""
        span = self._project.facts(path).front_matter_span
        if span is None:
            return text
        return "\n".join(text.replace("\r\n", "\n").split("\n")[span.end_line - 1 :])


def on_one_line(value: Any) -> str:
    """A value of metadata on one line."""
    if isinstance(value, list):
        return ", ".join(map(on_one_line, value))
    if isinstance(value, dict):
        return ", ".join(f"{key}: {on_one_line(item)}" for key, item in value.items())
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
