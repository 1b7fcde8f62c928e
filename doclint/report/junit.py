"""JUnit XML: a suite for each file, a case for each finding, one passing case if there are none.

A finding below the severity that makes the run fail is a passing case with output: a test report must not be
red where the run is green.
"""

from __future__ import annotations

import re
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from doclint.model.finding import Report
from doclint.report.concise import concise_line

_ACTIVE = re.compile("[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# What XML 1.0 (section 2.2, Char) forbids, even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """The report as XML with a declaration."""
    total, failures = len(report.findings), sum(map(report.fails, report.findings))
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="doclint" tests="{max(total, 1)}" failures="{failures}">',
    ]
    if not report.findings:
        lines += [
            '  <testsuite name="doclint" tests="1" failures="0">',
            '    <testcase name="no findings" classname="doclint"/>',
        ]
        lines.append("  </testsuite>")
    for path, group in groupby(report.findings, key=lambda f: f.diagnostic.path):
        findings = list(group)
        name = _attribute(path)
        failures = sum(map(report.fails, findings))
        lines.append(f'  <testsuite name={name} tests="{len(findings)}" failures="{failures}">')
        for f in findings:
            d = f.diagnostic
            case = _attribute(f"{f.code} {f.name} {d.span.line}:{d.span.column}")
            lines.append(f'    <testcase name={case} classname={name} line="{d.span.line}">')
            text = escape(_allowed(concise_line(f)))
            if report.fails(f):
                lines.append(f"      <failure type={_attribute(f.severity)} message={_attribute(d.message)}>")
                lines.append(f"{text}</failure>")
            else:
                lines.append(f"      <system-out>{f.severity}: {text}</system-out>")
            lines.append("    </testcase>")
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _allowed(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)


def _attribute(text: str) -> str:
    return _visible(quoteattr(_allowed(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}))


def _visible(xml: str) -> str:
    """The same with references in place of characters that turn text round or act on a terminal."""
    return _ACTIVE.sub(lambda m: f"&#{ord(m[0])};", xml)
