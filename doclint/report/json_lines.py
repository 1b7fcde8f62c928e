"""One JSON object a line and a finding: the objects of the JSON report's `findings`."""

from __future__ import annotations

import json

from doclint.model.finding import Report
from doclint.report.json_report import finding_table


def render(report: Report) -> str:
    """The findings, an object each; nothing where there are none."""
    return "".join(json.dumps(finding_table(finding)) + "\n" for finding in report.findings)
