"""A Mermaid flowchart. Above 500 edges or 50,000 characters GitHub shows an error box instead."""

from __future__ import annotations

import re

from doclint.errors import DoclintError
from doclint.formats.escape import printable
from doclint.graph.model import EXTERNAL, FILE, FOLDER, MISSING, Graph, Node, merged
from doclint.graph.narrow import grouped

MAX_EDGES = 400
MAX_TEXT = 50_000
_SHAPES = {FILE: ('[/"', '"/]'), FOLDER: ('[("', '")]'), EXTERNAL: ('(["', '"])'), MISSING: ('{{"', '"}}')}
# What Mermaid or the Markdown in its labels would act on. `#35;` is its own spelling of a character.
_ACTIVE = re.compile(r"[^\w\s./:,()+=@-]|_|--|(?:https?|www)(?=[:.])", re.I)


def render(graph: Graph) -> tuple[str, str]:
    """The flowchart, and what the reader should know of it (empty if nothing).

    Above 400 edges the graph is condensed to folders, then to kinds.

    Raises:
        DoclintError: even that is too much for Mermaid.
    """
    focus = "'--focus ID --depth 1' draws one document's neighbourhood, '--kind' and '--via' select"
    text = _chart(graph)
    if text is not None:
        return text, ""
    for by in ("folder", "kind"):
        text = _chart(grouped(graph, by))
        if text is not None:
            return text, f"too large for Mermaid (limit: {MAX_EDGES} edges): grouped by {by}; {focus}"
    raise DoclintError(f"too large for Mermaid (limits: {MAX_EDGES} edges, {MAX_TEXT:,} characters); {focus}")


def _chart(graph: Graph) -> str | None:
    links = merged(graph.links)
    if len(links) > MAX_EDGES:
        return None
    names = {id_: f"n{i}" for i, id_ in enumerate(graph.nodes)}
    lines = ["flowchart LR", *(f"  {names[node.id]}{_shape(node)}" for node in graph.nodes.values())]
    broken = []
    for i, link in enumerate(links):
        label = " ".join((link.via, *((f"×{link.times}",) if link.times > 1 else ()), *link.findings))
        arrow = "-.->" if link.via in ("mention", "path") else "-->"
        lines.append(f"  {names[link.source]} {arrow}|{_label(label)}| {names[link.target]}")
        if link.findings:
            broken.append(str(i))
    if broken:
        lines.append(f"  linkStyle {','.join(broken)} stroke:red,color:red")
    bad = [names[n.id] for n in graph.nodes.values() if n.findings.get("error") or n.kind == MISSING]
    if bad:
        lines += ["  classDef bad stroke:red", f"  class {','.join(bad)} bad"]
    text = "\n".join(lines) + "\n"
    return text if len(text) <= MAX_TEXT else None


def _shape(node: Node) -> str:
    before, after = _SHAPES.get(node.kind, ('["', '"]'))
    own = _label(node.id)
    title = "" if node.title in ("", node.id) else f"<br/>{_label(node.title)}"
    return f"{before}{own}{title}{after}"


def _label(text: str) -> str:
    """A label that is text and nothing else: no quote, tag, link, emphasis or directive."""
    return _ACTIVE.sub(lambda m: "".join(f"#{ord(c)};" for c in m[0]), printable(text)) or "#8203;"
