"""Which name is near enough to be offered: a letter or two of difference, or half of the words."""

from __future__ import annotations

from difflib import get_close_matches

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doclint.link.nearest import BUDGET, Nearest, nearest_of


@pytest.mark.parametrize(
    ("word", "names", "near"),
    [
        ("deployment.md", ["deploymnet.md", "development.md"], "deploymnet.md"),
        ("abcdefgh", ["abcdefXY"], "abcdefXY"),  # two of eight are a quarter
        ("abcdefgh", ["abcdeXYZ"], ""),  # three are more
        ("abcd", ["abcX"], "abcX"),
        ("guide-v1", ["guide-v2"], ""),  # another number is another thing
        ("data-model-guide", ["data-model-handbook"], "data-model-handbook"),  # two of three words
        ("how to deploy the service", ["how to deploy a service"], "how to deploy a service"),
        ("a", [], ""),
    ],
)
def test_near_enough(word: str, names: list[str], near: str) -> None:
    assert nearest_of(word, names, 0.6) == near


words = st.text("abcde-1", min_size=1, max_size=12)


@settings(max_examples=300, deadline=None)
@given(words, st.lists(words, max_size=12), st.sampled_from([0.6, 0.7, 0.75]))
def test_what_the_lengths_exclude_difflib_excludes(word: str, names: list[str], cutoff: float) -> None:
    """Names are left out by their lengths before they are compared; that never loses one."""
    alike = [n for n in names if [*filter(str.isdigit, n)] == [*filter(str.isdigit, word)]]
    best = get_close_matches(word, sorted(alike), n=1, cutoff=cutoff)
    assert nearest_of(word, alike, cutoff) in ("", *best)
    if best and best[0] == word:
        assert nearest_of(word, alike, cutoff) == word


def test_a_document_has_a_budget() -> None:
    nearest = Nearest()
    assert nearest.find("a.md", "abcd", ["abcX"], 0.6) == "abcX"
    assert nearest.may_compare("a.md", BUDGET - 1)
    assert nearest.find("a.md", "abcd", ["abcX"], 0.6) == ""
    assert nearest.find("b.md", "abcd", ["abcX"], 0.6) == "abcX"
