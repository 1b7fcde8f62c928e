"""Suppressions: what they silence, and what is said of those that silence nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_helpers import check, said, write

GONE = "[x](gone.md)"


@pytest.mark.parametrize(
    "text",
    [
        f"<!-- doclint-disable-next-line -->\n{GONE}\n",
        f"<!-- doclint-disable-next-line DL101 -->\n{GONE}\n",
        f"<!-- doclint-disable-next-line DL1, stale-id -->\n{GONE} {{}}\n".replace(", stale-id", ""),
        f"<!-- doclint-disable-next-line broken-link -- soon -->\n{GONE}\n",
        f"{GONE} <!-- doclint-disable-line DL101 -->\n",
        f"<!-- doclint-disable-file DL101 -->\n\n{GONE}\n\n{GONE}\n",
        f"---\ndoclint-disable: [DL101]\n---\n{GONE}\n",
        f"---\ndoclint-disable: broken-link\n---\n{GONE}\n",
        f"<!-- doclint-disable DL101 -->\n\n{GONE}\n\n<!-- doclint-enable DL101 -->\n",
        f"<!-- doclint-disable -->\n\n{GONE}\n",
    ],
)
def test_silenced(text: str, tmp_path: Path) -> None:
    assert said(check(write(tmp_path, {"a.md": text}))) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"<!-- doclint-disable-next-line DL102 -->\n{GONE}\n", ["DL904 a.md:1", "DL101 a.md:2"]),
        (f"<!-- doclint-disable-next-line -->\n\n{GONE}\n", ["DL904 a.md:1", "DL101 a.md:3"]),
        (
            f"<!-- doclint-disable DL101 -->\n\n{GONE}\n\n<!-- doclint-enable -->\n\n{GONE}\n",
            ["DL101 a.md:7"],
        ),
        (f"<!-- doclint-disable-next-line DL101 DL999 -->\n{GONE}\n", ["DL904 a.md:1"]),
        (f"<!-- doclint-disabel-next-line DL101 -->\n{GONE}\n", ["DL101 a.md:2"]),
    ],
)
def test_not_silenced_or_unused(text: str, expected: list[str], tmp_path: Path) -> None:
    lines = said(check(write(tmp_path, {"a.md": text})))
    assert [" ".join(line.split()[:2]) for line in lines] == expected


def test_a_rule_that_did_not_run_proves_no_suppression_unused(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": f"<!-- doclint-disable-next-line DL101 -->\n{GONE}\n"})
    assert said(check(tmp_path, overrides={"ignore": ("DL101",)})) == []


@pytest.mark.parametrize(
    ("text", "silent"),
    [
        ("{/* doclint-disable-next-line DL101 */}\n[x](gone.md)\n", True),
        ("{/* doclint-disable-next-line DL101 -- see #12 */}\n[x](gone.md)\n", True),
        ("[x](gone.md) {/* doclint-disable-line DL101 */}\n", True),
        ("{/* doclint-disable DL101 */}\n\n[x](gone.md)\n\n{/* doclint-enable DL101 */}\n", True),
        ("[x](gone.md)\n\n{/* doclint-disable DL101 */}\n", False),
        ("{/* doclint-disable-next-line DL102 */}\n[x](gone.md)\n", False),
        ("<!-- doclint-disable-next-line DL101 -->\n[x](gone.md)\n", True),
    ],
)
def test_comments_of_mdx(text: str, silent: bool, tmp_path: Path) -> None:
    write(tmp_path, {"a.mdx": f"# A\n\n{text}", "doclint.toml": 'include = ["**/*.mdx"]\n'})
    found = [f.code for f in check(tmp_path).findings]
    assert ("DL101" not in found) is silent
    assert ("DL904" in found) is not silent
