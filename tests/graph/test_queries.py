"""The questions: against a slow answer that is plainly right, and in bounded time on graphs made to hurt."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.errors import DoclintError
from doclint.graph.cycles import cycles
from doclint.graph.impact import impact
from doclint.graph.model import Graph, Link, Node
from doclint.graph.names import find_node
from doclint.graph.orphans import orphans
from doclint.graph.stats import stats
from doclint.graph.why import chain
from tests.graph.helpers import graph_of

PAIRS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


def made(pairs: list[tuple[int, int]]) -> Graph:
    return graph_of(" ".join(f"N{a}>N{b}" for a, b in pairs) + " N0")


def slow_distances(pairs: list[tuple[int, int]], start: int) -> dict[int, int]:
    """Who reaches `start`, by relaxing every edge until nothing changes."""
    found = {start: 0}
    changed = True
    while changed:
        changed = False
        for a, b in pairs:
            if b in found and found.get(a, 99) > found[b] + 1:
                found[a] = found[b] + 1
                changed = True
    return found


@given(PAIRS)
def test_impact_is_everything_that_reaches(pairs: list[tuple[int, int]]) -> None:
    graph = made(pairs)
    found = impact(graph, "N0")
    wanted = slow_distances(pairs, 0)
    assert {int(a.node.id[1:]): a.distance for a in found} == {n: d for n, d in wanted.items() if n}
    for affected in found:
        assert affected.links
        assert all(wanted[int(k.target[1:])] == affected.distance - 1 for k in affected.links)
    assert {a.node.id for a in impact(graph, "N0", 1)} == {a.node.id for a in found if a.distance == 1}


@given(PAIRS)
def test_why_is_a_shortest_chain(pairs: list[tuple[int, int]]) -> None:
    graph = made([*pairs, (1, 1)])
    links = chain(graph, "N1", "N0")
    wanted = slow_distances(pairs, 0).get(1)
    assert (len(links) if links is not None else None) == wanted
    if links:
        assert [links[0].source, links[-1].target] == ["N1", "N0"]
        assert all(a.target == b.source for a, b in pairwise(links))


def test_what_lists_everything_passes_nothing_on() -> None:
    graph = graph_of("A>B M>A M>B R>M")
    assert [(a.node.id, a.distance) for a in impact(graph, "B", through=frozenset({"M"}))] == [
        ("A", 1),
        ("M", 1),
    ]
    assert [a.node.id for a in impact(graph, "M", through=frozenset({"M"}))] == ["R"]


def test_orphans_and_figures() -> None:
    graph = graph_of("A>B M>A M>C D>D:dependency")
    assert [n.id for n in orphans(graph, frozenset({"M"}))] == ["A", "C", "D", "M"]
    found = stats(graph, frozenset({"M"}))
    assert (found["nodes"], found["edges"], found["unlinked"], found["isolated"]) == (5, 4, 4, 1)
    assert found["vias"] == {"link": 3, "dependency": 1}


def test_cycles() -> None:
    found = cycles(graph_of("A>B B>C C>A C>B D>D:dependency E>A"))
    assert [c.nodes for c in found] == [("A", "B", "C"), ("D",)]
    assert [(k.source, k.target) for k in found[0].loop] == [("B", "C"), ("C", "B")]


@pytest.mark.parametrize("shape", ["dense", "chain"])
def test_questions_end_in_bounded_time(shape: str) -> None:
    if shape == "dense":
        graph = graph_of(" ".join(f"N{i}>N{(i * 7 + k) % 300}" for i in range(300) for k in (1, 3, 11)))
    else:
        nodes = [Node(f"N{i:06}", "DOC", f"d{i % 900}/N{i}.md", "") for i in range(200_001)]
        graph = Graph.of(nodes, [Link(a.id, b.id, "link", a.path, 1) for a, b in pairwise(nodes)])
    names = list(graph.nodes)
    started = time.monotonic()
    loops = cycles(graph)
    assert len(loops) == (1 if shape == "dense" else 0)
    assert len(impact(graph, names[-1])) == len(names) - 1
    assert chain(graph, names[0], names[-1])
    # Not a measurement: what is quadratic here takes hours.
    assert time.monotonic() - started < 60


def test_names() -> None:
    graph = Graph.of(
        [
            Node("DOC009", "DOC", "docs/DOC009-Data.md", "Data Model"),
            Node("DOC010", "DOC", "docs/DOC010-Deploy.md", "Deploy"),
            Node("guides/a.md", "document", "guides/a.md", "A"),
            Node("x/a.md", "document", "x/a.md", "A"),
            Node("__proto__", "document", "p.md", ""),
        ],
        [],
    )
    for name, wanted in {
        "DOC009": "DOC009", "docs/DOC009-Data.md": "DOC009", "DOC009-Data": "DOC009", "DOC009-Data.md": "DOC009",
        "DOC01": "DOC010", "doc9": "DOC009", "data model": "DOC009", "guides/a.md": "guides/a.md", "guides": "guides/a.md",
        "__proto__": "__proto__",
    }.items():  # fmt: skip
        assert find_node(graph, name) == wanted, name
    for name, message in {
        "DOC0": "'DOC0' is ambiguous: DOC009, DOC010",
        "a.md": "is ambiguous: guides/a.md, x/a.md",
        "DOC099": r"no document named 'DOC099' \(did you mean 'DOC009'\?\)",
        "": "no document named ''",
    }.items():
        with pytest.raises(DoclintError, match=message):
            find_node(graph, name)
