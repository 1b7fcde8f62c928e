"""A cache that CI restores beside a fresh clone: no document that git proves unchanged is opened, and none is stale."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from doclint.engine.workspace import Workspace
from doclint.report.json_report import render
from doclint.tree import read
from tests.tree_helpers import write

DOCUMENTS = 150


def git(root: Path, *words: str) -> None:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    files: dict[str, str | bytes] = {f"d/{i}.md": f"# {i}\n\n[n]({i + 1}.md)\n" for i in range(DOCUMENTS)}
    root = write(tmp_path / "origin", {"doclint.toml": "", **files})
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "x")
    return root


def clone(origin: Path, where: Path) -> Path:
    shutil.rmtree(where, ignore_errors=True)
    git(origin, "clone", "-q", str(origin), str(where))
    time.sleep(0.3)  # what was written just now may change again under the same time stamp
    return where


def findings(root: Path, cache: Path | None) -> str:
    with Workspace.open(root, root / "doclint.toml", cache=cache, today="2026-01-01") as workspace:
        return render(workspace.check())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were opened."""
    seen: list[str] = []
    original = read._open

    def noted(root: Path, full: str) -> int:
        seen.append(full)
        return original(root, full)

    monkeypatch.setattr(read, "_open", noted)
    return seen


def test_nothing_is_opened_in_a_fresh_clone(origin: Path, tmp_path: Path, opened: list[str]) -> None:
    root, cache = tmp_path / "clone", tmp_path / "cache"
    first = findings(clone(origin, root), cache)
    clone(origin, root)
    opened.clear()
    with Workspace.open(root, root / "doclint.toml", cache=cache, today="2026-01-01") as workspace:
        assert not workspace.analysis().changed
        assert not [path for path in opened if path.endswith(".md")]
    assert findings(root, cache) == first == findings(root, None)


def test_only_what_a_commit_changed_is_opened(origin: Path, tmp_path: Path, opened: list[str]) -> None:
    root, cache = tmp_path / "clone", tmp_path / "cache"
    findings(clone(origin, root), cache)
    write(origin, {"d/7.md": "# 7\n\n[gone](gone.md)\n"})
    git(origin, "commit", "-qam", "y")
    clone(origin, root)
    opened.clear()
    with Workspace.open(root, root / "doclint.toml", cache=cache, today="2026-01-01") as workspace:
        found = workspace.findings()
        assert {Path(path).name for path in opened if path.endswith(".md")} == {"7.md"}
    assert [f.diagnostic.path for f in found if "gone" in f.diagnostic.message] == ["d/7.md"]
    assert findings(root, cache) == findings(root, None)


EDITS = {
    "an edit of the same size": lambda p: p.write_text(p.read_text().replace("[n]", "[m]").replace("8.md", "x.md")),
    "an edit with the old times": lambda p: (s := p.stat(), p.write_text("# 7\n\n[n](9.md)\n"), os.utime(p, ns=(s.st_atime_ns, s.st_mtime_ns))),
    "another line end": lambda p: p.write_bytes(p.read_bytes().replace(b"\n", b"\r\n")),
    "assumed to be unchanged": lambda p: (git(p.parent, "update-index", "--assume-unchanged", p.name), p.write_text("[q](q.md)\n")),
    "left out of the work tree": lambda p: (git(p.parent, "update-index", "--skip-worktree", p.name), p.write_text("[q](q.md)\n")),
    "a link": lambda p: (p.unlink(), p.symlink_to("8.md")),
    "staged": lambda p: (p.write_text("[q](q.md)\n"), git(p.parent, "add", p.name)),
    "minimal stat": lambda p: (git(p.parent, "config", "core.checkStat", "minimal"), git(p.parent, "config", "core.ignoreStat", "true"), p.write_text(p.read_text().replace("8.md", "x.md"))),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_after_the_clone_is_seen(name: str, origin: Path, tmp_path: Path) -> None:
    root, cache = tmp_path / "clone", tmp_path / "cache"
    findings(clone(origin, root), cache)
    clone(origin, root)
    EDITS[name](root / "d" / "7.md")
    assert findings(root, cache) == findings(root, None)


@pytest.mark.parametrize(
    "attributes",
    [
        "*.md eol=crlf\n",
        "*.md text=auto\n",
        "*.md filter=twist\n",
        "*.md ident\n",
        "*.md working-tree-encoding=UTF-16\n",
    ],
)
def test_conversions_at_checkout(attributes: str, origin: Path, tmp_path: Path) -> None:
    """The second clone converts what the first did not: its files are not their blobs."""
    root, cache = tmp_path / "clone", tmp_path / "cache"
    findings(clone(origin, root), cache)
    clone(origin, root)
    git(root, "config", "filter.twist.smudge", "tr n m")
    git(root, "config", "filter.twist.clean", "tr m n")
    (root / ".git" / "info" / "attributes").write_text(attributes)
    shutil.rmtree(root / "d")
    git(root, "checkout", "-q", "--", "d")
    assert findings(root, cache) == findings(root, None)
