"""What is known of one document."""

from __future__ import annotations

from typing import NamedTuple

from doclint.model.facts import Task
from doclint.model.finding import Finding


class Tie(NamedTuple):
    """A link from or to a document.

    Attributes:
        name: the ID or path at the other end.
        title: of the document there; empty where it is none.
        via: how it came to be.
        path, line: where it is spelled.
        problem: why it does not hold, or empty.
    """

    name: str
    title: str
    via: str
    path: str
    line: int
    problem: str = ""


class Listed(NamedTuple):
    """An entry of a manifest: where it stands, and what it says."""

    path: str
    line: int
    values: tuple[tuple[str, str], ...]


class Command(NamedTuple):
    """A word of a command that names something of the tree, where it stands, and whether it exists."""

    word: str
    path: str
    line: int
    exists: bool


class Changes(NamedTuple):
    """What git tells of a document: the last change, and who changed it, most commits first."""

    date: str = ""
    commit: str = ""
    subject: str = ""
    authors: tuple[tuple[str, int], ...] = ()
    note: str = ""


class Dossier(NamedTuple):
    """One document.

    Attributes:
        name: its ID, else its path.
        path, title, kind, status, owner: empty where nothing is declared.
        metadata: field and value of what it declares, as text.
        outgoing, incoming: its links, by place.
        schemas: the schemas that it lists, and whether each exists.
        entries: what manifests say of it.
        tasks: of its checklists.
        commands: what its commands name.
        review: the day on which its review is due, or empty; `overdue` tells whether that is past.
        changes: what git tells.
        findings: those on it.
        source: its text, front matter left out.
    """

    name: str
    path: str
    title: str
    kind: str
    status: str
    owner: str
    metadata: tuple[tuple[str, str], ...]
    outgoing: tuple[Tie, ...]
    incoming: tuple[Tie, ...]
    schemas: tuple[tuple[str, bool], ...]
    entries: tuple[Listed, ...]
    tasks: tuple[Task, ...]
    commands: tuple[Command, ...]
    review: str
    overdue: bool
    changes: Changes
    findings: tuple[Finding, ...]
    source: str

    @property
    def heading(self) -> str:
        """`OP001: Backup`, without what repeats itself."""
        title = self.title.removeprefix(self.name).lstrip(" :-–—") if self.title else ""
        return f"{self.name}: {title}" if title and title != self.name else self.name
