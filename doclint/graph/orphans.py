"""Documents that nothing links to, and documents without any link at all."""

from __future__ import annotations

from doclint.formats.plural import many
from doclint.graph.json_graph import node_table
from doclint.graph.model import NO_DOCUMENT, Graph, Node
from doclint.graph.text import named


def orphans(graph: Graph, hubs: frozenset[str] = frozenset()) -> list[Node]:
    """The documents without a link into them, by kind and ID; templates are copied, not linked.

    Args:
        graph: whose links count.
        hubs: nodes whose links do not count: a manifest lists everything, and readers do not start there.
    """
    found = [
        node
        for node in graph.nodes.values()
        if node.kind not in NO_DOCUMENT
        and all(k.source in hubs or k.source == node.id for k in graph.into.get(node.id, ()))
    ]
    return sorted(found, key=lambda n: (n.kind, n.id))


def as_text(graph: Graph, found: list[Node]) -> str:
    """By kind; what links nowhere either is marked."""
    lines = []
    kind = None
    for node in found:
        if node.kind != kind:
            kind = node.kind
            lines.append(
                f"{kind}: {sum(n.kind == kind for n in found)} of "
                f"{sum(n.kind == kind for n in graph.nodes.values())}"
            )
        alone = "" if graph.out.get(node.id) else "  (links nowhere either)"
        lines.append(f"  {named(node)}{alone}")
    lines.append(f"nothing links to {many(len(found), 'document')}" if found else "every document is linked")
    return "\n".join(lines) + "\n"


def as_table(graph: Graph, found: list[Node]) -> dict[str, object]:
    """The same for machines."""
    return {"orphans": [{**node_table(n), "links": len(graph.out.get(n.id, ()))} for n in found]}


def as_rows(graph: Graph, found: list[Node]) -> list[list[str]]:
    """The same for a spreadsheet."""
    head = ["id", "kind", "path", "title", "status", "links"]
    return [head] + [
        [n.id, n.kind, n.path, n.title, n.status, str(len(graph.out.get(n.id, ())))] for n in found
    ]
