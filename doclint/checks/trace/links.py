"""Verbs about links: each source is tied, or is not tied, to targets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from doclint.checks.trace.words import name_of, targets_in_words
from doclint.context import Context
from doclint.link.model import Document, Edge
from doclint.model.facts import NOWHERE
from doclint.model.finding import Diagnostic, Related
from doclint.model.trace import TraceRule, via_of_field
from doclint.trace.links import Links
from doclint.trace.select import attribute, selected, selects
from doclint.tree.read import Unreadable

_INDEX = 5  # documents that an index names at least


def links_of(context: Context) -> Links:
    """The links of the documents that are checked."""
    return Links(context.project, context.edges, context.memo)


def targets_of(context: Context, rule: TraceRule, document: Document) -> dict[str, Edge]:
    """The rule's targets that links from a document lead to, each with the last link."""
    found: dict[str, Edge] = {}
    for path, edge in links_of(context).reached(document.path, vias=rule.vias, depth=rule.depth):
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
    found = links_of(context).reaching(document.path, vias=rule.vias, depth=rule.depth)
    known = ((path, project.document(path)) for path in found)
    return {path for path, d in known if d is not None and selects(project, rule.targets, d)}


def _counts(rule: TraceRule, vias: Iterable[str]) -> bool:
    """Whether one of the vias by which a document is linked counts for a rule."""
    return any(not rule.vias or via in rule.vias for via in vias)


def must_link(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Too few, or too many, links to targets."""
    for document in sources:
        if rule.targets.ids and selects(context.project, rule.targets, document):
            continue  # a document need not link itself
        found = set(targets_of(context, rule, document))
        if rule.direction == "either":
            found |= _sources(context, rule, document)
        must = "link or be linked by" if rule.direction == "either" else "link"
        yield from _counted(context, rule, document, len(found), "links", must)


def must_be_linked_by(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Documents that too few targets link to."""
    for document in sources:
        found = _sources(context, rule, document)
        yield from _counted(context, rule, document, len(found), "is linked by", "be linked by")


def _counted(
    context: Context, rule: TraceRule, document: Document, count: int, is_: str, must: str
) -> Iterator[Diagnostic]:
    shown = targets_in_words(context, rule)
    if count < rule.min_targets:
        times = "" if rule.min_targets == 1 else f" {rule.min_targets} times, not {count}"
        message = f"{name_of(document)} must {must} {shown}{times} (rule {rule.id})"
    elif rule.max_targets is not None and count > rule.max_targets:
        message = (
            f"{name_of(document)} {is_} {shown} {count} times, at most {rule.max_targets} (rule {rule.id})"
        )
    else:
        return
    about = tuple(d.path for d in selected(context.project, rule.targets)[:3]) if rule.targets.ids else ()
    related = tuple(Related(path, 1, "the other document") for path in about[:1])
    yield Diagnostic(
        document.path, NOWHERE, message, f"{rule.id} {document.path}", rule.help, about, related=related
    )


def must_index(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """A document that names nearly all files of some kinds lacks the others.

    Each is reported where the document names the one before it.
    """
    project, kinds = context.project, rule.targets.kinds
    for document in sources:
        reached = dict(links_of(context).reached(document.path, vias=rule.vias))
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


def must_not_link(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Links that must not be."""
    for document in sources:
        for path, edge in targets_of(context, rule, document).items():
            target = context.project.document(path)
            assert target is not None
            what = f"{targets_in_words(context, rule)}: {name_of(target)}"
            message = f"{name_of(document)} must not link {what} (rule {rule.id})"
            yield _at_edge(edge, rule, message, path)


def flow(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """No document may depend on one whose value comes earlier in the order: an approved one on a draft."""
    field, order = str(rule.value.get("field", "status")), [str(v) for v in rule.value["order"]]
    rank = {value: i for i, value in enumerate(order)}
    project = context.project
    for document in sources:
        own = rank.get(str(attribute(project, document, field)))
        if own is None:
            continue
        for path, edge in links_of(context).reached(document.path, vias=rule.vias, depth=rule.depth):
            target = project.document(path)
            value = str(attribute(project, target, field)) if target else ""
            if target is not None and not target.template and value in rank and rank[value] < own:
                rests = f"{name_of(document)} is {order[own]} and depends on {name_of(target)}"
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


def reciprocal(context: Context, rule: TraceRule, sources: Sequence[Document]) -> Iterator[Diagnostic]:
    """Links that are not returned."""
    for document in sources:
        for path, edge in targets_of(context, rule, document).items():
            vias = context.project.links_between(path, document.path)
            back = rule._replace(vias=(via_of_field(rule.value),)) if rule.value else rule
            if _counts(back, vias):
                continue
            target = context.project.document(path)
            assert target is not None
            one, other = name_of(document), name_of(target)
            if rule.value:
                field = rule.vias[0].partition("/")[2]
                message = (
                    f"{one} names {other} in '{field}', and {other} does not name {one} in '{rule.value}'"
                )
            else:
                message = f"{one} links {other}, which does not link back (rule {rule.id})"
            yield _at_edge(edge, rule, message, path)
