"""The one table of output formats: name -> module with a `render(report) -> str`, imported when chosen."""

from __future__ import annotations

from importlib import import_module

from doclint.model.finding import Report

FORMATS = {
    "text": "text",
    "concise": "concise",
    "json": "json_report",
    "json-lines": "json_lines",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
    "rdjson": "rdjson",
    "markdown": "markdown",
    "badge": "badge",
}


def render(name: str, report: Report) -> str:
    """The report in a format of the table, ending in a line break.

    Raises:
        KeyError: no such format.
    """
    module = import_module(f"doclint.report.{FORMATS[name]}")
    text: str = module.render(report)
    return text
