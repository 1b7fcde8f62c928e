"""Verbs that compare documents: loops, and values that are used twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from doclint.checks.trace.links import links_of
from doclint.checks.trace.words import name_of
from doclint.context import Context
from doclint.link.kinds import normal_name
from doclint.link.model import Document, Edge
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic
from doclint.model.trace import TraceRule, via_of_field
from doclint.trace.select import attribute


def acyclic(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """One diagnostic for each group of documents that depend on one another, with one shortest loop."""
    from doclint.trace.cycles import components, shortest_cycle

    links, wanted = links_of(context), {d.path for d in sources}
    fields = (via_of_field(field.name) for field in context.project.config.fields)
    vias = rule.vias or ("dependency", *fields)
    graph: dict[str, dict[str, Edge]] = defaultdict(dict)
    if vias == ("dependency",):  # the manifest's alone: no document need be asked
        declared = context.project.manifest_edges("dependency")
        edges: Iterable[Edge] = (edge for edge in declared if edge.source in wanted)
    else:
        edges = (edge for path in sorted(wanted) for edge in links.out(path, vias))
    for edge in edges:
        if edge.intended_target in wanted:
            graph[edge.source].setdefault(edge.intended_target, edge)
    for component in components({p: list(t) for p, t in graph.items()}):
        loop, _ = shortest_cycle({p: list(t) for p, t in graph.items()}, component)
        loop_documents = [context.project.document(p) for p in (*loop, loop[0])]
        names = [name_of(d) for d in loop_documents if d is not None]
        edge = graph[loop[0]][loop[1 % len(loop)]]
        more = f" ({len(component)} documents depend on one another)" if len(component) > len(loop) else ""
        message = f"a loop of dependencies: {' -> '.join(names)}{more} (rule {rule.id})"
        yield Diagnostic(
            edge.file,
            edge.reference.target_span,
            message,
            f"{rule.id} {' '.join(loop)}",
            rule.help,
            tuple(loop),
        )


def unique(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Values that another document has already."""
    first: dict[str, Document] = {}
    for document in sources:
        value = attribute(context.project, document, rule.value)
        if isinstance(value, str | int) and not isinstance(value, bool):
            twin = first.setdefault(normal_name(str(value)), document)
            if twin is not document:
                message = f"{rule.value} '{value}' is already used by '{twin.path}' (rule {rule.id})"
                path, structured = context.metadata_of(document)
                span = (structured.values.get(f"/{rule.value}") if structured else None) or NOWHERE
                yield Diagnostic(path, span, message, f"{rule.id} {value}", rule.help, (twin.path,))
