"""`doclint history` and `doclint blame`."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import write


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """Three months: a clean tree, then a deletion by one and a rename by another, then a repair."""
    git(tmp_path, "init", "-q", "-b", "main")
    steps = [
        ("2025-01-05", "Ann", {"a.md": "[x](x.md) [y](y.md) [z](z.md)\n", "x.md": "# X\n", "y.md": "# Y\n", "z.md": "# Z\n"}, []),
        ("2025-02-01", "Bob", {}, ["x.md"]),
        ("2025-02-20", "Eve", {"sub/w.md": "# Y\n"}, ["y.md"]),
        ("2025-03-01", "Ann", {"a.md": "[x](z.md) [y](y.md) [z](z.md)\n"}, []),
    ]  # fmt: skip
    for number, (date, author, files, gone) in enumerate(steps):
        write(tmp_path, files)
        for path in gone:
            (tmp_path / path).unlink()
        git(tmp_path, "add", "-A")
        when = {
            "GIT_AUTHOR_DATE": f"{date}T12:00:00",
            "GIT_COMMITTER_DATE": f"{date}T12:00:00",
            "GIT_AUTHOR_NAME": author,
        }
        git(tmp_path, "commit", "-qm", f"step {number}", **when)
        if number in (0, 3):
            git(tmp_path, "tag", *(["-am", "t"] if number else []), f"v{number}", **when)
    return tmp_path


def revisions(repo: Path, *options: str) -> list[tuple[str, int, int, int]]:
    done = run(repo, "history", "--output-format", "json", *options)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)["revisions"]
    return [(r["name"] or r["subject"], r["counts"]["error"], r["born"], r["mended"]) for r in found]


def test_each_revision_has_its_findings(repo: Path) -> None:
    every = [("step 0", 0, 0, 0), ("step 1", 1, 1, 0), ("step 2", 2, 1, 0), ("step 3", 1, 0, 1)]
    for options in ([], ["--no-cache"], []):
        assert revisions(repo, "--every", "commit", *options) == every
    assert revisions(repo) == [("2025-01", 0, 0, 0), ("2025-02", 2, 2, 0), ("2025-03", 1, 0, 1)]
    assert revisions(repo, "--every", "tag") == [("v0", 0, 0, 0), ("v3", 1, 1, 0)]
    assert revisions(repo, "--every", "commit", "--limit", "1") == [("step 3", 1, 0, 0)]
    write(repo, {"a.md": "[gone](gone.md)\n"})
    assert revisions(repo, "--every", "commit") == every  # what is not committed is no revision


@pytest.mark.parametrize(("by", "key"), [("rule", "DL101 broken-link"), ("kind", "-"), ("folder", ".")])
def test_what_findings_are_counted_by(by: str, key: str, repo: Path) -> None:
    done = json.loads(run(repo, "history", "--by", by, "--output-format", "json").stdout)
    assert done["revisions"][-1]["by"] == {key: 1}
    assert f"     1  {key}" in run(repo, "history", "--by", by).stdout


def test_the_picture_is_svg(repo: Path, tmp_path: Path) -> None:
    run(repo, "history", "--every", "commit", "--output-format", "svg", "--output-file", "out.svg")
    root = ElementTree.parse(tmp_path / "out.svg").getroot()
    assert len(root.findall(".//{http://www.w3.org/2000/svg}polyline")) == 3
    assert len(root.findall(".//{http://www.w3.org/2000/svg}circle")) == 12


def test_without_a_history(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A\n"})
    done = run(tmp_path, "history")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'history' needs a git work tree with a commit" in done.stderr
    git(tmp_path, "init", "-q")
    assert run(tmp_path, "history").returncode == 2
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    assert "has a tag" in run(tmp_path, "history", "--every", "tag").stderr


def test_blame_says_who_broke_what(repo: Path) -> None:
    git(repo, "checkout", "-q", "HEAD~1")
    write(repo, {"new.md": "[n](never.md)\n"})
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "more")
    text = run(repo, "blame").stdout
    lines = [line[12:] if line[:1] not in " 23" or line[10:12] == "  " else line for line in text.split("\n")]
    assert lines == [
        "2025-02-20  Eve: step 2",
        "  a.md:1:15: 'y.md' now 'sub/w.md'",
        "",
        "2025-02-01  Bob: step 1",
        "  a.md:1:5: 'x.md' deleted",
        "",
        "2 references broken by 2 commits; 1 never resolved",
        "",
    ]
    table = json.loads(run(repo, "blame", "a.md", "--output-format", "json").stdout)
    assert [(c["author"], [r["target"] for r in c["references"]]) for c in table["commits"]] == [
        ("Eve", ["y.md"]),
        ("Bob", ["x.md"]),
    ]
    assert table["others"] == {}
