"""One line a finding: `path:line:column: CODE message`."""

from __future__ import annotations

from doclint.formats.escape import printable
from doclint.model.finding import Finding, Report


def render(report: Report) -> str:
    """The findings, a line each; nothing where there are none."""
    return "".join(concise_line(finding) + "\n" for finding in report.findings)


def concise_line(finding: Finding) -> str:
    """`path:line:column: CODE message` on one line."""
    d = finding.diagnostic
    return printable(f"{d.path}:{d.span.line}:{d.span.column}: {finding.code} {d.message}")
