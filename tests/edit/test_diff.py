"""`check --diff`: what --fix would change, as git takes it, and nothing is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import write

FILES: dict[str, str | bytes] = {
    "b.md": "# B\n",
    "plain.md": "one\n[x](B.md)\nthree\n",
    "crlf.md": b"\xef\xbb\xbfone\r\n[x](B.md)\r\n",
    "no end.md": "[x](B.md)",
    "ñandú \"q\".md": "[x](B.md)\n",
    "two.md": "[x](B.md)\n" + "t\n" * 30 + "[y](B.md) [z](B.md)\n",
    "cr.md": b"a\r[x](B.md)\rb",
}  # fmt: skip


def test_git_applies_it_and_the_result_is_that_of_fix(tmp_path: Path) -> None:
    one, two = (write(tmp_path / name, FILES) for name in ("one", "two"))
    for root in (one, two):
        git(root, "init", "-q")
        git(root, "add", "-A")
    before = {path: path.read_bytes() for path in one.iterdir() if path.is_file()}
    diff = subprocess.run(
        [sys.executable, "-m", "doclint", "check", "--diff"], cwd=one, capture_output=True, check=False
    )
    assert diff.returncode == 1
    assert before == {path: path.read_bytes() for path in one.iterdir() if path.is_file()}
    subprocess.run(["git", "apply"], cwd=one, input=diff.stdout, check=True)
    run(two, "check", "--fix")
    for name in FILES:
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert (one / "two.md").read_text().count("(b.md)") == 3
    assert run(one, "check", "--diff").stdout == ""
    assert run(one, "check", "--diff").returncode == 0


def test_fix_only_reports_nothing(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.md": "[x](B.md) [gone](gone.md)\n", "b.md": "# B\n"})
    done = run(root, "check", "--fix-only")
    assert (done.returncode, done.stdout) == (0, "")
    assert "fixed 'a.md' (1 finding)" in done.stderr
    assert (root / "a.md").read_text() == "[x](b.md) [gone](gone.md)\n"


@pytest.mark.parametrize("option", ["--fix", "--diff", "--fix-only"])
def test_fixes_are_for_the_work_tree(tmp_path: Path, option: str) -> None:
    root = write(tmp_path, {"a.md": "# A\n"})
    git(root, "init", "-q")
    assert run(root, "check", "--staged", option).returncode == 2


def test_colours_only_where_asked(tmp_path: Path) -> None:
    root = write(tmp_path, {"a.md": "[x](B.md)\n", "b.md": "# B\n"})
    assert "\x1b[32m+[x](b.md)\x1b[0m" in run(root, "check", "--diff", "--color", "always").stdout
    assert "\x1b" not in run(root, "check", "--diff").stdout
