"""GitHub workflow commands, and the full list as a Markdown table for the job summary.

GitHub shows ten annotations of a level and step: findings in changed files come first, then the rest is
counted in one line. Columns are given only where a finding stands on one line: GitHub refuses others.
"""

from __future__ import annotations

from doclint.formats.escape import printable
from doclint.model.finding import Finding, Report
from doclint.model.vocabulary import SEVERITIES

PER_LEVEL = 10
SUMMARY_ROWS = 1_000
_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report) -> str:
    """The annotations, and one line for what they leave out."""
    lines: list[str] = []
    for severity in SEVERITIES:
        findings = [f for f in report.findings if f.severity == severity]
        first = sorted(findings, key=lambda f: (f.diagnostic.path not in report.changed, f.order))
        lines += [_command(f) for f in first[:PER_LEVEL]]
        if len(findings) > PER_LEVEL:
            lines.append(
                f"doclint: {len(findings) - PER_LEVEL} more of severity {severity}; see the job summary"
            )
    return "".join(line + "\n" for line in lines)


def _command(finding: Finding) -> str:
    d = finding.diagnostic
    properties = {"file": d.path, "line": str(d.span.line), "endLine": str(d.span.end_line)}
    if d.span.line == d.span.end_line:
        properties |= {"col": str(d.span.column), "endColumn": str(d.span.end_column)}
    properties["title"] = f"{finding.code} {finding.name}"
    text = d.message if not d.help else f"{d.message} ({d.help})"
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_LEVELS[finding.severity]} {written}::{_data(printable(text))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    safe = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    # A line break is escaped below, and read back; other control characters would act on the log.
    safe = "".join(c if c in "\r\n" else printable(c) for c in safe)
    return _data(safe).replace(":", "%3A").replace(",", "%2C")


def job_summary(report: Report) -> str:
    """The findings as a Markdown table for `$GITHUB_STEP_SUMMARY`; at most 1,000 rows (it holds 1 MiB)."""
    counts = ", ".join(f"{report.count(s)} {s}" for s in SEVERITIES)
    lines = [f"## doclint: {counts}", ""]
    if report.findings:
        lines += ["| place | rule | finding |", "|---|---|---|"]
    for finding in report.findings[:SUMMARY_ROWS]:
        d = finding.diagnostic
        place = f"{d.path}:{d.span.line}:{d.span.column}"
        lines.append(f"| {cell(place)} | {finding.severity} {finding.code} | {cell(d.message)} |")
    if len(report.findings) > SUMMARY_ROWS:
        lines += ["", f"{len(report.findings) - SUMMARY_ROWS} more are not shown."]
    return "\n".join(lines) + "\n\n"


def cell(text: str) -> str:
    """Text in a table cell that renders as itself: no Markdown, no HTML, no mention of anybody."""
    safe = printable(text)[:500]
    return "".join(f"&#{ord(c)};" if c in "|<>&`*_[]()~#@\\!:" else c for c in safe)
