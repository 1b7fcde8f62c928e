"""Sections that a rule requires: alternatives, order, and where a missing one is reported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_helpers import check, said, write


@pytest.mark.parametrize(
    ("headings", "ordered", "expected"),
    [
        (["Steps", "3. Reversión", "✅ Contacts"], True, []),
        (["Contacts", "Rollback", "Steps"], False, []),
        (["Steps", "Contacts"], True, ["DL511 a.md:5 'a.md' has no section 'Rollback' or 'Reversión' (rule s)"]),
        (["Steps"], True, [
            "DL511 a.md:3 'a.md' has no section 'Contacts' (rule s)",
            "DL511 a.md:3 'a.md' has no section 'Rollback' or 'Reversión' (rule s)",
        ]),
        (["Rollback", "Steps", "Contacts"], True, ["DL511 a.md:3 'Rollback' must stand behind 'Steps' (rule s)"]),
        ([], True, [
            "DL511 a.md:1 'a.md' has no section 'Contacts' (rule s)",
            "DL511 a.md:1 'a.md' has no section 'Rollback' or 'Reversión' (rule s)",
            "DL511 a.md:1 'a.md' has no section 'Steps' (rule s)",
        ]),
    ],
)  # fmt: skip
def test_sections(tmp_path: Path, headings: list[str], ordered: bool, expected: list[str]) -> None:
    rule = '[[rule]]\nid = "s"\nfor = "a.md"\nsections = ["Steps", "Rollback | Reversión", "Contacts"]\n'
    text = "# T\n\n" + "".join(f"## {heading}\n\n" for heading in headings)
    files = {"doclint.toml": rule + ("ordered = true\n" if ordered else ""), "a.md": text}
    assert said(check(write(tmp_path, files)), "DL511") == expected
