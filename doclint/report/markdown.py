"""What a change does, for a comment on a pull request or a job summary: new, mended, who reads what changed.

At most 60 lines; what documents say stays text (no link, no mention, no HTML).
"""

from __future__ import annotations

from collections.abc import Sequence

from doclint.formats.plural import many
from doclint.model.finding import Finding, Impact, Report
from doclint.model.vocabulary import SEVERITIES
from doclint.report.github import cell

_NEW, _MENDED, _IMPACT = 25, 8, 8  # rows; with headings and what they leave out less than 60 lines
_OWNERS = 5


def render(report: Report) -> str:
    """The comment."""
    lines = [f"### doclint: {_verdict(report)}", ""]
    lines += _new(sorted(report.findings, key=lambda f: (SEVERITIES.index(f.severity), f.order)))
    if report.mended:
        lines += _mended(report.mended)
    if report.impact:
        lines += _impact(report.impact)
    told = many(report.files, "document")
    lines.append(f"<sub>{told}, {many(report.references, 'reference')} checked</sub>")
    return "\n".join(lines) + "\n"


def _verdict(report: Report) -> str:
    counts = [many(report.count(s), s) for s in SEVERITIES if report.count(s)]
    found = ", ".join(counts) or "no finding"
    new = " new" if report.since and counts else ""
    mended = f", {len(report.mended)} mended" if report.mended else ""
    return f"{found}{new}{mended}{f' since {cell(report.since)}' if report.since else ''}"


def _new(findings: Sequence[Finding]) -> list[str]:
    if not findings:
        return []
    lines = ["| | place | finding |", "|---|---|---|"]
    for finding in findings[:_NEW]:
        d = finding.diagnostic
        place = cell(f"{d.path}:{d.span.line}")
        help_ = f"<br>{cell(d.help)}" if d.help else ""
        lines.append(f"| {finding.severity} {finding.code} | {place} | {cell(d.message)}{help_} |")
    left = len(findings) - _NEW
    return [*lines, *(["", f"and {left:,} more"] if left > 0 else []), ""]


def _mended(findings: Sequence[Finding]) -> list[str]:
    lines = ["**Mended**", ""]
    lines += [
        f"- {cell(f'{f.diagnostic.path}:{f.diagnostic.span.line}')} {f.code} {cell(f.diagnostic.message)}"
        for f in findings[:_MENDED]
    ]
    left = len(findings) - _MENDED
    return [*lines, *([f"- and {left:,} more"] if left > 0 else []), ""]


def _impact(impacts: Sequence[Impact]) -> list[str]:
    lines = [
        "**Who reads what changed**",
        "",
        "| changed | read by | in all | owners to ask |",
        "|---|---|---|---|",
    ]
    for impact in impacts[:_IMPACT]:
        owners = ", ".join(map(cell, impact.owners[:_OWNERS])) + (
            " …" if len(impact.owners) > _OWNERS else ""
        )
        lines.append(f"| {cell(impact.name)} | {impact.direct:,} | {impact.all:,} | {owners} |")
    left = len(impacts) - _IMPACT
    return [*lines, *(["", f"and {left:,} more"] if left > 0 else []), ""]
