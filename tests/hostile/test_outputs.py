"""Rows 13 and 20: what documents say acts on nobody, in any format of any command; many findings, and none."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from doclint.report.formats import FORMATS
from tests.hostile.child import Done, doclint
from tests.tree_helpers import write

PIECES = ["\x1b]0;owned\x07", "\x1b]52;c;eA==\x07", "::error::owned", "##[error]owned", "::stop-commands::t", "##vso[task.setvariable]x", "</script><!--", "[/bold]", "\u202eowned", '"] ; x', "=HYPERLINK(\"x\")", "<b>&amp;", "`code` **b**", "%0Aowned", "]]>", "\\\"", "x\x00y"]  # fmt: skip
CONFIG = """schema-field = "schemaRefs"
[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
schema = "s.json"
[[rule]]
id = "r"
for = { kind = "DOC" }
must-link = { path = "nowhere/*" }
[manifest]
path = "m.json"
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every field that a report shows holds every piece: titles, statuses, IDs, links, headings, paths, keys."""
    root = tmp_path_factory.mktemp("outputs") / "tree"
    files: dict[str, str | bytes] = {
        "doclint.toml": CONFIG,
        "s.json": '{"properties": {"status": {"enum": ["a"]}}}',
    }
    entries = []
    for i, piece in enumerate(PIECES):
        safe = piece.replace("\x00", "").replace("/", "∕")
        quoted = json.dumps(piece)
        name = f"docs/DOC{i:03}-{safe[:60]}.md".replace("\\", "")
        files[name] = (
            f"---\ntitle: {quoted}\nstatus: {quoted}\nowner: {quoted}\nschemaRefs: [{quoted}]\n---\n\n"
            f"# {piece}\n\n[{piece}](<gone {safe}.md>) ![{piece}](x.png) [a][{safe}] {piece} docs/{safe.split()[0]}.md\n"
            f"\n- [ ] {piece}\n\n```bash\npython3 tools/{safe.split()[0]}.py\n```\n"
        ).replace("\x00", "")
        entries.append(
            {
                "id": f"DOC{i:03}-x",
                "path": name,
                "title": piece,
                "status": piece,
                "owner": piece,
                "lastUpdated": piece,
            }
        )
    files["m.json"] = json.dumps({"documents": entries, "$schema": PIECES[0]})
    return write(root, files)


def harmless(done: Done) -> None:
    """Nothing that a terminal, GitHub or Azure acts on, beyond what the format itself prints."""
    text = done.out + done.err
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x9b\u202e]", text)


@pytest.mark.parametrize("name", FORMATS)
def test_reports(name: str, tree: Path) -> None:
    done = doclint(tree, "check", "--no-cache", "--output-format", name)
    assert done.code == 1
    harmless(done)
    commands = [line for line in done.out.splitlines() if re.match(r"\s*(::|##\[|##vso)", line)]
    if name == "github":
        assert all(re.match(r"::(error|warning|notice|group|endgroup)\b", line) for line in commands), (
            commands
        )
        assert not any("owned" in line.partition("::")[0] for line in commands)
    else:
        assert commands == []
    if name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(done.out)
    if name == "junit":
        ET.fromstring(done.out)


GRAPHS = ["json", "dot", "mermaid", "graphml", "csv", "text", "html"]


@pytest.mark.parametrize("name", GRAPHS)
def test_graphs(name: str, tree: Path) -> None:
    done = doclint(tree, "graph", "--findings", "--no-cache", "--format", name)
    assert done.code == 0, done.err
    harmless(done)
    if name == "json":
        assert len(json.loads(done.out)["nodes"]) >= len(PIECES)
    if name == "graphml":
        ET.fromstring(done.out)
    if name == "csv":
        for row in csv.reader(io.StringIO(done.out)):
            assert not any(cell[:1] in ("=", "+", "-", "@") for cell in row), row
    if name == "html":
        assert done.out.count("</script>") == 3  # data, more data, the page's own
        assert done.out.lower().count("<script") == 3


QUESTIONS = (
    ("graph", "orphans"), ("graph", "cycles"), ("graph", "stats"), ("graph", "coverage"), ("graph", "coverage", "--format", "html"),
    ("graph", "coverage", "--format", "markdown"), ("graph", "impact", "DOC001"), ("graph", "why", "DOC001", "DOC002"),
    ("report", "--kind", "DOC"), ("report", "--kind", "DOC", "--format", "html"), ("report", "--kind", "DOC", "--format", "json"),
    ("manifest", "diff"), ("manifest", "check"), ("check", "--statistics"), ("check", "--diff"), ("mv", "DOC001", "--slug", "x", "--dry-run"),
    ("baseline", "show"), ("config", "show"), ("rules",),
)  # fmt: skip


@pytest.mark.parametrize("arguments", QUESTIONS, ids=" ".join)
def test_answers(arguments: tuple[str, ...], tree: Path) -> None:
    done = doclint(tree, *arguments, seconds=90)
    harmless(done)
    if "html" in arguments:
        assert "<script" not in done.out.lower()


# Row 20
def test_six_thousand_findings_and_none(tmp_path: Path) -> None:
    many = write(
        tmp_path / "many", {"doclint.toml": "", "x.md": "".join(f"[a](gone{i}.md)\n" for i in range(6_000))}
    )
    none = write(tmp_path / "none", {"doclint.toml": "", "x.md": "# X\n"})
    sarif = json.loads(doclint(many, "check", "--output-format", "sarif").out)["runs"][0]
    assert len(sarif["results"]) == 5_000
    assert "1000 less severe findings are left out" in json.dumps(sarif["invocations"])
    assert doclint(many, "check", "--output-format", "github").out.count("::error ") <= 10
    assert (
        len(ET.fromstring(doclint(none, "check", "--output-format", "junit").out).findall(".//testcase")) == 1
    )
    assert json.loads(doclint(none, "check", "--output-format", "sarif").out)["runs"][0]["results"] == []
