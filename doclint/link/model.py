"""Documents, edges and problems: what linking adds to the facts."""

from __future__ import annotations

from typing import NamedTuple

from doclint.model.facts import Facts, Reference


class Document(NamedTuple):
    """One Markdown file of the project with its identity.

    `kind`, `id` and `slug` are empty for a file that is of no kind. `title` is the declared title, else the
    first top heading, else the file's name.
    """

    path: str
    facts: Facts
    kind: str = ""
    id: str = ""
    slug: str = ""
    template: bool = False
    title: str = ""

    @property
    def status(self) -> str:
        """The declared status; empty if there is none."""
        value = self.facts.metadata.get("status")
        return value if isinstance(value, str) else ""


class Problem(NamedTuple):
    """Why a reference does not hold.

    Attributes:
        kind: `missing`, `anchor`, `anchor-case`, `undefined`, `case`, `outside`, `untracked`, `moved`,
            `mislabelled`, `placeholder`, `stale-id`, `wrong-id`, `unknown-id`, `unknown-dependency`.
        message: one sentence.
        help: what to do; may be empty.
        suggestion: the text that would make the reference right, or None.
        subject: the path the reference means, if known.
        line: a line of `subject` that explains it; 0 if none.
        why: what `subject` shows, for the related note.
    """

    kind: str
    message: str
    help: str = ""
    suggestion: str | None = None
    subject: str = ""
    line: int = 0
    why: str = ""


class Edge(NamedTuple):
    """A resolved reference.

    Attributes:
        file: the file in which it is spelled.
        source: the document that depends (differs from `at` for the manifest's dependencies).
        reference: as extracted.
        target: the path it reaches; empty if it reaches none or leaves the repository for the web.
        problem: why it does not hold, or None.
    """

    file: str
    source: str
    reference: Reference
    target: str = ""
    problem: Problem | None = None

    @property
    def intended_target(self) -> str:
        """The path it reaches, or must reach once it is repaired; empty if that is unknown."""
        return self.target or (self.problem.subject if self.problem else "")


class Declared(NamedTuple):
    """What a document's entries say that concerns its own rules: whether it has schemas; its statuses."""

    schemas: bool
    statuses: tuple[str, ...]


class Unit(NamedTuple):
    """What linking one document gave, in short: what the next run may reuse of it.

    Attributes:
        references: how many references it has.
        aliases: (ID, name) pairs it spells although no document carries them.
        names: the other documents of which it names a heading, an id or a line.
        public, own: digests of its two sides (see `sides`); empty where nobody asked.
    """

    references: int
    aliases: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    public: str = ""
    own: str = ""
