"""Every rule page: its examples run, its metadata holds together."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.checks import ENGINE_CHECKS, TABLE
from doclint.config.data import rules_root
from doclint.config.packs import load_pack
from doclint.model.rule import Rule
from doclint.rulebook.pages import load_rules, page_folders
from tests.examples import concise, examples
from tests.tree_helpers import check

PACKS = tuple(load_pack(p.parent.name, Path()) for p in sorted(rules_root().glob("*/pack.toml")))
RULES = load_rules(page_folders(PACKS, ()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_bad_example_is_reported_as_the_page_says(rule: Rule, tmp_path: Path) -> None:
    example = examples(rule.body)["Bad"]
    assert example.findings, "a Bad example that expects nothing proves nothing"
    example.write(tmp_path)
    found = [line for line in concise(check(tmp_path)) if f": {rule.code} " in line]
    assert found == list(example.findings)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_good_example_is_silent(rule: Rule, tmp_path: Path) -> None:
    example = examples(rule.body)["Good"]
    assert example.files
    example.write(tmp_path)
    assert [line for line in concise(check(tmp_path)) if f": {rule.code} " in line] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_metadata(rule: Rule) -> None:
    assert rule.source.endswith(f"/{rule.code}-{rule.name}.md")
    assert rule.since
    assert rule.body.startswith(f"# {rule.name}\n")
    assert "## Why" in rule.body


@pytest.mark.parametrize("rule", [r for r in RULES if r.fixable], ids=lambda rule: rule.code)
def test_a_fixable_rule_offers_a_fix(rule: Rule, tmp_path: Path) -> None:
    examples(rule.body)["Bad"].write(tmp_path)
    assert any(f.diagnostic.fix for f in check(tmp_path).findings if f.code == rule.code)


def test_every_kind_of_check_is_used() -> None:
    assert {rule.check for rule in RULES} == {*TABLE, *ENGINE_CHECKS}
