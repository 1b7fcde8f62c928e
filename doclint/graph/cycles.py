"""Loops: which documents lead back to themselves."""

from __future__ import annotations

from dataclasses import dataclass

from doclint.formats.escape import printable
from doclint.formats.plural import many
from doclint.graph.json_graph import link_table
from doclint.graph.model import Graph, Link
from doclint.graph.text import named, place
from doclint.trace.cycles import components, shortest_cycle

SHOWN = 12  # names of a component in the text; JSON has all


@dataclass(frozen=True, slots=True)
class Component:
    """Documents each of which leads to all others, and one short loop among them.

    `shortest` says whether it is known that no loop is shorter.
    """

    nodes: tuple[str, ...]
    loop: tuple[Link, ...]
    shortest: bool = True


def cycles(graph: Graph) -> list[Component]:
    """The groups of documents that lead to one another, the largest first, then by name.

    Time is bounded: linear for the groups, and a limited search for each loop (`link/cycles.py`).
    """
    table = {id_: sorted({k.target for k in links}) for id_, links in graph.out.items()}
    found = []
    for nodes in components(table):
        loop, shortest = shortest_cycle(table, nodes)
        pairs = zip(loop, [*loop[1:], loop[0]], strict=True)
        links = tuple(next(k for k in graph.out[a] if k.target == b) for a, b in pairs)
        found.append(Component(tuple(nodes), links, shortest))
    return sorted(found, key=lambda c: (-len(c.nodes), c.nodes))


def as_text(graph: Graph, found: list[Component]) -> str:
    """Each component with its loop, a link a line."""
    if not found:
        return "no loops\n"
    lines = []
    for component in found:
        names = ", ".join(printable(n) for n in component.nodes[:SHOWN])
        more = f" and {len(component.nodes) - SHOWN} more" if len(component.nodes) > SHOWN else ""
        count = len(component.nodes)
        tie = "1 document links to itself" if count == 1 else f"{count} documents link to one another"
        lines.append(f"{tie}: {names}{more}")
        what = "a shortest loop" if component.shortest else "a short loop (too many to try all)"
        lines.append(f"  {what}, {many(len(component.loop), 'link')}:")
        for link in component.loop:
            lines += [
                f"    {named(graph.nodes[link.source])}",
                f"      {place(link)} -> {printable(link.target)}",
            ]
    lines.append(f"{many(len(found), 'group')} of documents with a loop")
    return "\n".join(lines) + "\n"


def as_table(found: list[Component]) -> dict[str, object]:
    """The same for machines."""
    return {
        "cycles": [
            {"nodes": list(c.nodes), "loop": [link_table(k) for k in c.loop], "shortest": c.shortest}
            for c in found
        ]
    }


def as_rows(found: list[Component]) -> list[list[str]]:
    """The same for a spreadsheet: a line for each document of a group."""
    rows = [["group", "documents", "id", "in the shortest loop"]]
    for number, component in enumerate(found, 1):
        loop = {link.source for link in component.loop}
        size = str(len(component.nodes))
        rows += [[str(number), size, id_, "yes" if id_ in loop else ""] for id_ in component.nodes]
    return rows
