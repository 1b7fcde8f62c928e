"""Figures of a graph."""

from __future__ import annotations

from collections import Counter
from typing import Any

from doclint.formats.escape import printable
from doclint.formats.plural import many
from doclint.graph.model import TEMPLATE, Graph
from doclint.graph.orphans import orphans

MOST = 10


def stats(graph: Graph, hubs: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Nodes by kind, by status, links by via, the most linked, how many are linked from nowhere.

    Args:
        graph: what to count.
        hubs: nodes whose links do not count for being linked (the manifest).
    """
    into = Counter({id_: len({k.source for k in links} - hubs) for id_, links in graph.into.items()})
    out = Counter(
        {id_: len({k.target for k in links}) for id_, links in graph.out.items() if id_ not in hubs}
    )

    def top(counts: Counter[str]) -> list[dict[str, Any]]:
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST]
        return [{"id": id_, "title": graph.nodes[id_].title, "count": count} for id_, count in best if count]

    counted = [node for node in graph.nodes.values() if node.kind != TEMPLATE]
    return {
        "nodes": len(graph.nodes),
        "edges": len(graph.links),
        "kinds": _counted(node.kind for node in graph.nodes.values()),
        "statuses": _counted(n.status for n in graph.nodes.values() if n.status and n.kind != TEMPLATE),
        "vias": _counted(link.via for link in graph.links),
        "most_linked": top(into),
        "most_linking": top(out),
        "unlinked": len(orphans(graph, hubs)),
        "checklists": {
            "documents": sum(bool(n.boxes[1]) for n in counted),
            "ticked": sum(n.boxes[0] for n in counted),
            "boxes": sum(n.boxes[1] for n in counted),
        },
        "isolated": sum(not graph.out.get(n.id) for n in orphans(graph, hubs)),
    }


def _counted(values: Any) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda item: (-item[1], item[0])))


def as_text(found: dict[str, Any]) -> str:
    """The figures in words."""
    lines = [f"{many(found['nodes'], 'node')}, {many(found['edges'], 'link')}"]
    for title, key in (("nodes by kind", "kinds"), ("nodes by status", "statuses"), ("links by via", "vias")):
        if found[key]:
            lines.append(f"{title}:")
            lines += [f"  {count:>7,}  {printable(name)}" for name, count in found[key].items()]
    for title, key in (("linked from most documents", "most_linked"), ("linking to most", "most_linking")):
        if found[key]:
            lines.append(f"{title}:")
            lines += [f"  {entry['count']:>7,}  {printable(entry['id'])}" for entry in found[key]]
    lines.append(f"nothing links to {found['unlinked']:,}; {found['isolated']:,} of them link nowhere either")
    lists = found["checklists"]
    if lists["boxes"]:
        ticked = f"{lists['ticked']:,} of {many(lists['boxes'], 'box', 'boxes')} ticked"
        lines.append(f"checklists: {ticked}, in {many(lists['documents'], 'document')}")
    return "\n".join(lines) + "\n"


def as_rows(found: dict[str, Any]) -> list[list[str]]:
    """The same for a spreadsheet."""
    rows = [
        ["figure", "name", "count"],
        ["nodes", "", str(found["nodes"])],
        ["edges", "", str(found["edges"])],
    ]
    for key in ("kinds", "statuses", "vias"):
        rows += [[key, name, str(count)] for name, count in found[key].items()]
    for key in ("most_linked", "most_linking"):
        rows += [[key, entry["id"], str(entry["count"])] for entry in found[key]]
    rows += [["checklists", name, str(count)] for name, count in found["checklists"].items()]
    return [*rows, ["unlinked", "", str(found["unlinked"])], ["isolated", "", str(found["isolated"])]]
