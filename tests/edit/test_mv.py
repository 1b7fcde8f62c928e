"""`doclint mv`: every reference follows, in its own style; nothing new is broken; the way back gives the same bytes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import write

CONFIG = """packs = []
docs-base = "kit"
schema-field = "schemaRefs"
reference-fields = ["related"]

[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
mention = true
id-field = "docId"

[[kind]]
name = "OP"
folder = "ops"
names = ["OP{id:3}-{slug}/runbook.md"]
mention = true

[[kind]]
name = "PLAYBOOK"
folder = "playbooks"
names = ["*/playbook-DOC{id:3}-{slug}.md"]

[[rule]]
id = "playbook"
for = { kind = "DOC" }
must-have-file = "playbooks/**/playbook-{stem}.md"

[manifest]
path = "manifest.json"
kinds = ["DOC"]

[[manifest.dependencies]]
list = "dependencies"
source = "from"
target = "to"
"""
MANIFEST = {
    "documents": [
        {"id": "DOC001-First", "path": "docs/DOC001-First.md", "note": "kept"},
        {"id": "DOC002-Second", "path": "docs/DOC002-Second.md"},
    ],
    "dependencies": [{"from": "DOC002-Second", "to": "DOC001-First"}],
}
FIRST = """---
docId: DOC001
related: [DOC002, "ops/OP007-cache/runbook.md"]
---

# DOC001: First

## One thing

See [second](DOC002-Second.md#two), [itself](#one-thing), ![logo](../img/logo.png "the logo").
"""
SECOND = """---
docId: DOC002
related:
  - DOC001   # the first
  - "DOC001-First"
  - 'docs/DOC001-First.md'
---

# DOC002: Second

## Two

- [by path](DOC001-First.md), [DOC001-First](./DOC001-First.md#one-thing "a title"), [DOC001][one] and [again][one]
  - nested: <a href='DOC001-First.md'>x</a>, [![img](../img/logo.png)](DOC001-First.md)

| a | b |
|---|---|
| [x](DOC001-First.md) | DOC001, DOC001-First and `DOC001-First.md` |

Paths: `docs/DOC001-First.md`, `kit/docs/DOC001-First.md:3`, OP007, [cache](../ops/OP007-cache/runbook.md),
[its folder](../ops/OP007-cache/), `ops/OP007-cache/`.

[one]: DOC001-First.md 'of both'
"""
FILES: dict[str, str | bytes] = {
    "doclint.toml": CONFIG,
    "README.md": "[first](kit/docs/DOC001-First.md#one-thing) and [from the root](/kit/docs/DOC001-First.md), kit/docs/DOC001-First.md\n",
    "kit/manifest.json": json.dumps(MANIFEST, indent=2) + "\n",
    "kit/docs/DOC001-First.md": FIRST,
    "kit/docs/DOC002-Second.md": SECOND,
    "kit/playbooks/a/playbook-DOC001-First.md": "# Playbook\n\n[doc](../../docs/DOC001-First.md)\n",
    "kit/playbooks/a/playbook-DOC002-Second.md": "# Playbook\n\n[doc](../../docs/DOC002-Second.md)\n",
    "kit/ops/OP007-cache/runbook.md": "# OP007: Cache\n\n[first](../../docs/DOC001-First.md), [n](notes/n.md)\n",
    "kit/ops/OP007-cache/notes/n.md": "# N\n\n[up](../runbook.md) [first](../../../docs/DOC001-First.md)\n",
    "kit/img/logo.png": b"png",
}  # fmt: skip


def tree(root: Path, files: dict[str, str | bytes] | None = None) -> Path:
    write(root, dict(files or FILES))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    return root


def contents(root: Path) -> dict[str, bytes]:
    found = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def nothing_new(root: Path) -> None:
    done = run(
        root, "check", "--since", "HEAD", "--no-cache", "--output-format", "concise", "--fail-on", "info"
    )
    assert done.stdout == "", done.stdout
    assert done.returncode == 0


def moved(root: Path, *words: str) -> None:
    done = run(root, "mv", *words)
    assert done.returncode == 0, done.stderr
    nothing_new(root)
    git(root, "add", "-A")
    git(root, "commit", "-qm", " ".join(words))


def test_another_name_for_a_document(tmp_path: Path) -> None:
    root = tree(tmp_path)
    before = contents(root)
    moved(root, "DOC001", "--slug", "Start")
    after = contents(root)
    assert "kit/docs/DOC001-Start.md" in after
    assert "kit/playbooks/a/playbook-DOC001-Start.md" in after
    text = after["kit/docs/DOC002-Second.md"].decode()
    assert text == SECOND.replace("DOC001-First", "DOC001-Start")
    listed = json.loads(after["kit/manifest.json"])
    assert listed["documents"][0] == {"id": "DOC001-Start", "path": "docs/DOC001-Start.md", "note": "kept"}
    assert listed["dependencies"] == [{"from": "DOC002-Second", "to": "DOC001-Start"}]
    assert not [
        path for path, data in after.items() if b"DOC001-First" in data and not path.endswith("Second.md")
    ]
    moved(root, "DOC001", "--slug", "First")
    assert contents(root) == before


def test_another_id(tmp_path: Path) -> None:
    root = tree(tmp_path)
    before = contents(root)
    moved(root, "DOC001", "DOC044")
    after = contents(root)
    assert after["kit/docs/DOC044-First.md"].decode() == FIRST.replace("DOC001", "DOC044")
    text = after["kit/docs/DOC002-Second.md"].decode()
    assert text == SECOND.replace("DOC001", "DOC044")
    moved(root, "DOC044", "DOC001")
    assert contents(root) == before
    moved(root, "OP007", "OP012")
    assert b"# OP012: Cache" in contents(root)["kit/ops/OP012-cache/runbook.md"]
    assert b"OP012, [cache](../ops/OP012-cache/runbook.md)" in contents(root)["kit/docs/DOC002-Second.md"]
    assert "kit/ops/OP012-cache/notes/n.md" in contents(root)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kit/docs", "kit/reference"),
        ("kit/ops", "kit/runbooks/all"),
        ("kit", "handbook"),
        ("kit/manifest.json", "kit/lists/documents.json"),
        ("kit/ops/OP007-cache/notes", "kit/notes"),
        ("kit/img/logo.png", "kit/docs/img/"),
        ("README.md", "kit/START.md"),
    ],
)
def test_paths_and_folders(tmp_path: Path, old: str, new: str) -> None:
    root = tree(tmp_path)
    before = contents(root)
    target = f"{new}{old.rpartition('/')[2]}" if new.endswith("/") else new
    moved(root, old, new)
    assert not (root / old).exists()
    assert (root / target).exists()
    moved(root, target, old)
    assert contents(root) == before


def test_a_heading_and_its_anchors(tmp_path: Path) -> None:
    root = tree(tmp_path)
    before = contents(root)
    moved(root, "kit/docs/DOC001-First.md#one-thing", "#Another thing: ñ")
    after = contents(root)
    assert after["kit/docs/DOC001-First.md"].decode() == FIRST.replace("## One thing", "## Another thing: ñ").replace("#one-thing", "#another-thing-ñ")  # fmt: skip
    assert b"(./DOC001-First.md#another-thing-\xc3\xb1 " in after["kit/docs/DOC002-Second.md"]
    assert b"DOC001-First.md#another-thing-" in after["README.md"]
    moved(root, "kit/docs/DOC001-First.md#another-thing-ñ", "#one-thing")
    assert contents(root) == before


def test_after_the_fact(tmp_path: Path) -> None:
    root = tree(tmp_path)
    git(root, "mv", "kit/docs/DOC001-First.md", "kit/docs/DOC001-Start.md")
    (root / "kit/ops/OP007-cache/deep/er").mkdir(parents=True)
    git(root, "mv", "kit/ops/OP007-cache/notes/n.md", "kit/ops/OP007-cache/deep/er/n.md")
    git(root, "commit", "-qm", "moved by hand")
    done = run(root, "mv", "--since", "HEAD~1")
    assert done.returncode == 0, done.stderr
    assert (
        b"(../../runbook.md) [first](../../../../docs/DOC001-Start.md)"
        in contents(root)["kit/ops/OP007-cache/deep/er/n.md"]
    )
    assert "DOC001-Start.md#one-thing" in (root / "kit/docs/DOC002-Second.md").read_text()
    broken = run(root, "check", "--select", "DL1,DL2", "--no-cache", "--output-format", "concise").stdout
    assert broken == ""


def test_a_folder_that_was_moved(tmp_path: Path) -> None:
    root = tree(
        tmp_path,
        {"x/parts/a.md": "# A\n\n[r](../../r.md)\n", "r.md": "[a](x/parts/a.md) [f](x/parts/) `x/parts/`\n"},
    )
    git(root, "mv", "x/parts", "pieces")
    git(root, "commit", "-qm", "by hand")
    assert run(root, "mv", "--since", "HEAD~1").returncode == 0
    assert (root / "r.md").read_text() == "[a](pieces/a.md) [f](pieces/) `pieces/`\n"
    assert (root / "pieces/a.md").read_text() == "# A\n\n[r](../r.md)\n"


def test_what_a_link_leads_to_and_another_repository(tmp_path: Path) -> None:
    root = tree(tmp_path)
    (root / "s.md").symlink_to("README.md")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "link")
    assert "the symbolic link 's.md' leads to it" in run(root, "mv", "README.md", "kit/").stderr
    git(root, "init", "-q", "nested")
    (root / "nested/x.md").write_text("# X\n")
    assert "in another repository" in run(root, "mv", "kit/img/logo.png", "nested/").stderr


def test_rules_of_the_configuration_follow_an_id(tmp_path: Path) -> None:
    rule = '\n[[rule]]\nid = "r1"\nfor = { kind = "DOC", not = { id = "DOC002" } }\nmust-link = "DOC002"\n'
    root = tree(tmp_path, {**FILES, "doclint.toml": CONFIG + rule})
    moved(root, "DOC002", "DOC022")
    assert (root / "doclint.toml").read_text() == CONFIG + rule.replace("DOC002", "DOC022")


def test_a_yaml_manifest_and_the_schema_of_one(tmp_path: Path) -> None:
    manifest = (
        "documents:\n  - id: DOC001-First  # kept\n    path: ../kit/docs/DOC001-First.md\n"
        "deps:\n  - {from: DOC001-First, to: DOC002}\n"
    )
    config = CONFIG.replace('path = "manifest.json"\nkinds = ["DOC"]', 'path = "manifest.yml"').replace(
        '"dependencies"', '"deps"'
    )
    files = {name: text for name, text in FILES.items() if name != "kit/manifest.json"}
    root = tree(tmp_path, {**files, "doclint.toml": config, "kit/manifest.yml": manifest})
    moved(root, "DOC001", "DOC044")
    assert (root / "kit/manifest.yml").read_text() == manifest.replace("DOC001", "DOC044")
    root = tree(
        tmp_path / "two",
        {**FILES, "kit/manifest.json": '{"$schema": "../s/m.json", "documents": []}', "s/m.json": "{}"},
    )
    moved(root, "s", "schemas")
    assert json.loads((root / "kit/manifest.json").read_text())["$schema"] == "../schemas/m.json"


def test_a_dry_run_writes_nothing_and_its_diff_applies(tmp_path: Path) -> None:
    root = tree(tmp_path)
    before = contents(root)
    done = subprocess.run([sys.executable, "-m", "doclint", "mv", "DOC001", "--slug", "New", "--dry-run"], cwd=root, capture_output=True, check=True)  # fmt: skip
    assert contents(root) == before
    subprocess.run(["git", "apply"], cwd=root, input=done.stdout, check=True)
    by_hand = contents(root)
    git(root, "reset", "-q", "--hard")
    git(root, "clean", "-qfd")
    run(root, "mv", "DOC001", "--slug", "New")
    assert contents(root) == by_hand


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("DOC001", "DOC002"), "the ID DOC002 is taken by 'kit/docs/DOC002-Second.md'"),
        (("kit/docs/DOC001-First.md", "kit/docs/DOC002-Second.md"), "exists already"),
        (("nosuch.md", "b.md"), "neither a path nor an ID"),
        (("DOC001", "--slug", "First"), "its name already"),
        (("kit", "kit/below"), "cannot move into itself"),
        (("kit/docs/DOC001-First.md#nosuch", "#New"), "no heading '#nosuch'"),
        (("DOC001",), "give OLD and NEW"),
        (("DOC001", "--slug", "../../x"), "cannot be part of a file name"),
        (("DOC001", "DOC03"), "neither a path nor an ID that 'DOC001' could have"),
        (("DOC001", "DOC009"), "the ID DOC009 is retired: merged into DOC002"),
        (("README.md", ".git/README.md"), "is no place for a file"),
        (("README.md", "link/README.md"), "behind the symbolic link 'link'"),
        (("kit/docs/DOC001-First.md#one-thing", "#a\nb"), "one line of text"),
        (("kit/docs/DOC001-First.md#one-thing", "#One thing"), "its text already"),
        (("--since", "nosuch"), "no revision 'nosuch'"),
        (("--since", "HEAD"), "no file that was moved"),
    ],
)
def test_what_cannot_be_done_is_one_line(tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    root = tree(tmp_path, {**FILES, "doclint.toml": 'retired = { DOC009 = "merged into DOC002" }\n' + CONFIG})
    (root / "link").symlink_to("kit")
    before = contents(root)
    done = run(root, "mv", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert contents(root) == before


def test_what_is_not_committed_is_not_moved(tmp_path: Path) -> None:
    root = tree(tmp_path)
    (root / "kit/docs/DOC001-First.md").write_text("# DOC001: edited\n")
    done = run(root, "mv", "DOC001", "--slug", "Start")
    assert done.returncode == 2
    assert "changes that are not committed" in done.stderr


def test_two_documents_of_one_id(tmp_path: Path) -> None:
    root = tree(tmp_path)
    write(root, {"kit/ops/OP007-other/runbook.md": "# OP007: Other\n\n[here](#op007-other)\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "twin")
    done = run(root, "mv", "OP007", "OP008")
    assert done.returncode == 2
    assert "2 documents carry the ID OP007" in done.stderr
    moved(root, "kit/ops/OP007-other", "kit/ops/OP008-other")
    assert (root / "kit/ops/OP008-other/runbook.md").read_text() == "# OP008: Other\n\n[here](#op008-other)\n"
    assert b"OP007, [cache]" in contents(root)["kit/docs/DOC002-Second.md"]


def test_the_baseline_follows(tmp_path: Path) -> None:
    root = tree(tmp_path, {**FILES, "kit/docs/DOC003-Third.md": "# Third\n\n[x](gone.md)\n"})
    run(root, "baseline", "write")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "baseline")
    moved(root, "DOC003", "--slug", "Drei")
    assert run(root, "check", "--no-cache", "--output-format", "concise").stdout == ""


def test_records_keep_what_they_tell(tmp_path: Path) -> None:
    record = "# Log\n\n[first](kit/docs/DOC001-First.md): `kit/docs/DOC001-First.md` written.\n"
    root = tree(tmp_path, {**FILES, "CHANGELOG.md": record})
    assert run(root, "mv", "DOC001", "--slug", "Start").returncode == 0
    assert (root / "CHANGELOG.md").read_text() == record.replace(
        "(kit/docs/DOC001-First", "(kit/docs/DOC001-Start"
    )


ODD = ["a b.md", "ñandú.md", "n\u0303andu\u0301.md", "it's.md", 'say "hi".md', "a(b).md", "100%.md", "a#b.md", "a|b.md", "x&y.md", "[z].md"]  # fmt: skip


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("lines", ["\n", "\r\n"])
def test_odd_names_in_every_syntax(tmp_path: Path, name: str, lines: str) -> None:
    from urllib.parse import quote

    spelled = quote(name, safe="")
    text = (
        f"\ufeff# T{lines}{lines}[x]({spelled}) and [y][d] and [z][d]{lines}{lines}"
        f"|a|b|{lines}|-|-|{lines}|[t]({spelled} 'it')|![i]({spelled})|{lines}{lines}"
        f'\t<a href="{spelled}">{lines}{lines}<img src="{spelled}">{lines}{lines}'
        f"1. a{lines}   - [n]({spelled}#h \"t\"){lines}{lines}[d]: {spelled} 'both'{lines}"
    )
    files: dict[str, str | bytes] = {"doc.md": text.encode(), name: f"# H{lines}"}
    if not any(char in name for char in '<>"|'):  # a bar is escaped once it is written anew
        files["angled.md"] = f"[x](<{name.replace('%', '%25').replace('#', '%23')}>)\n".encode()
    root = tree(tmp_path, files)
    before = contents(root)
    for folder in ("sub folder", "súb"):
        moved(root, name, f"{folder}/")
        assert all(
            data.startswith(b"\xef\xbb\xbf") for path, data in contents(root).items() if path == "doc.md"
        )
        assert (root / "doc.md").read_bytes().count(b"\r\n") == before["doc.md"].count(b"\r\n")
        moved(root, f"{folder}/{name}", ".")
        assert contents(root) == before


GENERATED = """packs = []
docs-base = "kit"
[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
mention = true
[manifest]
path = "manifest.json"
"""
SEEDS = int(os.environ.get("DOCLINT_SEEDS", "4"))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_any_move_in_a_generated_project_breaks_nothing_and_goes_back(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    folders = ["", "a/", "a/b/", "c/", "c/d/e/"]
    names = [f"{rng.choice(folders)}n{i}.md" for i in range(14)]
    names += [f"kit/docs/DOC{i:03}-N{i}.md" for i in range(1, 8)]
    files: dict[str, str | bytes] = {"doclint.toml": GENERATED, "kit/manifest.json": json.dumps({"documents": [{"id": f"DOC{i:03}", "path": f"docs/DOC{i:03}-N{i}.md"} for i in range(1, 6)]}, indent=1)}  # fmt: skip
    for name in names:
        lines = [f"# {name}", "", "## Part one", ""]
        for other in rng.sample(names, 6):
            relative = os.path.relpath(other, os.path.dirname(name) or ".")  # noqa: PTH120
            lines.append(rng.choice([
                "[x]({r})", "[x]({r}#part-one)", "![x]({r})", "<a href='{r}'>y</a>", "[x](/{o})",
                "`{o}`", "see {o} there", "[x](<{r}>)", "| [x]({r}) | `{o}` |", "[{b}]({r})", "`{b}`",
            ]).format(r=relative, o=other, b=other.rpartition("/")[2]))  # fmt: skip
            if "DOC" in other:
                lines.append(rng.choice(["", other.rpartition("/")[2][:6], other.rpartition("/")[2][:-3]]))
            lines.append("")
        files[name] = "\n".join(lines)
    root = tree(tmp_path, files)
    for _ in range(4):
        before = contents(root)
        choice = rng.choice(["file", "folder", "slug", "id", "heading"])
        path = rng.choice([p for p in before if p.endswith(".md")])
        if choice == "file" and "/DOC" not in path:
            new = f"{rng.choice(['z/', 'a/', 'c/d/'])}m{rng.randrange(999)}.md"
            there, back = (path, new), (new, path)
        elif choice == "folder":
            there, back = ("a", "q/a2"), ("q/a2", "a")
            if not (root / "a").is_dir():
                continue
        elif choice == "heading":
            there, back = (f"{path}#part-one", "#Part two"), (f"{path}#part-two", "#Part one")
        elif choice in ("slug", "id"):
            document = rng.choice([p for p in before if "/DOC" in p and p.startswith("kit/docs")])
            new_id = f"DOC{rng.randrange(100, 999)}"
            id_, slug = document.rpartition("/")[2][:6], document.rpartition("/")[2][7:-3]
            there, back = ((id_, "--slug", f"Other{rng.randrange(999)}"), (id_, "--slug", slug)) if choice == "slug" else ((id_, new_id), (new_id, id_))  # fmt: skip
        else:
            continue
        moved(root, *there)
        moved(root, *back)
        assert contents(root) == before, there
        moved(root, *there)
