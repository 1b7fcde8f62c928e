"""Rows 14, 16, 18, 19 and 23: caches, signals, workers, pipes, surroundings, and the same bytes everywhere."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hostile.child import codes, doclint
from tests.tree_helpers import write

MOMENTS = int(os.environ.get("DOCLINT_MOMENTS", "3"))  # of each command; 200 before a release
RUNS = int(os.environ.get("DOCLINT_PARALLEL_RUNS", "3"))  # of eight at once; 50 before a release


def tree(root: Path, documents: int = 300) -> Path:
    files: dict[str, str | bytes] = {
        "doclint.toml": '[manifest]\npath = "m.json"\n[[kind]]\nname = "DOC"\nfolder = "docs"\nnames = ["DOC{id:3}-{slug}.md"]\n'
    }
    for i in range(documents):
        files[f"docs/DOC{i:03}-n.md"] = (
            f"# DOC{i:03}\n\n[next](DOC{(i + 1) % documents:03}-N.md) [gone](x{i}.md)\n"
        )
    files["m.json"] = '{"documents": [{"id": "DOC000-n", "path": "docs/DOC000-n.md"}]}\n'
    return write(root, files)


# Row 16
COMMANDS = {
    "check": ("check",),
    "fix": ("check", "--fix"),
    "mv": ("mv", "DOC007", "--slug", "seven"),
    "manifest sync": ("manifest", "sync"),
    "baseline write": ("baseline", "write"),
    "graph": ("graph", "--format", "html", "--output", "g.html"),
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tree(tmp_path_factory.mktemp("pristine") / "tree")


def contents(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_signal_at_any_moment(name: str, pristine: Path, tmp_path: Path) -> None:
    """Each file is as before or as after, no temporary and no process stays, and the next run gives what it must."""
    before = contents(pristine)
    whole = tmp_path / "whole"
    shutil.copytree(pristine, whole)
    started = time.monotonic()
    doclint(whole, *COMMANDS[name])
    length = time.monotonic() - started
    after = contents(whole)
    random_ = random.Random(name)
    for moment in range(MOMENTS):
        root = tmp_path / f"t{moment}"
        shutil.copytree(pristine, root)
        env = {**os.environ, "PYTHONSAFEPATH": "1", "DOCLINT_CACHE_HOME": str(tmp_path / f"c{moment}")}
        process = subprocess.Popen(
            [sys.executable, "-m", "doclint", *COMMANDS[name]], cwd=root, env=env,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        time.sleep(0.06 + random_.random() * length)  # Python itself takes a while to begin
        sent = random_.choice((signal.SIGINT, signal.SIGTERM))
        process.send_signal(sent)
        _out, errors = process.communicate(timeout=60)
        assert process.returncode in (0, 1, 130, 143, -sent), (process.returncode, errors)
        started_up = b"<frozen runpy>" in errors or b"runpy module" in errors  # Python itself was interrupted
        assert b"Traceback" not in errors or (started_up and b"doclint/" not in errors), errors
        with pytest.raises(ProcessLookupError):
            os.killpg(process.pid, 0)  # nobody of its session is left
        for path, data in contents(root).items():
            assert data in (before.get(path), after.get(path)), path
        finished = subprocess.run(
            [sys.executable, "-m", "doclint", "check", "--fix"],
            cwd=root,
            env=env,
            capture_output=True,
            check=False,
        )
        assert finished.returncode in (0, 1), finished.stderr
        assert not [p for p in contents(root) if ".doclint-" in p]


def test_sigterm_is_143(tmp_path: Path) -> None:
    script = (
        "import time, doclint.cli.main\nfrom doclint.engine.workspace import Workspace\n"
        "def wait(*a, **k):\n    print('ready', flush=True)\n    time.sleep(60)\n"
        "Workspace.check = wait\nimport sys\nsys.argv = ['doclint', 'check']\nsys.exit(doclint.cli.main.main())"
    )
    write(tmp_path, {"doclint.toml": "", "x.md": ""})
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 143


# Row 14
def test_eight_runs_on_one_store(tmp_path: Path) -> None:
    root = tree(tmp_path / "tree", 60)
    expected = codes(doclint(root, "check", "--no-cache", "--output-format", "concise"))
    for round_ in range(RUNS):
        env = {
            **os.environ,
            "PYTHONSAFEPATH": "1",
            "DOCLINT_CACHE_HOME": str(tmp_path / f"cache{round_ % 2}"),
        }
        command = [sys.executable, "-m", "doclint", "check", "--output-format", "concise"]
        runs = [
            subprocess.Popen(
                command, cwd=root, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            for _ in range(8)
        ]
        for run in runs:
            out, errors = run.communicate(timeout=120)
            assert run.returncode == 1, errors
            assert sum(": DL" in line for line in out.splitlines()) == len(expected)
        (root / "docs" / "DOC000-n.md").write_text(f"# DOC000\n\n[next](DOC001-N.md) [gone](x{round_}0.md)\n")


CLOCKS = {"the future": 4_000_000_000, "the epoch": 0, "before it": -1_000}


@pytest.mark.parametrize("name", CLOCKS)
def test_time_stamps_prove_nothing_that_is_not_so(name: str, tmp_path: Path) -> None:
    root = tree(tmp_path / "tree", 10)
    file = root / "docs" / "DOC003-n.md"
    for target in ("aaaa.md", "bbbb.md", "cccc.md"):
        file.write_text(f"# DOC003\n\n[a]({target})\n")
        os.utime(file, (CLOCKS[name], CLOCKS[name]))
        cached = doclint(root, "check", "--output-format", "concise").out
        assert cached == doclint(root, "check", "--output-format", "concise", "--no-cache").out
        assert target in cached


def test_a_store_that_lies_in_the_tree_is_not_used(tmp_path: Path) -> None:
    root = tree(tmp_path / "tree", 5)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    doclint(root, "check", "--cache-dir", ".cache")
    subprocess.run(["git", "add", "-Af"], cwd=root, check=True)
    done = doclint(root, "check", "--cache-dir", ".cache")
    assert "git tracks" in done.err or "tracked" in done.err, done.err


# Row 18
KILLED = """
import os, signal, sys
import doclint.engine.full as full, doclint.engine.gather as gather
import doclint.extract.document as document
parent, original = os.getpid(), gather.extract
def extract(data, settings):
    if b"KILL ME" in data and os.getpid() != parent:
        open("killed", "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return original(data, settings)
gather.extract = extract
gather.PARALLEL_BYTES = full.PARALLEL_DOCUMENTS = 0
gather.available_workers = full.available_workers = lambda: 4
import doclint.cli.main
sys.argv = ["doclint", "check", "--no-cache", "--output-format", "concise"]
sys.exit(doclint.cli.main.main())
"""


def test_a_killed_worker_costs_time_and_nothing_else(tmp_path: Path) -> None:
    root = tree(tmp_path / "tree", 100)
    write(root, {"docs/killer.md": "KILL ME [z](z.md)\n"})
    expected = codes(doclint(root, "check", "--no-cache", "--output-format", "concise"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=root, capture_output=True, text=True, timeout=120, check=False
    )
    assert (root / "killed").exists(), "no worker was killed"
    assert done.returncode == 1, done.stderr
    assert sum(": DL" in line for line in done.stdout.splitlines()) == len(expected)
    assert "killer.md:1:13: DL101" in done.stdout


# Row 19
SURROUNDINGS: dict[str, dict[str, str | None]] = {
    "no HOME": {"HOME": None, "XDG_CACHE_HOME": None, "DOCLINT_CACHE_HOME": None},
    "a HOME that is none": {"HOME": "/nonexistent", "DOCLINT_CACHE_HOME": None},
    "TERM=dumb": {"TERM": "dumb"},
    "LC_ALL=C": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "no PATH": {"PATH": "/nonexistent"},
}


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_surroundings(name: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": "", "ñ 😀.md": "# Ñ\n\n[ü](ü 😀.md) [z](z.md)\n"})
    env = {
        k: v for k, v in {**os.environ, "PYTHONSAFEPATH": "1", **SURROUNDINGS[name]}.items() if v is not None
    }
    done = subprocess.run(
        [sys.executable, "-m", "doclint", "check"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert b"z.md" in done.stdout
    assert b"Traceback" not in done.stderr


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Path]:
    root = write(tmp_path / "repo", {"doclint.toml": "", "sub/x.md": "[z](z.md)\n"})
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=root, check=True)
    return root


@pytest.mark.parametrize("kind", ["worktree", "shallow", "bare", "subfolder", "detached", "no commit"])
def test_kinds_of_repository(kind: str, repository: Path, tmp_path: Path) -> None:
    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=repository, check=True, capture_output=True)

    where = tmp_path / "other"
    if kind == "worktree":
        git("worktree", "add", "-q", str(where))
    elif kind == "shallow":
        git("clone", "-q", "--depth", "1", f"file://{repository}", str(where))
    elif kind == "bare":
        git("clone", "-q", "--bare", str(repository), str(where))
        done = doclint(where, "check")
        assert done.code == 2
        assert done.err.count("\n") == 1
        return
    elif kind == "subfolder":
        where = repository / "sub"
    elif kind == "detached":
        git("checkout", "-q", "--detach")
        where = repository
    else:
        where = write(where, {"doclint.toml": "", "sub/x.md": "[z](z.md)\n"})
        subprocess.run(["git", "init", "-q"], cwd=where, check=True)
    assert codes(doclint(where, "check", "--output-format", "concise")) == ["DL101 sub/x.md:1:5"]


def test_nobody_reads(tmp_path: Path) -> None:
    root = tree(tmp_path / "tree", 100)
    for arguments in (["check"], ["graph", "--format", "html"], ["check", "--output-format", "sarif"]):
        process = subprocess.Popen(
            [sys.executable, "-m", "doclint", *arguments],
            cwd=root,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        with process.stderr as errors:
            assert b"Traceback" not in errors.read()
        assert process.wait(60) in (0, 1, 2, 141)


# Row 23
def test_the_same_bytes_whatever_the_seed_locale_and_processes(tmp_path: Path) -> None:
    root = tree(tmp_path / "tree", 120)
    outputs = set()
    for seed, locale, workers in (("1", "C.UTF-8", 1), ("77", "C", 8), ("5", "POSIX", 3)):
        code = (
            "import sys, doclint.store.pool as pool, doclint.store.facts, doclint.engine.gather as gather\n"
            f"pool.available_workers = lambda: {workers}\n"
            f"gather.available_workers = lambda: {workers}\n"
            "import doclint.cli.main\n"
            "sys.argv = ['doclint', 'check', '--no-cache', '--output-format', 'json']\nsys.exit(doclint.cli.main.main())"
        )
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale, "PYTHONSAFEPATH": "1"}
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=root, env=env, capture_output=True, check=False, timeout=120
        )
        assert done.returncode == 1, done.stderr
        outputs.add(done.stdout)
    assert len(outputs) == 1
