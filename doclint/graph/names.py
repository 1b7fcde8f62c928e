"""The node somebody means: by ID, path, file name, or the beginning of one."""

from __future__ import annotations

import re
from collections.abc import Callable

from doclint.errors import DoclintError, did_you_mean
from doclint.graph.model import Graph, Node
from doclint.link.kinds import normal_name

_ZEROS = re.compile(r"(?<=[a-z-])0+(?=\d)")
SHOWN = 5  # of several that fit


def find_node(graph: Graph, name: str) -> str:
    """The ID of the node a name means.

    Tried in this order: ID, path, file name or stem, unique prefix of an ID, a path or a file name, the same
    without regard to case and punctuation, the same number with fewer zeros (`doc9`).

    Raises:
        DoclintError: it fits none, or several.
    """
    if name in graph.nodes:
        return name
    wanted, short = normal_name(name), _ZEROS.sub("", name.lower())
    ways: tuple[Callable[[Node], bool], ...] = (
        lambda n: n.path == name,
        lambda n: bool(n.path) and name in _names(n.path),
        lambda n: n.id.startswith(name) or any(w.startswith(name) for w in _names(n.path)),
        lambda n: n.path.startswith(name) or n.path.endswith("/" + name),
        lambda n: normal_name(n.id) == wanted or normal_name(n.title) == wanted,
        lambda n: _ZEROS.sub("", n.id.lower()) == short,
    )
    for fits in ways if name else ():
        found = [node.id for node in graph.nodes.values() if fits(node)]
        if len(found) == 1:
            return found[0]
        if found:
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            raise DoclintError(f"'{name}' is ambiguous: {', '.join(found[:SHOWN])}{more}")
    spelled = {candidate.lower(): candidate for candidate in reversed(candidates(graph))}
    near = did_you_mean(name.lower(), spelled, shown=spelled)
    raise DoclintError(f"no document named '{name}'" + (f" ({near})" if near else ""))


def candidates(graph: Graph) -> list[str]:
    """Every ID and path, sorted: what a shell may offer."""
    return sorted({*graph.nodes, *(node.path for node in graph.nodes.values() if node.path)})


def _names(path: str) -> tuple[str, str]:
    name = path.rpartition("/")[2]
    return name, name.rpartition(".")[0] or name
