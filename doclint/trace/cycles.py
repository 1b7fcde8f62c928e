"""Loops in a directed graph, in bounded time: strongly connected components and one shortest loop of each."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

WORK = 3_000_000  # links looked at while a shortest loop is searched for; then the best so far is taken

Graph = Mapping[str, Sequence[str]]


def components(graph: Graph) -> list[list[str]]:
    """Components of more than one node, or with a loop to itself; each sorted, in order of their first node.

    Tarjan (1972), without recursion: a chain of 200,000 documents must not exhaust the stack.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[list[str]] = []
    for start in sorted(graph):
        if start in index:
            continue
        work = [(start, iter(graph.get(start, ())))]
        index[start] = low[start] = len(index)
        stack.append(start)
        on_stack.add(start)
        while work:
            node, targets = work[-1]
            for target in targets:
                if target not in index:
                    index[target] = low[target] = len(index)
                    stack.append(target)
                    on_stack.add(target)
                    work.append((target, iter(graph.get(target, ()))))
                    break
                if target in on_stack:
                    low[node] = min(low[node], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    members = []
                    while True:
                        member = stack.pop()
                        on_stack.discard(member)
                        members.append(member)
                        if member == node:
                            break
                    if len(members) > 1 or node in graph.get(node, ()):
                        found.append(sorted(members))
    return sorted(found)


def shortest_cycle(graph: Graph, component: Sequence[str]) -> tuple[list[str], bool]:
    """A shortest loop within a component, beginning at its smallest node; of several the first found.

    Returns:
        The loop, and whether no other is shorter: a large component is not searched to the end.
    """
    for node in component:
        if node in graph.get(node, ()):
            return [node], True
    inside = set(component)
    best: list[str] = []
    left = WORK
    for start in component:
        before: dict[str, str] = {}
        queue = deque([(start, 1)])
        seen = {start}
        loop: list[str] = []
        while queue and not loop:
            node, length = queue.popleft()
            if best and length >= len(best):
                break  # whatever comes is no shorter
            for target in graph.get(node, ()):
                left -= 1
                if target == start:
                    loop = [node]
                    while loop[-1] != start:
                        loop.append(before[loop[-1]])
                    loop.reverse()
                    break
                if target in inside and target not in seen:
                    seen.add(target)
                    before[target] = node
                    queue.append((target, length + 1))
        if loop and (not best or len(loop) < len(best)):
            best = loop
        if len(best) == 2:
            break  # none is shorter
        if left < 0 and best:
            return best, False
    return best, True
