"""Trace rules (`[[rule]]` tables of the configuration and of packs), one evaluator for all verbs.

All link verbs are one form: for each source, at least `min` and at most `max` targets within `depth`
links, by some vias, in a direction.

params:
    verbs: the verbs whose rules this page reports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from doclint.errors import DoclintError, did_you_mean
from doclint.link.context import Context
from doclint.link.counterparts import counterparts, counterparts_by_id, filled
from doclint.link.demand import Demand
from doclint.link.kinds import normal_name
from doclint.link.model import Document, Edge
from doclint.link.select import attribute
from doclint.model.facts import NOWHERE, Span
from doclint.model.finding import Diagnostic, Related
from doclint.model.trace import LINK_VERBS, TraceRule

FEW = 50  # targets whose own links are looked through for a link back


def check(context: Context) -> Iterator[Diagnostic]:
    """Drafts of every trace rule with one of the verbs."""
    for rule in context.project.config.traces:
        if rule.verb in context.strings("verbs") and _known(context, rule):
            sources = context.shared.selected(rule.sources)
            if not sources and not rule.optional:
                span = Span(max(rule.line, 1), 1, max(rule.line, 1), 1)
                yield Diagnostic(
                    rule.source,
                    span,
                    f"the rule '{rule.id}' is about no document",
                    rule.id,
                    "correct its 'for'",
                )
            yield from _EVALUATORS[rule.verb](context, rule, sources)


def demands(context: Context) -> Iterator[Demand]:
    """What the rules with one of the verbs demand; a rule that only forbids demands nothing."""
    for rule in context.project.config.traces:
        if rule.verb in context.strings("verbs") and rule.verb in _DEMANDING and _known(context, rule):
            sources = context.shared.selected(rule.sources)
            if rule.verb == "reciprocal":
                # Demanded of those only that link at all.
                sources = [d for d in sources if _targets(context, rule, d, back=False)]
            elif rule.min_targets == 0:
                continue
            elif rule.verb == "must-link" and rule.targets.ids:
                sources = [d for d in sources if not {d.id, d.path} & set(rule.targets.ids)]
            missing: dict[str, str] = {}
            rule = rule._replace(max_targets=None)  # too many links are no gap
            if rule.verb in ("must-link", "must-be-linked-by"):
                missing = {d.path: d.message for d in _EVALUATORS[rule.verb](context, rule, sources)}
            else:  # their diagnostics may stand in another file: one document at a time
                for document in sources:
                    for diagnostic in _EVALUATORS[rule.verb](context, rule, [document]):
                        missing.setdefault(document.path, diagnostic.message)
            yield Demand(rule.id, _target_kinds(context, rule), tuple(d.path for d in sources), missing)


def _target_kinds(context: Context, rule: TraceRule) -> tuple[str, ...]:
    """The kinds of what a rule ties its documents to; empty where it does not say."""
    project = context.project
    if rule.verb == "must-have-file":
        found = project.kinds.folder_kind((f"{project.base}/" if project.base else "") + rule.value)
        return (found[0].name,) if found else ()
    ids = [project.symbols.by_id[i][0].kind for i in rule.targets.ids if i in project.symbols.by_id]
    return rule.targets.kinds or tuple(sorted({kind for kind in ids if kind}))


def _known(context: Context, rule: TraceRule) -> bool:
    """Whether every ID a rule names exists; a pack's rule about a document that is not there is no rule here.

    Raises:
        DoclintError: a rule of the configuration names an unknown ID.
    """
    symbols = context.project.symbols
    for selector in (rule.sources, rule.targets):
        for id_ in selector.ids:
            if id_ not in symbols.by_id and id_ not in symbols.documents:
                if rule.optional:
                    return False
                near = did_you_mean(id_, [*symbols.by_id, *symbols.documents])
                hint = f" ({near})" if near else ""
                raise DoclintError(
                    f"the rule '{rule.id}' names no document '{id_}'{hint}", rule.source, rule.line or None
                )
    return True


def _shown(context: Context, rule: TraceRule) -> str:
    """The targets of a rule in words."""
    t = rule.targets
    if t.ids:
        names = []
        for id_ in t.ids:
            documents = context.project.symbols.by_id.get(id_)
            names.append(f"'{documents[0].path.rpartition('/')[2]}'" if documents else f"'{id_}'")
        return " or ".join(names)
    words = [f"{' or '.join(t.kinds)} document" if t.kinds else "document"]
    words += [f"with {name} {_condition(value)}" for name, value in t.where.items()]
    words += [f"at {' or '.join(t.paths)}"] if t.paths else []
    return "a " + " ".join(words)


def _condition(value: object) -> str:
    if isinstance(value, list):
        return " or ".join(f"'{v}'" for v in value)
    return " ".join(f"{k} {v!r}" for k, v in value.items()) if isinstance(value, dict) else f"'{value}'"


def _name(document: Document) -> str:
    return document.id or f"'{document.path.rpartition('/')[2]}'"


def _targets(context: Context, rule: TraceRule, document: Document, *, back: bool) -> dict[str, Edge]:
    selected = context.shared.selected(rule.targets)
    targets = {d.path for d in selected}
    found: dict[str, Edge] = {}
    if back and rule.depth == 1 and len(selected) <= FEW:
        # An index lists thousands: its own links are resolved, not those of the whole project.
        for target in selected:
            edge = context.shared.links.first(target.path, rule.vias).get(document.path)
            if edge is not None and target.path != document.path:
                found[target.path] = edge
        return found
    for path, edge in context.shared.links.reached(
        document.path, vias=rule.vias, depth=rule.depth, back=back
    ):
        if path in targets:
            found.setdefault(path, edge)
    return found


def _must_link(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    targets = {d.path for d in context.shared.selected(rule.targets)}
    for document in sources:
        if document.path in targets and rule.targets.ids:
            continue  # a document need not link itself
        found = _targets(context, rule, document, back=False)
        if rule.direction == "either":
            found |= _targets(context, rule, document, back=True)
        must = "link or be linked by" if rule.direction == "either" else "link"
        yield from _counted(context, rule, document, len(found), "links", must)


def _must_be_linked_by(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        found = _targets(context, rule, document, back=True)
        yield from _counted(context, rule, document, len(found), "is linked by", "be linked by")


def _counted(
    context: Context, rule: TraceRule, document: Document, count: int, is_: str, must: str
) -> Iterator[Diagnostic]:
    shown = _shown(context, rule)
    if count < rule.min_targets:
        times = "" if rule.min_targets == 1 else f" {rule.min_targets} times, not {count}"
        message = f"{_name(document)} must {must} {shown}{times} (rule {rule.id})"
    elif rule.max_targets is not None and count > rule.max_targets:
        message = (
            f"{_name(document)} {is_} {shown} {count} times, at most {rule.max_targets} (rule {rule.id})"
        )
    else:
        return
    about = tuple(d.path for d in context.shared.selected(rule.targets)[:3]) if rule.targets.ids else ()
    related = tuple(Related(path, 1, "the other document") for path in about[:1])
    yield Diagnostic(
        document.path, NOWHERE, message, f"{rule.id} {document.path}", rule.help, about, related=related
    )


def _must_not_link(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        for path, edge in _targets(context, rule, document, back=False).items():
            target = context.project.symbols.documents[path]
            message = (
                f"{_name(document)} must not link {_shown(context, rule)}: {_name(target)} (rule {rule.id})"
            )
            yield _at_edge(edge, rule, message, path)


def _flow(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    """No document rests on one whose value comes earlier in the order: an approved one on a draft."""
    field, order = str(rule.value.get("field", "status")), [str(v) for v in rule.value["order"]]
    rank = {value: i for i, value in enumerate(order)}
    project = context.project
    for document in sources:
        own = rank.get(str(attribute(project, document, field)))
        if own is None:
            continue
        for path, edge in context.shared.links.reached(document.path, vias=rule.vias, depth=rule.depth):
            target = project.symbols.documents.get(path)
            value = str(attribute(project, target, field)) if target else ""
            if target is not None and not target.template and value in rank and rank[value] < own:
                rests = f"{_name(document)} is {order[own]} and rests on {_name(target)}"
                message = f"{rests}, which is {value} (rule {rule.id})"
                yield _at_edge(edge, rule, message, path)


def _at_edge(edge: Edge, rule: TraceRule, message: str, path: str) -> Diagnostic:
    related = (Related(path, 1, "the other document"),)
    return Diagnostic(
        edge.file,
        edge.reference.target_span,
        message,
        f"{rule.id} {path}",
        rule.help,
        (path,),
        edge.reference.via,
        related,
    )


def _reciprocal(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    links = context.shared.links
    for document in sources:
        for path, edge in _targets(context, rule, document, back=False).items():
            back = {other for other, _ in links.reached(path, vias=rule.vias)}
            if document.path not in back:
                target = context.project.symbols.documents[path]
                message = (
                    f"{_name(document)} links {_name(target)}, which does not link back (rule {rule.id})"
                )
                yield _at_edge(edge, rule, message, path)


def _must_have_file(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    project = context.project
    base = f"{project.base}/" if project.base else ""
    folder = re.split(r"[*?{\[]", rule.value)[0].rpartition("/")[0]
    if rule.optional and folder and not project.files.is_folder(base + folder):
        return  # a pack's rule about a folder that is not there is no rule here
    former: dict[str, list[str]] | None = None
    for document in sources:
        name = document.path.rpartition("/")[2]
        fields = {"stem": name.rpartition(".")[0], "name": name, "id": document.id, "slug": document.slug}
        if counterparts(project, rule.value, fields):
            continue
        glob = filled(rule.value, fields)
        if former is None:
            former = counterparts_by_id(project, rule.value)
        elsewhere = former.get(document.id, []) if document.id else []
        if len(elsewhere) == 1:
            # The pair exists under the document's former name: there it is to be repaired.
            wanted = glob.rpartition("/")[2]
            message = f"the counterpart of {document.id} must be named '{wanted}' (rule {rule.id})"
            related = (Related(document.path, 1, "the document"),)
            yield Diagnostic(
                elsewhere[0],
                NOWHERE,
                message,
                f"{rule.id} {glob}",
                f"rename it to '{wanted}'",
                (document.path,),
                related=related,
            )
        else:
            message = f"{_name(document)} has no '{glob}' (rule {rule.id})"
            yield Diagnostic(document.path, NOWHERE, message, f"{rule.id} {glob}", rule.help)


def _acyclic(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    """One diagnostic for each group of documents that depend on one another, with one shortest loop."""
    from doclint.link.cycles import components, shortest_cycle

    links, wanted = context.shared.links, {d.path for d in sources}
    vias = rule.vias or ("dependency",)
    graph: dict[str, dict[str, Edge]] = defaultdict(dict)
    for path in sorted(wanted):
        for edge in links.out(path, vias):
            if edge.intended_target in wanted:
                graph[path].setdefault(edge.intended_target, edge)
    for component in components({p: list(t) for p, t in graph.items()}):
        loop, _ = shortest_cycle({p: list(t) for p, t in graph.items()}, component)
        names = [_name(context.project.symbols.documents[p]) for p in (*loop, loop[0])]
        edge = graph[loop[0]][loop[1 % len(loop)]]
        more = f" ({len(component)} documents are tied like this)" if len(component) > len(loop) else ""
        message = f"a loop of dependencies: {' -> '.join(names)}{more} (rule {rule.id})"
        yield Diagnostic(
            edge.file,
            edge.reference.target_span,
            message,
            f"{rule.id} {' '.join(loop)}",
            rule.help,
            tuple(loop),
        )


def _unique(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    first: dict[str, Document] = {}
    for document in sources:
        value = attribute(context.project, document, rule.value)
        if isinstance(value, str | int) and not isinstance(value, bool):
            twin = first.setdefault(normal_name(str(value)), document)
            if twin is not document:
                message = f"{rule.value} '{value}' is already that of '{twin.path}' (rule {rule.id})"
                span = _field_span(document, str(rule.value))
                yield Diagnostic(document.path, span, message, f"{rule.id} {value}", rule.help, (twin.path,))


def _named(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        name = document.path.rpartition("/")[2]
        if not re.fullmatch(rule.value, name):
            message = f"the name '{name}' does not match '{rule.value}' (rule {rule.id})"
            yield Diagnostic(document.path, NOWHERE, message, f"{rule.id} {name}", rule.help)


def _sections(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        found = {normal_name(h.text) for h in document.facts.headings}
        for title in rule.value:
            if normal_name(title) not in found:
                message = f"{_name(document)} has no section '{title}' (rule {rule.id})"
                yield Diagnostic(document.path, NOWHERE, message, f"{rule.id} {title}", rule.help)


def _schema(context: Context, rule: TraceRule, sources: list[Document]) -> Iterator[Diagnostic]:
    from doclint.link.schemas import SchemaError

    for document in sources:
        structured = document.facts.front_matter
        try:
            data = structured.data if structured else {}
            for violation in context.shared.schemas.validate(rule.value, data or {}):
                span = (
                    structured.at(violation.pointer) if structured and violation.pointer else None
                ) or NOWHERE
                message = f"front matter: {violation.message} (rule {rule.id})"
                yield Diagnostic(document.path, span, message, f"{rule.id} {violation.pointer}", rule.help)
        except SchemaError as error:
            raise DoclintError(
                f"the rule '{rule.id}': schema '{rule.value}': {error}", rule.source, rule.line or None
            ) from None


def _field_span(document: Document, field: str) -> Span:
    structured = document.facts.front_matter
    return (structured.values.get(f"/{field}") if structured else None) or NOWHERE


_EVALUATORS = {
    "must-link": _must_link,
    "must-not-link": _must_not_link,
    "must-be-linked-by": _must_be_linked_by,
    "must-have-file": _must_have_file,
    "reciprocal": _reciprocal,
    "acyclic": _acyclic,
    "flow": _flow,
    "unique": _unique,
    "name": _named,
    "sections": _sections,
    "schema": _schema,
}
_DEMANDING = ("must-link", "must-be-linked-by", "reciprocal", "must-have-file")
assert set(LINK_VERBS) <= set(_EVALUATORS)
