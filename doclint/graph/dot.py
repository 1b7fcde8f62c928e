"""Graphviz DOT, as `dot` reads it; parallel links are one arrow, with their number."""

from __future__ import annotations

import re

from doclint.formats.escape import printable
from doclint.graph.model import EXTERNAL, FILE, FOLDER, MISSING, Graph, Node, merged

_SHAPES = {FILE: "note", FOLDER: "folder", EXTERNAL: "plaintext", MISSING: "octagon"}
_STYLES = {"mention": "dotted", "path": "dashed", "dependency": "bold"}
_QUOTE = re.compile(r'[\\"]')


def render(graph: Graph) -> str:
    """The graph, drawn from left to right; what findings are on is red."""
    lines = ["digraph documentation {", "  rankdir=LR;", '  node [shape=box, fontname="sans-serif"];']
    lines += [f"  {quoted(node.id)} [{_node(node)}];" for node in graph.nodes.values()]
    for link in merged(graph.links):
        label = link.via if link.times == 1 else f"{link.via} ×{link.times}"
        attributes = [f"label={quoted(label)}", f"style={_STYLES.get(link.via, 'solid')}"]
        if link.path:
            attributes.append(f"tooltip={quoted(f'{link.path}:{link.line}')}")
        if link.findings:
            found = " ".join((*link.findings, link.history)).strip()
            attributes += ["color=red", "fontcolor=red", f"xlabel={quoted(found)}"]
        lines.append(f"  {quoted(link.source)} -> {quoted(link.target)} [{', '.join(attributes)}];")
    return "\n".join([*lines, "}"]) + "\n"


def quoted(text: str) -> str:
    """A DOT string of one line."""
    return f'"{_escaped(text)}"'


def _escaped(text: str) -> str:
    """Text in which no escape of Graphviz's (`\\n`, `\\N`) is left with a meaning."""
    return _QUOTE.sub(r"\\\g<0>", printable(text)).replace("&", "&amp;")  # labels know HTML's entities


def _node(node: Node) -> str:
    parts = [node.id] if node.title in ("", node.id) else [node.id, node.title]
    lines = "\\n".join(_escaped(part) for part in parts)  # the one line break that is meant
    attributes = [f'label="{lines}"']
    if node.kind in _SHAPES:
        attributes.append(f"shape={_SHAPES[node.kind]}")
    if node.findings.get("error") or node.kind == MISSING:
        attributes.append("color=red")
    attributes.append(f"tooltip={quoted(node.path or node.id)}")
    return ", ".join(attributes)
