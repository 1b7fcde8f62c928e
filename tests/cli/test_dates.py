"""Dates that documents and the manifest give: older than the last commit, to come, or at odds; and what --fix writes."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import check, said, write

CONFIG = """packs = []
reference-fields = []
docs-base = ""
[metadata-lines]
"Last Updated" = "lastUpdated"
[manifest]
path = "manifest.json"
[rules.stale-entry]
field = "lastUpdated"
"""


def _tree(root: Path, dates: dict[str, str], listed: dict[str, str]) -> Path:
    documents = [{"id": name, "path": f"{name}.md", "lastUpdated": date} for name, date in listed.items()]
    write(
        root,
        {
            "doclint.toml": CONFIG,
            "manifest.json": json.dumps({"documents": documents}, indent=2) + "\n",
            "target.md": "# T\n",
            **{
                f"{n}.md": f"# {n}\n\n**Last Updated:** {date}\n\n[t](TARGET.md)\n"
                for n, date in dates.items()
            },
        },
    )
    git(root, "init", "-q")
    _commit(root, "2025-06-10")
    return root


def _commit(root: Path, day: str) -> None:
    stamp = f"{day}T12:00:00Z"
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x", GIT_AUTHOR_DATE=stamp, GIT_COMMITTER_DATE=stamp)


def test_a_document_is_judged_by_its_own_date(tmp_path: Path) -> None:
    root = _tree(tmp_path, {"old": "2025-06-01", "near": "2025-06-09", "late": "2026-01-01"}, {})
    assert said(check(root, today="2025-06-11"), "DL404") == [
        "DL404 late.md:3 lastUpdated '2026-01-01' lies in the future",
        "DL404 old.md:3 lastUpdated '2025-06-01' is older than the document's last commit (2025-06-10)",
    ]
    assert [line[:18] for line in said(check(root, today="2026-01-02"), "DL404")] == [
        "DL404 old.md:3 last"[:18]
    ]


def test_a_cached_verdict_does_not_outlive_its_day(tmp_path: Path) -> None:
    root = _tree(tmp_path / "t", {"late": "2025-06-20"}, {})
    cache = tmp_path / "c"
    for today, expected in (("2025-06-19", 1), ("2025-06-19", 1), ("2025-06-20", 0), ("2025-06-19", 1)):
        assert len(said(check(root, today=today, cache=cache), "DL404")) == expected, today


def test_two_dates_that_differ_are_one_finding(tmp_path: Path) -> None:
    root = _tree(tmp_path, {"a": "2025-06-01"}, {"a": "2025-06-09"})
    assert said(check(root, today="2025-06-11"), "DL403", "DL404") == [
        "DL403 manifest.json:6 lastUpdated '2025-06-09' of 'a.md' differs: the document says '2025-06-01'"
    ]


def test_a_fix_and_its_commit_leave_no_date_stale(tmp_path: Path) -> None:
    root = _tree(tmp_path, {"a": "2025-06-10", "b": "2025-06-10"}, {"a": "2025-06-10", "b": "2025-06-10"})
    run(root, "check", "--fix", "--no-cache", "--today", "2025-07-01")
    assert "**Last Updated:** 2025-07-01\n\n[t](target.md)" in (root / "a.md").read_text()
    assert (root / "manifest.json").read_text().count('"lastUpdated": "2025-07-01"') == 2
    before = {path: path.read_bytes() for path in root.iterdir() if path.is_file()}
    run(root, "check", "--fix", "--no-cache", "--today", "2025-07-01")
    assert before == {path: path.read_bytes() for path in root.iterdir() if path.is_file()}
    _commit(root, "2025-07-01")
    assert said(check(root, today="2025-07-02"), "DL403", "DL404") == []


def test_dates_of_untouched_documents_stay(tmp_path: Path) -> None:
    root = _tree(tmp_path, {"a": "2025-06-10"}, {"a": "2025-06-10", "target": "2025-06-10"})
    run(root, "check", "--fix", "--no-cache", "--today", "2025-07-01")
    listed = json.loads((root / "manifest.json").read_text())["documents"]
    assert [entry["lastUpdated"] for entry in listed] == ["2025-07-01", "2025-06-10"]


def test_a_day_that_is_none_is_a_mistake_of_the_user(tmp_path: Path) -> None:
    result = run(write(tmp_path, {"a.md": "# A\n"}), "check", "--today", "yesterday")
    assert result.returncode == 2
    assert "yesterday" in result.stderr
