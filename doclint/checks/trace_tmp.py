"""Trace rules (`[[rule]]` tables of the configuration and of packs), one evaluator for all verbs.

All link verbs are one form: for each source, at least `min` and at most `max` targets within `depth`
links, by some vias, in a direction.

params:
    verbs: the verbs whose rules this page reports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from doclint.config.options import Option
from doclint.context import Context
from doclint.errors import DoclintError, did_you_mean
from doclint.link.kinds import normal_name
from doclint.link.model import Document, Edge
from doclint.model.facts import NOWHERE, Span
from doclint.model.finding import Diagnostic, Related
from doclint.model.trace import LINK_VERBS, VERBS, TraceRule, via_of_field
from doclint.trace.counterparts import counterparts, counterparts_by_id, filled
from doclint.trace.demand import Demand
from doclint.trace.links import Links, link_marks
from doclint.trace.select import attribute, selected, selects
from doclint.tree.read import Unreadable

SCOPE = "document"
PARAMS = {"verbs": Option("words", "The verbs whose rules are reported.", choices=VERBS, required=True)}


def check(context: Context) -> Iterator[Diagnostic]:
    """Diagnostics of rules that look at one document at a time."""
    for rule in _rules(context):
        if not _whole(rule):
            sources = [d for d in context.subjects if selects(context.project, rule.sources, d)]
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
        if not rule.optional and any(selects(context.project, rule.sources, d) for d in context.subjects):
            yield _mark(rule)
    if any(_whole(rule) and _looks_back(rule) for rule in rules):
        for document in context.subjects:
            yield from link_marks(context.project, context.edges_of(document))


def demands(context: Context) -> Iterator[Demand]:
    """What the rules with one of the verbs demand; a rule that only forbids demands nothing."""
    for rule in _rules(context):
        if rule.verb in _DEMANDING and _known(context, rule):
            sources = selected(context.project, rule.sources)
            if rule.verb == "reciprocal":
                # Demanded of those only that link at all.
                sources = [d for d in sources if _targets(context, rule, d)]
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
    return [rule for rule in context.project.config.traces if rule.verb in verbs]


def _mark(rule: TraceRule) -> str:
    return f"rule {rule.id}"


def _looks_back(rule: TraceRule) -> bool:
    return rule.verb == "must-be-linked-by" or (rule.verb == "must-link" and rule.direction == "either")


def _whole(rule: TraceRule) -> bool:
    """Whether a rule needs the whole project: it compares documents, or needs all incoming links of one.

    If the rule names the documents that may link to it, only those few are asked.
    """
    if rule.verb in ("unique", "acyclic"):
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


def _shown(context: Context, rule: TraceRule) -> str:
    """The targets of a rule in words."""
    t = rule.targets
    if t.ids:
        names = []
        for id_ in t.ids:
            documents = context.project.holders(id_)
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


def _links(context: Context) -> Links:
    return Links(context.project, context.edges)


def _targets(context: Context, rule: TraceRule, document: Document) -> dict[str, Edge]:
    """The rule's targets that links from a document lead to, each with the last link."""
    found: dict[str, Edge] = {}
    for path, edge in _links(context).reached(document.path, vias=rule.vias, depth=rule.depth):
        target = context.project.document(path)
        if target is not None and selects(context.project, rule.targets, target):
            found.setdefault(path, edge)
    return found


def _sources(context: Context, rule: TraceRule, document: Document) -> set[str]:
    """The rule's targets from which links lead to a document."""
    project = context.project
    if rule.targets.ids and rule.depth == 1:
        few = (d.path for d in selected(project, rule.targets) if d.path != document.path)
        return {path for path in few if _counts(rule, project.links_between(path, document.path))}
    found = _links(context).reaching(document.path, vias=rule.vias, depth=rule.depth)
    known = ((path, project.document(path)) for path in found)
    return {path for path, d in known if d is not None and selects(project, rule.targets, d)}


