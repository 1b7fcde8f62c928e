"""The shortest chain of links from one document to another."""

from __future__ import annotations

from itertools import pairwise

from doclint.formats.plural import many
from doclint.graph.json_graph import link_table
from doclint.graph.model import Graph, Link
from doclint.graph.text import named, place


def chain(graph: Graph, start: str, end: str, hubs: frozenset[str] = frozenset()) -> list[Link] | None:
    """The links of a shortest chain, in order; None if there is none.

    Args:
        graph: whose links count.
        start, end: node IDs.
        hubs: nodes that a chain may begin or end with, but not pass (a manifest leads everywhere).
    """
    import networkx

    passed = hubs - {start, end}
    view = networkx.subgraph_view(graph.plain, filter_node=lambda n: n not in passed)
    try:
        path = networkx.bidirectional_shortest_path(view, start, end)
    except networkx.NetworkXNoPath:
        return None
    return [next(k for k in graph.out[a] if k.target == b) for a, b in pairwise(path)]


def as_text(graph: Graph, start: str, end: str, links: list[Link] | None) -> str:
    """The chain spelled out, a link a line."""
    if start == end:
        return f"both names refer to {named(graph.nodes[start])}\n"
    if links is None:
        return f"no chain of links leads from {named(graph.nodes[start])} to {named(graph.nodes[end])}\n"
    lines = [f"{many(len(links), 'link')} from {named(graph.nodes[start])} to {named(graph.nodes[end])}"]
    for link in links:
        lines += [f"  {place(link)}", f"    -> {named(graph.nodes[link.target])}"]
    return "\n".join(lines) + "\n"


def as_table(start: str, end: str, links: list[Link] | None) -> dict[str, object]:
    """The same for machines; `edges` is null where there is no chain."""
    return {
        "source": start,
        "target": end,
        "edges": None if links is None else [link_table(k) for k in links],
    }


def as_rows(links: list[Link] | None) -> list[list[str]]:
    """The same for a spreadsheet: a line a link."""
    head = ["source", "target", "via", "path", "line"]
    return [head] + [[k.source, k.target, k.via, k.path, str(k.line)] for k in links or ()]
