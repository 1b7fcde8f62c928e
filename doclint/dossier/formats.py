"""Dossiers as text, Markdown, JSON and HTML; the Markdown is made once, and the page is rendered from it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from doclint.dossier.model import Dossier
from doclint.dossier.sections import sections
from doclint.formats.escape import markdown_text, printable

_WIDE = 44  # code points of a column


def as_text(dossiers: Sequence[Dossier]) -> str:
    """For a terminal: columns, without the document itself."""
    blocks = []
    for dossier in dossiers:
        lines = [printable(dossier.heading)]
        for section in sections(dossier):
            lines += ["", f"{printable(section.title)}:"] if section.title else []
            lines += [f"  {section.note}"] if section.note else []
            lines += _columns([[printable(cell) for cell in row] for row in section.rows])
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _columns(rows: list[list[str]]) -> list[str]:
    """Rows with their columns aligned, the last one free; titles are cut, paths and IDs are not."""
    rows = [[*map(_cut, row[:-1]), row[-1]] for row in rows]
    widths = [min(_WIDE, max(len(row[i]) for row in rows)) for i in range(len(rows[0]))]
    return [
        ("  " + "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True))).rstrip()
        for row in rows
    ]


def _cut(cell: str) -> str:
    return cell[: _WIDE - 1] + "…" if len(cell) > _WIDE and " " in cell else cell


def own_markdown(dossier: Dossier) -> str:
    """What doclint says of a document."""
    lines = [f"# {markdown_text(dossier.heading)}"]
    for section in sections(dossier):
        lines += ["", f"## {markdown_text(section.title)}"] if section.title else []
        lines += ["", markdown_text(section.note)] if section.note else []
        header = section.header or ("", "")
        lines += ["", f"| {' | '.join(header)} |", f"|{'---|' * len(header)}"]
        lines += [f"| {' | '.join(markdown_text(cell) or ' ' for cell in row)} |" for row in section.rows]
    return "\n".join(lines) + "\n"


def as_markdown(dossiers: Sequence[Dossier]) -> str:
    """With each document as a fenced block: nothing in it can end the report, or begin another."""
    parts = []
    for dossier in dossiers:
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", dossier.source)), default=0))
        source = dossier.source.rstrip("\n")
        parts.append(f"{own_markdown(dossier)}\n## The document\n\n{fence}markdown\n{source}\n{fence}\n")
    return "\n".join(parts)


def as_html(dossiers: Sequence[Dossier]) -> str:
    """One self-contained page with the documents rendered."""
    from doclint.page.page import Part, render_page

    parts = []
    for dossier in dossiers:
        parts += [Part(own_markdown(dossier) + "\n## The document\n"), Part(dossier.source, dossier.path)]
    title = dossiers[0].heading if len(dossiers) == 1 else f"{len(dossiers)} documents"
    return render_page(title, parts)


def as_json(dossiers: Sequence[Dossier]) -> str:
    """For machines: a list of objects."""
    return json.dumps([_plain(dossier) for dossier in dossiers], indent=2) + "\n"


def _plain(d: Dossier) -> dict[str, Any]:
    return {
        "id": d.name,
        "path": d.path,
        "title": d.title,
        "kind": d.kind,
        "status": d.status,
        "owner": d.owner,
        "metadata": dict(d.metadata),
        "outgoing": [tie._asdict() for tie in d.outgoing],
        "incoming": [tie._asdict() for tie in d.incoming],
        "schemas": [{"path": path, "exists": there} for path, there in d.schemas],
        "manifest": [{"path": e.path, "line": e.line, "values": dict(e.values)} for e in d.entries],
        "checklist": [
            {"text": t.text, "done": t.done, "section": t.section, "line": t.span.line} for t in d.tasks
        ],
        "commands": [command._asdict() for command in d.commands],
        "review": {"due": d.review, "overdue": d.overdue},
        "changes": {
            **d.changes._asdict(),
            "authors": [{"name": name, "commits": n} for name, n in d.changes.authors],
        },
        "findings": [
            {
                "code": f.code,
                "severity": f.severity,
                "path": f.diagnostic.path,
                "line": f.diagnostic.span.line,
                "column": f.diagnostic.span.column,
                "message": f.diagnostic.message,
            }
            for f in d.findings
        ],
        "source": d.source,
    }
