"""One repository with every hostile file at once: it is judged in bounded time and memory, and healthy files are
judged as if the others were not there.
"""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest

from tests.hostile.child import codes, doclint
from tests.hostile.test_text_forms import ODD, TRAPS
from tests.tree_helpers import write

HEALTHY: dict[str, str | bytes] = {
    "doclint.toml": 'schema-field = "schemaRefs"\n[[kind]]\nname = "DOC"\nfolder = "docs"\nnames = ["DOC{id:3}-{slug}.md"]\nmention = true\n',
    "x.md": "# X\n\n[y](y.md) [gone](gone.md) DOC001 DOC099\n",
    "y.md": "# Y\n\n[x](x.md#nowhere) [d](docs/DOC001-one.md)\n",
    "docs/DOC001-one.md": "---\ntitle: One\nstatus: ready\n---\n\n# DOC001: One\n\n[x](../x.md)\n",
}  # fmt: skip


def hostile_tree(root: Path) -> Path:
    """The healthy files, and beside them one of each kind that means harm, in `bad/`."""
    write(root, HEALTHY)
    bad: dict[str, str | bytes] = {f"bad/odd{i}.md": data for i, data in enumerate(ODD.values())}
    bad |= {f"bad/trap{i}.md": f"---\n{block}---\n" for i, (block, _) in enumerate(TRAPS.values())}
    bad |= {
        "bad/brackets.md": "[" * 100_000,
        "bad/quotes.md": "> " * 50_000,
        "bad/lists.md": "> a\n- b\n" * 12_000,
        "bad/braces.md": "# {" + " " * 50_000 + "{#" * 20_000,
        "bad/line.md": "é word " * 100_000,
        "bad/html.md": "<div>\n" + "<script " * 12_000,
        "bad/headings.md": "# a\n\n" * 20_000,
        "bad/large.md": "a\n" * 6_000_000,
        "bad/deep.md": "---\n" + "{a: " * 10_000 + "\n---\n",
        "bad/targets.md": "[a](../../../../etc/passwd) [b](%00) [c](<\\\\host\\s>) [d](file:///etc/passwd)\n",
        "bad/escape.md": "# \x1b]0;owned\x07\n\n::error::owned\n\n[\u202e](gone\x1b[31m.md)\n",
        "bad/noise.bin.md": random.Random(2).randbytes(200_000),
    }
    write(root, bad)
    for name, target in (
        ("loop", "loop.md"),
        ("passwd", "/etc/passwd"),
        ("zero", "/dev/zero"),
        ("dangling", "none.md"),
    ):
        (root / "bad" / f"{name}.md").symlink_to(target)
    (root / "bad" / "disk").symlink_to("/")
    os.mkfifo(root / "bad" / "pipe.md")
    (root / "bad" / "new\nline.md").write_text("[z](z.md)\n")
    return root


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return hostile_tree(tmp_path_factory.mktemp("all") / "tree")


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "--output-format", "concise"),
        ("graph", "--format", "html"),
        ("check", "--output-format", "sarif"),
    ],
    ids=" ".join,
)
def test_within_a_minute_and_a_gigabyte(arguments: tuple[str, ...], tree: Path) -> None:
    done = doclint(tree, *arguments, "--no-cache", seconds=60, megabytes=2_048)
    assert done.code == (0 if arguments[0] == "graph" else 1), done.err
    assert done.peak < 1_024
    assert "root:x:" not in done.out


def test_healthy_files_are_judged_as_without_the_others(tree: Path, tmp_path: Path) -> None:
    alone = write(tmp_path / "alone", HEALTHY)
    expected = codes(doclint(alone, "check", "--no-cache", "--output-format", "concise"))
    found = codes(doclint(tree, "check", "--no-cache", "--output-format", "concise"))
    assert [f for f in found if f.split(" ")[1].startswith(("x.md", "y.md", "docs/"))] == expected
    assert expected


def test_each_bad_file_is_named_once(tree: Path) -> None:
    done = doclint(tree, "check", "--no-cache", "--output-format", "json")
    findings = json.loads(done.out)["findings"]
    unreadable = [f["path"] for f in findings if f["code"] == "DL901"]
    assert sorted(unreadable) == sorted(set(unreadable))
    assert {"bad/large.md", "bad/passwd.md", "bad/zero.md", "bad/loop.md", "bad/pipe.md"} <= set(unreadable)
    assert {f"bad/odd{i}.md" for i in range(len(ODD))} <= set(unreadable)
