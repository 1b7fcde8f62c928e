"""Parts of a graph: by kind, by via, around one node, by group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from doclint.formats.plural import many
from doclint.graph.model import Graph, Link, Node, merged

DIRECTIONS = ("out", "in", "both")


def only(
    graph: Graph, kinds: Collection[str] = (), vias: Collection[str] = (), *, keep: Collection[str] = ()
) -> Graph:
    """The nodes of some kinds and the links of some vias; empty means all.

    Args:
        graph: the whole.
        kinds, vias: what to keep.
        keep: nodes that stay whatever their kind (the ones somebody asked about).
    """
    if not kinds and not vias:
        return graph
    return graph.keep(
        lambda node: not kinds or node.kind in kinds or node.id in keep,
        lambda link: not vias or link.via in vias,
    )


def around(graph: Graph, focus: str, depth: int, direction: str) -> Graph:
    """What is within `depth` links of a node.

    Args:
        graph: the whole.
        focus: a node's ID.
        depth: how many links away.
        direction: `out` (what it rests on), `in` (what rests on it) or `both`.
    """
    import networkx

    plain = graph.plain
    near: set[str] = set()
    for way in ("out", "in") if direction == "both" else (direction,):
        view = plain if way == "out" else plain.reverse(copy=False)
        near |= networkx.single_source_shortest_path_length(view, focus, cutoff=depth).keys()
    return graph.keep(lambda node: node.id in near)


def grouped(graph: Graph, by: str) -> Graph:
    """Groups as nodes (folders, or kinds), and how many references tie them; also those within one group."""

    def name(node: Node) -> str:
        if by == "kind":
            return node.kind
        return (node.path.rpartition("/")[0] or ".") if node.path else f"({node.kind})"

    names = {id_: name(node) for id_, node in graph.nodes.items()}
    counts = Counter(names.values())
    found: dict[str, Counter[str]] = {group: Counter() for group in counts}
    for id_, node in graph.nodes.items():
        found[names[id_]].update(node.findings)
    nodes = [
        Node(group, by, "", many(count, "node"), "", dict(sorted(found[group].items())), count)
        for group, count in counts.items()
    ]
    links = [Link(names[k.source], names[k.target], k.via, "", 0, k.findings, k.times) for k in graph.links]
    return Graph.of(nodes, merged(links))
