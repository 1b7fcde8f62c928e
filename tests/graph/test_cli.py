"""`doclint graph` as users run it."""

from __future__ import annotations

import csv
import json
import os
import shutil
from pathlib import Path

import pytest

from tests.cli.test_cli import run
from tests.examples import git
from tests.graph.helpers import HOSTILE
from tests.test_fixtures import FIXTURES
from tests.tree_helpers import write

ANSWERS = FIXTURES / "prompt-manager-lite" / "graph"
ASKED = {
    "impact": ["impact", "DOC028"],
    "why": ["why", "README.md", "DOC028"],
    "coverage": ["coverage"],
    "coverage-markdown": ["coverage", "--format", "markdown"],
    "orphans": ["orphans"],
    "cycles": ["cycles"],
    "stats": ["stats"],
    "text": ["--findings", "--focus", "DOC025"],
    "mermaid": ["--format", "mermaid", "--via", "dependency", "--via", "link"],
    "dot": ["--format", "dot", "--focus", "OP001", "--findings"],
    "csv": ["--format", "csv", "--kind", "DOC"],
}


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURES / "prompt-manager-lite" / "tree", tmp_path / "tree"))


@pytest.mark.parametrize("name", ASKED)
def test_answers_are_the_snapshots(name: str, kit: Path) -> None:
    """Set DOCLINT_UPDATE=1 to rewrite them; read the difference before you commit it."""
    done = run(kit, "graph", *ASKED[name])
    assert (done.returncode, done.stderr) == (0, "")
    expected = ANSWERS / f"{name}.txt"
    if os.environ.get("DOCLINT_UPDATE"):
        ANSWERS.mkdir(exist_ok=True)
        expected.write_text(done.stdout, "utf-8")
    assert expected.read_text("utf-8").strip(), "an empty expectation proves nothing"
    assert done.stdout == expected.read_text("utf-8")
    again = run(kit, "graph", *ASKED[name], "--no-cache", env={"PYTHONHASHSEED": "7"})
    assert again.stdout == done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["impact", "DOC0255"], 2, "no document named 'DOC0255' (did you mean 'DOC025'?)"),
        (["impact", "DOC0"], 2, "'DOC0' is ambiguous: DOC010, DOC013"),
        (["impct", "DOC010"], 2, "no such subcommand 'impct' (did you mean 'impact'?)"),
        (["--kind", "DCO"], 2, "no kind 'DCO' (did you mean 'DOC'?)"),
        (["--via", "dependencies"], 2, "no via 'dependencies' (did you mean 'dependency'?)"),
        (["--focus", "nope"], 2, "no document named 'nope'"),
        (["--kind", "DOC", "stats"], 2, "put options after the subcommand: doclint graph stats"),
        (["--format", "svg"], 2, "Invalid value for '--format'"),
        (["--output", "no/such/folder/x.json"], 2, "cannot write"),
        (["why", "DOC025", "DOC034"], 1, ""),
    ],
)
def test_mistakes(arguments: list[str], code: int, message: str, kit: Path) -> None:
    done = run(kit, "graph", *arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_dependencies_are_a_via_of_their_own(kit: Path) -> None:
    data = json.loads(run(kit, "graph", "--format", "json", "--via", "dependency").stdout)
    (edge,) = data["edges"]
    assert (edge["source"], edge["target"], edge["path"]) == (
        "DOC028",
        "DOC010",
        "kit/manifests/documentation_manifest.json",
    )
    assert {node["id"] for node in data["nodes"]} == {"DOC028", "DOC010"}


def test_broken_edges_are_shown_on_request(kit: Path) -> None:
    plain = json.loads(run(kit, "graph", "--format", "json").stdout)
    overlaid = json.loads(run(kit, "graph", "--format", "json", "--findings").stdout)
    assert not any("findings" in item for item in plain["nodes"] + plain["edges"])
    assert not any(node["kind"] == "missing" for node in plain["nodes"])
    stale = [e for e in overlaid["edges"] if e.get("findings") == ["DL201"]]
    assert {(e["path"], e["line"], e["target"]) for e in stale} >= {
        ("kit/guides/operations.md", 13, "DOC025")
    }
    on_edges = {code for e in overlaid["edges"] for code in e.get("findings", ())}
    said = json.loads(run(kit, "check", "--output-format", "json").stdout)
    assert on_edges <= {f["code"] for f in said["findings"]}
    counted = sum(sum(node.get("findings", {}).values()) for node in overlaid["nodes"])
    assert counted == len(said["findings"])


def test_links_to_the_web_on_request(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.md": "[x](https://example.com/a#b) [y](b.md) [z](../) [d](sub)\n",
            "b.md": "",
            "sub/README.md": "",
        },
    )
    assert '"external"' not in run(tmp_path, "graph", "--format", "json").stdout
    data = json.loads(run(tmp_path, "graph", "--format", "json", "--include-external").stdout)
    assert [n["id"] for n in data["nodes"] if n["kind"] == "external"] == ["https://example.com/a"]
    assert {e["target"] for e in data["edges"]} == {"https://example.com/a", "b.md", "sub/README.md"}


def test_one_id_twice_is_two_nodes(tmp_path: Path) -> None:
    toml = '[[kind]]\nname = "A"\nfolder = "a"\nnames = ["A{id:2}-{slug}.md"]\n'
    write(
        tmp_path,
        {
            "doclint.toml": toml,
            "a/A01-x.md": "# X",
            "a/A01-y.md": "# Y",
            "a/A02-z.md": "# Z\n\nA01 [x](A01-x.md)",
        },
    )
    data = json.loads(run(tmp_path, "graph", "--format", "json").stdout)
    assert [n["id"] for n in data["nodes"]] == ["A02", "a/A01-x.md", "a/A01-y.md"]
    assert [(e["source"], e["target"]) for e in data["edges"]] == [("A02", "a/A01-x.md")]


def test_hostile_titles_go_through_every_format(tmp_path: Path) -> None:
    names = [name.encode("utf-8", "replace").decode() for name in HOSTILE]
    write(
        tmp_path,
        {f"d{i}.md": "# " + " ".join(name.split()) + "\n\n[n](d0.md)\n" for i, name in enumerate(names)},
    )
    for format_ in ("json", "dot", "mermaid", "graphml", "csv", "html", "text"):
        done = run(tmp_path, "graph", "--format", format_, "--findings")
        assert (done.returncode, done.stderr) == (0, ""), format_
        assert "\x1b" not in done.stdout, format_


def test_output_goes_to_the_file(kit: Path) -> None:
    done = run(kit, "graph", "--format", "html", "--output", "atlas.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert (kit / "atlas.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_a_self_dependency_is_a_loop(tmp_path: Path) -> None:
    toml = '[manifest]\npath = "m.json"\n[[manifest.dependencies]]\nlist = "d"\nsource = "f"\ntarget = "t"\n[[rule]]\nid = "r"\nacyclic = true\n'
    manifest = '{"documents": [{"id": "A", "path": "a.md"}], "d": [{"f": "A", "t": "A"}]}'
    write(tmp_path, {"doclint.toml": toml, "m.json": manifest, "a.md": "# A\n"})
    assert "a loop of dependencies: 'a.md' -> 'a.md'" in run(tmp_path, "check").stdout
    assert "1 document links to itself" in run(tmp_path, "graph", "cycles").stdout


def test_names_complete_in_the_shell(kit: Path) -> None:
    env = {
        "_DOCLINT_COMPLETE": "bash_complete",
        "COMP_WORDS": "doclint graph impact DOC02",
        "COMP_CWORD": "3",
    }
    assert run(kit, env=env).stdout.splitlines() == ["plain,DOC020", "plain,DOC025", "plain,DOC028"]


def test_a_path_is_as_seen_from_here(kit: Path) -> None:
    git(kit, "init", "-q")
    for folder, name in (
        (kit / "kit", "README.md"),
        (kit, "kit/README.md"),
        (kit / "kit" / "guides", "../README.md"),
    ):
        done = run(folder, "graph", "impact", name)
        assert "when kit/README.md Kit changes" in done.stdout, (folder, name, done.stderr)


def test_a_kind_chooses_what_is_answered_about(kit: Path) -> None:
    whole = json.loads(run(kit, "graph", "impact", "DOC028", "--format", "json").stdout)["affected"]
    some = json.loads(
        run(kit, "graph", "impact", "DOC028", "--kind", "guide", "--format", "json").stdout or "{}"
    )
    assert some == {}  # no such kind: a hint, see below
    assert "did you mean 'GUIDE'?" in run(kit, "graph", "impact", "DOC028", "--kind", "guide").stderr
    some = json.loads(run(kit, "graph", "impact", "DOC028", "--kind", "GUIDE,OP", "--format", "json").stdout)[
        "affected"
    ]
    assert some == [a for a in whole if a["kind"] in ("GUIDE", "OP")]
    assert some
    focused = json.loads(run(kit, "graph", "--focus", "DOC028", "--kind", "OP", "--format", "json").stdout)
    assert {n["id"] for n in focused["nodes"]} == {"DOC028", "OP001"}


def test_a_name_that_every_document_of_a_kind_has_names_none(kit: Path) -> None:
    guide = kit / "kit" / "guides" / "operations.md"
    guide.write_text(guide.read_text("utf-8") + "\nCada operación tiene su `runbook.md`.\n", "utf-8")
    assert "OP001 " in run(kit, "graph", "orphans").stdout


def test_one_missing_file_is_one_node(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a/x.md": "[g](gone.md) [g](./gone.md) [t](../b/)",
            "b/x.md": "[g](../a/gone.md) [other](gone.md) `a/`\n",
        },
    )
    data = json.loads(run(tmp_path, "graph", "--format", "json", "--findings").stdout)
    assert [n["id"] for n in data["nodes"]] == [
        "a",
        "a/x.md",
        "b",
        "b/x.md",
        "missing:a/gone.md",
        "missing:b/gone.md",
    ]


def test_options_that_say_nothing_are_refused(kit: Path) -> None:
    assert "--depth needs --focus" in run(kit, "graph", "--depth", "2").stderr
    assert "No such option" in run(kit, "graph", "coverage", "--via", "link").stderr
    assert "'--focus DOC028' draws" in run(kit, "graph", "DOC028").stderr


@pytest.mark.parametrize(
    "question",
    [["why", "README.md", "DOC028"], ["cycles"], ["coverage"], ["orphans"], ["stats"], ["impact", "DOC028"]],
)
def test_csv_is_one_table(question: list[str], kit: Path) -> None:
    rows = list(csv.reader(run(kit, "graph", *question, "--format", "csv").stdout.splitlines()))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
