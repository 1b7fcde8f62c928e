"""Dependencies whose target changed since they were last reviewed (`doclint review`)."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.context import Context
from doclint.errors import DoclintError
from doclint.model.finding import Diagnostic, Related
from doclint.trace.links import Links
from doclint.trace.review import LOCK_NAME, declared, normative_digest, parse_lock, since_review
from doclint.tree.read import Unreadable


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each reviewed dependency whose target has changed since."""
    project = context.project
    if not project.is_file(LOCK_NAME):
        return
    try:
        reviewed = parse_lock(project.read(LOCK_NAME), LOCK_NAME)
    except Unreadable as error:
        raise DoclintError(str(error), LOCK_NAME) from None
    for edge in declared(project, Links(project)):
        digest = reviewed.get((edge.source, edge.target))
        if digest is None:
            continue
        try:
            data = project.read(edge.target)
        except Unreadable:
            continue  # DL901 reports it
        if normative_digest(data) == digest:
            continue
        source, target = project.document(edge.source), project.document(edge.target)
        assert source is not None
        assert target is not None
        range_ = since_review(project, edge.target, digest)
        when = f" ({range_})" if range_ else ""
        name = target.id or edge.target
        yield Diagnostic(
            edge.file,
            edge.reference.target_span,
            f"{source.id or edge.source} depends on {name}, which changed since its review{when}",
            f"{edge.source} {edge.target}",
            f"look at the change, then run 'doclint review {source.id or edge.source}'",
            (edge.target, edge.source),
            related=(Related(edge.target, 1, "changed"),),
        )
