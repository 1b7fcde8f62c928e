"""Row 24: configurations that are wrong, odd or meant to harm end in one clear line with file and line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.child import doclint
from tests.tree_helpers import write

WRONG = {
    "unknown key": ('selct = ["DL1"]\n', "doclint.toml:1: unknown key 'selct'; did you mean 'select'?"),
    "wrong type": ("\nselect = 3\n", "doclint.toml:2: 'select' must be a list of strings"),
    "unknown rule": ('select = ["DL999"]\n', "doclint.toml:1: "),
    "not TOML": ("select = [\n", "doclint.toml:"),
    "a duplicate key": ("ignore = []\nignore = []\n", "doclint.toml:2: "),
    "not UTF-8": (b"select = ['\xff']\n", "doclint.toml: not UTF-8"),
    "a huge pattern": ('[[rule]]\nid = "r"\nname = "' + "a" * 6_000 + '"\n', "doclint.toml:3: 'name' is longer than 5,000"),
    "a negative size": ("max-file-size = -1\n", "doclint.toml:1: 'max-file-size' must be at least 1"),
    "no size": ("max-file-size = 0\n", "doclint.toml:1: 'max-file-size' must be at least 1"),
    "a date": ("baseline = 2026-01-01\n", "doclint.toml:1: 'baseline' must be a string"),
    "nan": ("max-file-size = nan\n", "doclint.toml:1: 'max-file-size' must be a whole number"),
    "an unknown pack": ('packs = ["promt-manager"]\n', "did you mean 'prompt-manager'"),
    "a severity that is none": ('[severity]\nDL101 = "eror"\n', "doclint.toml:2: "),
    "a control character": ('exclude = ["\\u001b]0;x"]\nx = 1\n', "doclint.toml:2: unknown key 'x'"),
    "two kinds of one name": ('[[kind]]\nname = "A"\nnames = ["a.md"]\n[[kind]]\nname = "A"\nnames = ["b.md"]\n', "doclint.toml:5: the kind 'A' is declared twice"),
    "too large": ("# " + "x" * 3_000_000 + "\n", "doclint.toml: cannot read it: 3,000,003 bytes"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line(name: str, tmp_path: Path) -> None:
    text, message = WRONG[name]
    write(tmp_path, {"doclint.toml": text, "x.md": "# X\n"})
    done = doclint(tmp_path, "check", "--no-cache", seconds=20, megabytes=600)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert message in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize("text", [b"\xef\xbb\xbfignore = []\n", b"ignore = []\r\n", b"", b"# nothing\n"])
def test_odd_forms_are_read(text: bytes, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": text, "x.md": "# X\n"})
    assert doclint(tmp_path, "check", "--no-cache").code == 0


def test_pages_that_are_none(tmp_path: Path) -> None:
    for page in (
        "",
        "---\ncode: X\n---\n",
        "---\n" + "[" * 10_000 + "\n---\n",
        "---\ncode: OWN001\nname: own\ncheck: nowhere\nseverity: error\n---\n",
    ):
        write(tmp_path, {"doclint.toml": 'rule-paths = ["own"]\n', "own/OWN001-own.md": page, "x.md": ""})
        done = doclint(tmp_path, "check", "--no-cache", seconds=20)
        assert (done.code, done.err.count("\n")) == (2, 1), done.err
        assert "own/OWN001-own.md" in done.err


@pytest.mark.parametrize("part", ["a", '""', "''", '"x\\"y"', '"a" '])
def test_a_key_of_many_parts_is_refused_before_it_is_read(part: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": ".".join([part] * 20_000) + " = 1\n", "a.md": "# A\n"})
    done = doclint(tmp_path, "check", seconds=20)
    assert done.code == 2
    assert "doclint.toml:1: a key of more than 60 parts" in done.err


@pytest.mark.parametrize(
    ("pattern", "name", "fits"),
    [
        (r"[^\W\d_]+\.md", "été.md", True),
        (r"[^\W\d_]+\.md", "a_b.md", False),
        (r"[\W]+x\.md", "--x.md", True),
        (r"\w+\.md", "ñandú.md", True),
    ],
)
def test_words_of_any_script_in_patterns(pattern: str, name: str, fits: bool, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": f"[[rule]]\nid = 'r'\nfor = {{ path = '*.md' }}\nname = '{pattern}'\n",
            name: "# A\n",
        },
    )
    assert ("DL512" not in doclint(tmp_path, "check", seconds=20).out) is fits


def test_a_refused_group_is_named(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"doclint.toml": "[[rule]]\nid = 'r'\nfor = { path = '*.md' }\nname = '(?x) a'\n", "a.md": "# A\n"},
    )
    assert (
        "'name' has a group '(?x', which doclint does not run" in doclint(tmp_path, "check", seconds=20).err
    )


def test_a_name_that_is_no_utf8_in_the_glob_of_a_counterpart(tmp_path: Path) -> None:
    rule = '[[rule]]\nid = "r"\nfor = { path = "d/**" }\nmust-have-file = "t/*/**/{stem}/*/x-*.md"\n'
    write(tmp_path, {"doclint.toml": rule, os.fsdecode(b"d/caf\xe9.md"): "# A\n"})
    assert "DL503" in doclint(tmp_path, "check", seconds=20).out


@pytest.mark.parametrize(
    ("cycle", "date"), [("monthly", "9999-12-31"), ("3 me\u017f", "2020-01-01"), ("2 d\u0130a", "2020-01-01")]
)
def test_periods_at_the_edge(cycle: str, date: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": f"---\nlastUpdated: {date}\nreviewCycle: {cycle}\n---\n# A\n"})
    assert doclint(tmp_path, "check", seconds=20).code == 0
    assert doclint(tmp_path, "report", "a.md", seconds=20).code == 0
