"""Where a drawing puts each node: folders as discs, documents as the seeds of a sunflower within.

Computed beforehand and from the graph alone, so that the same documents lie in the same place on every
machine. Linear in the number of nodes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doclint.graph.model import Graph, Node

MOST_GROUPS = 150  # more discs than this, and small folders are drawn with the one above them
STEP = 10.0  # from one document to the next
GAP = 24.0  # between discs
GOLDEN = math.pi * (3 - math.sqrt(5))


@dataclass(frozen=True, slots=True)
class Disc:
    """A folder, with the folders drawn with it."""

    name: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Discs, and node ID -> (index of its disc, x, y)."""

    discs: tuple[Disc, ...]
    places: Mapping[str, tuple[int, float, float]]


def layout(graph: Graph) -> Layout:
    """A place for each node; the most linked of a folder lies in its middle."""
    groups = _groups(graph.nodes.values())
    degree = Counter(k.target for k in graph.links) + Counter(k.source for k in graph.links)
    members: dict[str, list[str]] = {}
    for id_ in graph.nodes:
        members.setdefault(groups[id_], []).append(id_)
    order = sorted(members, key=lambda name: (-len(members[name]), name))
    centres = _packed([_radius(len(members[name])) for name in order])
    discs, places = [], {}
    for index, (name, (x, y)) in enumerate(zip(order, centres, strict=True)):
        discs.append(Disc(name, x, y, _radius(len(members[name]))))
        for i, id_ in enumerate(sorted(members[name], key=lambda n: (-degree[n], n))):
            away, angle = STEP * math.sqrt(i), i * GOLDEN
            places[id_] = (index, round(x + away * math.cos(angle), 1), round(y + away * math.sin(angle), 1))
    return Layout(tuple(discs), places)


def _radius(count: int) -> float:
    return round(STEP * (math.sqrt(count) + 0.6), 1)


def _groups(nodes: Iterable[Node]) -> dict[str, str]:
    """Node ID -> its folder; a folder with few documents counts as the one above it."""
    # What is no file of the tree has a disc of its own; no folder's name begins like this one's.
    own = {n.id: (n.path.rpartition("/")[0] if n.path else f"\0{n.kind}") for n in nodes}
    least = 3
    while True:
        sizes = Counter(own.values())
        small = {name: name for name in sizes}
        # From the deepest up, so that a chain of small folders ends in the first that is large enough.
        for name in sorted(sizes, key=lambda n: (-n.count("/"), n)):
            if sizes[name] < least and name and not name.startswith("\0"):
                above = name.rpartition("/")[0]
                small[name] = above
                sizes[above] += sizes.pop(name)
                small.setdefault(above, above)
        final: dict[str, str] = {}
        for name in small:
            end = name
            while small[end] != end:
                end = small[end]
            final[name] = end
        own = {id_: final[name] for id_, name in own.items()}
        if len(set(own.values())) <= MOST_GROUPS:
            return {id_: f"({name[1:]})" if name[:1] == "\0" else name or "." for id_, name in own.items()}
        least *= 2


def _packed(radii: list[float]) -> list[tuple[float, float]]:
    """Centres of discs that do not overlap, given from the largest to the smallest; near the origin."""
    placed: list[tuple[float, float, float]] = []
    away = 0.0
    for radius in radii:
        # Never nearer than the last one was tried: near enough for a drawing, and no search grows long.
        away = max(0.0, away - radius)
        angle = len(placed) * GOLDEN
        while True:
            x, y = away * math.cos(angle), away * math.sin(angle) * 0.7
            if all(math.hypot(x - a, y - b) >= radius + r + GAP for a, b, r in placed):
                break
            angle += 0.35
            away += (radius + GAP) * 0.08
        placed.append((round(x, 1), round(y, 1), radius))
    return [(x, y) for x, y, _ in placed]
