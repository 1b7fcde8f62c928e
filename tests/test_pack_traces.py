"""Each trace rule of the pack has a section in its documentation whose examples run here."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from doclint.api import lint
from doclint.config.data import rules_root
from doclint.rulebook.examples import Example, examples
from tests.examples import concise

PAGE = (Path(__file__).parents[1] / "docs" / "prompt-manager.md").read_text("utf-8")
SECTIONS = dict(zip(*[iter(re.split(r"^## (.+)$", PAGE, flags=re.M)[1:])] * 2, strict=True))
IDS = [rule["id"] for rule in tomllib.loads((rules_root() / "prompt-manager" / "pack.toml").read_text("utf-8"))["rule"]]  # fmt: skip


def example(rule: str, which: str) -> Example:
    return examples(re.sub(r"^### ", "## ", SECTIONS[rule], flags=re.M))[which]


def test_every_rule_has_a_section_and_a_row() -> None:
    assert list(SECTIONS) == re.findall(r"^\| `([\w-]+)` \|", PAGE, re.M)
    assert sorted(SECTIONS) == sorted(IDS)


@pytest.mark.parametrize("which", ["Bad", "Good"])
@pytest.mark.parametrize("rule", IDS)
def test_examples(rule: str, which: str, tmp_path: Path) -> None:
    mini = example(rule, which)
    mini.write(tmp_path)
    (tmp_path / "streaming_files").mkdir(exist_ok=True)
    (tmp_path / "streaming_files" / "README.md").write_text("# Here\n")
    found = [line for line in concise(lint(tmp_path)) if f"(rule {rule})" in line]
    assert found == list(mini.findings)
    assert bool(found) == (which == "Bad")
