"""Template placeholders in a document whose status is past draft.

params:
    draft: statuses at which placeholders are expected.
    final: statuses at which nobody works on the document any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.model.finding import Diagnostic
from doclint.trace.select import statuses

SCOPE = "document"
PARAMS = {
    "draft": Option("words", "Statuses at which placeholders are expected."),
    "final": Option("words", "Statuses at which nobody works on the document any more."),
    "kinds": Option("words", "Only documents of these kinds."),
}


def check(context: Context) -> Iterator[Diagnostic]:
    """At most one diagnostic per document: the first placeholder, and the number of further ones."""
    drafts = {s.lower() for s in context.strings("draft")}
    final = {s.lower() for s in context.strings("final")}
    for document in context.documents():
        unfilled = [defect for defect in context.facts(document).defects if defect.kind == "placeholder"]
        if not unfilled:
            continue
        declared = statuses(context.project, document)
        past = [s for s in declared if s and s.lower() not in drafts]
        if not past or any(s.lower() in final for s in declared):
            continue
        for defect in unfilled:
            message = f"the placeholder '{defect.text}'{defect.message} in a document of status '{past[0]}'"
            yield Diagnostic(
                document.path, defect.span, message, defect.text, "fill it in, or set the status back"
            )
