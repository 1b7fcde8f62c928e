"""Every rule page: its examples run, its metadata holds together."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.checks import ENGINE_CHECKS, TABLE
from doclint.config.data import rules_root
from doclint.config.packs import load_pack
from doclint.engine.rule_tests import run_examples
from doclint.model.rule import Rule
from doclint.rulebook.examples import examples
from doclint.rulebook.pages import load_rules, page_folders
from tests.cli.test_cli import run
from tests.tree_helpers import check, write

PACKS = tuple(load_pack(p.parent.name, Path()) for p in sorted(rules_root().glob("*/pack.toml")))
RULES = load_rules(page_folders(PACKS, ()))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_examples_of_a_page_give_what_it_says(rule: Rule) -> None:
    assert [(name, wrong) for _, name, wrong in run_examples([rule])] == [("Bad", ()), ("Good", ())]


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


PAGE = """---
code: OWN001
name: own
check: reference
params: {problems: [missing], vias: [link]}
severity: info
---

# own

A link leads nowhere.

## Bad

````markdown a.md
[x](gone.md)

```markdown
## Good
```
````

```text findings
a.md:1:5: OWN001 'gone.md' does not exist
```

## Good

```markdown a.md
[x](b.md)
```

```markdown b.md
# B
```
"""


def test_users_test_their_own_pages(tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": 'rule-paths = ["own"]\n', "own/OWN001-own.md": PAGE, "a.md": ""})
    done = run(tmp_path, "rules", "--test")
    assert (done.returncode, done.stdout) == (
        0,
        "ok      own/OWN001-own.md: Bad\nok      own/OWN001-own.md: Good\n2 of 2 examples passed\n",
    )
    page = tmp_path / "own" / "OWN001-own.md"
    page.write_text(PAGE.replace("[x](b.md)", "[x](c.md)").replace("a.md:1:5", "a.md:1:6"))
    for arguments in ((), ("own",), ("own/OWN001-own.md",)):
        done = run(tmp_path, "rules", "--test", *arguments)
        assert done.returncode == 1
        assert "expected  a.md:1:6: OWN001" in done.stdout
        assert "found     a.md:1:5: OWN001 'c.md' does not exist" in done.stdout
        assert "0 of 2 examples passed" in done.stdout
    page.write_text(PAGE.replace("## Bad", "## Worse").replace("```text findings", "```text other"))
    assert "no files below '## Bad'" in run(tmp_path, "rules", "--test", "own").stdout
    assert run(tmp_path, "rules", "own").returncode == 2


MISSPELT = {
    "problem in a page": ("problems: [missing]", "problems: [mising]", "own/OWN001-own.md:5: OWN001: 'problems' must be one of"),
    "parameter in a page": ("problems: [missing]", "problem: [missing]", "own/OWN001-own.md:5: OWN001: unknown key 'problem'; did you mean 'problems'?"),
    "via in a page": ("vias: [link]", "vias: [lnk]", "(did you mean 'link'?)"),
    "choice in a page": ("vias: [link]", "schema-refs: onyl", "'schema-refs' must be one of only, never, not 'onyl' (did you mean 'only'?)"),
    "severity key in a page": ("severity: info", "severity: {default: info, lnk: error}", "own/OWN001-own.md:6: unknown key 'lnk'; did you mean 'link'?"),
    "severity in a page": ("severity: info", "severity: inof", "own/OWN001-own.md:6: 'severity' must be one of error, warning, info, not 'inof'"),
    "check in a page": ("check: reference", "check: referense", "own/OWN001-own.md:4: no check 'referense'; did you mean 'reference'?"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_word_in_a_page_is_2_with_its_line(name: str, tmp_path: Path) -> None:
    old, new, message = MISSPELT[name]
    assert old in PAGE
    write(
        tmp_path,
        {"doclint.toml": 'rule-paths = ["own"]\n', "own/OWN001-own.md": PAGE.replace(old, new), "a.md": ""},
    )
    for _ in range(2):
        done = run(tmp_path, "check")
        assert (done.returncode, done.stdout) == (2, "")
        assert message in done.stderr


RULE = '[[kind]]\nname = "A"\nfolder = ""\nnames = ["A{id:2}.md"]\n[[rule]]\nid = "r"\n'
MISSPELT_TRACES = {
    'via = "lnk"\nmust-link = "A01"': "doclint.toml:7: 'via' must be one of link, path,",
    'via = ["link", "lnk"]\nmust-link = "A01"': "not 'lnk' (did you mean 'link'?)",
    'for = { where = { status = { pattern = "(" } } }\nacyclic = true': "doclint.toml:7: 'pattern' is no valid regular expression",
    'for = { where = { status = { contians = "x" } } }\nacyclic = true': "doclint.toml:7: unknown keyword 'contians' in 'where'; did you mean 'contains'?",
    'for = { where = { status = { enum = "x" } } }\nacyclic = true': "doclint.toml:7: 'enum' must be a list, not a string",
    'for = { where = { n = { minimum = "x" } } }\nacyclic = true': "doclint.toml:7: 'minimum' must be a number, not a string",
    'name = "a("': "doclint.toml:7: 'name' is no valid regular expression",
    'direction = "both"\nmust-link = "A01"': "doclint.toml:7: 'direction' must be one of out, either, not 'both'",
    'for = { kind = "B" }\nacyclic = true': "the rule 'r' names an unknown kind 'B' (kinds: A)",
    'must-lnk = "A01"': "doclint.toml:7: unknown key 'must-lnk'; did you mean 'must-link'?",
    'acyclic = true\n[rules.orphan-document]\nkinds = ["AA"]': "doclint.toml:9: DL504: no kind 'AA' (did you mean 'A'?)",
    'acyclic = true\n[rules.orphan-document]\nvias = ["lnk"]': "doclint.toml:9: DL504: 'vias' must be one of",
    'acyclic = true\n[severity]\nDL101 = "eror"': "doclint.toml:9: 'DL101' must be one of error, warning, info, not 'eror' (did you mean 'error'?)",
}  # fmt: skip


@pytest.mark.parametrize("text", MISSPELT_TRACES)
def test_a_misspelt_word_in_a_trace_rule_is_2_with_its_line(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": f"{RULE}{text}\n", "A01.md": ""})
    done = run(tmp_path, "check")
    assert (done.returncode, done.stdout) == (2, "")
    assert MISSPELT_TRACES[text] in done.stderr
