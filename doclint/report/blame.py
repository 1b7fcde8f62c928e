"""Broken references by the commit that broke them."""

from __future__ import annotations

from collections import Counter
from typing import Any

from doclint.formats.escape import printable
from doclint.model.finding import Finding, History, Report

_PLACES = 5  # of a commit that text shows


def _by_commit(report: Report) -> list[tuple[History, list[Finding]]]:
    """The commits that broke references, the newest first, each with its findings."""
    found: dict[str, tuple[History, list[Finding]]] = {}
    for finding in report.findings:
        told = finding.diagnostic.history
        if told is not None and told.commit:
            found.setdefault(told.commit, (told, []))[1].append(finding)
    return sorted(found.values(), key=lambda item: (item[0].date, item[0].commit), reverse=True)


def _others(report: Report) -> Counter[str]:
    """The verdicts of the broken references that no commit broke."""
    told = (finding.diagnostic.history for finding in report.findings)
    return Counter(one.verdict for one in told if one is not None and not one.commit)


def as_text(report: Report) -> str:
    """A block a commit: who, when, and the first of the references that it broke."""
    blocks = []
    for commit, findings in _by_commit(report):
        lines = [
            f"{commit.commit[:10]}  {commit.date}  {printable(commit.author)}: {printable(commit.subject)}"
        ]
        for finding in findings[:_PLACES]:
            d, told = finding.diagnostic, finding.diagnostic.history
            what = "deleted" if told is None or told.verdict == "deleted" else f"now '{told.path}'"
            place = f"{printable(d.path)}:{d.span.line}:{d.span.column}"
            lines.append(f"  {place}: '{printable(d.target)}' {printable(what)}")
        if len(findings) > _PLACES:
            lines.append(f"  and {len(findings) - _PLACES} more places")
        blocks.append("\n".join([*lines, ""]))
    broken = sum(len(findings) for _, findings in _by_commit(report))
    rest = "".join(f"; {count} {_SAID[word]}" for word, count in sorted(_others(report).items()))
    plural = "reference" if broken == 1 else "references"
    return "\n".join([*blocks, f"{broken} {plural} broken by {len(blocks)} commits{rest}\n"])


_SAID = {
    "never": "never resolved",
    "unknown": "of which this clone does not tell",
    "moved": "broken by changes that are not committed",
    "deleted": "broken by deletions that are not committed",
    "document-moved": "broken because their document moved",
}


def as_table(report: Report) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "version": 1,
        "commits": [
            {
                **{key: getattr(commit, key) for key in ("commit", "date", "author", "subject")},
                "references": [
                    {
                        "path": finding.diagnostic.path,
                        "line": finding.diagnostic.span.line,
                        "column": finding.diagnostic.span.column,
                        "target": finding.diagnostic.target,
                        "verdict": told.verdict,
                        "now": told.path if told.verdict == "moved" else "",
                    }
                    for finding in findings
                    if (told := finding.diagnostic.history) is not None
                ],
            }
            for commit, findings in _by_commit(report)
        ],
        "others": dict(sorted(_others(report).items())),
    }
