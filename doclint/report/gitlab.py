"""GitLab code quality: a JSON list in the Code Climate form that GitLab documents."""

from __future__ import annotations

import json

from doclint.formats.escape import printable
from doclint.model.finding import Report

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report) -> str:
    """The findings; fingerprints are unique in a report and free of line numbers."""
    issues = [
        {
            "description": printable(f.diagnostic.message),
            "check_name": f"{f.code} {f.name}",
            "fingerprint": f.fingerprint,
            "severity": _SEVERITIES[f.severity],
            "location": {
                "path": f.diagnostic.path.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
                "lines": {"begin": f.diagnostic.span.line, "end": f.diagnostic.span.end_line},
            },
        }
        for f in report.findings
    ]
    return json.dumps(issues, indent=2) + "\n"
