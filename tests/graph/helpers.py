"""Graphs made by hand: queries and exporters need no files."""

from __future__ import annotations

from doclint.graph.model import Graph, Link, Node

# What a document may be called by somebody who means harm.
HOSTILE = [
    "__proto__",
    "constructor",
    'quo"te\\',
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "line\nbreak\rand\u2028more",
    "\x1b]0;owned\x07\x1b[31mred",
    "=HYPERLINK(\"http://x\")",
    "a-->b; %%{init: {}}%% end",
    "[click](javascript:alert(1)) `code` **bold** #quot;",
    "]]> &amp; ]]&gt;",
    "::error::x ##[group]y",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\x00",
    "lone \udc80 surrogate",
    "niño 🚀 e\u0301",
    "\\N \\G \\l",
    "' onload='x",
]  # fmt: skip


def graph_of(text: str) -> Graph:
    """`A>B A>C:dependency`: links by name, each on a line of its own of its source's file."""
    links, names = [], set()
    for number, item in enumerate(text.split(), 1):
        ends, _, via = item.partition(":")
        source, _, target = ends.partition(">")
        names |= {source, target} - {""}
        if target:
            links.append(Link(source, target, via or "link", f"{source}.md", number))
    return Graph.of([Node(n, "DOC", f"{n}.md", f"The {n}", "draft") for n in names], links)


def hostile_graph() -> Graph:
    nodes = [
        Node(name, "DOC", f"docs/{name}.md", f"title {name}", name, {"error": 1} if i % 2 else {})
        for i, name in enumerate(HOSTILE)
    ]
    links = [
        Link(a, b, "link", f"docs/{a}.md", i + 1, ("DL101",) if i % 3 == 0 else ())
        for i, (a, b) in enumerate(zip(HOSTILE, [*HOSTILE[1:], HOSTILE[0]], strict=True))
    ]
    return Graph.of(nodes, links)
