"""A badge: the JSON of shields.io's endpoint (https://shields.io/badges/endpoint-badge)."""

from __future__ import annotations

import json

from doclint.formats.plural import many
from doclint.model.finding import Report


def render(report: Report) -> str:
    """One JSON object: green without findings that count, yellow with warnings, red with errors."""
    errors, warnings = report.count("error"), report.count("warning")
    colour = "red" if errors else "yellow" if warnings else "brightgreen"
    message = many(errors, "error") if errors else many(warnings, "warning") if warnings else "no findings"
    return json.dumps({"schemaVersion": 1, "label": "docs", "message": message, "color": colour}) + "\n"
