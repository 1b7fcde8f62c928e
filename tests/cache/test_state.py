"""The state's tables, decoded entry by entry."""

from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from doclint.cache.state import Entries, State, encode_rows, encode_state

names = st.text(st.characters(exclude_categories=[])) | st.sampled_from(
    ["a\nb", '"', '\n"a":1', "\\", "ñ", "\udcff"]
)


@given(st.dictionaries(names, st.lists(names, max_size=2), max_size=6), names)
def test_an_entry_is_found_by_its_key_alone(table: dict[str, list[str]], other: str) -> None:
    head, *bodies = encode_state("s", {"paths": [], "names": table}, [])
    state = State(head, BytesIO(head + b"".join(bodies)), len(head))
    found = state.entries("names")
    assert isinstance(found, Entries)
    assert (list(found), len(found), dict(found)) == (list(table), len(table), table)
    assert (other in found, found.get(other)) == (other in table, table.get(other))


@given(
    st.lists(
        st.tuples(names.filter(lambda name: "\0" not in name), st.lists(names, max_size=3)), max_size=200
    )
)
def test_documents_are_found_by_what_they_name(written: list[tuple[str, list[str]]]) -> None:
    lists = dict(written)
    paths = sorted(lists)
    sections = {"paths": paths, "lines": [lists[path] for path in paths]}
    head, *bodies = encode_state("s", sections, encode_rows([path] for path in paths))
    state = State(head, BytesIO(head + b"".join(bodies)), len(head))
    assert state.is_of(paths)
    assert list(State(head, BytesIO(head + b"".join(bodies)), len(head)).paths) == paths
    assert [state.row(path) for path in paths] == [[path] for path in paths]
    for word in {word for words in lists.values() for word in words}:
        assert state.naming([word]) >= {path for path, words in lists.items() if word in words}
