"""Paths that need not exist: in sections about examples and about what is to come."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_helpers import check, write


@pytest.mark.parametrize(
    ("heading", "severity"),
    [
        ("## Examples", "info"),
        ("## Ejemplo de uso", "info"),
        ("## Files to create", "info"),
        ("## Estructura propuesta", "info"),
        ("## Files\n\n### Archivos por crear\n\n#### More", "info"),
        ("## Examples\n\n## Files", "warning"),
        ("## Counterexamples of none", "warning"),
        ("# Examples", "warning"),  # the whole document
    ],
)
def test_a_missing_path_there_is_an_info(tmp_path: Path, heading: str, severity: str) -> None:
    files = {"tools/a.py": "", "a.md": f"{heading}\n\nRun `tools/gone.py`.\n"}
    found = [f for f in check(write(tmp_path, files)).findings if f.code == "DL108"]
    assert [f.severity for f in found] == [severity]


def test_a_broken_link_there_is_an_error_all_the_same(tmp_path: Path) -> None:
    files = {"a.md": "## Examples\n\n[x](gone.md)\n"}
    assert [f.severity for f in check(write(tmp_path, files)).findings] == ["error"]
