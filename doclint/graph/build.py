"""A linked project as a graph."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from doclint.formats.target import split_target
from doclint.graph.model import DOCUMENT, EXTERNAL, FILE, FOLDER, MISSING, TEMPLATE, Graph, Link, Node
from doclint.link.model import Document, Edge
from doclint.link.paths import README_NAMES, folder_of, is_external, is_placeholder, join
from doclint.link.project import Project
from doclint.model.finding import Finding, History
from doclint.trace.select import attribute

_FRAGMENT = re.compile(r"#.*$", re.S)


def build_graph(
    project: Project, *, external: bool = False, findings: Iterable[Finding] | None = None
) -> Graph:
    """The graph of a whole project.

    A reference that is broken but whose meaning is known (a stale name, a moved path) is a link to what it
    means. One that means nothing is left out, unless findings are asked for: then it leads to a node of the
    kind `missing`.

    Args:
        project: linked, all of it.
        external: whether links to the web count.
        findings: what a run found, to be shown on nodes and links; None leaves them out.
    """
    return _Builder(project, external, findings).build()


def hubs_of(project: Project, graph: Graph) -> frozenset[str]:
    """The nodes that list everything: the manifests."""
    return frozenset(
        graph.by_path[head.path].id for head in project.manifest_heads() if head.path in graph.by_path
    )


class _Builder:
    def __init__(self, project: Project, external: bool, findings: Iterable[Finding] | None) -> None:
        self._project, self._external = project, external
        self._overlaid = findings is not None
        self._nodes: dict[str, Node] = {}
        self._by_path: dict[str, str] = {}
        self._codes: dict[tuple[str, int, int], set[str]] = defaultdict(set)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._history: dict[tuple[str, int, int], str] = {}
        for finding in findings or ():
            span = finding.diagnostic.span
            self._codes[finding.diagnostic.path, span.line, span.column].add(finding.code)
            self._counts[finding.diagnostic.path][finding.severity] += 1
            if finding.diagnostic.history is not None:
                place = (finding.diagnostic.path, span.line, span.column)
                self._history[place] = _verdict(finding.diagnostic.history)

    def build(self) -> Graph:
        project = self._project
        for document in project.documents():
            self._add(self._document(document))
        for kind in project.kinds.all:
            for path in project.files_of_kind(kind):
                self._add(self._file(path, kind))
        links = [link for edge in self._edges() if (link := self._link(edge)) is not None]
        return Graph.of(self._nodes.values(), links)

    def _edges(self) -> Iterator[Edge]:
        for document in self._project.documents():
            yield from self._project.edges_of(document.path)
        for row in self._project.manifest_rows():
            yield from row.edges

    def _add(self, node: Node) -> str:
        self._nodes[node.id] = node
        if node.path:
            self._by_path[node.path] = node.id
        return node.id

    def _document(self, document: Document) -> Node:
        own = self._project.holders(document.id) if document.id else ()
        # An ID that two documents carry, or that is also a path, would be two nodes: their paths are used.
        other = self._project.exists(document.id) or is_external(document.id) or ":" in document.id
        unique = len(own) == 1 and not other
        status = attribute(self._project, document, "status")
        tasks = self._project.facts(document.path).tasks
        return Node(
            document.id if unique else document.path,
            TEMPLATE if document.template else document.kind or DOCUMENT,
            document.path,
            self._project.title(document.path),
            status if isinstance(status, str) else "",
            self._found(document.path),
            boxes=(sum(task.done for task in tasks), len(tasks)),
        )

    def _file(self, path: str, kind: str) -> Node:
        return Node(path, kind, path, path.rpartition("/")[2], "", self._found(path))

    def _found(self, path: str) -> Mapping[str, int]:
        return dict(sorted(self._counts[path].items())) if path in self._counts else {}

    def _link(self, edge: Edge) -> Link | None:
        reference = edge.reference
        if reference.syntax == "use":
            return None  # its definition is the link
        target = self._target(edge)
        if target is None:
            return None
        span = reference.target_span
        source = self._by_path.get(edge.source) or self._add(self._file(edge.source, FILE))
        if source == target and reference.via != "dependency":
            return None  # an anchor within the document; but who declares to depend on itself has a loop
        place = (edge.file, span.line, span.column)
        codes, history = tuple(sorted(self._codes.get(place, ()))), self._history.get(place, "")
        return Link(
            source, target, reference.via, edge.file, span.line, codes, history=history, column=span.column
        )

    def _target(self, edge: Edge) -> str | None:
        meant, project = edge.intended_target, self._project
        meant = meant.rstrip("/")
        linked = project.link_target(meant) if meant and meant not in self._by_path else None
        if linked is not None:
            meant = join(folder_of(meant), linked) or meant  # the document is known by its own name
        if meant and project.is_folder(meant):
            return self._by_path.get(meant) or self._add(self._file(meant, FOLDER))
        if project.is_file(meant):
            return self._by_path.get(meant) or self._add(self._file(meant, FILE))
        written = edge.reference.target
        if edge.problem is None and edge.reference.via == "link" and not is_external(written):
            return self._root(edge)
        if edge.problem is not None:
            if not self._overlaid:
                return None
            # One node for what two documents spell in two ways, where it is known what they mean.
            path = meant or self._expected(edge)
            return self._add(Node(f"missing:{path}", MISSING, "", path))
        if self._external and is_external(written):
            url = _FRAGMENT.sub("", written)
            return self._add(Node(url, EXTERNAL, "", url))
        return None

    def _spelled(self, edge: Edge) -> str | None:
        """The path below the root that a link spells; None if it spells none."""
        path, _ = split_target(edge.reference.target)
        if not path:
            return None
        return join("" if path.startswith("/") else folder_of(edge.file), path.lstrip("/"))

    def _expected(self, edge: Edge) -> str:
        """Where a broken link leads, if it leads anywhere below the root; else as it is written."""
        written = edge.reference.target
        if edge.reference.via != "link" or is_placeholder(written):
            return written
        return self._spelled(edge) or written

    def _root(self, edge: Edge) -> str | None:
        """The README at the root, where a link leads to the root itself."""
        if self._spelled(edge) != "":
            return None
        return next((self._by_path[name] for name in README_NAMES if name in self._by_path), None)


def _verdict(history: History) -> str:
    """`deleted in abc1234 (2026-04-25)`, `moved in abc1234 (2026-04-25)`, `never`."""
    return (
        f"{history.verdict} in {history.commit[:7]} ({history.date})" if history.commit else history.verdict
    )
