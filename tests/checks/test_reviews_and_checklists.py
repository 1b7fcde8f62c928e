"""Reviews that are due, and boxes that are open where the status says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import git
from tests.tree_helpers import check, said, write


def _document(**fields: str) -> str:
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in fields.items()) + "---\n\n# T\n"


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("monthly", "2025-02-28"),
        ("Mensual", "2025-02-28"),
        ("Quincenal para todos", "2025-02-14"),
        ("quarterly or as needed", "2025-04-30"),
        ("Trimestral", "2025-04-30"),
        ("Anual", "2026-01-31"),
        ("90 days", "2025-05-01"),
        ("every 2 weeks", "2025-02-14"),
        ("cada 6 meses", "2025-07-31"),
        ("2025-03-01", "2025-03-01"),
        ("as needed", ""),
        ("[REVIEW_CYCLE]", ""),
    ],
)
def test_when_a_review_is_due(tmp_path: Path, period: str, due: str) -> None:
    root = write(tmp_path, {"a.md": _document(lastUpdated="2025-01-31", reviewCycle=f'"{period}"')})
    found = said(check(root, today="2030-01-01"), "DL510")
    assert len(found) == bool(due)
    if due:
        assert f"overdue since {due}" in found[0]
        assert said(check(root, today=due), "DL510") == []


def test_without_a_date_the_last_commit_counts(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.md": _document(reviewCycle="monthly"), "b.md": "# B\n"})
    assert said(check(root, today="2030-01-01"), "DL510") == []  # nothing tells
    git(root, "init", "-q")
    git(root, "add", "-A")
    stamp = "2025-01-15T12:00:00Z"
    git(root, "commit", "-qm", "x", GIT_AUTHOR_DATE=stamp, GIT_COMMITTER_DATE=stamp)
    assert said(check(root, today="2030-01-01"), "DL510") == [
        "DL510 a.md:2 the review of this document is overdue since 2025-02-15 (monthly; last changed 2025-01-15)"
    ]


def test_a_cached_review_does_not_outlive_its_day(tmp_path: Path) -> None:
    root = write(tmp_path / "t", {"a.md": _document(lastUpdated="2025-01-15", reviewCycle="monthly")})
    for today, expected in (("2025-02-15", 0), ("2025-02-16", 1), ("2025-02-15", 0)):
        assert len(said(check(root, today=today, cache=tmp_path / "c"), "DL510")) == expected


def test_final_documents_are_not_reviewed(tmp_path: Path) -> None:
    text = _document(lastUpdated="2025-01-15", reviewCycle="monthly", status="Withdrawn")
    assert said(check(write(tmp_path, {"a.md": text}), today="2030-01-01"), "DL510") == []


BOXES = "## Before\n\n- [x] one\n- [ ] two\n\n## Form\n\n1. [ ] three\n   - [ ] *four*\n"


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ("", "3 of 4 boxes are not ticked in a document of status 'Ready'"),
        ('except-sections = ["form"]', "1 of 2 boxes are not ticked in a document of status 'Ready'"),
        ('sections = ["FORM"]', "2 of 2 boxes are not ticked in a document of status 'Ready'"),
        ('statuses = ["done"]', ""),
    ],
)
def test_open_boxes(tmp_path: Path, params: str, expected: str) -> None:
    files = {
        "a.md": _document(status="Ready") + BOXES,
        "doclint.toml": f"[rules.unfinished-checklist]\n{params}\n",
    }
    found = [f.diagnostic for f in check(write(tmp_path, files)).findings if f.code == "DL509"]
    assert [d.message for d in found] == ([expected] if expected else [])
    if params == "":
        assert (found[0].span.line, found[0].span.column) == (9, 3)
        assert [(r.line, r.message) for r in found[0].related] == [(13, "three"), (14, "*four*")]


def test_a_draft_may_have_open_boxes(tmp_path: Path) -> None:
    assert said(check(write(tmp_path, {"a.md": _document(status="draft") + BOXES})), "DL509") == []
