"""Machine formats, each read back by a reader that is not ours."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from doclint.api import lint
from doclint.model.facts import Span
from doclint.model.finding import Diagnostic, Edit, Finding, Fix, Related, Report
from doclint.report.formats import FORMATS, render
from doclint.report.github import job_summary
from doclint.report.text import statistics, summary
from tests.test_rule_pages import RULES
from tests.tree_helpers import write

PATHS = [
    "a b.md",
    "new\nline.md",
    "comma,%colon:.md",
    "-dash.md",
    "[x].md",
    "ü🎯.md",
    "esc\x1b[31m.md",
    "a:b/c.md",
    "bytes\udcff.md",
]
HOSTILE = [
    "##[error]x", "::stop-commands::t", "\x1b]0;owned\x07", "</script><!--", "]]>", "[/bold]", "a\u202eb", "100%", "a\r\nb", "\x00\x08", "&<>\"'", "##vso[task]x",
]  # fmt: skip


def finding(path: str, message: str, line: int = 1, severity: str = "error", **more: Any) -> Finding:
    draft = Diagnostic(path, Span(line, 3, line, 9), message, target=message, **more)
    return Finding(
        "DL101", "broken-link", severity, draft, f"{hash((path, message, line)) & (2**64 - 1):016x}"
    )


def report_of(findings: list[Finding], **more: Any) -> Report:
    ordered = tuple(sorted(findings, key=lambda f: f.order))
    return Report("/root", 3, 7, ordered, rules=RULES, **more)


@pytest.fixture
def hostile() -> Report:
    findings = [
        finding(
            p,
            f"{m} in {i}",
            i + 1,
            help=m,
            related=(Related(p, 1, m),),
            fix=Fix((Edit(p, Span(1, 1, 1, 2), m),)),
        )
        for p in PATHS
        for i, m in enumerate(HOSTILE)
    ]
    return report_of(findings)


@pytest.fixture
def empty() -> Report:
    return report_of([])


@pytest.fixture
def many() -> Report:
    severities = ("info", "warning", "error")
    return report_of([finding(f"d/{i % 50}.md", f"m{i}", i + 1, severities[i % 3]) for i in range(6000)])


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("kind", ["hostile", "empty", "many"])
def test_nothing_printed_acts_on_a_terminal_or_a_log(
    name: str, kind: str, request: pytest.FixtureRequest
) -> None:
    text = render(name, request.getfixturevalue(kind))
    if kind != "empty":
        assert text.endswith("\n")
    assert "\x1b" not in text
    assert "\x07" not in text
    text.encode("utf-8")  # no lone surrogate
    if name not in ("json", "json-lines", "sarif", "rdjson", "gitlab", "junit"):
        assert "##[" not in text
        lines = text.split("\n")
        assert all(
            line.startswith(("::error ", "::warning ", "::notice "))
            for line in lines
            if line.lstrip().startswith("::")
        )


def test_sarif(hostile: Report, many: Report, empty: Report) -> None:
    log = json.loads(render("sarif", hostile))
    (run,) = log["runs"]
    paths = set()
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        uri = place["artifactLocation"]["uri"]
        assert re.fullmatch(r"[!-~]+", uri)
        paths.add(unquote(uri, errors="surrogateescape").removeprefix("./"))
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert paths == set(PATHS)
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert len(set(prints)) == len(prints)
    (run,) = json.loads(render("sarif", many))["runs"]
    assert len(run["results"]) == 5000
    assert sum(r["level"] == "error" for r in run["results"]) == 2000
    assert (
        "1000 less severe findings"
        in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    )
    assert json.loads(render("sarif", empty))["runs"][0]["results"] == []


def test_sarif_passes_the_official_validator(hostile: Report, tmp_path: Path) -> None:
    tool = os.environ.get("DOCLINT_SARIF_MULTITOOL")
    if not tool:
        pytest.skip("DOCLINT_SARIF_MULTITOOL names no Sarif.Multitool (npm @microsoft/sarif-multitool-linux)")
    trees = Path(__file__).parents[2] / "fixtures"
    reports = [
        hostile,
        report_of([]),
        lint(trees / "prompt-manager-lite" / "tree"),
        lint(trees / "plain" / "tree"),
    ]
    for i, report in enumerate(reports):
        file, out = tmp_path / f"{i}.sarif", tmp_path / f"{i}.out.sarif"
        file.write_text(render("sarif", report), "utf-8")
        command = [
            tool,
            "validate",
            str(file),
            "--rule-kind",
            "Sarif;Ghas",
            "--output",
            str(out),
            "--log",
            "ForceOverwrite",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
        results = json.loads(out.read_text("utf-8-sig"))["runs"][0].get("results", [])
        assert [r for r in results if r.get("level", "warning") in ("error", "warning")] == []


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as actions/runner reads it (ActionCommand.TryParseV2)."""
    match = re.fullmatch(r"::([a-z-]+) ([^:]*)::(.*)", line, re.S)
    assert match is not None, line

    def unescape(text: str, *, property_: bool) -> str:
        table = {"%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if property_ else {})
        for escaped, char in table.items():
            text = text.replace(escaped, char)
        return text.replace("%25", "%")

    properties = {
        key: unescape(value, property_=True)
        for key, _, value in (item.partition("=") for item in match[2].split(","))
    }
    return match[1], properties, unescape(match[3], property_=False)


def test_github(hostile: Report, many: Report, empty: Report) -> None:
    commands = [
        read_command(line) for line in render("github", hostile).splitlines() if line.startswith("::")
    ]
    assert len(commands) == 10
    assert {c[1]["file"] for c in commands} <= {
        p.encode("utf-8", "surrogateescape").decode("utf-8", "replace") for p in PATHS
    }
    assert commands[0][1]["title"] == "DL101 broken-link"
    lines = render("github", many._replace(changed=frozenset({"d/49.md"}))).splitlines()
    levels = [line.split(" ")[0] for line in lines]
    assert (levels.count("::error"), levels.count("::warning"), levels.count("::notice")) == (10, 10, 10)
    assert "doclint: 1990 more of severity error; see the job summary" in lines
    assert all("d/49.md" in line for line in lines if line.startswith("::"))
    assert render("github", empty) == ""
    multi = report_of([finding("a.md", "m")._replace(diagnostic=Diagnostic("a.md", Span(1, 3, 2, 4), "m"))])
    assert "col=" not in render("github", multi)


def test_the_job_summary_is_a_table_of_plain_text(hostile: Report, many: Report) -> None:
    rows = [line for line in job_summary(hostile).split("\n") if line.startswith("| ")][1:]
    assert len(rows) == len(hostile.findings)
    for row in rows:
        assert row.count("|") == 4
        assert not re.search(r"[<>`\[\]]|(?<!&)#(?!\d+;)", row[1:-1].replace("&#", ""))
    assert any("| a b.md:1:3 |" in html.unescape(row) for row in rows)
    assert "5000 more are not shown." in job_summary(many)
    assert len(job_summary(many)) < 1_000_000


def test_gitlab(hostile: Report, many: Report, empty: Report) -> None:
    for report in (hostile, many):
        issues = json.loads(render("gitlab", report))
        assert len({i["fingerprint"] for i in issues}) == len(issues) == len(report.findings)
        assert {i["severity"] for i in issues} <= {"major", "minor", "info"}
        assert all(i["description"] and i["location"]["lines"]["begin"] for i in issues)
    assert json.loads(render("gitlab", empty)) == []


def test_junit(hostile: Report, empty: Report) -> None:
    root = ET.fromstring(render("junit", hostile))
    names = {suite.attrib["name"] for suite in root}
    assert names == {p.replace("\x1b", "\ufffd").replace("\udcff", "\ufffd") for p in PATHS}
    cases, failing = root.findall("*/testcase"), [f for f in hostile.findings if f.severity == "error"]
    assert len(cases) == int(root.attrib["tests"]) == len(hostile.findings)
    assert int(root.attrib["failures"]) == len(failing) == len(root.findall("*/testcase/failure"))
    assert len(root.findall("*/testcase/system-out")) == len(hostile.findings) - len(failing)
    strict = ET.fromstring(render("junit", hostile._replace(fail_on="info")))
    assert int(strict.attrib["failures"]) == len(hostile.findings)
    clean = ET.fromstring(render("junit", empty))
    assert len(clean.findall("*/testcase")) == 1
    assert clean.findall("*/testcase/failure") == []


def test_rdjson_columns_are_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "ñ🎯 [x](gone.md)\n\n[í](old/unique.md)\n", "b/unique.md": ""})
    diagnostics = json.loads(render("rdjson", lint(tmp_path)))["diagnostics"]
    lines = (tmp_path / "a.md").read_bytes().split(b"\n")
    for d in diagnostics:
        start, end = d["location"]["range"]["start"], d["location"]["range"]["end"]
        cut = lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1]
        assert cut in (b"gone.md", b"old/unique.md")
    (suggestion,) = diagnostics[1]["suggestions"]
    assert suggestion["text"] == "b/unique.md"
    assert suggestion["range"] == diagnostics[1]["location"]["range"]


def test_json_lines_and_json_agree(hostile: Report) -> None:
    lines = [json.loads(line) for line in render("json-lines", hostile).split("\n") if line]
    assert lines == json.loads(render("json", hostile))["findings"]
    assert {line["path"] for line in lines} == set(PATHS)


def test_concise_is_one_line_each(hostile: Report) -> None:
    assert len(render("concise", hostile).splitlines()) == len(hostile.findings)


def test_statistics_and_summary(many: Report) -> None:
    assert statistics(many).split("\n\n")[0] == "6000  DL101 broken-link"
    assert summary(many._replace(hidden={"baseline": 3, "since": 0})).endswith(
        "; 3 findings hidden (baseline)."
    )
    assert list(csv.reader(io.StringIO(statistics(report_of([]))))) == []
