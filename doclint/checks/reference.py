"""Broken references, selected by kind of problem, via and field.

params:
    problems: kinds of problem this rule reports.
    vias: the vias it reports them for (all if absent).
    schema-refs: `only` the schema field, `never` it, or absent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.link.model import Edge
from doclint.model.finding import Diagnostic, Related, Rewrite
from doclint.model.vocabulary import PROBLEM_KINDS, VIAS

# Headings of sections whose paths need not exist.
_PLANNED = re.compile(
    r"\b(?:examples?|ejemplos?|beispiele?|exemples?|samples?|planned|proposed|propuest[oa]s?|future|futur[oa]s?"
    r"|to[- ](?:be[- ])?create(?:d)?|(?:por|a|para) crear|pendientes?)\b",
    re.I,
)
SCOPE = "document"
PARAMS = {
    "problems": Option("words", "Kinds of problem.", choices=PROBLEM_KINDS, required=True),
    "vias": Option("words", "Vias; all if absent.", choices=VIAS),
    "schema-refs": Option("string", "Whether the schema field counts.", choices=("only", "never")),
}


def check(context: Context) -> Iterator[Diagnostic]:
    """One diagnostic for each problem edge this rule is about."""
    broken = context.problems
    if not broken:
        return  # most documents; a dozen rules ask of each
    problems, vias = context.strings("problems"), context.strings("vias")
    for edge in broken:
        assert edge.problem is not None
        if edge.reference.syntax == "use":
            continue  # the definition it uses is reported, once
        if (
            edge.problem.kind in problems
            and (not vias or edge.reference.via in vias)
            and _field_fits(context, edge)
        ):
            diagnostic = diagnostic_of(edge)
            if edge.problem.kind == "missing" and edge.reference.via == "path" and _is_planned(context, edge):
                diagnostic = diagnostic._replace(planned=True)
            yield diagnostic


def _is_planned(context: Context, edge: Edge) -> bool:
    """Whether a section around a reference, not the whole document, is about examples or what is to come."""
    if not context.project.is_document(edge.file):
        return False
    line, level = edge.reference.span.line, 7
    for heading in reversed(context.project.facts(edge.file).headings):
        if heading.span.line <= line and 1 < heading.level < level:
            level = heading.level
            if _PLANNED.search(heading.text):
                return True
    return False


def _field_fits(context: Context, edge: Edge) -> bool:
    field, config = edge.reference.field, context.project.config
    schema = bool(field) and (
        f"/{config.schema_field}" in field
        or (
            edge.reference.via == "manifest"
            and any(f"/{manifest.schemas}/" in field for manifest in config.manifests if manifest.schemas)
        )
    )
    wanted = context.params.get("schema-refs", "")
    return not wanted or (wanted == "only") == schema


def diagnostic_of(edge: Edge) -> Diagnostic:
    """A problem edge as a finding, with a repair where the resolver knows the right text."""
    problem, reference = edge.problem, edge.reference
    assert problem is not None
    repair = None
    beside = reference.via == "front-matter" and edge.file != edge.source  # a file that no writer knows
    if problem.suggestion is not None and problem.suggestion != reference.target and not beside:
        leads_to = edge.target or problem.subject
        repair = Rewrite(edge.file, reference, problem.suggestion, leads_to, problem.proven)
    related = (
        (Related(problem.subject, problem.line, problem.why),) if problem.line and problem.subject else ()
    )
    return Diagnostic(
        edge.file,
        reference.target_span,
        problem.message,
        reference.target,
        problem.help,
        tuple(filter(None, (problem.subject, edge.target))),
        "anchor" if problem.kind == "anchor-case" else reference.via,
        related,
        repair,
    )
