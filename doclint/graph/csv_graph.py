"""Comma-separated values: a line a link; a spreadsheet opens it, and runs nothing of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from doclint.formats.escape import printable
from doclint.graph.model import Graph

_FORMULA = ("=", "+", "-", "@")


def render(graph: Graph) -> str:
    """Links with the kinds, titles and states of both ends; a node without links is a line without target."""
    rows: list[list[str]] = []
    linked: set[str] = set()
    for link in graph.links:
        a, b = graph.nodes[link.source], graph.nodes[link.target]
        linked |= {a.id, b.id}
        place = [link.via, link.path, str(link.line or ""), " ".join(link.findings), str(link.times)]
        place.append(link.history)
        rows.append([a.id, a.kind, a.title, a.status, b.id, b.kind, b.title, b.status, *place])
    rows += [
        [n.id, n.kind, n.title, n.status, "", "", "", "", "", n.path, "", "", "", ""]
        for n in graph.nodes.values()
        if n.id not in linked
    ]
    head = [f"{end} {f}".strip() for end in ("source", "target") for f in ("", "kind", "title", "status")]
    return table([[*head, "via", "path", "line", "findings", "count", "history"], *rows])


def table(rows: Iterable[Iterable[str]]) -> str:
    """Rows as CSV (RFC 4180, but with LF); what a spreadsheet would run as a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        # Printed on a terminal as well: control characters are spelled out, JSON keeps them as they are.
        values = [printable(value) for value in row]
        writer.writerow([f"'{v}" if v.startswith(_FORMULA) else v for v in values])
    return out.getvalue()
