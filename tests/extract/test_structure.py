"""Structure that is broken by accident, and what is not."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.tree_helpers import check, said, write


def test_a_missing_anchor_names_what_hides_its_heading(tmp_path: Path) -> None:
    text = "[a](#one) [b](#two) [c](#three)\n\n---## One\n\n```sh\nrun\n\n## Two\n"
    found = check(write(tmp_path, {"a.md": text, "b.md": "[o](a.md#one)\n"})).findings
    helps = {f.diagnostic.target: f.diagnostic.help for f in found if f.code == "DL102"}
    assert helps["#one"] == helps["a.md#one"] == "line 3 of it hides the heading (DL905)"
    assert helps["#two"] == "line 5 of it hides the heading (DL905)"
    assert "hides" not in helps["#three"]


@pytest.mark.parametrize(
    "text",
    [
        "```\nends with the file\n",
        "```sh\n# a comment\n```\n",
        "````markdown\n```yaml\nx\n```\n````\n",
        "~~~\n```sh\n~~~\n",
        "- item\n\n  ```sh\n  run\n  ```\n\n## H\n",
        "> ```sh\n> run\n> ```\n\n## H\n",
        "## C## and F##\n\n## Issue #12 ## closed\n",
        "a --# b\n\n`---## x`\n\n```\n---## x\n```\n",
        "- [a]: b/c.md\n- [b]: #x\n- [ ] [c]: https://x.org\n\n[d]: e\n",
        "    ```rust\n    x\n    ```\n\n    ```ruby\n    ```\n",
        "```\n``` is how a fence looks in a sentence\n```\n",
    ],
)
def test_what_is_as_it_should_be(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": text, "b/c.md": ""})
    assert said(check(tmp_path), "DL905") == []


def test_a_title_that_is_to_be_filled_in(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "---\ntitle: '[FEATURE NAME]'\nstatus: approved\n---\n# A\n"})
    assert said(check(tmp_path)) == [
        "DL903 a.md:2 the placeholder '[FEATURE NAME]' in a document of status 'approved'"
    ]


@pytest.mark.parametrize(
    "text", ["```\n", "---#", "## a##", "- [x]: y\n", "## a## ", "```a\n```b\n", "> ```\n"]
)
def test_linear(text: str, tmp_path: Path) -> None:
    times = []
    for size in (100_000, 400_000):
        write(tmp_path, {"a.md": text * (size // len(text))})
        started = time.perf_counter()
        check(tmp_path)
        times.append(time.perf_counter() - started)
    assert times[1] < 8 * times[0] + 0.5
