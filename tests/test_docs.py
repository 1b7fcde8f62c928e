"""Generated documentation is up to date, and doclint finds nothing wrong in its own documents."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from doclint.api import lint
from doclint.config.options import OPTIONS, Option
from tests.examples import concise
from tests.test_rule_pages import RULES

ROOT = Path(__file__).parents[1]


def rules_page() -> str:
    rows = []
    for rule in RULES:
        by_via = ", ".join(f"{severity} for {via}" for via, severity in rule.severity_by_key.items())
        severity = f"{rule.severity} ({by_via})" if by_via else rule.severity
        fix = "yes" if rule.fixable else ""
        rows.append(
            f"| [{rule.code}](../rules/{rule.source}) | {rule.name} | {severity} | {fix} | {rule.summary} |"
        )
    head = "# Rules\n\n<!-- Generated from the rule pages: DOCLINT_UPDATE=1 python -m pytest tests/test_docs.py -->\n\n"
    table = "| code | name | severity | fix | summary |\n|---|---|---|---|---|\n"
    return head + table + "\n".join(rows) + "\n"


def options_table(options: Mapping[str, Option]) -> str:
    rows = []
    for key, option in options.items():
        kind = " \\| ".join(f"`{c}`" for c in option.choices) or option.type
        rows.append(f"| `{key}` | {kind} | {option.doc} |")
    return "| key | type | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def configuration_page() -> str:
    intro = (ROOT / "docs" / "configuration.intro.txt").read_text("utf-8")
    return (
        intro
        + "\n## Keys\n\n"
        + options_table(OPTIONS)
        + "\n## Keys of `[[kind]]`\n\n"
        + options_table(OPTIONS["kind"].keys)
        + "\n## Keys of `[[data]]`\n\n"
        + options_table(OPTIONS["data"].keys)
        + "\n## Keys of `[manifest]`\n\n"
        + options_table(OPTIONS["manifest"].keys)
    )


def up_to_date(path: Path, text: str) -> None:
    if os.environ.get("DOCLINT_UPDATE"):
        path.write_text(text, "utf-8")
    assert path.read_text("utf-8") == text


def test_the_list_of_rules() -> None:
    up_to_date(ROOT / "docs" / "rules.md", rules_page())


def test_the_configuration_reference() -> None:
    up_to_date(ROOT / "docs" / "configuration.md", configuration_page())


def test_the_changelog_names_every_rule_family() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert all(f"{rule.code[:3]}" in text for rule in RULES)


def test_the_readme_shows_real_output() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.split("```text\n")[1].split("```")[0].split("...\n")
    expected = (ROOT / "fixtures" / "prompt-manager-lite" / "expected.txt").read_text("utf-8")
    assert all(part in expected for part in shown)


def test_own_documents() -> None:
    assert concise(lint(ROOT, ROOT / "doclint.toml")) == []
