"""The reader of simple front matter gives exactly what PyYAML gives, or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.formats.flat_yaml import read_flat
from doclint.formats.source import Source
from doclint.formats.yaml_guard import YamlError, load_yaml

PIECES = [
    "a", "b", "key", "title", "true", "True", "tRUE", "null", "~", "no", "1", "-1", "+1", "010", "0x1f", "1.5", "1.", ".5", "1e5", "1.5e3", "1.0e+6", "1.5E-3", "1_000", "12:30", "2026-01-01", "0", "99999999999999999999",
    ":", ": ", " :", "- ", "  - ", "    - ", "-", " ", "  ", "\n", "\n", "\n", "\n", "'", '"', "''", "#", " #", "[", "]", "{", "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "=", "<<", "\\", "\t",
    "é", "ñandú", "文", "😀", "\u2028", "\x85", "\ufeff", "\u00a0", "'x y'", '"x y"', "a b", "https://e.org/a", "a/b.md", "---\n", "...\n", "word: ", "list:\n", "[]", "{}", "\r\n", "_", "a-b", "A.B",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
scalars = st.sampled_from([p for p in PIECES if "\n" not in p])
keys = st.sampled_from(["a", "title", "key-b", "_c", "status", "x1", "no", "null", "a b", "é"])
lines = st.one_of(
    st.builds(lambda k, v: f"{k}: {v}\n", keys, scalars),
    st.builds(lambda k, v: f"{k}:\n  - {v}\n", keys, scalars),
    st.builds(lambda k, v, w: f"{k}:\n- {v}\n- {w}\n", keys, scalars, scalars),
    st.builds(lambda v: f"  - {v}\n", scalars),
    st.builds(lambda k: f"{k}:\n", keys),
)
blocks = st.lists(lines, max_size=6).map("".join)


def compare(text: str) -> bool:
    """Whether the simple reader took it; if so, both are the same in values, types, places and order."""
    simple = read_flat(text, 1) if text else None
    if simple is None:
        return False
    try:
        full = load_yaml(text, Source(text.encode()), 0)
    except YamlError as error:
        raise AssertionError(f"{text!r}: the real parser refuses it: {error}") from None
    assert repr(simple.data) == repr(full.data), text
    assert list(simple.values.items()) == list(full.values.items()), text
    assert list(simple.keys.items()) == list(full.keys.items()), text
    return True


@settings(max_examples=1500, deadline=None)
@given(st.one_of(texts, blocks))
def test_both_agree(text: str) -> None:
    compare(text if text.endswith("\n") else f"{text}\n")


@pytest.mark.parametrize(
    "text",
    [
        "title: A text of words\n",
        "a: 1\nb: +2\nc: 1.50\nd: 2026-01-01\ne: yes\nf: 'x: y'\ng: \"#\"\n",
        "tags:\n  - one\n  - 'two'\n  - 3\nnext: x\n",
        "tags:\n- one\n- two\n",
        "titulo: ñandú 😀\n",
    ],
)
def test_what_is_simple_is_read(text: str) -> None:
    assert compare(text)


@pytest.mark.parametrize("text", ["a: [1]\n", "a: |\n  x\n", "a: b: c\n", "a: b # c\n", "a:\n", "a: &x 1\n", "a:\n  b: 1\n", "a: b\n c\n", "- a\n", "a: 1\na: 2\n", "a: \tb\n", 'a: "\\n"\n'])  # fmt: skip
def test_what_is_not_is_left(text: str) -> None:
    assert read_flat(text, 1) is None


def test_on_every_page_and_fixture() -> None:
    root = Path(__file__).parents[2]
    taken = 0
    for path in [*root.glob("rules/**/*.md"), *root.glob("fixtures/**/*.md")]:
        text = path.read_text("utf-8")
        if text.startswith("---\n") and "\n---\n" in text[4:]:
            taken += compare(text[4 : text.index("\n---\n", 4) + 1])
    assert taken > 20
