"""Trace rules (`[[rule]]` tables of the configuration and of packs), one evaluator for all verbs.

All link verbs are one form: for each source, at least `min` and at most `max` targets within `depth`
links, by some vias, in a direction.

params:
    verbs: the verbs whose rules this page reports.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.checks.trace import links, single, whole
from doclint.config.options import Option
from doclint.context import Context
from doclint.errors import DoclintError, did_you_mean
from doclint.model.facts import Span
from doclint.model.finding import Diagnostic
from doclint.model.trace import LINK_VERBS, VERBS, TraceRule
from doclint.trace.counterparts import is_fixed
from doclint.trace.demand import Demand
from doclint.trace.links import link_marks
from doclint.trace.select import selected, selects

SCOPE = "document"
PARAMS = {"verbs": Option("words", "The verbs whose rules are reported.", choices=VERBS, required=True)}


def check(context: Context) -> Iterator[Diagnostic]:
    """Diagnostics of rules that look at one document at a time."""
    for rule in _rules(context):
        if not _whole(rule):
            sources = [d for d in context.subjects if selects(context.project, rule.sources, d, context.memo)]
            if sources and _known(context, rule):
                yield from _EVALUATORS[rule.verb](context, rule, sources)


def check_project(context: Context) -> Iterator[Diagnostic]:
    """Diagnostics of rules that need the whole project, and of rules that match no document."""
    project = context.project
    for rule in _rules(context):
        if not _known(context, rule):
            continue
        if _whole(rule):
            sources = selected(project, rule.sources)
            yield from _EVALUATORS[rule.verb](context, rule, sources)
        if not rule.optional and not project.marked(_mark(rule)):
            line = max(rule.line, 1)
            message = f"rule '{rule.id}' matches no document"
            yield Diagnostic(rule.source, Span(line, 1, line, 1), message, rule.id, "correct its 'for'")


def marks(context: Context) -> Iterator[str]:
    """The rules that apply to a document, and its links if a rule looks at incoming links."""
    rules = _rules(context)
    for rule in rules:
        if not rule.optional and any(
            selects(context.project, rule.sources, d, context.memo) for d in context.subjects
        ):
            yield _mark(rule)
    if any(_whole(rule) and _looks_back(rule) for rule in rules):
        for document in context.subjects:
            yield from link_marks(context.project, context.edges_of(document))


def demands(context: Context) -> Iterator[Demand]:
    """What the rules with one of the verbs demand; a rule that only forbids demands nothing."""
    for rule in _rules(context):
        shared = rule.verb == "must-have-file" and is_fixed(rule.value)  # one file for all ties nothing
        if rule.verb in _DEMANDING and not shared and _known(context, rule):
            sources = selected(context.project, rule.sources)
            if rule.verb == "reciprocal":
                # Demanded of those only that link at all.
                sources = [d for d in sources if links.targets_of(context, rule, d)]
            elif rule.min_targets == 0:
                continue
            elif rule.verb == "must-link" and rule.targets.ids:
                sources = [d for d in sources if not {d.id, d.path} & set(rule.targets.ids)]
            missing: dict[str, str] = {}
            rule = rule._replace(max_targets=None)  # too many links are no gap
            # Diagnostics may stand in another file: one document at a time.
            for document in sources:
                for diagnostic in _EVALUATORS[rule.verb](context, rule, [document]):
                    missing.setdefault(document.path, diagnostic.message)
            paths = tuple(d.path for d in sources)
            yield Demand(rule.id, _target_kinds(context, rule), paths, missing, rule.sources.kinds)


def _rules(context: Context) -> list[TraceRule]:
    verbs = context.strings("verbs")
    kept: list[TraceRule] | None = context.memo.get(("rules", verbs))
    if kept is None:
        kept = [rule for rule in context.project.config.traces if rule.verb in verbs]
        context.memo["rules", verbs] = kept
    return kept


def _mark(rule: TraceRule) -> str:
    return f"rule {rule.id}"


def _looks_back(rule: TraceRule) -> bool:
    return rule.verb == "must-be-linked-by" or (rule.verb == "must-link" and rule.direction == "either")


def _whole(rule: TraceRule) -> bool:
    """Whether a rule needs the whole project: it compares documents, or needs all incoming links of one.

    If the rule names the documents that may link to it, only those few are asked.
    """
    if rule.verb in ("unique", "acyclic") or (rule.verb == "must-have-file" and is_fixed(rule.value)):
        return True
    return _looks_back(rule) and (not rule.targets.ids or rule.depth > 1)


def _target_kinds(context: Context, rule: TraceRule) -> tuple[str, ...]:
    """The kinds of a rule's targets; empty if the rule does not restrict them."""
    project = context.project
    if rule.verb == "must-have-file":
        found = project.kinds.folder_kind((f"{project.base}/" if project.base else "") + rule.value)
        return (found[0].name,) if found else ()
    ids = [holders[0].kind for i in rule.targets.ids if (holders := project.holders(i))]
    return rule.targets.kinds or tuple(sorted({kind for kind in ids if kind}))


def _known(context: Context, rule: TraceRule) -> bool:
    """Whether every ID in a rule exists; a pack's rule about a document that does not exist does not apply.

    Raises:
        DoclintError: a rule of the configuration names an unknown ID.
    """
    project = context.project
    for selector in (rule.sources, rule.targets):
        for id_ in selector.ids:
            if not project.holders(id_) and not project.is_document(id_):
                if rule.optional or project.is_commit:
                    return False  # in another commit the document may not exist yet, or have another ID
                near = did_you_mean(id_, [*project.ids(), *(d.path for d in project.documents())])
                hint = f" ({near})" if near else ""
                raise DoclintError(
                    f"the rule '{rule.id}' names an unknown ID '{id_}'{hint}", rule.source, rule.line or None
                )
    return True


_EVALUATORS = {
    "must-link": links.must_link,
    "must-not-link": links.must_not_link,
    "must-be-linked-by": links.must_be_linked_by,
    "reciprocal": links.reciprocal,
    "must-index": links.must_index,
    "flow": links.flow,
    "acyclic": whole.acyclic,
    "unique": whole.unique,
    "must-have-file": single.must_have_file,
    "name": single.named,
    "heading": single.heading,
    "sections": single.sections,
    "schema": single.schema,
}
_DEMANDING = ("must-link", "must-be-linked-by", "reciprocal", "must-have-file")
assert set(LINK_VERBS) <= set(_EVALUATORS) == set(VERBS)
