"""A file system on which `A.md` and `a.md` are one file (vfat, or NTFS with `ignore_case`), mounted from a file where
the system lets us: links are judged by the names that are there, as the system that serves the documents will.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.child import codes, doclint
from tests.tree_helpers import write


def _quiet(*words: str | Path) -> bool:
    if not shutil.which(str(words[0])):
        return False
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    image, mounted = tmp_path / "image", tmp_path / "mounted"
    mounted.mkdir()
    with image.open("wb") as file:
        file.truncate(32 << 20)
    vfat = _quiet("mkfs.vfat", image) and _quiet("mount", "-o", "loop,iocharset=utf8", image, mounted)
    if not vfat and not (
        _quiet("mkntfs", "-q", "-F", image) and _quiet("lowntfs-3g", "-o", "ignore_case", image, mounted)
    ):
        pytest.skip("neither vfat nor lowntfs-3g can be mounted here")
    try:
        yield mounted
    finally:
        subprocess.run(["umount", mounted], check=False, capture_output=True)


def test_names_are_told_apart_and_nothing_is_stale(folder: Path) -> None:
    root = write(
        folder / "tree",
        {
            "doclint.toml": "",
            "x.md": "[a](a.md) [b](A.md) [c](sub/B.md#c) [d](gone.md)\n",
            "a.md": "# A\n",
            "sub/b.md": "# C\n",
        },
    )
    assert (root / "A.MD").exists(), "the file system tells case apart"
    expected = ["DL104 x.md:1:15", "DL104 x.md:1:25", "DL101 x.md:1:41"]
    for options in ((), (), ("--no-cache",)):
        assert codes(doclint(root, "check", "--output-format", "concise", *options)) == expected
    (root / "a.md").unlink()
    for options in ((), ("--no-cache",)):
        found = codes(doclint(root, "check", "--output-format", "concise", *options))
        assert [f.split(" ")[0] for f in found] == ["DL101", "DL101", "DL104", "DL101"]


def test_a_fix_writes_the_name_that_is_there(folder: Path) -> None:
    root = write(folder / "tree", {"doclint.toml": "", "x.md": "[b](A.md)\n", "a.md": "# A\n"})
    assert doclint(root, "check", "--fix").code == 0
    assert (root / "x.md").read_text() == "[b](a.md)\n"
    assert sorted(p.name for p in root.iterdir()) == ["a.md", "doclint.toml", "x.md"]


def test_git_and_a_commit(folder: Path) -> None:
    root = write(folder / "tree", {"doclint.toml": "", "x.md": "[b](a.md)\n", "a.md": "# A\n"})
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        done = subprocess.run(
            ["git", "-c", "safe.directory=*", *words], cwd=root, capture_output=True, check=False
        )
        if done.returncode:
            pytest.skip(f"git does not work here: {done.stderr.decode()}")
    (root / "x.md").write_text("[b](A.md)\n")
    env = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
    done = doclint(root, "check", "--since", "HEAD", "--output-format", "concise", env=env)
    assert codes(done) == ["DL104 x.md:1:5"], done.out + done.err
