"""Node-link JSON, as `networkx.node_link_graph(data, edges="edges")` reads it; a line a node, a line an edge.

Described by `rules/schemas/graph.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from doclint.graph.model import Graph, Link, Node


def render(graph: Graph) -> str:
    """The graph; the same graph gives the same bytes."""
    nodes = ",\n".join(_encode(node_table(node)) for node in graph.nodes.values())
    edges = ",\n".join(_edges(graph.links))
    head = '{"version": 1, "directed": true, "multigraph": true, "graph": {},\n'
    return f'{head}"nodes": [\n{nodes}\n],\n"edges": [\n{edges}\n]}}\n'


def _edges(links: Iterable[Link]) -> Iterator[str]:
    """`link_table` as JSON, a line each; a name is encoded once, however many links repeat it."""
    known: dict[str, str] = {}

    def text(value: str) -> str:
        found = known.get(value)
        if found is None:
            found = known[value] = _encode(value)
        return found

    for link in links:
        start = f'{{"source": {text(link.source)}, "target": {text(link.target)}, "via": {text(link.via)}'
        more = f', "findings": {_encode(link.findings)}' if link.findings else ""
        more += f', "history": {_encode(link.history)}' if link.history else ""
        more += f', "count": {link.times}' if link.times != 1 else ""
        yield f'{start}, "path": {text(link.path)}, "line": {link.line}{more}}}'


def node_table(node: Node) -> dict[str, Any]:
    """A node's fields; those that say nothing are left out."""
    table: dict[str, Any] = {
        "id": node.id,
        "kind": node.kind,
        "path": node.path,
        "title": node.title,
        "status": node.status,
    }
    if node.findings:
        table["findings"] = dict(node.findings)
    if node.count != 1:
        table["count"] = node.count
    return table


def link_table(link: Link) -> dict[str, Any]:
    """A link's fields; those that say nothing are left out."""
    table: dict[str, Any] = {
        "source": link.source,
        "target": link.target,
        "via": link.via,
        "path": link.path,
        "line": link.line,
    }
    if link.findings:
        table["findings"] = list(link.findings)
    if link.history:
        table["history"] = link.history
    if link.times != 1:
        table["count"] = link.times
    return table


# A path that is not UTF-8 carries lone surrogates: ASCII spells them, and any reader takes them.
_encode = json.JSONEncoder(ensure_ascii=True, separators=(", ", ": ")).encode
