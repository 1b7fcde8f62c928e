"""Open boxes in documents whose status says that all is done.

params:
    statuses: those that claim it.
    kinds: only documents of these kinds.
    sections: only boxes below headings that contain one of these texts; all if there are none.
    except-sections: boxes that need not be ticked (templates of checklists to be used again and again).
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.model.finding import Diagnostic, Related
from doclint.trace.select import statuses

SCOPE = "document"
PARAMS = {
    "statuses": Option("words", "Statuses that claim that all is done."),
    "kinds": Option("words", "Only documents of these kinds."),
    "sections": Option("words", "Only boxes below headings that contain one of these texts."),
    "except-sections": Option("words", "Headings whose boxes need not be ticked."),
}
_SHOWN = 5


def check(context: Context) -> Iterator[Diagnostic]:
    """One diagnostic for each document, at its first open box."""
    claims = {status.lower() for status in context.strings("statuses")}
    wanted = [text.casefold() for text in context.strings("sections")]
    spared = [text.casefold() for text in context.strings("except-sections")]
    for document in context.documents():
        tasks = context.facts(document).tasks
        if not tasks or all(task.done for task in tasks):
            continue
        declared = [s.strip() for s in statuses(context.project, document) if s.strip().lower() in claims]
        if not declared:
            continue
        counted = [
            task
            for task in tasks
            if (not wanted or any(text in task.section.casefold() for text in wanted))
            and not any(text in task.section.casefold() for text in spared)
        ]
        left = [task for task in counted if not task.done]
        if left:
            first, *others = left
            boxes = f"{len(left)} of {len(counted)} boxes are" if len(counted) > 1 else "a box is"
            message = f"{boxes} not ticked in a document of status '{declared[0]}'"
            related = tuple(
                Related(document.path, t.span.line, t.text or "also open") for t in others[:_SHOWN]
            )
            yield Diagnostic(document.path, first.span, message, first.text, related=related)
