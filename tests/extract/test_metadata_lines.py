"""Metadata in the text of a document: bold lines, a table, a list below a label; and front matter in fences."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.extract.document import extract
from doclint.formats.source import Source
from doclint.model.facts import ExtractSettings, Facts

SETTINGS = ExtractSettings(
    front_matter_fields=("schemaRefs",),
    metadata_lines=(
        ("last updated", "lastUpdated"),
        ("última actualización", "lastUpdated"),
        ("schema references", "schemaRefs"),
        ("document status", "status"),
    ),
    metadata_sections=("document control",),
)


def _facts(text: str) -> Facts:
    return extract(text.encode(), SETTINGS)


def _shown(text: str) -> dict[str, Any]:
    """What each value's place shows, by pointer."""
    facts, source = _facts(text), Source(text.encode())
    assert facts.front_matter is not None
    return {
        pointer: source.slice(*source.offsets(span))
        for pointer, span in facts.front_matter.values.items()
        if pointer.count("/") == 2 or not isinstance(facts.metadata.get(pointer[1:]), list)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A\n\n**Last Updated:** 2025-01-15  \n", {"lastUpdated": "2025-01-15"}),
        ("# A\n\n**Last Updated**: `2025-01-15`\\\n", {"lastUpdated": "2025-01-15"}),
        ("# Ñ\n\n- **Última Actualización:** 2025-01-15\n", {"lastUpdated": "2025-01-15"}),
        ("> **Última actualización:** 2025-01-15\n", {"lastUpdated": "2025-01-15"}),
        ("**Document Status:** draft | **Last Updated:** 2025-01-15\n", {"status": "draft", "lastUpdated": "2025-01-15"}),
        ("# A\n\ntext\n\n## B\n\n**Last Updated:** 2025-01-15\n", {}),  # somewhere in the text
        ("# A\n\n## B\n\ntext\n\n---\n\n**Last Updated:** 2025-01-15\n", {"lastUpdated": "2025-01-15"}),
        ("# A\n\n## 📋 Document Control\n\n| Field | Value |\n|---|---|\n| **Last Updated** | 2025-01-15 |\n", {"lastUpdated": "2025-01-15"}),
        ("# A\n\n```text\n**Last Updated:** 2025-01-15\n```\n", {}),
        ("# A\n\n**Last Updated:** [YYYY-MM-DD]\n\n## B\n\nt\n\n---\n\n**Last Updated:** 2025-02-01\n", {"lastUpdated": "2025-02-01"}),
        ("# A\n\n**Document Status:** Draft / Review / Approved\n", {}),
        ("# A\n\n**Last Updated:** 2025-01-15\n**Last Updated:** 2025-01-16\n", {"lastUpdated": "2025-01-15"}),
        ("---\nlastUpdated: 2024-05-05\n---\n# A\n\n**Last Updated:** 2025-01-15\n", {"lastUpdated": "2024-05-05"}),
        ("# A\r\n\r\n**Last Updated:** 2025-01-15\r\n", {"lastUpdated": "2025-01-15"}),
    ],
)  # fmt: skip
def test_lines_give_fields(text: str, expected: dict[str, str]) -> None:
    assert _facts(text).metadata == expected
    if expected:
        shown = {pointer[1:]: place.strip("`") for pointer, place in _shown(text).items() if pointer}
        assert shown == expected


def test_a_list_below_a_label_names_files() -> None:
    text = "# A\n\n**Schema References:**\n- `schemas/a.json` - the ñandú\n- [b](schemas/b.json)\n- `schemas/[X].json`\n\ntext\n"
    assert _facts(text).metadata == {"schemaRefs": ["schemas/a.json", "schemas/b.json", "schemas/[X].json"]}
    assert _shown(text)["/schemaRefs/1"] == "schemas/b.json"
    one_line = "**Schema References:** `a.json`, `b.json`\n"
    assert _facts(one_line).metadata == {"schemaRefs": ["a.json", "b.json"]}


def test_without_labels_nothing_is_read() -> None:
    assert extract(b"**Last Updated:** 2025-01-15\n", ExtractSettings()).front_matter is None


@given(st.text(alphabet="*|:_- \t\r\nLast Updated2025ñ#`", max_size=300))
def test_places_show_the_values(text: str) -> None:
    facts, source = (
        _facts("**Last Updated:** x1\n" + text),
        Source(("**Last Updated:** x1\n" + text).encode()),
    )
    for pointer, span in facts.front_matter.values.items() if facts.front_matter else ():
        value = facts.metadata[pointer[1:]]
        if isinstance(value, str):
            assert source.slice(*source.offsets(span)) == value


def test_front_matter_shown_for_copying() -> None:
    text = "# How\n\n````markdown\n---\ntitle: x\nschemaRefs:\n  - schemas/a.json\n---\n# T\n````\n\n```yaml\nschemaRefs: [b.json]\n```\n"
    found = [(r.syntax, r.target, r.span.line, r.span.column) for r in _facts(text).references]
    assert found == [("sample", "schemas/a.json", 7, 5)]
    broken = "```yaml\n---\nschemaRefs: {{ x }}: [\n---\n```\n"
    assert _facts(broken).references == ()
