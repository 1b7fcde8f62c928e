"""Findings of one cause are one block for people; machine formats list them all."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.test_cli import run
from tests.tree_helpers import write


def test_findings_of_one_cause_are_one_block(tmp_path: Path) -> None:
    moved = "".join(f"`docs/p{n}.md` `docs/x/q{n}.md`\n" for n in range(4))
    files: dict[str, str | bytes] = {f"new/docs/{p}{n}.md": "" for n in range(4) for p in ("p", "x/q")}
    files["a.md"] = moved + "".join(f"[x](b.md#gone{n})\n" for n in range(5)) + "[y](no.md) " * 4
    files |= {
        "b.md": "# B\n",
        "c.md": "[h](hole{x}.md) " * 2 + "[h](hole{y}.md) " * 3,
        "d.md": "[z](one.md) [z](two.md)\n",
    }
    files["e.md"] = "[1](1.md) [2](2.md) [3](3.md) [4](4.md)\n"
    write(tmp_path, files)
    text = run(tmp_path, "check").stdout
    heads = [line for line in text.split("\n") if line and line[0] not in " F"]
    assert heads == [
        "warning DL107 moved-path: 8 paths: 'docs/' is now 'new/docs/'",
        "error DL102 broken-anchor: 5 anchors that 'b.md' does not have",
        "error DL101 broken-link: 4 times: 'no.md' does not exist",
        "info DL110 unfilled-placeholder: 5 in 'c.md'; the first: 'hole{x}.md' is an unfilled placeholder",
        "d.md:1:5 error DL101 broken-link: 'one.md' does not exist",
        "d.md:1:17 error DL101 broken-link: 'two.md' does not exist",
        *(f"e.md:1:{5 + 10 * at} error DL101 broken-link: '{at + 1}.md' does not exist" for at in range(4)),
    ]
    assert "  and 5 more places (--no-fold lists them)" in text
    listed = run(tmp_path, "check", "--no-fold").stdout
    found = json.loads(run(tmp_path, "check", "--output-format", "json").stdout)["findings"]
    assert sum(" DL" in line and line[0] != " " for line in listed.split("\n") if line) == len(found) == 28
    counts = run(tmp_path, "check", "--statistics").stdout
    assert "by cause:\n  DL107 8 paths: 'docs/' is now 'new/docs/'\n" in counts
    assert "by target:\n   4  no.md\n" in counts


def test_hostile_names_in_a_cause_are_escaped(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](<go\x1b[31mne.md>) " * 5})
    text = run(tmp_path, "check").stdout
    assert "5 times" in text
    assert "\x1b" not in text
