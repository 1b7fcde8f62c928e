"""What to review when one document changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import groupby

from doclint.formats.escape import printable
from doclint.formats.plural import many
from doclint.graph.build import hubs_of
from doclint.graph.json_graph import link_table, node_table
from doclint.graph.model import Graph, Link, Node
from doclint.graph.text import broken, named, place
from doclint.link.project import Project
from doclint.model.finding import Impact
from doclint.trace.select import attribute


@dataclass(frozen=True, slots=True)
class Affected:
    """One node that rests on the changed one.

    Attributes:
        node: which.
        distance: how many links away.
        links: its links to nodes that are one link nearer.
    """

    node: Node
    distance: int
    links: tuple[Link, ...]


def impact(
    graph: Graph, changed: str, depth: int | None = None, through: frozenset[str] = frozenset()
) -> list[Affected]:
    """Everything that reaches a node, nearest first, then by ID.

    Args:
        graph: whose links count.
        changed: a node's ID.
        depth: how far to look; None means all the way.
        through: nodes that are affected but pass nothing on (a manifest lists everything).
    """
    import networkx

    view = networkx.subgraph_view(
        graph.plain.reverse(copy=False), filter_edge=lambda a, _: a == changed or a not in through
    )
    distances = networkx.single_source_shortest_path_length(view, changed, cutoff=depth)
    found = []
    for id_, distance in distances.items():
        if id_ != changed:
            links = tuple(
                k
                for k in graph.out[id_]
                if distances.get(k.target) == distance - 1
                and (k.target == changed or k.target not in through)
            )
            found.append(Affected(graph.nodes[id_], distance, links))
    return sorted(found, key=lambda a: (a.distance, a.node.id))


def readers(project: Project, graph: Graph, changed: Collection[str]) -> tuple[Impact, ...]:
    """Who reads the documents at some paths, the most read first; those that nobody reads are left out.

    Args:
        project: linked.
        graph: of the whole project.
        changed: paths.
    """
    hubs = hubs_of(project, graph)
    found = []
    for path in changed:
        node = graph.by_path.get(path)
        if node is None or project.document(path) is None:
            continue
        affected = impact(graph, node.id, through=hubs)
        owners: Counter[str] = Counter()
        for one in affected:
            document = project.document(one.node.path) if one.node.path else None
            owner = attribute(project, document, "owner") if document is not None else None
            if isinstance(owner, str) and owner.strip():
                owners[owner.strip()] += 1
        ordered = sorted(owners, key=lambda owner: (-owners[owner], owner))
        if affected:
            direct = sum(one.distance == 1 for one in affected)
            found.append(Impact(node.id, direct, len(affected), tuple(ordered)))
    return tuple(sorted(found, key=lambda i: (-i.all, i.name)))


def as_text(changed: Node, found: list[Affected]) -> str:
    """The affected by distance, each with the place of every link that makes it so."""
    if not found:
        return f"nothing depends on {named(changed)}\n"
    lines = [f"{len(found):,} to review when {named(changed)} changes"]
    for distance, group in groupby(found, key=lambda a: a.distance):
        level = list(group)
        lines.append(f"\n{many(distance, 'link')} away: {len(level)}")
        for affected in level:
            lines.append(f"  {named(affected.node)}")
            for link in affected.links:
                to = "" if distance == 1 else f" -> {printable(link.target)}"
                lines.append(f"    {place(link)}{to}{broken(link)}")
    return "\n".join(lines) + "\n"


def as_table(changed: Node, found: list[Affected]) -> dict[str, object]:
    """The same for machines."""
    return {
        "changed": node_table(changed),
        "affected": [
            {**node_table(a.node), "distance": a.distance, "edges": [link_table(k) for k in a.links]}
            for a in found
        ],
    }


def as_rows(found: list[Affected]) -> list[list[str]]:
    """The same for a spreadsheet: a line a link."""
    head = ["distance", "id", "kind", "title", "target", "via", "path", "line"]
    return [head] + [
        [str(a.distance), a.node.id, a.node.kind, a.node.title, k.target, k.via, k.path, str(k.line)]
        for a in found
        for k in a.links
    ]
