"""A dossier as sections: what text, Markdown and, from that, HTML show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from doclint.dossier.model import Dossier, Tie
from doclint.formats.plural import many


class Section(NamedTuple):
    """A heading and a table; without a header the first column names what the second says."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def sections(dossier: Dossier) -> Iterator[Section]:
    """The sections of a dossier, those without content left out."""
    yield Section("", (), tuple(row for row in _summary(dossier) if row[1]))
    yield from _filled(
        Section(
            "Findings",
            ("Rule", "Severity", "Place", "What is wrong"),
            tuple(
                (
                    f.code,
                    f.severity,
                    _place(dossier, f.diagnostic.path, f.diagnostic.span.line),
                    f.diagnostic.message,
                )
                for f in dossier.findings
            ),
        )
    )
    open_, done = ([t for t in dossier.tasks if t.done is state] for state in (False, True))
    yield from _filled(
        Section(
            "Checklist",
            ("State", "Item", "Section", "Line"),
            tuple(("done" if t.done else "open", t.text, t.section, str(t.span.line)) for t in dossier.tasks),
            f"{len(done)} of {many(len(open_) + len(done), 'box', 'boxes')} ticked.",
        )
    )
    yield from _filled(
        Section(
            "Commands",
            ("Names", "State", "Place"),
            tuple(
                (c.word, "exists" if c.exists else "missing", _place(dossier, c.path, c.line))
                for c in dossier.commands
            ),
        )
    )
    yield from _filled(_ties(dossier, "Links to", dossier.outgoing))
    yield from _filled(_ties(dossier, "Linked from", dossier.incoming))
    yield from _filled(
        Section(
            "Schemas",
            ("Schema", "State"),
            tuple((path, "exists" if there else "missing") for path, there in dossier.schemas),
        )
    )
    for entry in dossier.entries:
        yield Section(f"Manifest entry ({_place(dossier, entry.path, entry.line)})", (), entry.values)
    yield from _filled(Section("Metadata", (), dossier.metadata))


def _summary(dossier: Dossier) -> Iterator[tuple[str, str]]:
    changes = dossier.changes
    yield "Path", dossier.path
    yield "Kind", dossier.kind
    yield "Status", dossier.status
    yield "Owner", dossier.owner
    yield "Review due", f"{dossier.review} (overdue)" if dossier.overdue else dossier.review
    yield (
        "Last change",
        f"{changes.date} ({changes.commit}): {changes.subject}" if changes.date else changes.note,
    )
    yield "Authors", ", ".join(f"{name} ({many(n, 'commit')})" for name, n in changes.authors)
    counts = [
        many(len(dossier.findings), "finding"),
        f"{len(dossier.outgoing)} links out",
        f"{len(dossier.incoming)} in",
    ]
    yield "Counts", ", ".join(counts)


def _ties(dossier: Dossier, title: str, ties: tuple[Tie, ...]) -> Section:
    header, rows = ("Document", "Title", "Via", "Place"), []
    broken = any(tie.problem for tie in ties)
    for tie in ties:
        row = (tie.name, tie.title, tie.via, _place(dossier, tie.path, tie.line))
        rows.append((*row, tie.problem) if broken else row)
    return Section(title, (*header, "Problem") if broken else header, tuple(rows))


def _place(dossier: Dossier, path: str, line: int) -> str:
    """Where something stands; in the document itself the line is enough."""
    return f"line {line}" if path == dossier.path else f"{path}:{line}"


def _filled(section: Section) -> Iterator[Section]:
    if section.rows:
        yield section
