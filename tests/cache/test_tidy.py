"""What nobody uses goes: the stores of other versions and of trees that are gone."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from doclint.store import tidy
from tests.cli.test_cli import run
from tests.tree_helpers import write

DAY = 86_400


def store(cache: Path, name: str, days: int, size: int = 10) -> Path:
    folder = cache / "trees" / (name * 32)
    write(folder, {"state.db": b"x" * size, "facts.db": b""})
    stamp = time.time() - days * DAY
    os.utime(folder, (stamp, stamp))
    return folder


def check(tree: Path, cache: Path) -> None:
    assert run(tree, "check", "--cache-dir", str(cache)).returncode == 0


def test_a_new_store_drops_those_of_long_ago(tmp_path: Path) -> None:
    tree, cache = write(tmp_path / "tree", {"a.md": "# A\n"}), tmp_path / "cache"
    old, recent, other = store(cache, "a", 31), store(cache, "b", 29), store(cache, "c", 90)
    write(other, {"notes.txt": "mine"})
    os.utime(other, (0, 0))
    (cache / "trees" / "mine").mkdir()
    check(tree, cache)
    assert not old.exists()
    assert (recent / "state.db").exists()
    assert sorted(p.name for p in other.iterdir()) == ["notes.txt"]
    assert (cache / "trees" / "mine").exists()


def test_use_is_noted(tmp_path: Path) -> None:
    tree, cache = write(tmp_path / "tree", {"a.md": "# A\n"}), tmp_path / "cache"
    check(tree, cache)
    (folder,) = (cache / "trees").iterdir()
    os.utime(folder, (0, 0))
    check(tree, cache)
    assert time.time() - folder.stat().st_mtime < DAY
    check(write(tmp_path / "other", {"a.md": "# A\n"}), cache)
    assert folder.exists()


def test_the_oldest_go_while_all_are_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tidy, "MAX_BYTES", 250)
    folders = [store(tmp_path, name, days, 100) for name, days in (("a", 3), ("b", 2), ("c", 1), ("d", 0))]
    tidy.tidy(tmp_path / "trees", folders[0])
    assert [f.exists() for f in folders] == [True, False, False, True]


def test_a_link_is_no_store(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", {"state.db": "mine"})
    (tmp_path / "cache" / "trees").mkdir(parents=True)
    link = tmp_path / "cache" / "trees" / ("e" * 32)
    link.symlink_to(outside)
    os.utime(link, (0, 0), follow_symlinks=False)
    check(write(tmp_path / "tree", {"a.md": "# A\n"}), tmp_path / "cache")
    assert (outside / "state.db").exists()
