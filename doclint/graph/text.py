"""The graph and places in it, for people at a terminal."""

from __future__ import annotations

from doclint.formats.escape import printable
from doclint.formats.plural import many
from doclint.graph.model import Graph, Link, Node


def render(graph: Graph) -> str:
    """Each node with what it links to and where."""
    lines: list[str] = []
    for node in graph.nodes.values():
        lines.append(named(node))
        lines += [
            f"  -> {printable(link.target)}  {place(link)}{broken(link)}"
            for link in graph.out.get(node.id, ())
        ]
    lines.append(f"{many(len(graph.nodes), 'node')}, {many(len(graph.links), 'link')}")
    return "\n".join(lines) + "\n"


def named(node: Node) -> str:
    """`DOC009 Data model (docs/DOC009-DataModel.md) [approved]`, without what repeats itself."""
    words = [node.id]
    if node.title and node.title not in (node.id, node.path.rpartition("/")[2]):
        title = node.title.removeprefix(node.id).lstrip(" :-–—")
        words += [title] if title else []
    words += [f"({node.path})"] if node.path and node.path != node.id else []
    words += [f"[{node.status}]"] if node.status else []
    words += [f"{n} {severity}{'s' * (n > 1)}" for severity, n in node.findings.items()]
    return " ".join(printable(word) for word in words)


def place(link: Link) -> str:
    """Where a link is spelled, and how."""
    if not link.path:
        return f"{link.via} ×{link.times}"
    return f"{printable(link.path)}:{link.line} {link.via}"


def broken(link: Link) -> str:
    """The findings on a link."""
    codes = f"  {' '.join(link.findings)}" if link.findings else ""
    return f"{codes} ({link.history})" if link.history else codes
