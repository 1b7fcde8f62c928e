"""JSON with positions."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doclint.formats.json_source import JsonError, load_json
from doclint.formats.source import Source
from tests.extract_helpers import text_at

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(values, st.sampled_from([None, 2]))
def test_it_reads_what_json_writes(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    structured = load_json(Source(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()))
    clean = json.loads(text.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert structured.data == clean


@given(values)
def test_every_position_is_that_of_its_value(value: object) -> None:
    text = json.dumps(value, ensure_ascii=True, indent=1)
    positions_are_right(text)
    positions_are_right(text.replace("\n", ""))  # no string of JSON holds a line end of its own


@pytest.mark.parametrize("length", [65_530, 65_533, 65_534, 65_540])
def test_positions_far_to_the_right(length: int) -> None:
    positions_are_right(json.dumps(["x" * length, 1, {"a": [2]}]))


def positions_are_right(text: str) -> None:
    structured = load_json(Source(text.encode()))
    for pointer, span in structured.values.items():
        found = structured.data
        for part in pointer.split("/")[1:]:
            part = part.replace("~1", "/").replace("~0", "~")
            found = found[int(part)] if isinstance(found, list) else found[part]
        assert json.loads(text_at(text, span)) == found


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("", 1, 1, "expected a value, found the end"),
        ("{", 1, 2, "found the end"),
        ('{"a": 1,}', 1, 9, "expected a key"),
        ('{"a" 1}', 1, 6, "expected ':'"),
        ("[1 2]", 1, 4, "expected ','"),
        ("[1],", 1, 4, "text after the end"),
        ("[1}", 1, 3, "closes what it did not open"),
        ('{"a": 1,\n "a": 2}', 2, 2, "occurs twice"),
        ("[nope]", 1, 2, "unexpected text"),
        ("[" * 200_000, 1, 201, "nested deeper"),
        ("[" + "9" * 5000 + "]", 1, 2, "too long"),
        ('["\\x"]', 1, 2, "invalid escape"),
    ],
)
def test_mistakes_have_a_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(JsonError) as error:
        load_json(Source(text.encode()))
    assert message in error.value.message
    assert (error.value.span.line, error.value.span.column) == (line, column)
