"""The baseline, `--fix`, `--stdin-filename`, `init`: through the command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from doclint.api import lint
from doclint.edit.edits import apply_edits
from doclint.model.facts import Span
from doclint.model.finding import Edit
from tests.cli.test_cli import run
from tests.tree_helpers import said, write

BASELINE = "doclint-baseline.json"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    write(tmp_path, {"a.md": "[x](gone.md)\n[y](gone.md)\n", "b.md": "[z](lost.md)\n"})
    assert run(tmp_path, "baseline", "write").returncode == 0
    return tmp_path


def test_a_baseline_makes_the_next_check_green_and_later_breaks_not(old: Path) -> None:
    done = run(old, "check")
    assert done.returncode == 0
    assert done.stdout == "No findings in 2 files, 3 references; 3 findings hidden (baseline).\n"
    write(old, {"b.md": "# B\n\nmoved down\n\n[z](lost.md)\n[new](new.md)\n"})
    done = run(old, "check", "--output-format", "concise")
    assert (done.returncode, done.stdout) == (1, "b.md:6:7: DL101 'new.md' does not exist\n")
    assert len(run(old, "check", "--no-baseline", "--output-format", "concise").stdout.splitlines()) == 4


def test_the_file_is_sorted_a_line_an_entry_and_counts(old: Path) -> None:
    text = (old / BASELINE).read_text()
    assert json.loads(text)["findings"] == [
        {"rule": "DL101", "path": "a.md", "target": "gone.md", "count": 2},
        {"rule": "DL101", "path": "b.md", "target": "lost.md"},
    ]
    assert len(text.splitlines()) == 7


def test_an_entry_that_matches_nothing_is_a_finding_until_pruned(old: Path) -> None:
    write(old, {"b.md": "# repaired\n"})
    done = run(old, "check", "--output-format", "concise", "--fail-on", "warning")
    assert (
        done.stdout
        == f"{BASELINE}:5:5: DL904 the baseline entry for DL101 in 'b.md' matches nothing: 'lost.md'\n"
    )
    assert "1 of 2 entries removed" in run(old, "baseline", "prune").stderr
    assert run(old, "check", "--fail-on", "warning").returncode == 0
    assert run(old, "check", "--fail-on", "warning", "--select", "DL2,DL904").returncode == 0


def test_reasons_and_dates(old: Path) -> None:
    table = json.loads((old / BASELINE).read_text())
    table["findings"][0] |= {"reason": "next sprint", "expires": "2026-01-31"}
    write(old, {BASELINE: json.dumps(table)})
    assert said(lint(old, today="2026-01-31")) == []
    lines = said(lint(old, today="2026-02-01"))
    assert [line.split()[0] for line in lines] == ["DL101", "DL101", "DL904"]
    assert "expired on 2026-01-31" in lines[2]
    assert "DL101 a.md: gone.md x2 until 2026-01-31 (next sprint)" in run(old, "baseline", "show").stdout
    run(old, "baseline", "write")
    assert json.loads((old / BASELINE).read_text())["findings"][0]["reason"] == "next sprint"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "a baseline is an object with 'version': 1"),
        ('{"version": 2, "findings": []}', "a baseline is an object with 'version': 1"),
        ('{"version": 1, "findings": [\n{"rule": "DL101"}]}', f"{BASELINE}:2: the key 'path' is missing"),
        ('{"version": 1, "findings": [\n{"rule": 3}]}', "doclint-baseline.json:2: 'rule' must be a string, not a number"),
        ('{"version": 1, "findings": [{"line": 3}]}', "unknown key 'line'"),
        ('{"version": 1, "findings": [{"rule": "A", "path": "b", "target": "c", "expires": "soon"}]}', "'expires' must be a date"),
        ("{", f"{BASELINE}:1: not valid JSON"),
    ],
)  # fmt: skip
def test_mistakes_in_a_baseline(old: Path, text: str, message: str) -> None:
    write(old, {BASELINE: text})
    done = run(old, "check")
    assert done.returncode == 2
    assert message in done.stderr


MOVED = {
    "a.md": "\ufeff[é](old/unique.md#x) [y](Docs/old/unique.md)\r\n\r\n[gone](gone.md)\r\n",
    "docs/old/unique.md": "# X\n",
}


def test_fix_repairs_what_is_safe_and_keeps_the_rest_byte_for_byte(tmp_path: Path) -> None:
    write(tmp_path, MOVED)
    (tmp_path / "a.md").chmod(0o755)
    done = run(tmp_path, "check", "--fix", "--output-format", "concise")
    assert (
        (tmp_path / "a.md").read_bytes()
        == "\ufeff[é](docs/old/unique.md#x) [y](docs/old/unique.md)\r\n\r\n[gone](gone.md)\r\n".encode()
    )
    assert (tmp_path / "a.md").stat().st_mode & 0o777 == 0o755
    assert done.stdout == "a.md:3:8: DL101 'gone.md' does not exist\n"
    assert "fixed 2 findings" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.md", "docs"]


def test_unsafe_fixes_only_on_request(tmp_path: Path) -> None:
    docs = "real_structure_documentation/docs"
    entries = [
        {"id": f"DOC{i:03d}-A", "path": f"{docs}/DOC{i:03d}-A.md", "status": "old"} for i in range(1, 10)
    ]
    manifest = tmp_path / "manifests/documentation_manifest.json"
    write(
        tmp_path,
        {
            **{f"{docs}/DOC{i:03d}-A.md": f"---\nstatus: s{i}\n---\n# A\n" for i in range(1, 10)},
            "manifests/documentation_manifest.json": json.dumps({"documents": entries}, indent=2),
        },
    )
    run(tmp_path, "check", "--fix")
    assert {d["status"] for d in json.loads(manifest.read_text())["documents"]} == {"old"}
    diff = run(tmp_path, "check", "--diff", "--unsafe-fixes", "--select", "DL403").stdout
    assert diff.count('+      "status": "s') == 9  # each once, whatever rounds it takes
    assert run(tmp_path, "check", "--unsafe-fixes", "--select", "DL403").returncode == 0
    assert [d["status"] for d in json.loads(manifest.read_text())["documents"]] == [
        f"s{i}" for i in range(1, 10)
    ]


def test_a_name_found_elsewhere_is_no_proof(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.md": "[x](old/unique.md) `old/unique.md` [y](OLD2/a.md)\n",
            "docs/unique.md": "",
            "old2/a.md": "",
        },
    )
    run(tmp_path, "check", "--fix")
    assert (tmp_path / "a.md").read_text() == "[x](old/unique.md) `old/unique.md` [y](old2/a.md)\n"
    run(tmp_path, "check", "--fix", "--unsafe-fixes")
    assert (tmp_path / "a.md").read_text() == "[x](docs/unique.md) `docs/unique.md` [y](old2/a.md)\n"


def test_records_are_never_mended(tmp_path: Path) -> None:
    files = {
        "CHANGELOG.md": "[x](OLD/a.md) `old2/a.md`\n",
        "adr/0001-a.md": "---\nstatus: Accepted\n---\n[x](../OLD/a.md)\n",
        "adr/0002-b.md": "---\nstatus: proposed\n---\n[x](../OLD/a.md)\n",
        "notes/a.md": "[x](../OLD/a.md)\n",
        "old/a.md": "",
        "doclint.toml": '[[kind]]\nname = "N"\nfolder = "notes"\nnames = ["*.md"]\nfrozen = true\n',
    }
    write(tmp_path, files)
    run(tmp_path, "check", "--fix", "--unsafe-fixes")
    changed = [name for name, text in files.items() if (tmp_path / name).read_text() != text]
    assert changed == ["adr/0002-b.md"]
    shown = run(tmp_path, "check", "--output-format", "json")
    assert shown.returncode == 0
    found = json.loads(shown.stdout)["findings"]
    assert {(f["path"], f["severity"], f["fix"]) for f in found} == {
        ("CHANGELOG.md", "info", None), ("adr/0001-a.md", "info", None), ("notes/a.md", "info", None)
    }  # fmt: skip
    (tmp_path / "doclint.toml").write_text("frozen = []\n")
    assert run(tmp_path, "check").returncode == 1


def test_fix_follows_links_and_keeps_hard_links(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.md": "[x](../old/unique.md)\n", "docs/old/unique.md": ""})
    (tmp_path / "link.md").symlink_to("real/a.md")
    os.link(tmp_path / "real/a.md", tmp_path / "twin.txt")
    run(tmp_path, "check", "--fix")
    assert (tmp_path / "link.md").is_symlink()
    assert (
        (tmp_path / "real/a.md").read_text()
        == "[x](../docs/old/unique.md)\n"
        == (tmp_path / "twin.txt").read_text()
    )


def test_edits_by_position() -> None:
    data = "a é b\r\nü🎯x\n".encode()
    edits = [
        Edit("p", Span(1, 3, 1, 4), "E"),
        Edit("p", Span(2, 2, 2, 3), ""),
        Edit("p", Span(2, 4, 2, 4), "!"),
    ]
    assert apply_edits(data, edits) == "a E b\r\nüx!\n".encode()


def test_stdin_stands_for_a_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[b](b.md#one)\n", "b.md": "# One\n"})
    command = [sys.executable, "-m", "doclint", "check", "--output-format", "concise", "--stdin-filename"]
    done = subprocess.run(
        [*command, "b.md"],
        cwd=tmp_path,
        input="# Two\n\n[x](y.md)\n",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == (
        "a.md:1:5: DL102 no heading or id '#one' in 'b.md'\nb.md:3:5: DL101 'y.md' does not exist\n"
    )
    done = subprocess.run(
        [*command, "new.md"], cwd=tmp_path, input="[x](y.md)\n", capture_output=True, text=True, check=False
    )
    assert done.stdout == "new.md:1:5: DL101 'y.md' does not exist\n"
    assert not (tmp_path / "new.md").exists()


def test_output_file_statistics_and_github_summary(old: Path) -> None:
    done = run(old, "check", "--no-baseline", "--output-format", "junit", "--output-file", "out.xml")
    assert (done.returncode, done.stdout) == (1, "")
    assert (old / "out.xml").read_text().startswith("<?xml")
    assert run(old, "check", "--no-baseline", "--statistics").stdout.startswith("3  DL101 broken-link\n")
    summary = old / "summary"
    run(old, "check", "--no-baseline", "--output-format", "github", env={"GITHUB_STEP_SUMMARY": str(summary)})
    assert "3 error" in summary.read_text()


def test_init_proposes_and_writes_only_when_asked(tmp_path: Path) -> None:
    files = {
        f"adr/ADR{i:04d}-decision-{i}.md": f"---\nstatus: accepted\nsource: adr/ADR0001-decision-1.md\n---\n\n[x](gone{i}.md)\n"
        for i in range(1, 5)
    }
    files |= {f"ops/OP{i:03d}-run/runbook.md": "# R\n" for i in range(3)}
    files["index.json"] = json.dumps({"docs": [{"file": p} for p in files]})
    write(tmp_path, files)
    shown = run(tmp_path, "init").stdout
    assert not (tmp_path / "doclint.toml").exists()
    assert 'names = ["ADR{id:4}-{slug}.md"]' in shown
    assert 'names = ["OP{id:3}-{slug}/runbook.md"]' in shown
    assert "# 4 documents; statuses: accepted 4" in shown
    assert '[[field]]\nname = "source"\nkind = "ADR"' in shown
    assert 'path = "index.json"\nentries = "docs"\nfile = "file"' in shown
    done = run(tmp_path, "init", "--write", "--baseline")
    assert "which accepts 4 findings" in done.stderr
    assert (tmp_path / "doclint.toml").read_text() == shown
    assert run(tmp_path, "check").returncode == 0
    write(tmp_path, {"new.md": "ADR0009 and [x](nowhere.md)\n"})
    assert run(tmp_path, "check", "--output-format", "concise").stdout == (
        "new.md:1:1: DL202 no document has the ID ADR0009\nnew.md:1:17: DL101 'nowhere.md' does not exist\n"
    )
    assert "a configuration already exists" in run(tmp_path, "init", "--write").stderr
    assert "--baseline needs --write" in run(tmp_path, "init", "--baseline").stderr
