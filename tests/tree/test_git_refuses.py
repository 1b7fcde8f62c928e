"""A git work tree that git does not list is exit 2 with the remedy, never a silent walk of the disk."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import write


def repository(root: Path) -> Path:
    write(root, {"a.md": "# A\n", ".gitignore": "b.md\n", "b.md": "[x](gone.md)\n"})
    git(root, "init", "-q")
    return root


def stub(folder: Path, script: str) -> dict[str, str]:
    """An environment in which `git` is this shell script."""
    write(folder, {"git": f"#!/bin/sh\n{script}\n"})
    (folder / "git").chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def test_dubious_ownership(tmp_path: Path) -> None:
    root = repository(tmp_path / "it's mine")
    said = f"fatal: detected dubious ownership in repository at '{root}'"
    env = stub(tmp_path / "bin", f'echo "{said}" >&2; echo "To add an exception ..." >&2; exit 128')
    done = run(root, "check", env=env)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith(f"doclint: git cannot list the files of '{root}': {said}")
    assert "git config --global --add safe.directory" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_git(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    (tmp_path / "empty").mkdir()
    done = run(root, "check", env={"PATH": str(tmp_path / "empty")})
    assert (done.returncode, done.stdout) == (2, "")
    assert "is a git work tree, but git cannot be run" in done.stderr
    assert "install git" in done.stderr


def test_a_broken_repository(tmp_path: Path) -> None:
    root = repository(tmp_path / "repo")
    shutil.rmtree(root / ".git")
    (root / ".git").mkdir()
    done = run(root, "check")
    assert done.returncode == 2
    assert "not a git repository" in done.stderr
    assert "check a copy without '.git'" in done.stderr


def test_outside_git_no_git_is_needed(tmp_path: Path) -> None:
    write(tmp_path / "plain", {"a.md": "[x](gone.md)\n"})
    (tmp_path / "empty").mkdir()
    done = run(tmp_path / "plain", "check", env={"PATH": str(tmp_path / "empty")})
    assert done.returncode == 1
    assert "DL101" in done.stdout
