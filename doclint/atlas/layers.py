"""Documents in layers, as a trace leads through them: requirements, design, tests.

igraph's Sugiyama layout (Eades, Lin and Smyth for cycles; barycentres for crossings) orders each layer.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.atlas.survey import Survey
from doclint.graph.model import NO_DOCUMENT

MOST = 400  # documents of a picture: above that nobody follows a line


def layered(survey: Survey) -> Iterator[tuple[str, list[list[str]]]]:
    """(name, layers of node IDs from the sources down) of each trace of a rule, and of dependencies."""
    graph = survey.graph
    traces: dict[str, set[tuple[str, str]]] = {}
    for demand in survey.demands:
        sources = {graph.by_path[path].id for path in demand.sources if path in graph.by_path}
        targets = set(demand.targets)
        pairs = set()
        for id_ in sources:
            # Whoever links whom: the trace leads from who owes the link to what is tied.
            ends = {link.target for link in graph.out.get(id_, ())}
            ends |= {link.source for link in graph.into.get(id_, ())}
            pairs |= {(id_, end) for end in ends if end != id_ and graph.nodes[end].kind in targets}
        if pairs:
            traces.setdefault(demand.rule, set()).update(pairs)
    if len(traces) > 1:
        traces["all rules together"] = set().union(*traces.values())
    declared = {(k.source, k.target) for k in graph.links if k.via == "dependency" and k.source != k.target}
    traces["declared dependencies"] = {
        pair for pair in declared if all(graph.nodes[end].kind not in NO_DOCUMENT for end in pair)
    }
    for name, pairs in traces.items():
        if pairs and len({end for pair in pairs for end in pair}) <= MOST:
            yield name, _layers(sorted(pairs))


def _layers(pairs: list[tuple[str, str]]) -> list[list[str]]:
    # Imported here: only the page needs it, 75 ms.
    import igraph  # type: ignore[import-untyped, unused-ignore]

    names = sorted({end for pair in pairs for end in pair})
    number = {name: i for i, name in enumerate(names)}
    picture = igraph.Graph(n=len(names), edges=[(number[a], number[b]) for a, b in pairs], directed=True)
    places = picture.layout_sugiyama(maxiter=50).coords[: len(names)]
    rows: dict[float, list[tuple[float, str]]] = {}
    for name, (x, y) in zip(names, places, strict=True):
        rows.setdefault(round(y, 3), []).append((x, name))
    return [[name for _, name in sorted(rows[y])] for y in sorted(rows)]
