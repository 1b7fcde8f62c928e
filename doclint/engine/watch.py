"""Documents whose links or headings rules look at: a change of those is no private matter of the document."""

from __future__ import annotations

from doclint.checks.trace import FEW
from doclint.link.links import DECLARED
from doclint.link.project import Project
from doclint.link.select import selects
from doclint.model.rule import Rule
from doclint.model.trace import Selector, TraceRule

FORWARD = ("must-link", "must-not-link", "reciprocal", "flow", "acyclic")
BACKWARD = ("must-be-linked-by", "reciprocal")


def watched(project: Project, rules: tuple[Rule, ...]) -> frozenset[str]:
    """The paths of the documents whose links or headings some rule looks at.

    Which they are depends on what is public of documents alone: kind, ID, metadata, the manifest.
    """
    if any(rule.check == "orphan" and rule.params.get("kinds") for rule in rules):
        return frozenset(project.documents)
    wanted: list[Selector] = []
    for rule in project.config.traces if any(rule.check == "trace" for rule in rules) else ():
        selectors = _selectors(project, rule)
        if selectors is None:
            return frozenset(project.documents)
        wanted += selectors
    unique = {repr(selector): selector for selector in wanted}.values()
    return frozenset(
        path
        for path, document in project.documents.items()
        if any(selects(project, selector, document) for selector in unique)
    )


def _selectors(project: Project, rule: TraceRule) -> list[Selector] | None:
    """Whose links a rule looks at; None means everybody's."""
    vias = rule.vias or (("dependency",) if rule.verb == "acyclic" else ())
    if vias and DECLARED.issuperset(vias):
        return []  # the manifest's, and that is read in every run
    found: list[Selector] = []
    if rule.verb in FORWARD or rule.verb == "sections":
        found.append(rule.sources)
    if rule.verb in BACKWARD or (rule.verb == "must-link" and rule.direction == "either"):
        found.append(rule.targets)
        few = sum(selects(project, rule.targets, d) for d in project.documents.values()) <= FEW
        if not few and rule.verb != "reciprocal":
            return None
    return None if found and rule.depth > 1 else found


def public_lines(project: Project, path: str) -> list[str]:
    """What a document refers to, and where (a forbidden link is reported in its place), and its headings."""
    return [
        *(f"# {heading.text}" for heading in project.documents[path].facts.headings),
        *(
            f"{edge.reference.via} {edge.intended_target} {tuple(edge.reference.target_span)}"
            for edge in project.edges_of(path)
        ),
    ]
