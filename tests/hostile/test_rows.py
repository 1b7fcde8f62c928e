"""`docs/reliability.md` is made from the matrix; each row has tests, and each module of this folder is in a row."""

from __future__ import annotations

import re
from pathlib import Path

from tests.hostile.rows import ROWS
from tests.test_docs import ROOT, up_to_date

TESTS = Path(__file__).parents[1]


def count(module: str) -> int:
    return len(re.findall(r"^def test_", (TESTS / f"{module}.py").read_text("utf-8"), re.M))


def page() -> str:
    intro = (ROOT / "docs" / "reliability.intro.txt").read_text("utf-8")
    rows = []
    for number, row in enumerate(ROWS, 1):
        given, expected = (text.replace("|", "\\|") for text in (row.given, row.expected))
        modules = ", ".join(
            f"[{m.rpartition('/')[2].removeprefix('test_')}](../tests/{m}.py)" for m in row.modules
        )
        rows.append(f"| {number} | {given} | {expected} | {modules} | holds |")
    return (
        intro
        + "\n| # | input | what happens | tests | result |\n|---|---|---|---|---|\n"
        + "\n".join(rows)
        + "\n"
    )


def test_the_page_is_up_to_date() -> None:
    up_to_date(ROOT / "docs" / "reliability.md", page())


def test_every_row_has_tests_and_every_module_a_row() -> None:
    named = {module for row in ROWS for module in row.modules}
    assert all(count(module) for module in named)
    here = {f"hostile/{p.stem}" for p in Path(__file__).parent.glob("test_*.py")} - {"hostile/test_rows"}
    assert here <= named
