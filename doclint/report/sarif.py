"""SARIF 2.1.0 (OASIS), as GitHub code scanning takes it.

At most 5,000 results, the most severe first: code scanning keeps no more of a run. What is cut is said in a
notification. Columns are code points (`columnKind`).
"""

from __future__ import annotations

import json
from typing import Any

from doclint import __version__
from doclint.formats.escape import printable
from doclint.model.facts import Span
from doclint.model.finding import Finding, Report
from doclint.model.rule import Rule
from doclint.model.vocabulary import SEVERITIES
from doclint.report.uri import relative_uri

LIMIT = 5_000
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_HOME = "https://pypi.org/project/doclint/"
_RULES = "https://doclint.readthedocs.io/en/stable/rules/"
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def render(report: Report) -> str:
    """The report as one SARIF log with one run."""
    worst = sorted(report.findings, key=lambda f: SEVERITIES.index(f.severity))[:LIMIT]
    kept = sorted(worst, key=lambda f: f.order)
    used = {finding.code for finding in kept}
    rules = [rule for rule in report.rules if rule.code in used]
    index = {rule.code: i for i, rule in enumerate(rules)}
    notifications = [_notification(text) for text in report.notices]
    if len(kept) < len(report.findings):
        cut = len(report.findings) - len(kept)
        notifications.append(
            _notification(f"{cut} less severe findings are left out: SARIF is capped at {LIMIT}")
        )
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "doclint",
                "version": __version__,
                "semanticVersion": __version__,
                "informationUri": _HOME,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The repository root."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notifications}],
        "results": [_result(finding, index) for finding in kept],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


def _notification(text: str) -> dict[str, Any]:
    return {"level": "note", "message": {"text": printable(text)}, "descriptor": {"id": "notice"}}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "helpUri": f"{_RULES}{rule.code}/",
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.body, "markdown": rule.body},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": ["documentation"], "precision": "high"},
    }


def _result(finding: Finding, index: dict[str, int]) -> dict[str, Any]:
    d = finding.diagnostic
    text = d.message if not d.help else f"{d.message}. {d.help}"
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVELS[finding.severity],
        "message": {"text": printable(text)},
        "locations": [_location(d.path, d.span)],
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:1"},
    }
    if d.related:
        result["relatedLocations"] = [
            {
                "id": i,
                "message": {"text": printable(r.message) or "related"},
                "physicalLocation": {"artifactLocation": _artifact(r.path), "region": {"startLine": r.line}},
            }
            for i, r in enumerate(d.related, 1)
        ]
    if d.history is not None:
        told = {name: printable(value) for name, value in d.history._asdict().items() if value}
        result["properties"] = {"history": told}
    if d.fix is not None:
        paths = sorted({edit.path for edit in d.fix.edits})
        result["fixes"] = [
            {
                "description": {"text": printable(d.help) or "Apply the known fix."},
                "artifactChanges": [
                    {
                        "artifactLocation": _artifact(path),
                        "replacements": [
                            {"deletedRegion": _region(e.span), "insertedContent": {"text": e.text}}
                            for e in d.fix.edits
                            if e.path == path
                        ],
                    }
                    for path in paths
                ],
            }
        ]
    return result


def _location(path: str, span: Span) -> dict[str, Any]:
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": _region(span)}}


def _artifact(path: str) -> dict[str, str]:
    return {"uri": relative_uri(path), "uriBaseId": "SRCROOT"}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
