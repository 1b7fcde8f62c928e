"""Trace rules: verbs, selectors, both directions, mistakes; reviews."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from doclint.errors import DoclintError
from doclint.trace.cycles import components, shortest_cycle
from doclint.trace.review import dump_lock, normative_digest, parse_lock
from doclint.trace.select import holds
from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import check, said, write

KINDS = '[[kind]]\nname = "A"\nfolder = "a"\nnames = ["A{id:2}.md"]\n[[kind]]\nname = "B"\nfolder = "b"\nnames = ["B{id:2}.md"]\n'


def tree(root: Path, rule: str, **files: str) -> Path:
    folders = {"a/x.txt": "", "b/x.txt": ""}  # a kind's folder must exist
    write(root, {"doclint.toml": f'{KINDS}[[rule]]\nid = "r"\n{rule}\n', **folders})
    return write(root, {name.replace("__", "/") + ".md": text for name, text in files.items()})


@pytest.mark.parametrize(
    ("rule", "a", "b", "codes"),
    [
        ('for = {kind = "A"}\nmust-link = {kind = "B"}', "[b](../b/B01.md)", "", []),
        ('for = {kind = "A"}\nmust-link = {kind = "B"}', "", "[a](../a/A01.md)", ["DL501"]),
        ('for = {kind = "A"}\nmust-link = {kind = "B"}\ndirection = "either"', "", "[a](../a/A01.md)", []),
        ('for = {kind = "A"}\nmust-link = {kind = "B"}\nmin = 2', "[b](../b/B01.md)", "", ["DL501"]),
        ('for = {kind = "A"}\nmust-link = {kind = "B"}\nmin = 0\nmax = 0', "[b](../b/B01.md)", "", ["DL501"]),
        ('for = {kind = "A"}\nmust-link = "B01"\nvia = "path"', "[b](../b/B01.md)", "", ["DL501"]),
        ('for = {kind = "A"}\nmust-link = "B01"\nvia = ["path"]', "`b/B01.md`", "", []),
        ('for = "A01"\nmust-link = "x.md"\ndepth = 2', "[b](../b/B01.md)", "[x](../x.md)", []),
        ('for = "A01"\nmust-link = "x.md"', "[b](../b/B01.md)", "[x](../x.md)", ["DL501"]),
        ('for = {path = "a/*", not = {id = "A01"}}\nmust-link = "B01"', "", "", ["DL501"]),
        ('for = {kind = "B"}\nmust-be-linked-by = "A01"', "", "", ["DL508"]),
        ('for = {kind = "B"}\nmust-be-linked-by = "A01"', "[b](../b/B01.md)", "", []),
        ('for = {kind = "A"}\nreciprocal = {kind = "B"}', "[b](../b/B01.md)", "", ["DL506"]),
        ('for = {kind = "A"}\nmust-have-file = "b/B{id}.md"', "", "", ["DL503"]),
        ('acyclic = true\nvia = "link"', "[b](../b/B01.md)", "[a](../a/A01.md)", ["DL505"]),
        ('acyclic = true', "[b](../b/B01.md)", "[a](../a/A01.md)", []),
    ],
)  # fmt: skip
def test_verbs(rule: str, a: str, b: str, codes: list[str], tmp_path: Path) -> None:
    tree(tmp_path, rule, a__A01=a, b__B01=b, x="")
    lines = said(check(tmp_path))
    assert [line.split()[0] for line in lines] == codes, lines


def test_a_rule_about_nothing_is_said_on_its_line(tmp_path: Path) -> None:
    tree(tmp_path, 'for = {path = "none/*"}\nmust-link = "B01"', b__B01="")
    assert said(check(tmp_path)) == ["DL501 doclint.toml:9 rule 'r' matches no document"]


@pytest.mark.parametrize("where", ["source", "target"])
@pytest.mark.parametrize(
    "rule",
    [
        'for = {where = {status = "approved"}}\nmust-not-link = {where = {status = "deprecated"}}',
        'flow = {order = ["deprecated", "draft", "approved"]}',
    ],
)
def test_a_status_on_either_side_reports_the_source(rule: str, where: str, tmp_path: Path) -> None:
    head = "---\nstatus: {}\n---\n\n{}\n"
    tree(tmp_path, rule, a__A01=head.format("draft", "[b](../b/B01.md)"), b__B01=head.format("draft", ""))
    assert run(tmp_path, "check").returncode == 0
    if where == "source":
        write(tmp_path, {"a/A01.md": head.format("approved", "[b](../b/B01.md)")})
        if "flow" not in rule:
            write(tmp_path, {"b/B01.md": head.format("deprecated", "")})
    else:
        write(tmp_path, {"a/A01.md": head.format("approved", "[b](../b/B01.md)")})
        run(tmp_path, "check")
        write(tmp_path, {"b/B01.md": head.format("deprecated", "")})
    for cached in ((), ("--no-cache",)):
        out = run(tmp_path, "check", "--output-format", "concise", *cached).stdout
        assert out.startswith("a/A01.md:5:5: DL502 A01 "), out


def test_the_manifest_declares_as_well(tmp_path: Path) -> None:
    rule = 'for = {where = {status = "approved"}}\nmust-not-link = {where = {status = "deprecated"}}\n[manifest]\npath = "m.json"\nstatus = "state"'
    tree(tmp_path, rule, a__A01="[b](../b/B01.md)", b__B01="")
    entries = [{"path": "a/A01.md", "state": "approved"}, {"path": "b/B01.md", "state": "deprecated"}]
    write(tmp_path, {"m.json": json.dumps({"documents": entries})})
    assert [line.split()[0] for line in said(check(tmp_path))] == ["DL502"]


@pytest.mark.parametrize(
    ("value", "condition", "fits"),
    [
        ("x", "x", True), ("x", ["x", "y"], True), (["x"], ["x"], True), (None, ["x"], False), (["a", "release"], {"contains": "release"}, True),
        ("pre-release", {"contains": "release"}, True), (None, {"contains": "release"}, False), (3, {"minimum": 2, "maximum": 4}, True),
        ("v1", {"pattern": "^v"}, True), (True, {"minimum": 0}, False), ([1, 2], {"minItems": 3}, False), ([1, 2, 3], {"minItems": 3}, True),
    ],
)  # fmt: skip
def test_conditions(value: object, condition: object, fits: bool) -> None:
    assert holds(value, condition) == fits


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("must-lnk = 'A01'", r"doclint.toml:11: unknown key 'must-lnk'; did you mean 'must-link'"),
        ("for = 'A01'", r"doclint.toml:10: a rule needs exactly one of"),
        (
            "for = {knd = 'A'}\nmust-link = 'A01'",
            r"doclint.toml:11: unknown key 'knd'; did you mean 'kind'",
        ),
        (
            "for = {kind = 'AA'}\nmust-link = 'A01'",
            r"doclint.toml:9: the rule 'r' names an unknown kind 'AA' \(did you mean 'A'",
        ),
        (
            "for = 'A01'\nmust-link = 'A09'",
            r"doclint.toml:9: the rule 'r' names an unknown ID 'A09' \(did you mean 'A01'",
        ),
        ("for = 3\nmust-link = 'A01'", r"'for' must be an ID"),
        ("flow = {}", r"doclint.toml:\d+: the key 'order' is missing"),
        ("acyclic = false", r"'acyclic' must be true"),
        ("must-link = 'A01'\ndepth = -1", r"'depth' must be at least 0, not -1"),
        ("must-link = 'A01'\n[[rule]]\nid = 'r'\nacyclic = true", r"the rule 'r' is declared twice"),
    ],
)
def test_mistakes_in_rules(rule: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(DoclintError) as error:
        check(tree(tmp_path, rule, a__A01=""))
    assert re.search(message, str(error.value)), str(error.value)


def test_loops_in_bounded_time() -> None:
    chain = {str(i): [str(i + 1)] for i in range(200_000)}
    assert components(chain) == []
    dense = {str(i): [str((i * 7 + k) % 300) for k in (1, 3, 11)] for i in range(300)}
    for component in components(dense):
        loop, shortest = shortest_cycle(dense, component)
        assert shortest
        assert all(b in dense[a] for a, b in zip(loop, [*loop[1:], loop[0]], strict=True))
    assert components({"a": ["a"]}) == [["a"]]
    assert shortest_cycle({"a": ["b"], "b": ["c", "a"], "c": ["a"]}, ["a", "b", "c"]) == (["a", "b"], True)
    # Fifty nodes on a long loop, and a short one among the last.
    ring = {f"n{i:03}": [f"n{(i + 1) % 90:03}"] for i in range(90)}
    ring["n089"].append("n088")
    assert shortest_cycle(ring, sorted(ring)) == (["n088", "n089"], True)


DEPENDS = {
    "doclint.toml": '[manifest]\npath = "m.json"\n[[manifest.dependencies]]\nlist = "deps"\nsource = "from"\ntarget = "to"\n',
    "m.json": '{"documents": [{"id": "A", "path": "a.md"}, {"id": "B", "path": "b.md"}],\n"deps": [{"from": "A", "to": "B"}]}',
    "a.md": "# A\n",
    "b.md": "# B\n\nText.\n",
}


def test_reviews(tmp_path: Path) -> None:
    write(tmp_path, DEPENDS)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    first = git(tmp_path, "rev-parse", "--short", "HEAD").strip()
    assert run(tmp_path, "check").returncode == 0
    assert "recorded 1 of 1 dependency review in" in run(tmp_path, "review").stderr
    lock = (tmp_path / "doclint.lock").read_text()
    assert lock.splitlines()[1].startswith("a.md\tb.md\t")
    write(tmp_path, {"b.md": "---\nstatus: x\n---\n\n# B\n\n<!-- note -->\nText.\n"})
    assert said(check(tmp_path), "DL507") == []  # nothing normative changed
    write(tmp_path, {"b.md": "# B\n\nOther text.\n"})
    for _ in range(2):
        out = run(tmp_path, "check", "--output-format", "concise").stdout
        assert f"DL507 a.md depends on b.md, which changed since its review ({first}..the work tree)" in out
    git(tmp_path, "commit", "-qam", "two")
    second = git(tmp_path, "rev-parse", "--short", "HEAD").strip()
    assert f"({first}..{second})" in run(tmp_path, "check", "--output-format", "concise").stdout
    assert "1 of 1" in run(tmp_path, "review", "a.md").stderr
    assert run(tmp_path, "check").returncode == 0
    assert "no document 'C'" in run(tmp_path, "review", "C").stderr
    (tmp_path / "doclint.lock").write_text("<<<<<<< mine\n")
    done = run(tmp_path, "check")
    assert done.returncode == 2
    assert (
        "doclint.lock:1: expected SOURCE, TARGET and a digest, separated by tabs (a merge conflict?)"
        in done.stderr
    )


def test_a_lock_reads_back_what_it_was_given() -> None:
    entries = {("a\tb%09.md", "new\nline.md"): "0" * 32, ("ü.md", "x.md"): "f" * 32}
    assert parse_lock(dump_lock(entries), "x") == entries
    assert normative_digest(b"---\na: 1\n---\n# T  \n\n x") == normative_digest(b"# T\nx\n")


def test_the_counterpart_of_another_id_is_left_alone(tmp_path: Path) -> None:
    kinds = '[[kind]]\nname = "D"\nfolder = "d"\nnames = ["D{id}-{slug}.md"]\n'
    rule = '[[rule]]\nid = "p"\nfor = {kind = "D"}\nmust-have-file = "p/**/p-{stem}.md"\n'
    files = {
        "doclint.toml": kinds + rule,
        "d/D01-A.md": "",
        "d/D010-B.md": "",
        "p/p-D010-B.md": "",
        "d/D2-What?.md": "",
        "p/p-D2-WhatX.md": "",
    }
    assert said(check(write(tmp_path, files)), "DL503") == [
        "DL503 d/D01-A.md:1 D01 has no 'p/**/p-D01-A.md' (rule p)",
        "DL503 p/p-D2-WhatX.md:1 the counterpart of D2 must be named 'p-D2-What?.md' (rule p)",
    ]
