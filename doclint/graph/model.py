"""Nodes, links and the graph they make: what exporters print and queries walk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import networkx

# Kinds of node that no configuration declares.
DOCUMENT, TEMPLATE, FILE, FOLDER, EXTERNAL, MISSING = (
    "document",
    "template",
    "file",
    "folder",
    "external",
    "missing",
)


NO_DOCUMENT = (TEMPLATE, FILE, FOLDER, EXTERNAL, MISSING)
"""Those of them that no reader opens as a document of the project."""


@dataclass(frozen=True, slots=True)
class Node:
    """A document or another file that is referred to.

    Attributes:
        id: unique in the graph: the document's ID where no other carries it, else its path; a URL.
        kind: of the configuration (`DOC`), or `document`, `template`, `file`, `folder`, `external`,
            `missing`.
        path: relative to the root; empty for what is no file of the tree.
        title: what a reader calls it.
        status: as declared; empty if it is not.
        findings: severity -> how many findings the file has, where findings were asked for.
        count: how many nodes a group stands for; 1 for a node that is none.
        boxes: of its checklists: how many are ticked, and how many there are.
    """

    id: str
    kind: str
    path: str
    title: str
    status: str = ""
    findings: Mapping[str, int] = field(default_factory=dict)
    count: int = 1
    boxes: tuple[int, int] = (0, 0)


class Link(NamedTuple):
    """A reference between two nodes; they come by the hundred thousand.

    Attributes:
        source, target: node IDs.
        via: as in `Reference`.
        path, line: where it is spelled; empty and 0 for the links of groups.
        findings: codes of the findings on it, where findings were asked for.
        times: how many references a group's link stands for.
        history: what git tells of a broken one (`deleted in abc1234 (2026-04-25)`), where it was asked.
        column: where on its line it begins, in code points from 1.
    """

    source: str
    target: str
    via: str
    path: str = ""
    line: int = 0
    findings: tuple[str, ...] = ()
    times: int = 1
    history: str = ""
    column: int = 0


@dataclass(frozen=True)
class Graph:
    """Nodes by ID in order of their IDs, and links in order of place."""

    nodes: Mapping[str, Node]
    links: tuple[Link, ...]

    @classmethod
    def of(cls, nodes: Iterable[Node], links: Iterable[Link]) -> Graph:
        """A graph in its one order."""
        return cls(
            {node.id: node for node in sorted(nodes, key=lambda n: n.id)},
            tuple(sorted(links, key=lambda k: (k.source, k.target, k.path, k.line, k.via, k.findings))),
        )

    @cached_property
    def out(self) -> Mapping[str, list[Link]]:
        """Links by source."""
        found: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            found[link.source].append(link)
        return found

    @cached_property
    def into(self) -> Mapping[str, list[Link]]:
        """Links by target."""
        found: dict[str, list[Link]] = defaultdict(list)
        for link in self.links:
            found[link.target].append(link)
        return found

    @cached_property
    def by_path(self) -> Mapping[str, Node]:
        """Nodes that are files of the tree, by path."""
        return {node.path: node for node in self.nodes.values() if node.path}

    @cached_property
    def plain(self) -> networkx.DiGraph[str]:
        """Nodes and links without their number or kind, as networkx walks them; sorted, so that ties are."""
        import networkx

        graph: networkx.DiGraph[str] = networkx.DiGraph()
        graph.add_nodes_from(self.nodes)
        graph.add_edges_from((link.source, link.target) for link in self.links)
        return graph

    def keep(self, nodes: Callable[[Node], bool], links: Callable[[Link], bool] = lambda _: True) -> Graph:
        """The part with these nodes, and these of the links between them."""
        kept = {id_: node for id_, node in self.nodes.items() if nodes(node)}
        return replace(
            self,
            nodes=kept,
            links=tuple(k for k in self.links if k.source in kept and k.target in kept and links(k)),
        )


def merged(links: Iterable[Link]) -> list[Link]:
    """Links of one source, target and via as one, with their number; the first place stands for them."""
    found: dict[tuple[str, str, str], list[Any]] = {}
    for link in links:
        entry = found.setdefault((link.source, link.target, link.via), [link, 0, set()])
        entry[1] += link.times
        entry[2].update(link.findings)
    return [
        first._replace(times=count, findings=tuple(sorted(codes))) for first, count, codes in found.values()
    ]
