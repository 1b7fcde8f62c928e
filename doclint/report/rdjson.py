"""Reviewdog's rdjson (DiagnosticResult): columns are UTF-8 bytes, so each is converted by its line's text."""

from __future__ import annotations

import json
from typing import Any

from doclint.model.facts import Span
from doclint.model.finding import Finding, Report

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(report: Report) -> str:
    """The report as one DiagnosticResult."""
    table = {
        "source": {"name": "doclint", "url": "https://pypi.org/project/doclint/"},
        "diagnostics": [_diagnostic(finding, report) for finding in report.findings],
    }
    return json.dumps(table, indent=2) + "\n"


def _diagnostic(finding: Finding, report: Report) -> dict[str, Any]:
    d = finding.diagnostic
    table: dict[str, Any] = {
        "message": d.message if not d.help else f"{d.message} ({d.help})",
        "location": {"path": d.path, "range": _range(d.path, d.span, report)},
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code},
    }
    # A suggestion replaces text of the diagnostic's own file; edits elsewhere are no suggestion.
    if d.fix is not None and all(edit.path == d.path for edit in d.fix.edits):
        table["suggestions"] = [
            {"range": _range(d.path, edit.span, report), "text": edit.text} for edit in d.fix.edits
        ]
    return table


def _range(path: str, span: Span, report: Report) -> dict[str, dict[str, int]]:
    def position(line: int, column: int) -> dict[str, int]:
        text = report.frames.get((path, line), "")
        before = text[: column - 1]
        return {
            "line": line,
            "column": len(before.encode("utf-8", "replace")) + 1 + max(0, column - 1 - len(text)),
        }

    return {"start": position(span.line, span.column), "end": position(span.end_line, span.end_column)}