def _counts(rule: TraceRule, vias: Iterable[str]) -> bool:
    """Whether one of the vias by which a document is linked counts for a rule."""
    return any(not rule.vias or via in rule.vias for via in vias)


def _must_link(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        if rule.targets.ids and selects(context.project, rule.targets, document):
            continue  # a document need not link itself
        found = set(_targets(context, rule, document))
        if rule.direction == "either":
            found |= _sources(context, rule, document)
        must = "link or be linked by" if rule.direction == "either" else "link"
        yield from _counted(context, rule, document, len(found), "links", must)


def _must_be_linked_by(
    context: Context, rule: TraceRule, sources: Sequence[Document]
) -> Iterator[Diagnostic]:
    for document in sources:
        found = _sources(context, rule, document)
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
    about = tuple(d.path for d in selected(context.project, rule.targets)[:3]) if rule.targets.ids else ()
    related = tuple(Related(path, 1, "the other document") for path in about[:1])
    yield Diagnostic(
        document.path, NOWHERE, message, f"{rule.id} {document.path}", rule.help, about, related=related
    )


def _must_index(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """A document that names nearly all files of some kinds lacks the others.

    Each is reported where the document names the one before it.
    """
    project, kinds = context.project, rule.targets.kinds
    for document in sources:
        reached = dict(_links(context).reached(document.path, vias=rule.vias))
        found = {path: edge for path, edge in reached.items() if _kind_of(context, path) in kinds}
        own = int(document.kind in kinds)  # an index need not name itself
        if len(found) < _INDEX or not project.is_share(len(found), rule.share, kinds, but=own):
            continue
        members = {d.path for d in project.documents() if d.kind in kinds and not d.template}
        members.update(path for kind in kinds for path in project.files_of_kind(kind))
        wanted = sorted(members - {document.path})
        named = [path for path in wanted if path in found]
        for path in wanted:
            name = path.rpartition("/")[2]
            if path in found or name in _text(context, document):
                continue  # that prose spells its bare name is enough
            edge = found[max((p for p in named if p < path), default=named[0])]
            what = f"{len(named)} of {len(wanted)} {' or '.join(kinds)} files"
            message = f"{what} are named here, but not '{name}' (rule {rule.id})"
            related = (Related(path, 1, "the missing one"),)
            yield _at_edge(edge, rule, message, path)._replace(related=related)


def _text(context: Context, document: Document) -> str:
    try:
        return context.project.read(document.path).decode("utf-8", "replace")
    except Unreadable:
        return ""


def _kind_of(context: Context, path: str) -> str:
    document = context.project.document(path)
    kind = context.project.kinds.kind_of(path) if document is None else None
    return document.kind if document is not None else kind.name if kind is not None else ""


def _must_not_link(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        for path, edge in _targets(context, rule, document).items():
            target = context.project.document(path)
            assert target is not None
            message = (
                f"{_name(document)} must not link {_shown(context, rule)}: {_name(target)} (rule {rule.id})"
            )
            yield _at_edge(edge, rule, message, path)


def _flow(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """No document may depend on one whose value comes earlier in the order: an approved one on a draft."""
    field, order = str(rule.value.get("field", "status")), [str(v) for v in rule.value["order"]]
    rank = {value: i for i, value in enumerate(order)}
    project = context.project
    for document in sources:
        own = rank.get(str(attribute(project, document, field)))
        if own is None:
            continue
        for path, edge in _links(context).reached(document.path, vias=rule.vias, depth=rule.depth):
            target = project.document(path)
            value = str(attribute(project, target, field)) if target else ""
            if target is not None and not target.template and value in rank and rank[value] < own:
                rests = f"{_name(document)} is {order[own]} and depends on {_name(target)}"
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


def _reciprocal(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        for path, edge in _targets(context, rule, document).items():
            vias = context.project.links_between(path, document.path)
            back = rule._replace(vias=(via_of_field(rule.value),)) if rule.value else rule
            if _counts(back, vias):
                continue
            target = context.project.document(path)
            assert target is not None
            one, other = _name(document), _name(target)
            if rule.value:
                field = rule.vias[0].partition("/")[2]
                message = (
                    f"{one} names {other} in '{field}', and {other} does not name {one} in '{rule.value}'"
                )
            else:
                message = f"{one} links {other}, which does not link back (rule {rule.id})"
            yield _at_edge(edge, rule, message, path)


def _must_have_file(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    project = context.project
    base = f"{project.base}/" if project.base else ""
    folder = re.split(r"[*?{\[]", rule.value)[0].rpartition("/")[0]
    if rule.optional and folder and not project.is_folder(base + folder):
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


def _acyclic(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """One diagnostic for each group of documents that depend on one another, with one shortest loop."""
    from doclint.trace.cycles import components, shortest_cycle

    links, wanted = _links(context), {d.path for d in sources}
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
        names = [_name(d) for d in loop_documents if d is not None]
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


def _unique(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
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


def _named(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    for document in sources:
        name = document.path.rpartition("/")[2]
        if not re.fullmatch(rule.value, name):
            message = f"the name '{name}' does not match '{rule.value}' (rule {rule.id})"
            yield Diagnostic(document.path, NOWHERE, message, f"{rule.id} {name}", rule.help)


def _sections(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Missing sections, each at the heading before which it should stand; and those out of order."""
    for document in sources:
        headings = context.facts(document).headings
        names = [normal_name(heading.text).lstrip("0123456789") for heading in headings]
        places = [_place_of(title, names) for title in rule.value]
        latest = -1
        for number, (title, place) in enumerate(zip(rule.value, places, strict=True)):
            target = f"{rule.id} {title}"
            if place is None:
                following = (p for p in places[number + 1 :] if p is not None)
                at = headings[next(following, len(headings) - 1)].span if headings else NOWHERE
                shown = " or ".join(f"'{name}'" for name in _alternatives(title))
                message = f"{_name(document)} has no section {shown} (rule {rule.id})"
                yield Diagnostic(document.path, at, message, target, rule.help)
            elif rule.ordered and place < latest:
                message = (
                    f"'{headings[place].text}' must stand behind '{headings[latest].text}' (rule {rule.id})"
                )
                yield Diagnostic(document.path, headings[place].span, message, target, rule.help)
            else:
                latest = place


def _alternatives(title: str) -> list[str]:
    return [name.strip() for name in title.split("|") if name.strip()]


def _place_of(title: str, names: Sequence[str]) -> int | None:
    """Which heading (by its normalised name) is a section under one of its names; None if none is."""
    wanted = {normal_name(name) for name in _alternatives(title)}
    return next((i for i, name in enumerate(names) if name in wanted), None)


def _schema(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    from doclint.schemas.validate import SchemaError

    for document in sources:
        path, structured = context.metadata_of(document)
        try:
            data = structured.data if structured else {}
            for violation in context.shared.schemas.validate(rule.value, data or {}):
                span = (
                    structured.at(violation.pointer) if structured and violation.pointer else None
                ) or NOWHERE
                message = f"front matter: {violation.message} (rule {rule.id})"
                yield Diagnostic(path, span, message, f"{rule.id} {violation.pointer}", rule.help)
        except SchemaError as error:
            raise DoclintError(
                f"the rule '{rule.id}': schema '{rule.value}': {error}", rule.source, rule.line or None
            ) from None


_EVALUATORS = {
    "must-link": _must_link,
    "must-not-link": _must_not_link,
    "must-be-linked-by": _must_be_linked_by,
    "must-have-file": _must_have_file,
    "reciprocal": _reciprocal,
    "must-index": _must_index,
    "acyclic": _acyclic,
    "flow": _flow,
    "unique": _unique,
    "name": _named,
    "sections": _sections,
    "schema": _schema,
}
_INDEX = 5  # documents that an index names at least
_DEMANDING = ("must-link", "must-be-linked-by", "reciprocal", "must-have-file")
assert set(LINK_VERBS) <= set(_EVALUATORS)
