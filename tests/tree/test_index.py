"""Existence is git's: the index, sparse checkouts, submodules, tracked symbolic links to folders."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from doclint.api import open_workspace
from doclint.engine.workspace import Workspace
from doclint.errors import DoclintError
from doclint.model.finding import Report
from tests.examples import git
from tests.tree_helpers import check, said, write


def repository(root: Path, files: dict[str, str | bytes]) -> Path:
    write(root, files)
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    return root


def staged(root: Path, cache: Path | None = None) -> Report:
    with Workspace.open(root, cache=cache) as workspace:
        workspace.stage()
        return workspace.check()


@pytest.mark.parametrize("cached", [False, True])
def test_the_index_is_judged_not_the_disk(cached: bool, tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache" if cached else None
    repository(tree, {"a.md": "[b](b.md)\n", "b.md": "# B\n", "sub/c.md": "# C\n"})
    assert said(staged(tree, cache)) == []
    write(tree, {"a.md": "[b](gone.md)\n"})
    assert said(staged(tree, cache)) == []  # not staged
    git(tree, "add", "a.md")
    write(tree, {"a.md": "[b](b.md)\n"})
    assert said(staged(tree, cache)) == ["DL101 a.md:1 'gone.md' does not exist"]  # staged, repaired on disk
    write(tree, {"a.md": "[b](new.md)\n", "new.md": "# N\n", "bad.md": "[x](gone.md)"})
    git(tree, "add", "a.md")
    assert said(staged(tree, cache)) == ["DL106 a.md:1 'new.md' exists here, but git does not track it"]
    git(tree, "add", "new.md")
    assert said(staged(tree, cache)) == []
    (tree / "new.md").unlink()
    assert said(staged(tree, cache)) == []  # the deletion is not staged
    assert "DL101 a.md:1 'new.md' does not exist" in said(check(tree))
    git(tree, "rm", "-q", "--cached", "sub/c.md")
    write(tree, {"a.md": "[c](sub/c.md)\n"})
    git(tree, "add", "a.md")
    assert said(staged(tree, cache)) == ["DL106 a.md:1 'sub/c.md' exists here, but git does not track it"]
    assert said(check(tree, cache=cache)) == said(check(tree))


def test_below_the_top_of_the_work_tree(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"sub/a.md": "[b](b.md)\n", "sub/b.md": "", "other.md": "x"})
    write(tree, {"sub/a.md": "[b](gone.md)\n", "other.md": "[x](y.md)"})
    assert said(staged(tree / "sub")) == []
    git(tree, "add", "-A")
    assert said(staged(tree / "sub")) == ["DL101 a.md:1 'gone.md' does not exist"]


def test_outside_git_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(DoclintError, match="--staged needs a git work tree"):
        staged(write(tmp_path, {"a.md": ""}))


def test_what_a_sparse_checkout_leaves_out_exists(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"docs/a.md": "[x](../far/x.md#y) [p](../far/p.png) [g](../far/g.md)\n", "far/x.md": "[q](q.md)", "far/p.png": ""})  # fmt: skip
    git(tree, "sparse-checkout", "set", "docs")
    assert not (tree / "far").exists()
    assert said(check(tree)) == ["DL101 docs/a.md:1 '../far/g.md' does not exist"]
    assert check(tree).files == 1
    git(tree, "sparse-checkout", "disable")
    assert len(said(check(tree))) == 3


def test_submodules_are_not_ours(tmp_path: Path) -> None:
    library = repository(tmp_path / "lib", {"guide.md": "# G\n\n[broken](nowhere.md)\n"})
    tree = repository(tmp_path / "repo", {"a.md": "[g](vendor/guide.md) [h](vendor/gone.md)\n"})
    git(tree, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "vendor")
    git(tree, "commit", "-qm", "vendor")
    report = check(tree)
    assert said(report) == ["DL101 a.md:1 'vendor/gone.md' does not exist"]
    assert report.files == 1
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(tree), str(clone))
    report = check(clone)
    assert said(report) == []
    assert "the submodule 'vendor' is not checked out: links into it are not checked" in report.notices
    write(clone, {"untracked.md": "[x](gone.md)\n"})
    report = staged(clone)
    assert said(report) == []
    assert "the submodule 'vendor' is not checked out: links into it are not checked" in report.notices


def test_a_merge_that_is_not_resolved_is_said(tmp_path: Path) -> None:
    tree = repository(tmp_path, {"a.md": "one\n"})
    git(tree, "checkout", "-qb", "other")
    write(tree, {"a.md": "two\n"})
    git(tree, "commit", "-qam", "two")
    git(tree, "checkout", "-q", "-")
    write(tree, {"a.md": "three\n"})
    git(tree, "commit", "-qam", "three")
    with pytest.raises(subprocess.CalledProcessError):
        git(tree, "merge", "-q", "other")
    with pytest.raises(DoclintError, match="a merge is not resolved; resolve it and stage the result"):
        staged(tree)


def test_a_folder_that_becomes_a_submodule_wakes_its_referrers(tmp_path: Path) -> None:
    library = repository(tmp_path / "lib", {"guide.md": "# G\n"})
    tree, cache = (
        repository(tmp_path / "repo", {"a.md": "[h](vendor/gone.md)\n", "vendor/x.md": ""}),
        tmp_path / "c",
    )
    assert said(check(tree, cache=cache)) == ["DL101 a.md:1 'vendor/gone.md' does not exist"]
    git(tree, "rm", "-rq", "vendor")
    git(tree, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "vendor")
    git(tree, "submodule", "deinit", "-f", "vendor")
    assert said(check(tree, cache=cache)) == said(check(tree)) == []


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_links_through_tracked_symbolic_links(tmp_path: Path) -> None:
    tree = write(
        tmp_path,
        {"docs/en/a.md": "# A\n", "README.md": "[a](latest/a.md#a) [b](latest/b.md) [c](latest/a.md#z)\n"},
    )
    (tree / "latest").symlink_to("docs/en")
    repository(tree, {})
    expected = [
        "DL101 README.md:1 'latest/b.md' does not exist",
        "DL102 README.md:1 no heading or id '#z' in 'docs/en/a.md'",
    ]
    assert said(check(tree)) == expected
    cache = tmp_path / "cache-of-it"
    with open_workspace(tree, cache=cache) as workspace:
        assert said(workspace.check()) == expected
    (tree / "latest").unlink()
    (tree / "latest").symlink_to("docs")
    with open_workspace(tree, cache=cache) as workspace:
        assert said(workspace.check()) == said(check(tree))
    assert len(said(check(tree))) == 3
