"""GraphML, as networkx, yEd and Gephi open it."""

from __future__ import annotations

import re

from doclint.graph.model import Graph

# XML 1.0 knows no other control characters (clause 2.2), not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(graph: Graph) -> str:
    """The graph with every field of nodes and links; networkx writes it."""
    import networkx

    multi: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for node in graph.nodes.values():
        multi.add_node(
            _clean(node.id),
            label=_clean(node.title or node.id),
            kind=_clean(node.kind),
            path=_clean(node.path),
            title=_clean(node.title),
            status=_clean(node.status),
            findings=sum(node.findings.values()),
            count=node.count,
        )
    for link in graph.links:
        multi.add_edge(
            _clean(link.source),
            _clean(link.target),
            label=_clean(link.via),
            via=_clean(link.via),
            path=_clean(link.path),
            line=link.line,
            findings=" ".join(link.findings),
            history=_clean(link.history),
            count=link.times,
        )
    return "\n".join(networkx.generate_graphml(multi)) + "\n"


def _clean(text: str) -> str:
    # TextReference, not replaced by one sign: two names must stay two.
    return _FORBIDDEN.sub(lambda m: f"\\u{ord(m[0]):04x}", text)
