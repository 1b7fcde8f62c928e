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
            "DL511 a.md:1 'a.md' has none of the sections 'Steps', 'Rollback', 'Contacts' (rule s)",
        ]),
    ],
)  # fmt: skip
def test_sections(tmp_path: Path, headings: list[str], ordered: bool, expected: list[str]) -> None:
    rule = '[[rule]]\nid = "s"\nfor = "a.md"\nsections = ["Steps", "Rollback | Reversión", "Contacts"]\n'
    text = "# T\n\n" + "".join(f"## {heading}\n\n" for heading in headings)
    files = {"doclint.toml": rule + ("ordered = true\n" if ordered else ""), "a.md": text}
    assert said(check(write(tmp_path, files)), "DL511") == expected


PLAYBOOK = "# Playbook\n\n## Purpose\n\n## Document Structure\n\n### 1. Overview\n\n#### Detail\n\n### 2. Limits\n\n## Quality\n"


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ('below = "Document Structure"', ["DL511 docs/a.md:3 'a.md' has no section '2. Limits', which 'play-a.md' asks for (rule s)"]),
        ("", ["DL511 docs/a.md:3 'a.md' has none of the sections 'Purpose', 'Document Structure', 'Quality', which 'play-a.md' asks for (rule s)"]),
        ('below = "Nothing"', []),
    ],
)  # fmt: skip
def test_sections_of_a_counterpart(tmp_path: Path, below: str, expected: list[str]) -> None:
    table = ", ".join(filter(None, ('from = "plays/play-{stem}.md"', below)))
    rule = f'[[rule]]\nid = "s"\nfor = {{ path = "docs/*" }}\nsections = {{ {table} }}\n'
    files = {
        "doclint.toml": rule,
        "docs/a.md": "# A\n\n## Overview\n",
        "plays/play-a.md": PLAYBOOK,
        "docs/b.md": "# B\n",
    }
    assert said(check(write(tmp_path, files)), "DL511") == expected


def test_drafts_only_warn(tmp_path: Path) -> None:
    rule = '[[rule]]\nid = "s"\nfor = { path = "docs/*" }\nsections = ["Steps"]\n'
    files = {
        "doclint.toml": rule,
        "docs/a.md": "---\nstatus: draft\n---\n# A\n",
        "docs/b.md": "---\nstatus: ready\n---\n# B\n",
    }
    found = check(write(tmp_path, files)).findings
    assert [(f.diagnostic.path, f.severity) for f in found] == [
        ("docs/a.md", "warning"),
        ("docs/b.md", "error"),
    ]
