"""Whole-output snapshots: each fixture's text report, and what must never be in it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from doclint.api import lint
from doclint.report.text import text_report

FIXTURES = Path(__file__).parents[1] / "fixtures"
CASES = sorted(p.name for p in FIXTURES.iterdir() if (p / "tree").is_dir())


def test_there_are_cases() -> None:
    assert {"plain", "prompt-manager-lite"} <= set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_output_is_the_snapshot(case: str, copied: Path) -> None:
    """Set DOCLINT_UPDATE=1 to rewrite the snapshots; read the difference before you commit it."""
    expected = FIXTURES / case / "expected.txt"
    text = text_report(lint(copied, today="2026-06-01"))
    if os.environ.get("DOCLINT_UPDATE"):
        expected.write_text(text, "utf-8")
    assert expected.read_text("utf-8").strip(), "an empty expectation proves nothing"
    assert text == expected.read_text("utf-8")


@pytest.fixture
def copied(case: str, tmp_path: Path) -> Path:
    """The fixture outside this checkout: what git tracks here must not matter."""
    import shutil

    return Path(shutil.copytree(FIXTURES / case / "tree", tmp_path / "tree"))
