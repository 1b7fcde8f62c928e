"""Row 22: graphs of odd shapes are exported and questioned in bounded time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hostile.child import doclint
from tests.tree_helpers import write

SHAPES = {
    "one node": {"a.md": "# A\n"},
    "a loop of one": {"a.md": "[a](a.md)\n"},
    "a loop of two": {"a.md": "[b](b.md)\n", "b.md": "[a](a.md)\n"},
    "a dense component": {f"{i}.md": "".join(f"[x]({(i + j * j) % 200}.md) " for j in range(12)) for i in range(200)},
    "a chain": {f"{i}.md": f"[x]({i + 1}.md)\n" for i in range(2_000)},
    "names of JavaScript": {"__proto__.md": "[c](constructor.md)\n", "constructor.md": "[p](__proto__.md)\n", "toString.md": ""},
    "one ID twice": {"docs/DOC001-a.md": "# DOC001\n", "docs/DOC001-b.md": "DOC001\n"},
}  # fmt: skip
CONFIG = '[[kind]]\nname = "DOC"\nfolder = "docs"\nnames = ["DOC{id:3}-{slug}.md"]\nmention = true\n'


@pytest.mark.parametrize("name", SHAPES)
def test_shapes(name: str, tmp_path: Path) -> None:
    config = CONFIG if name == "one ID twice" else ""
    write(tmp_path, {"doclint.toml": config, **SHAPES[name]})
    exported = json.loads(doclint(tmp_path, "graph", "--format", "json").out)
    assert len(exported["nodes"]) == len(SHAPES[name])
    for arguments in (
        ["--format", "html"],
        ["--format", "graphml"],
        ["--format", "dot"],
        ["orphans"],
        ["cycles"],
        ["stats"],
        ["coverage"],
    ):
        assert doclint(tmp_path, "graph", *arguments, seconds=60).code == 0
    if name == "a chain":
        answer = json.loads(doclint(tmp_path, "graph", "why", "0.md", "1999.md", "--format", "json").out)
        assert len(json.dumps(answer)) > 10_000
