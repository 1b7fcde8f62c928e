"""What doclint reaches for: no network, no program but git, no file outside of the tree, its installation, its cache
and git's own; nothing written but what was asked for. An audit hook (PEP 578) sees every attempt.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.test_all_at_once import hostile_tree

HOOK = """
import json, os, sys
log = open(os.environ["AUDIT_LOG"], "a", buffering=1)
WATCHED = ("open", "socket", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.remove", "os.rename",
           "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.chmod", "os.truncate", "shutil", "ctypes.dlopen", "os.scandir", "os.listdir")
def hook(event, arguments):
    if event.startswith(WATCHED):
        try:
            log.write(json.dumps([event, [str(a)[:400] for a in arguments]]) + "\\n")
        except Exception:
            pass
sys.addaudithook(hook)
sys.argv = ["doclint", *json.loads(os.environ["AUDIT_ARGUMENTS"])]
import doclint.cli.main
code = doclint.cli.main.main()
log.flush()
os._exit(code)
"""
COMMANDS = {
    "check": ["check"],
    "check of one file": ["check", "x.md"],
    "sarif": ["check", "--output-format", "sarif"],
    "since": ["check", "--since", "HEAD"],
    "staged": ["check", "--staged"],
    "diff": ["check", "--diff"],
    "graph": ["graph", "--findings", "--format", "html"],
    "coverage": ["graph", "coverage"],
    "report": ["report", "x.md", "--format", "html"],
    "blame": ["blame"],
    "history": ["history"],
    "manifest": ["manifest", "diff"],
    "mv": ["mv", "x.md", "y2.md", "--dry-run"],
    "explain": ["explain", "DL101"],
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = hostile_tree(tmp_path_factory.mktemp("reach") / "tree")
    who = ["-c", "user.name=A", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "-A"], [*who, "commit", "-qm", "x"]):
        subprocess.run(["git", *words], cwd=root, check=False, capture_output=True)
    return root


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_is_reached_for(name: str, tree: Path, tmp_path: Path) -> None:
    log, cache = tmp_path / "audit", tmp_path / "cache"
    env = {
        **os.environ,
        "AUDIT_LOG": str(log),
        "AUDIT_ARGUMENTS": json.dumps(COMMANDS[name]),
        "DOCLINT_CACHE_HOME": str(cache),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", HOOK], cwd=tree, env=env, capture_output=True, timeout=120, check=False
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert b"internal error" not in done.stderr, done.stderr
    events = [json.loads(line) for line in log.read_text().splitlines()]
    assert len(events) > 20, "the hook saw nothing"
    own = [
        str(Path(p).resolve())
        for p in (
            tree,
            cache,
            sys.prefix,
            sys.base_prefix,
            Path(__file__).parents[2] / "doclint",
            Path(__file__).parents[2] / "rules",
        )
        if p
    ]
    allowed = (
        *own,
        "/dev/null",
        "/proc/",
        "/etc/localtime",
        "/usr/share/zoneinfo",
        "/usr/lib",
        "/lib",
        "/etc/ld.so",
        "/sys/",
        "/dev/shm/",
        "/tmp/pymp-",
    )
    for event, arguments in events:
        if event.startswith("socket"):
            raise AssertionError(f"{event} {arguments}")
        if event == "subprocess.Popen":
            assert arguments[0] == "git", arguments
        elif event in ("os.system", "os.exec", "os.posix_spawn"):
            raise AssertionError(f"{event} {arguments}")
        elif event in ("open", "os.scandir", "os.listdir"):
            path = arguments[0]
            if path.isdigit() or path in ("None", "", "-1"):
                continue
            flags = int(arguments[2]) if event == "open" and arguments[2].isdigit() else 0
            full = os.path.join(tree, path)
            if flags & os.O_NOFOLLOW:  # the system refuses if it is a link
                full = os.path.join(os.path.realpath(os.path.dirname(full)), os.path.basename(full))
            else:
                full = os.path.realpath(full)
            assert full.startswith(allowed), f"{event} {arguments}"
            if event == "open" and full.startswith(str(tree)):
                assert not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT), f"written: {arguments}"
        elif event.startswith(
            (
                "os.remove",
                "os.rename",
                "os.mkdir",
                "os.rmdir",
                "os.symlink",
                "os.link",
                "os.chmod",
                "os.truncate",
            )
        ):
            assert not os.path.realpath(os.path.join(tree, arguments[0])).startswith(str(tree)), (
                f"{event} {arguments}"
            )


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
def test_the_system_sees_the_same(tree: Path, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "-qq",
        "-e",
        "trace=network,execve",
        "-o",
        str(trace),
        sys.executable,
        "-m",
        "doclint",
        "check",
        "--no-cache",
    ]
    done = subprocess.run(command, cwd=tree, capture_output=True, timeout=180, check=False)
    if not trace.exists() or b"ptrace" in done.stderr:
        pytest.skip("this sandbox traces nothing")
    for line in trace.read_text(errors="replace").splitlines():
        assert "AF_INET" not in line, line
        if "execve(" in line and " = 0" in line:
            assert any(name in line for name in (sys.executable, "/git", "python")), line
