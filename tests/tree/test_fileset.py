"""The file set: git and the walk agree; case, Unicode, folders, submodules, shallow clones."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.tree.docsbase import find_docs_base
from doclint.tree.fileset import FileSet, fold
from doclint.tree.git import last_changed
from tests.examples import git
from tests.tree_helpers import write


def test_walk_and_git_see_the_same(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.md": "",
            "d/e/f.md": "",
            "node_modules/x.md": "",
            ".github/y.md": "",
            ".gitignore": "node_modules/\n",
        },
    )
    walked = FileSet.scan(tmp_path)
    git(tmp_path, "init", "-q")
    listed = FileSet.scan(tmp_path)
    assert set(walked.files) == set(listed.files) == {"a.md", "d/e/f.md", ".github/y.md", ".gitignore"}
    assert walked.folders == listed.folders == {"", "d", "d/e", ".github"}
    assert walked.tracked is None
    assert walked.is_tracked("a.md")
    assert not listed.is_tracked("a.md")
    assert listed.unlisted("node_modules/x.md")
    assert not listed.unlisted("node_modules/z.md")
    git(tmp_path, "add", "d")
    assert FileSet.scan(tmp_path).is_tracked("d/e")


def test_case_and_unicode_forms(tmp_path: Path) -> None:
    files = FileSet.scan(write(tmp_path, {"Docs/Ñandú.md": ""}))
    assert files.is_file("Docs/Ñandú.md")
    assert files.of_fold(fold("docs/ñandú.md")) == "Docs/Ñandú.md"
    assert files.of_fold(fold("Docs/N\u0303andu\u0301.md")) == "Docs/Ñandú.md"
    assert files.of_fold(fold("DOCS")) == "Docs"
    assert files.of_fold(fold("Docs/other.md")) is None


def test_a_folder_below_the_top_of_the_work_tree(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, {"a.md": "", "sub/b.md": ""})
    assert set(FileSet.scan(tmp_path / "sub").files) == {"b.md"}


def test_a_submodule_is_not_ours_but_exists(tmp_path: Path) -> None:
    write(tmp_path / "lib", {"guide.md": "# G\n"})
    git(tmp_path / "lib", "init", "-q")
    git(tmp_path / "lib", "add", "-A")
    git(tmp_path / "lib", "commit", "-qm", "x")
    write(tmp_path / "repo", {"a.md": "[g](vendor/guide.md)"})
    git(tmp_path / "repo", "init", "-q")
    git(
        tmp_path / "repo",
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        str(tmp_path / "lib"),
        "vendor",
    )
    files = FileSet.scan(tmp_path / "repo")
    assert files.is_file("vendor/guide.md")
    assert files.is_folder("vendor")


@pytest.mark.parametrize(
    ("folders", "base"),
    [
        ({"", "docs"}, ""),
        ({"", "streaming_files"}, ""),
        ({"", "kit", "kit/streaming_files"}, "kit"),
        (
            {
                "",
                "real_structure_documentation",
                "kit",
                "kit/streaming_files",
                "kit/real_structure_documentation",
            },
            "kit",
        ),
        ({"", "b/streaming_files", "a/streaming_files", "c/d/streaming_files"}, "a"),
    ],
)
def test_docs_base(folders: set[str], base: str) -> None:
    assert find_docs_base(folders, ["streaming_files", "real_structure_documentation"]) == base


def test_dates_of_last_commits_stop_at_a_shallow_cut(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    for name, date in (("old.md", "2024-01-05"), ("new.md", "2025-03-02")):
        write(origin, {name: name})
        git(origin, "init", "-q")
        git(origin, "add", "-A")
        moment = f"{date}T12:00:00+0000"
        git(origin, "commit", "-qm", name, GIT_AUTHOR_DATE=moment, GIT_COMMITTER_DATE=moment)
    assert last_changed(origin) == ({"old.md": "2024-01-05", "new.md": "2025-03-02"}, False)
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{origin}", "shallow")
    assert last_changed(tmp_path / "shallow") == ({}, True)
