"""Inputs that once took quadratic time; the bound is generous, quadratic is minutes."""

from __future__ import annotations

import time

import pytest

from tests.extract_helpers import facts_of


@pytest.mark.parametrize(
    "text", ["[x](a.md) `docs/x.md` " * 50_000, "# a" + " " * 48_000 + "b"], ids=["one line", "heading"]
)
def test_linear(text: str) -> None:
    started = time.monotonic()
    facts_of(text)
    assert time.monotonic() - started < 20
