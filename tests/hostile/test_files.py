"""Rows 11, 12 and 15: odd files, odd names, and files that change while doclint runs. Nothing outside is touched."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.child import codes, doclint
from tests.tree_helpers import write

Maker = Callable[[Path], object]


def link(target: str) -> Maker:
    return lambda path: path.symlink_to(target)


def listen(path: Path) -> None:
    """A socket; its path must be short."""
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(path.name)
    finally:
        os.chdir(here)


def folder(path: Path) -> None:
    path.mkdir()
    (path / "inner.txt").write_text("x")


# Row 11: what stands at x.md -> the findings on it; a link to it holds wherever something is there.
OBJECTS: dict[str, tuple[Maker, list[str], bool]] = {
    "a link to itself": (link("x.md"), ["DL901 x.md:1:1"], True),
    "a dangling link": (link("nowhere.md"), ["DL901 x.md:1:1"], True),
    "a link to /etc/passwd": (link("/etc/passwd"), ["DL901 x.md:1:1"], True),
    "a link to /dev/zero": (link("/dev/zero"), ["DL901 x.md:1:1"], True),
    "a link above the root": (link("../outside.md"), ["DL901 x.md:1:1"], True),
    "a FIFO": (os.mkfifo, ["DL901 x.md:1:1"], True),
    "a socket": (listen, ["DL901 x.md:1:1"], True),
    "a folder": (folder, [], True),
}


@pytest.mark.parametrize("git", [False, True], ids=["walk", "git"])
@pytest.mark.parametrize("name", OBJECTS)
def test_an_odd_object_is_one_finding(name: str, git: bool, tmp_path: Path) -> None:
    make, expected, _ = OBJECTS[name]
    root = write(tmp_path / "root", {"doclint.toml": "", "y.md": "[z](z.md)\n"})
    (tmp_path / "outside.md").write_text("[secret](gone.md)\n")
    if git:
        subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    make(root / "x.md")
    if git:
        subprocess.run(["git", "add", "-A"], cwd=root, check=False, capture_output=True)
    done = doclint(root, "check", "--output-format", "concise", seconds=20)
    special = name in ("a FIFO", "a socket") and git  # git does not list them
    assert [c for c in codes(done) if "y.md" not in c] == ([] if special else expected), done.out
    assert "secret" not in done.out
    assert "root:" not in done.out


def test_a_file_that_nobody_may_read(tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": "", "x.md": "[z](z.md)\n", "y.md": "[x](x.md) [z](z.md)\n"})
    (tmp_path / "x.md").chmod(0)
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    done = doclint(tmp_path, "check", "--output-format", "concise")
    assert codes(done) == ["DL901 x.md:1:1", "DL101 y.md:1:15"]


NAMED = {
    "doclint.toml": ("check",),
    "doclint-baseline.json": ("check",),
    "own/OWN001-own.md": ("check",),
    "pack/pack.toml": ("check",),
    "s.json": ("check",),
}
CONFIG = 'packs = ["pack"]\nrule-paths = ["own"]\n[[rule]]\nid = "r"\nschema = "s.json"\n'
PACK = 'description = "x"\n'


@pytest.mark.parametrize("target", ["/dev/zero", "/etc/passwd", "../secret", "FIFO", "itself"])
@pytest.mark.parametrize("file", NAMED)
def test_a_file_that_the_tree_names_leads_nowhere_else(file: str, target: str, tmp_path: Path) -> None:
    root = write(
        tmp_path / "root",
        {
            "doclint.toml": CONFIG,
            "x.md": "---\na: 1\n---\n",
            "pack/pack.toml": PACK,
            "own/x.txt": "",
            "s.json": "{}",
        },
    )
    (tmp_path / "secret").write_text("the secret = text\n")
    (root / file).unlink(missing_ok=True)
    if target == "FIFO":
        os.mkfifo(root / file)
    else:
        (root / file).symlink_to(
            Path(file).name
            if target == "itself"
            else target
            if target[0] == "/"
            else os.path.relpath(tmp_path / "secret", (root / file).parent)
        )
    done = doclint(root, "check", "--no-cache", seconds=20, megabytes=600)
    assert done.code == 2, done.out
    assert file in done.err
    assert done.err.count("\n") == 1
    assert "the secret" not in done.err + done.out


ELSEWHERE = {
    "baseline": 'baseline = "../outside.json"\n',
    "absolute baseline": 'baseline = "/tmp/outside.json"\n',
    "rule-paths": 'rule-paths = ["../outside"]\n',
    "packs": 'packs = ["../outside"]\n',
    "schema of a kind": '[[kind]]\nname = "A"\nnames = ["A{id:3}.md"]\nschema = "../outside.json"\n',
    "absolute schema": '[[kind]]\nname = "A"\nnames = ["A{id:3}.md"]\nschema = "/etc/passwd"\n',
    "schema of a rule": '[[rule]]\nid = "r"\nschema = "/etc/passwd"\n',
    "schema of data": '[[data]]\nname = "d"\nschema = "../outside.json"\n',
    "manifest": '[manifest]\npath = "../outside.json"\n',
}  # fmt: skip


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_configuration_names_nothing_outside(name: str, tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"doclint.toml": ELSEWHERE[name], "x.md": "# X\n"})
    write(tmp_path, {"outside/pack.toml": PACK, "outside/OWN001-own.md": "secret\n", "outside.json": "{}"})
    done = doclint(root, "check", "--no-cache")
    assert done.code == 2, done.out
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("file", "arguments"),
    [
        ("doclint-baseline.json", ("baseline", "write")),
        ("doclint.lock", ("review",)),
        ("x.md", ("check", "--fix")),
        ("doclint.toml", ("init", "--force")),
    ],
)
def test_nothing_is_written_through_a_link(file: str, arguments: tuple[str, ...], tmp_path: Path) -> None:
    root = write(tmp_path / "root", {"doclint.toml": "", "y.md": "[a](A.md)\n", "a.md": "# A\n"})
    outside = tmp_path / "outside"
    outside.write_text("[a](A.md)\n" if file == "x.md" else "")
    before = outside.read_bytes()
    (root / file).unlink(missing_ok=True)
    (root / file).symlink_to(outside)
    doclint(root, *arguments)
    assert outside.read_bytes() == before


def test_a_link_to_the_whole_disk_costs_nothing(tmp_path: Path) -> None:
    """`ext -> /`, tracked: links through it are judged without a look at what lies behind it."""
    root = write(tmp_path / "root", {"doclint.toml": "", "x.md": "[a](ext/etc/passwd) [b](ext/nowhere.md)\n"})
    (root / "ext").symlink_to("/")
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    started = time.monotonic()
    done = doclint(root, "check", "--output-format", "concise", "--no-cache", seconds=20)
    assert time.monotonic() - started < 10
    assert len(codes(done)) == 2, done.out


def test_the_index_names_files_below_a_link_on_the_disk(tmp_path: Path) -> None:
    """Whoever makes a folder of the index a link to `/etc` shows nobody what is there."""
    root = write(tmp_path / "root", {"doclint.toml": "", "d/a.md": "# A\n", "x.md": "[a](d/a.md)\n"})
    write(tmp_path / "etc", {"a.md": "[secret](gone.md)\n"})
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", *words], cwd=root, check=True)
    (root / "d" / "a.md").unlink()
    (root / "d").rmdir()
    (root / "d").symlink_to(tmp_path / "etc")
    done = doclint(root, "check", "--output-format", "concise", "--no-cache")
    assert "secret" not in done.out
    assert [c.split(" ")[0] for c in codes(done)] != []


# Row 12
NAMES = ["a b.md", "a:b.md", "a,b.md", "a%20b.md", "a%b.md", "new\nline.md", "[x].md", "\x1b[31mred.md", "😀.md", "-rf.md", "a\\b.md", "café.md", "cafe\u0301.md", "'q\".md", "a\tb.md", "nön\udcff.md", "(a).md", "#.md", "?.md", "a;b|c&d.md"]  # fmt: skip


@pytest.mark.parametrize("git", [False, True], ids=["walk", "git"])
def test_odd_names_come_back_from_every_format(git: bool, tmp_path: Path) -> None:
    (tmp_path / "doclint.toml").write_text("")
    for name in NAMES:
        (tmp_path / os.fsdecode(os.fsencode(name))).write_text("[z](z.md)\n")
    if git:
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        subprocess.run(["git", "add", "-A"], cwd=tmp_path, check=True)
    found = json.loads(doclint(tmp_path, "check", "--output-format", "json").out)["findings"]
    shown = {f["path"] for f in found}
    assert len(shown) == len(NAMES)
    assert {name for name in NAMES if "\udcff" not in name} <= shown
    lines = doclint(tmp_path, "check", "--output-format", "json-lines").out.splitlines()
    assert {json.loads(line)["path"] for line in lines} == shown
    from urllib.parse import unquote

    sarif = json.loads(doclint(tmp_path, "check", "--output-format", "sarif").out)
    uris = {
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in sarif["runs"][0]["results"]
    }
    assert {unquote(uri) for uri in uris} >= {
        name for name in NAMES if "\udcff" not in name and "\\" not in name
    }
    for line in doclint(tmp_path, "check", "--output-format", "concise").out.splitlines():
        assert "\x1b" not in line


# Row 15
SLOW = """
import sys, doclint.tree.read as read
import {module} as late
original = {owner}.{name}
def then(*args, **kwargs):
    import os
    {change}
    return original(*args, **kwargs)
{owner}.{name} = then
import doclint.cli.main
sys.argv = ["doclint", "check", "--no-cache", "--output-format", "concise", *{arguments}]
sys.exit(doclint.cli.main.main())
"""


@pytest.mark.parametrize("change", ["os.remove('x.md')", "open('x.md', 'w').write('# New\\n')", "(os.remove('x.md'), os.mkdir('x.md'))", "(os.remove('x.md'), os.symlink('/etc/passwd', 'x.md'))"])  # fmt: skip
def test_a_file_that_changes_after_it_was_listed(change: str, tmp_path: Path) -> None:
    import sys

    write(tmp_path, {"doclint.toml": "", "x.md": "[z](z.md)\n", "y.md": "[x](x.md) [w](w.md)\n"})
    guarded = f"os.path.isfile('x.md') and not os.path.islink('x.md') and {change}"
    code = SLOW.format(
        module="doclint.engine.setup", owner="late", name="document_paths", change=guarded, arguments="[]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=30, check=False
    )
    assert "internal error" not in done.stderr
    assert "w.md" in done.stdout
    assert "root:" not in done.stdout
