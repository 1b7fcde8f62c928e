"""YAML from strangers: bounded, positioned, values as written."""

from __future__ import annotations

import time

import pytest

from doclint.formats.front_matter import read_front_matter
from doclint.formats.source import Source
from tests.extract_helpers import facts_of, text_at


@pytest.mark.parametrize(
    ("block", "line", "message"),
    [
        ("[" * 30000, 2, "nested deeper"),
        ("- " * 30000, 2, "nested deeper"),
        ("{a: " * 30000, 2, "larger than"),
        ("a: &x [1]\nb: *x", 3, "alias"),
        ("a: &a [*a]", 2, "alias"),
        ("a: 1\n<<: {b: 2}", 3, "merge key"),
        ("a: 1\nb: 2\na: 3", 4, "occurs twice"),
        ("a:\n\t- b", 3, "found character"),
        ("? [x]\n: y", 2, "not plain text"),
        ("a: 'open", 3, "found unexpected"),
        ("a: b\x07c", 2, "does not allow"),
        ("x: [" + "1," * 12000 + "]", 2, "events"),
    ],
)
def test_what_is_refused_names_its_line(block: str, line: int, message: str) -> None:
    started = time.monotonic()
    facts = facts_of(f"---\n{block}\n---\n\n[still](read.md)\n")
    assert time.monotonic() - started < 2
    (defect,) = [d for d in facts.defects if d.kind == "front-matter"]
    assert message in defect.message
    assert defect.span.line == line
    assert [r.target for r in facts.references] == ["read.md"]


def test_values_stay_as_written() -> None:
    text = (
        "---\ndate: 2024-13-45\nday: 2024-01-02\nno: no\ntime: 12:30\noctal: 010\nversion: 1.10\nt: true\n"
        "n: null\ni: 12\nbig: " + "9" * 5000 + "\nobj: !!python/object:os.system x\nnan: .nan\n5: five\n---\n"
    )
    data = facts_of(text).metadata
    assert data["date"] == "2024-13-45"
    assert data["day"] == "2024-01-02"
    assert (data["no"], data["time"], data["octal"]) == ("no", "12:30", "010")
    assert (data["t"], data["n"], data["i"], data["version"]) == (True, None, 12, 1.10)
    assert data["big"] == "9" * 5000
    assert data["obj"] == "x"
    assert data["nan"] == ".nan"
    assert data["5"] == "five"


def test_positions_of_values_and_keys() -> None:
    text = "---\ntítulo: 'ñandú 🎯'\nschemaRefs:\n  - a/b.json\n  - \"c d.json\"\nnested: {k: v}\n---\n"
    facts = facts_of(text)
    assert facts.front_matter is not None
    at = {p: text_at(text, s) for p, s in facts.front_matter.values.items() if p}
    assert at["/título"] == "'ñandú 🎯'"
    assert at["/schemaRefs/1"] == '"c d.json"'
    assert at["/nested/k"] == "v"
    assert text_at(text, facts.front_matter.keys["/nested/k"]) == "k"
    assert [text_at(text, r.target_span) for r in facts.references] == ["a/b.json", "c d.json"]


@pytest.mark.parametrize(
    ("data", "body", "keys"),
    [
        (b"---\na: 1\n---\nx", "x", ["a"]),
        (b"\xef\xbb\xbf---\r\na: 1\r\n---\r\nx", "x", ["a"]),
        (b"---\ra: 1\r---\rx", "x", ["a"]),
        (b"---\na: 1\n...\nx", "x", ["a"]),
        (b"---\n---\nx", "x", []),
        (b"---\n\ntext between rules\n\n---\nx", "---\n\ntext between rules\n\n---\nx", []),
        (b"---\n\n# Heading\n\n---\nx", "x", []),  # a YAML comment: cannot be told from a heading
        (b"---\na: |\n  x\n  --- not the end\n---\nx", "x", ["a"]),
        (b"\n---\na: 1\n---\n", "\n---\na: 1\n---\n", []),
        (b"+++\na = 1\n+++\n", "+++\na = 1\n+++\n", []),
        (b"----\na: 1\n----\n", "----\na: 1\n----\n", []),
        (b"", "", []),
        (b"---", "---", []),
    ],
)
def test_where_front_matter_ends(data: bytes, body: str, keys: list[str]) -> None:
    source = Source(data)
    front = read_front_matter(source)
    assert source.data[front.body :].decode() == body
    assert list((front.structured.data or {}) if front.structured else {}) == keys


def test_an_unclosed_block_is_said_and_its_text_kept() -> None:
    facts = facts_of("---\ntitle: x\n\n[a](b.md)\n")
    assert [d.kind for d in facts.defects] == ["front-matter"]
    assert [r.target for r in facts.references] == ["b.md"]
