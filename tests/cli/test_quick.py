"""The command line of `check` means the same to us as to click."""

from __future__ import annotations

import click
from hypothesis import given
from hypothesis import strategies as st

from doclint.cli.check import command
from doclint.cli.checking import Request
from doclint.cli.quick import parse

SWITCHES = [
    "--isolated",
    "--no-baseline",
    "--fix",
    "--unsafe-fixes",
    "--statistics",
    "--exit-zero",
    "--no-cache",
]
VALUES = st.sampled_from(
    ["a", "docs/b c.md", "text", "json", "error", "never", "x=y", "ñ", "", "-", "--fix", "HEAD~1..."]
)
NAMES = [
    "--root", "--config", "--since", "--stdin-filename", "--select", "--extend-select", "--ignore",
    "--output-format", "--output-file", "--fail-on", "--cache-dir", "--color",
]  # fmt: skip
STRANGE = [
    "-q",
    "--quiet",
    "--no_cache",
    "--quie",
    "-h",
    "--help",
    "--",
    "-",
    "",
    "--fix=yes",
    "--root",
    "-qq",
    "a.md",
    "./b/",
]


def by_click(words: list[str]) -> Request | None:
    """What click reads; None for what it refuses or answers itself."""
    try:
        with command.make_context("check", list(words)) as context:
            return Request(**context.params)
    except (click.ClickException, click.exceptions.Exit):
        return None


words = st.lists(
    st.one_of(
        st.sampled_from(SWITCHES).map(lambda s: [s]),
        st.tuples(st.sampled_from(NAMES), VALUES).map(list),
        st.tuples(st.sampled_from(NAMES), VALUES).map(lambda pair: ["=".join(pair)]),
        st.sampled_from(STRANGE).map(lambda s: [s]),
    ),
    max_size=6,
).map(lambda groups: [word for group in groups for word in group])


@given(words)
def test_what_is_read_here_is_what_click_reads(words: list[str]) -> None:
    request = parse(words)
    if request is not None:
        assert request == by_click(words)


def test_every_option_in_full_is_read_here() -> None:
    # Else the test above could not fail.
    values = {"--output-format": "json", "--fail-on": "info", "--color": "never"}
    for name in NAMES:
        value = values.get(name, "some")
        for spelled in ([name, value], [f"{name}={value}"]):
            assert parse(spelled) == by_click(spelled) != Request()
    for name in (*SWITCHES, "-q", "--quiet"):
        assert parse([name]) == by_click([name]) != Request()
    assert parse(["a.md", "-q", "b"]) == by_click(["a.md", "-q", "b"]) != Request()


def test_every_option_of_click_has_its_place() -> None:
    known = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    assert known == {*NAMES, *SWITCHES, "--quiet"}
