"""What extraction found wrong with a file itself.

params:
    defect: `unreadable`, `front-matter` or `mojibake`.
"""

from __future__ import annotations

from collections.abc import Iterator

from doclint.config.options import Option
from doclint.context import Context
from doclint.extract.quality import repaired
from doclint.model.finding import Diagnostic, ReplaceText
from doclint.model.vocabulary import DEFECT_KINDS

SCOPE = "document"
PARAMS = {"defect": Option("string", "The kind of defect.", choices=DEFECT_KINDS, required=True)}


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each defect of the kind, in every document."""
    wanted = context.params["defect"]
    for document in context.subjects:
        beside = context.project.sidecar(document.path)
        found = [(document.path, defect) for defect in context.facts(document).defects]
        found += [(beside.path, defect) for defect in beside.defects] if beside is not None else []
        for path, defect in found:
            if defect.kind != wanted:
                continue
            repair, help_, message = None, "", defect.message
            if wanted == "structure":
                yield Diagnostic(path, defect.span, defect.message, defect.text.partition("\n")[0])
                continue
            if wanted == "mojibake":
                meant = repaired(defect.text)
                message = f"text decoded with the wrong encoding: '{defect.text}'"
                if meant:
                    help_ = f"write '{meant}'"
                    repair = ReplaceText(document.path, defect.span, meant)
                else:
                    message = "a character was lost to a wrong encoding (U+FFFD)"
            yield Diagnostic(path, defect.span, message, defect.text, help_, repair=repair)
