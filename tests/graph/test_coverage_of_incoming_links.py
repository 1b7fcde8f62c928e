"""Coverage asks what `check` asks: links into a document count where a rule says so."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_cli import run
from tests.tree_helpers import write

CONFIG = """\
[[kind]]
name = "REQ"
folder = "req"
names = ["REQ{id:3}-{slug}.md"]
[[kind]]
name = "DES"
folder = "des"
names = ["DES{id:3}-{slug}.md"]
[[kind]]
name = "ADR"
folder = "adr"
names = ["ADR{id:3}-{slug}.md"]
[[rule]]
id = "designed"
for = { kind = "REQ" }
must-link = { kind = "DES" }
direction = "either"
[[rule]]
id = "indexed"
for = { kind = "ADR" }
must-be-linked-by = { path = "adr/README.md" }
"""
FILES = {
    "doclint.toml": CONFIG,
    "req/REQ001-a.md": "# REQ001\n",
    "req/REQ002-b.md": "# REQ002\n",
    "des/DES001-a.md": "# DES001\n\n[a](../req/REQ001-a.md)\n",
    "adr/README.md": "# Decisions\n\n[one](ADR001-a.md)\n",
    "adr/ADR001-a.md": "# ADR001\n",
    "adr/ADR002-b.md": "# ADR002\n",
}


def test_the_matrix_agrees_with_the_findings(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    found = json.loads(run(tmp_path, "graph", "coverage", "--format", "json", "--no-cache").stdout)
    assert [(row["kind"], row["covered"], row["total"]) for row in found["matrix"]] == [
        ("ADR", 1, 2),
        ("REQ", 1, 2),
    ]
    lacking = {gap["path"] for gap in found["missing"]}
    out = run(tmp_path, "check", "--output-format", "concise", "--no-cache").stdout
    checked = {line.split(":")[0] for line in out.splitlines() if "DL501" in line or "DL508" in line}
    assert lacking == checked == {"req/REQ002-b.md", "adr/ADR002-b.md"}


def test_the_page_draws_the_trace_whoever_links_whom(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    page = run(tmp_path, "graph", "--format", "html", "--no-cache").stdout
    data = json.loads(page.split('id="data">')[1].split("</script>")[0])
    names = [row[0] for row in data["nodes"]]
    layers = {name: [[names[i] for i in layer] for layer in rows] for name, rows in data["layers"]}
    assert layers["designed"] == [["REQ001"], ["DES001"]]
    assert "REQ001 must link or be linked by a DES document" not in out_of(data)


def out_of(data: dict[str, object]) -> str:
    return json.dumps(data["demands"])
