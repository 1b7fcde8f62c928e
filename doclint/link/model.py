"""Documents, edges and problems: what linking adds to the facts."""

from __future__ import annotations

from typing import NamedTuple

from doclint.model.facts import Reference
from doclint.model.vocabulary import ProblemKind


class Document(NamedTuple):
    """The identity of one Markdown file of the project; what it says is asked of the project.

    `kind`, `id` and `slug` are empty for a file that is of no kind.
    """

    path: str
    kind: str = ""
    id: str = ""
    slug: str = ""
    template: bool = False


class Problem(NamedTuple):
    """Why a reference does not hold.

    Attributes:
        kind: one of the closed vocabulary.
        message: one sentence.
        help: what to do; may be empty.
        suggestion: the target that would make the reference right, or None.
        subject: the path the reference means, if known.
        line: a line of `subject` that explains it; 0 if none.
        why: what `subject` shows, for the related note.
        proven: whether the tree alone proves the suggestion; history may prove it, too.
    """

    kind: ProblemKind
    message: str
    help: str = ""
    suggestion: str | None = None
    subject: str = ""
    line: int = 0
    why: str = ""
    proven: bool = True


class Edge(NamedTuple):
    """A resolved reference.

    Attributes:
        file: the file in which it is spelled.
        source: the document that depends (differs from `file` for the manifest's dependencies).
        reference: as extracted.
        target: the path it reaches; empty if it reaches none or leaves the repository for the web.
        problem: why it does not hold, or None.
        document: where the target is a folder, the document that it stands for; else empty.
    """

    file: str
    source: str
    reference: Reference
    target: str = ""
    problem: Problem | None = None
    document: str = ""

    @property
    def intended_target(self) -> str:
        """The path it reaches, or must reach once it is repaired; empty if that is unknown.

        To reach a folder is to reach its document.
        """
        return self.document or self.target or (self.problem.subject if self.problem else "")


class Declared(NamedTuple):
    """What a document's entries say that concerns its own rules: whether it has schemas; its statuses."""

    schemas: bool
    statuses: tuple[str, ...]
