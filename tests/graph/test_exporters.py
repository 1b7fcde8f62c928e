"""Each format is read back by the program it is for, with the worst of names."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import jsonschema
import networkx
import pytest

from doclint.config.data import rules_root
from doclint.errors import DoclintError
from doclint.graph import csv_graph, dot, graphml, json_graph, mermaid, text
from doclint.graph.model import Graph, Link, Node
from doclint.graph.narrow import around, grouped, only
from tests.graph.helpers import HOSTILE, graph_of, hostile_graph

MERMAID = os.environ.get("DOCLINT_MERMAID", "")
PARSE = """
import { createRequire } from "module";
const require = createRequire(process.argv[2] + "/");
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("<!DOCTYPE html>");
globalThis.window = window; globalThis.document = window.document;
const { default: mermaid } = await import(require.resolve("mermaid").replace(/mermaid\\.(?:core\\.)?\\w+$/, "mermaid.core.mjs"));
let text = ""; for await (const chunk of process.stdin) text += chunk;
await mermaid.parse(text);
const found = await mermaid.mermaidAPI.getDiagramFromText(text);
const all = [...found.db.getVertices().values()].map((v) => v.text);
console.log(JSON.stringify({ type: found.type, edges: found.db.getEdges().length, labels: all }));
"""


def test_json_follows_its_schema_and_opens_in_networkx() -> None:
    data = json.loads(json_graph.render(hostile_graph()))
    schema = json.loads((rules_root() / "schemas/graph.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(data)
    graph = networkx.node_link_graph(data, edges="edges")
    assert set(graph) == set(HOSTILE)
    assert graph.number_of_edges() == len(HOSTILE)


def test_graphml_opens_in_networkx() -> None:
    found = networkx.parse_graphml(graphml.render(hostile_graph()))
    assert found.number_of_nodes() == len(HOSTILE)
    assert found.number_of_edges() == len(HOSTILE)
    assert found.nodes["__proto__"]["kind"] == "DOC"
    assert {d["line"] for _, _, d in found.edges(data=True)} == set(range(1, len(HOSTILE) + 1))


@pytest.mark.skipif(not shutil.which("dot"), reason="Graphviz is not installed")
def test_dot_is_drawn_by_graphviz() -> None:
    done = subprocess.run(
        ["dot", "-Tsvg"], input=dot.render(hostile_graph()).encode(), capture_output=True, check=True
    )
    assert done.stderr == b""
    svg = done.stdout.decode()
    assert svg.count('class="node"') == len(HOSTILE)
    assert svg.count('class="edge"') == len(HOSTILE)
    assert "<script" not in svg
    assert "&lt;script&gt;alert(1)" in svg


@pytest.mark.skipif(
    not MERMAID, reason="DOCLINT_MERMAID names no folder with the npm packages mermaid and jsdom"
)
@pytest.mark.skipif(not shutil.which("node"), reason="node is not installed")
def test_mermaid_is_parsed_by_mermaid(tmp_path: Path) -> None:
    (tmp_path / "parse.mjs").write_text(PARSE)
    chart, _ = mermaid.render(hostile_graph())
    done = subprocess.run(
        ["node", str(tmp_path / "parse.mjs"), MERMAID], input=chart.encode(), capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    found = json.loads(done.stdout)
    assert (found["type"], found["edges"]) == ("flowchart-v2", len(HOSTILE))
    assert len(found["labels"]) == len(HOSTILE)


def test_mermaid_labels_hold_no_active_character() -> None:
    chart, notice = mermaid.render(hostile_graph())
    assert notice == ""
    for label in re.findall(r'\["(.*)"\]$', chart, re.M):
        assert not re.search(r'["<>`*\[\]&%{}|]', label.replace("<br/>", "")), label


@pytest.mark.parametrize(("edges", "nodes"), [(399, ""), (401, "folder")])
def test_mermaid_condenses_above_400_edges(edges: int, nodes: str) -> None:
    made = [Node(f"n{i}", "DOC", f"d{i % 7}/n{i}.md", "") for i in range(edges + 1)]
    chart, notice = mermaid.render(
        Graph.of(made, [Link(f"n{i}", f"n{i + 1}", "link", "x.md", 1) for i in range(edges)])
    )
    assert chart.count("-->") == (edges if not nodes else 7)
    assert ("grouped by folder" in notice) == bool(nodes)


def test_mermaid_refuses_what_cannot_be_condensed() -> None:
    made = [Node(f"n{i}", f"k{i}", f"d{i}/n{i}.md", "") for i in range(500)]
    links = [Link(f"n{i}", f"n{(i * 7 + 1) % 500}", "link", "x.md", 1) for i in range(500)]
    with pytest.raises(DoclintError, match=r"--focus ID --depth 1"):
        mermaid.render(Graph.of(made, links))


def test_csv_runs_nothing_and_loses_nothing() -> None:
    rows = list(csv.DictReader(io.StringIO(csv_graph.render(hostile_graph()), newline="")))
    assert len(rows) == len(HOSTILE)
    assert all(not value.startswith(("=", "+", "-", "@", "\t")) for row in rows for value in row.values())
    lonely = list(csv.DictReader(io.StringIO(csv_graph.render(graph_of("A>B C")))))
    assert [(r["source"], r["target"], r["line"]) for r in lonely] == [("A", "B", "1"), ("C", "", "")]


def test_text_is_harmless_for_a_terminal() -> None:
    out = text.render(hostile_graph())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u202e]", out)
    assert len(out.splitlines()) == 2 * len(HOSTILE) + 1
    assert not re.search(r"^\s*::|##\[", out, re.M)


@pytest.mark.parametrize("module", [json_graph, dot, mermaid, graphml, csv_graph, text])
def test_the_same_graph_gives_the_same_bytes(module: object) -> None:
    graph = hostile_graph()
    turned = Graph.of(reversed(graph.nodes.values()), reversed(graph.links))
    assert module.render(graph) == module.render(turned)  # type: ignore[attr-defined]


def test_parts_of_a_graph() -> None:
    graph = graph_of("A>B B>C C>D X>B:dependency")
    assert list(around(graph, "B", 1, "both").nodes) == ["A", "B", "C", "X"]
    assert list(around(graph, "B", 2, "out").nodes) == ["B", "C", "D"]
    assert list(around(graph, "B", 1, "in").nodes) == ["A", "B", "X"]
    assert [k.source for k in only(graph, vias=["dependency"]).links] == ["X"]
    folders = grouped(
        Graph.of([Node(n, "K", f"{n[0]}/{n}.md", "", findings={"error": 1}) for n in ("a1", "a2", "b1")],
                 [Link("a1", "b1", "link", "x", 1), Link("a2", "b1", "link", "x", 2), Link("a1", "a2", "link", "x", 3)]),
        "folder",
    )  # fmt: skip
    assert [(n.id, n.count, n.findings) for n in folders.nodes.values()] == [
        ("a", 2, {"error": 2}),
        ("b", 1, {"error": 1}),
    ]
    assert [(k.source, k.target, k.times) for k in folders.links] == [("a", "a", 1), ("a", "b", 2)]
