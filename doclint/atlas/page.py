"""The page: one file, whose policy (CSP level 2) allows its own script and style by hash, and nothing else.

No network, no other script, no frame. What documents say is data, never markup: the script sets text only.
"""

from __future__ import annotations

import html
from importlib.resources import files

from doclint.atlas.data import main_data, more_data
from doclint.atlas.overview import overview
from doclint.atlas.survey import Survey
from doclint.formats.escape import printable
from doclint.page.page import rendered, sha256

_SCRIPTS = ("core.js", "map.js", "dossier.js", "findings.js", "documents.js", "matrix.js", "start.js")


def render(survey: Survey) -> str:
    """One self-contained page."""
    style = _own("atlas.css")
    script = '"use strict";\n(() => {\n' + "".join(map(_own, _SCRIPTS)) + "})();\n"
    parts = {
        "@STYLE-HASH@": sha256(style),
        "@SCRIPT-HASH@": sha256(script),
        "@STYLE@": style,
        "@SCRIPT@": script,
        "@NAME@": html.escape(printable(survey.name)),
        "@STAMP@": html.escape(_stamp(survey)),
        "@OVERVIEW@": overview(survey),
        "@RULES@": _rules(survey),
        "@DATA@": main_data(survey),
        "@MORE@": more_data(survey),
    }
    # One pass over the template alone: what is put in is not looked at again.
    pieces: list[str] = []
    rest = _own("atlas.html")
    while "@" in rest:
        before, _, rest = rest.partition("@")
        name, _, rest = rest.partition("@")
        pieces += (before, parts[f"@{name}@"])
    return "".join([*pieces, rest])


def _own(name: str) -> str:
    return files("doclint.atlas").joinpath(name).read_text("utf-8")


def _stamp(survey: Survey) -> str:
    at = f" at {survey.commit[:10]}" if survey.commit else ""
    return f"{survey.date}{at}"


def _rules(survey: Survey) -> str:
    """The pages of the rules that have findings."""
    codes = {finding.code for finding in survey.report.findings}
    return "".join(
        f'<div class="rule-page" id="rule-{rule.code}" hidden>{rendered(rule.body)}</div>\n'
        for rule in survey.report.rules
        if rule.code in codes
    )
