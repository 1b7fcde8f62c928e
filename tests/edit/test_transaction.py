"""Writing: all or nothing, whatever interrupts it; what is odd about a file stays as it was."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from doclint.edit.edits import PlannedChange
from doclint.edit.transaction import Journal
from doclint.errors import DoclintError
from tests.cli.test_cli import run
from tests.tree_helpers import write

KILLS = int(os.environ.get("DOCLINT_KILLS", "12"))
FILES = 2000
# Writes as `check --fix` does: the whole of it, from the plan to the last file.
WRITER = """
import sys
from pathlib import Path
from doclint.edit.edits import PlannedChange
from doclint.edit.transaction import Journal
root, journal, word = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3].encode()
changes = [PlannedChange(p.name, p.read_bytes(), word + b" " + p.name.encode() + b"\\n", 1) for p in sorted(root.iterdir())]
print("planned", flush=True)
Journal(journal, root).write(changes)
"""


def _change(path: str, before: bytes | None = b"old\n", after: bytes = b"new\n") -> PlannedChange:
    return PlannedChange(path, before, after, 1)


def _contents(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write(tmp_path / "tree", {"a.md": "old\n", "b/c.md": "old\n", "d.md": "old\n"})


@pytest.fixture
def journal(tmp_path: Path, root: Path) -> Journal:
    return Journal(tmp_path / "journal", root)


def test_everything_is_written(root: Path, journal: Journal) -> None:
    done = journal.write([_change("a.md"), _change("b/c.md"), _change("n/e.md", None, b"made\n")])
    assert done == (("a.md", "b/c.md", "n/e.md"), ())
    assert _contents(root) == {"a.md": b"new\n", "b/c.md": b"new\n", "d.md": b"old\n", "n/e.md": b"made\n"}
    assert [entry.name for entry in journal.folder.iterdir()] == ["lock"]


def test_what_has_changed_is_left_alone(root: Path, journal: Journal) -> None:
    (root / "a.md").write_text("edited\n")
    assert journal.write([_change("a.md"), _change("d.md"), _change("b/c.md", None)]) == (
        ("d.md",),
        ("a.md", "b/c.md"),
    )
    assert _contents(root) == {"a.md": b"edited\n", "b/c.md": b"old\n", "d.md": b"new\n"}


@pytest.mark.parametrize("step", ["write", "replace", "second replace"])
def test_a_system_that_refuses_leaves_all_as_it_was(
    root: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    import doclint.edit.transaction as module

    calls = 0
    original = module._put if step != "write" else module._prepare

    def refuse(*arguments: object) -> None:
        nonlocal calls
        calls += 1
        if calls == (2 if step == "second replace" else 1):
            raise OSError(28, "No space left on device", str(root / "a.md"))
        original(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "_prepare" if step == "write" else "_put", refuse)
    before = _contents(root)
    with pytest.raises(DoclintError, match="No space left on device"):
        journal.write([_change("a.md"), _change("d.md"), _change("n.md", None)])
    assert _contents(root) == before
    assert [entry.name for entry in journal.folder.iterdir()] == ["lock"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_file_leaves_all_as_it_was(root: Path, journal: Journal) -> None:
    (root / "d.md").chmod(0o444)
    with pytest.raises(DoclintError, match="read-only"):
        journal.write([_change("a.md"), _change("d.md")])
    assert _contents(root)["a.md"] == b"old\n"


def test_a_full_disk_leaves_all_as_it_was(tmp_path: Path) -> None:
    root = tmp_path / "small"
    root.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", root], check=False, capture_output=True)  # fmt: skip
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        write(root, {"a.md": "[x](B.md)\n", "b.md": "# B\n", "big.md": "x" * 40_000 + "\n[x](B.md)\n"})
        before = _contents(root)
        done = run(root, "check", "--fix")
        assert done.returncode == 2
        assert "cannot write: No space left on device" in done.stderr
        assert _contents(root) == before
    finally:
        subprocess.run(["umount", root], check=True)


def test_mode_links_and_further_names_stay(root: Path, journal: Journal) -> None:
    (root / "a.md").chmod(0o755)
    os.link(root / "d.md", root / "twin")
    (root / "link.md").symlink_to("b/c.md")
    journal.write([_change("a.md"), _change("d.md"), _change("link.md")])
    assert stat.S_IMODE((root / "a.md").stat().st_mode) == 0o755
    assert (root / "twin").read_bytes() == b"new\n"
    assert (root / "twin").stat().st_nlink == 2
    assert (root / "link.md").is_symlink()
    assert (root / "b/c.md").read_bytes() == b"new\n"


def test_a_link_out_of_the_tree_is_not_written_through(tmp_path: Path, root: Path, journal: Journal) -> None:
    (tmp_path / "outside.md").write_text("old\n")
    (root / "out.md").symlink_to("../outside.md")
    with pytest.raises(DoclintError, match="leads out of the repository"):
        journal.write([_change("out.md")])
    assert (tmp_path / "outside.md").read_text() == "old\n"


def test_a_file_half_written_in_place_is_finished(
    root: Path, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    import doclint.edit.transaction as module

    os.link(root / "a.md", root / "twin")
    change = _change("a.md", b"old\n", b"a longer text\n")

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(module, "_put", die)
    monkeypatch.setattr(module.shutil, "rmtree", lambda *_, **__: None)  # as SIGKILL leaves it
    with pytest.raises(Killed):
        journal.write([change])
    monkeypatch.undo()
    (root / "a.md").write_bytes(b"a lo")
    assert journal.recover().written == ("a.md",)
    assert (root / "twin").read_bytes() == b"a longer text\n"


def test_killed_at_any_moment_every_file_is_old_or_new_and_the_next_run_finishes(tmp_path: Path) -> None:
    root, folder, rng = tmp_path / "tree", tmp_path / "journal", random.Random(5)
    root.mkdir()
    for number in range(FILES):
        (root / f"f{number:04}.md").write_text(f"zero f{number:04}.md\n")
    start, took = time.perf_counter(), 0.0
    words = [f"word{n}" for n in range(KILLS)]
    finished = 0
    for number, word in enumerate(words):
        before = _contents(root)
        child = subprocess.Popen(
            [sys.executable, "-c", WRITER, root, folder, word], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        child.stdout.readline()
        start = time.perf_counter()
        if number:  # the first is timed
            time.sleep(rng.uniform(0, took))
            child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        took = took or time.perf_counter() - start
        now = {path: data for path, data in _contents(root).items() if not path.startswith(".doclint-")}
        assert now.keys() == before.keys()
        for path, data in now.items():
            assert data in (before[path], f"{word} {path}\n".encode())
        finished += bool(Journal(folder, root).recover().written)
        after = _contents(root)
        assert after.keys() == before.keys(), "a temporary is left"
        assert len({data.split(b" ")[0] for data in after.values()}) == 1, "neither finished nor undone"
        assert [entry.name for entry in folder.iterdir()] == ["lock"]
    assert finished or KILLS < 10


def test_check_says_that_a_run_was_interrupted_and_fix_finishes_it(tmp_path: Path) -> None:
    root = write(tmp_path / "t", {"a.md": "[x](b.md)\n", "b.md": "# B\n"})
    env = {"DOCLINT_CACHE_HOME": str(tmp_path / "cache")}
    script = (
        "import os, doclint.edit.transaction as t\n"
        "t._put = lambda *a: os.kill(os.getpid(), 9)\n"
        "from doclint.cli.main import main\nimport sys\nsys.exit(main())"
    )
    (root / "a.md").write_text("[x](B.md)\n")
    subprocess.run(
        [sys.executable, "-c", script, "check", "--fix"], cwd=root, env={**os.environ, **env}, check=False
    )
    assert "was interrupted" in run(root, "check", env=env).stderr
    done = run(root, "check", "--fix", env=env)
    assert "finished an interrupted run" in done.stderr
    assert (root / "a.md").read_text() == "[x](b.md)\n"
    assert sorted(path.name for path in root.iterdir()) == ["a.md", "b.md"]
    assert "interrupted" not in run(root, "check", env=env).stderr
