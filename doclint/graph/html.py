"""The atlas: the graph as one page that needs nothing but a browser.

The page's policy (CSP level 2) allows its own script and style by their hashes, and nothing else: no network,
no other script, no frame. What documents say is data, never markup: the script sets text only.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from doclint.graph.layout import layout
from doclint.graph.model import Graph
from doclint.page.page import sha256

# Inside a script element of data these could end it, or a line of JavaScript; JSON has other spellings.
_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


def render(graph: Graph) -> str:
    """One self-contained page."""
    page, style, script = (_own(name) for name in ("atlas.html", "atlas.css", "atlas.js"))
    parts = {
        "@STYLE-HASH@": sha256(style),
        "@SCRIPT-HASH@": sha256(script),
        "@STYLE@": style,
        "@SCRIPT@": script,
        "@DATA@": _data(graph),
    }
    # One pass over the template alone: what is put in is not looked at again.
    for name, value in parts.items():
        before, found, after = page.partition(name)
        assert found, name
        parts[name] = value
        page = before + "\0" + name + "\0" + after
    pieces = page.split("\0")
    return "".join(parts.get(piece, piece) for piece in pieces)


def _own(name: str) -> str:
    return files("doclint.graph").joinpath(name).read_text("utf-8")


def _data(graph: Graph) -> str:
    """Nodes and links as short lists, names by number."""
    kinds, statuses, vias, paths = _Numbers(), _Numbers(), _Numbers(), _Numbers()
    places = layout(graph)
    index = {id_: i for i, id_ in enumerate(graph.nodes)}
    nodes: list[list[Any]] = []
    for node in graph.nodes.values():
        disc, x, y = places.places[node.id]
        row: list[Any] = [node.id, kinds[node.kind], node.path, node.title, statuses[node.status], disc, x, y]
        nodes.append([*row, node.findings] if node.findings else row)
    edges: list[list[Any]] = []
    for link in graph.links:
        own = graph.nodes[link.source].path == link.path
        where = -1 if own else paths[link.path]
        line: list[Any] = [index[link.source], index[link.target], vias[link.via], where, link.line]
        edges.append([*line, link.findings] if link.findings else line)
    data = {
        "kinds": kinds.names,
        "statuses": statuses.names,
        "vias": vias.names,
        "paths": paths.names,
        "groups": [[d.name, d.x, d.y, d.radius] for d in places.discs],
        "nodes": nodes,
        "edges": edges,
    }
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text


class _Numbers:
    """Names in the order they are first asked for."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __getitem__(self, name: str) -> int:
        return self._numbers.setdefault(name, len(self._numbers))

    @property
    def names(self) -> list[str]:
        return list(self._numbers)
