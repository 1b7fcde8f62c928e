"""The exporters by name; a module is imported when its format is asked for."""

from __future__ import annotations

from importlib import import_module

from doclint.graph.model import Graph

FORMATS = {
    "text": "text",  # the first is the default
    "json": "json_graph",
    "dot": "dot",
    "mermaid": "mermaid",
    "graphml": "graphml",
    "csv": "csv_graph",
}


def render(name: str, graph: Graph) -> tuple[str, str]:
    """A graph in a format, and what its reader should be told (empty if nothing).

    Raises:
        DoclintError: the format cannot show so much.
    """
    result = import_module(f"doclint.graph.{FORMATS[name]}").render(graph)
    return result if isinstance(result, tuple) else (result, "")
