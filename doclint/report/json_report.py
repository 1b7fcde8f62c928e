"""The JSON report (DESIGN 6): stable, sorted, described by `rules/schemas/report.schema.json`."""

from __future__ import annotations

import json
from typing import Any

from doclint.model.finding import Finding, Report


def render(report: Report) -> str:
    """The report as one JSON object, two-space indent, ASCII-safe, final newline."""
    table = {
        "version": 1,
        "root": ".",
        "summary": {
            "files": report.files,
            "references": report.references,
            "errors": report.count("error"),
            "warnings": report.count("warning"),
            "infos": report.count("info"),
        },
        "findings": [finding_table(finding) for finding in report.findings],
    }
    return json.dumps(table, indent=2, ensure_ascii=True) + "\n"


def finding_table(finding: Finding) -> dict[str, Any]:
    """One finding as plain values."""
    d = finding.diagnostic
    table: dict[str, Any] = {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "path": d.path,
        "line": d.span.line,
        "column": d.span.column,
        "end_line": d.span.end_line,
        "end_column": d.span.end_column,
        "message": d.message,
        "help": d.help,
        "target": d.target,
        "related": [{"path": r.path, "line": r.line, "message": r.message} for r in d.related],
        "fix": None,
        "history": d.history._asdict() if d.history is not None else None,
        "fingerprint": finding.fingerprint,
    }
    if d.fix is not None:
        table["fix"] = {
            "safe": d.fix.safe,
            "edits": [
                {
                    "path": e.path,
                    "start": [e.span.line, e.span.column],
                    "end": [e.span.end_line, e.span.end_column],
                    "text": e.text,
                }
                for e in d.fix.edits
            ],
        }
    return table
