"""Inputs that once took quadratic time; the bound is generous, quadratic is minutes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from doclint.extract.document import extract
from doclint.model.facts import ExtractSettings
from tests.extract_helpers import facts_of
from tests.tree_helpers import check, write


@pytest.mark.parametrize(
    "text", ["[x](a.md) `docs/x.md` " * 50_000, "# a" + " " * 48_000 + "b"], ids=["one line", "heading"]
)
def test_linear(text: str) -> None:
    started = time.monotonic()
    facts_of(text)
    assert time.monotonic() - started < 20


@pytest.mark.parametrize("text", ["a/b.md DOC001 ", "DOC001-x.md a/b.md "])
def test_paths_and_ids_on_one_line(text: str) -> None:
    settings = ExtractSettings(id_prefixes=("DOC",), name_patterns=(("DOC", r"\d{3}-[\w.-]+?\.md"),))
    started = time.monotonic()
    facts = extract((text * 60_000).encode(), settings)
    assert time.monotonic() - started < 30
    assert len(list(facts.references)) == 120_000


def test_guesses_have_a_budget(tmp_path: Path) -> None:
    headings = "\n\n".join(f"# heading number {i} words" for i in range(3000))
    links = "\n".join(f"[a](#heading-nummer-{i}-wordz)" for i in range(3000))
    started = time.monotonic()
    report = check(write(tmp_path, {"x.md": f"{headings}\n\n{links}\n"}))
    assert time.monotonic() - started < 60
    assert len(report.findings) == 3000
    hints = ["did you mean" in f.diagnostic.help for f in report.findings]
    assert hints[0]
    assert not hints[-1]
