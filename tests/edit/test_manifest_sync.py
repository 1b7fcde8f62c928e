"""`doclint manifest`: minimal, idempotent, read back, in each format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import run
from tests.tree_helpers import check, said, write

KINDS = """packs = []
docs-base = ""
schema-field = "schemaRefs"
[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
"""
RULES = """[rules.manifest-drift]
fields = { title = "title", status = "status", owner = "owner" }
"""


def _document(title: str, **fields: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in fields.items())
    return f"---\ntitle: {title}\n{lines}---\n\n# {title}\n"


DOCUMENTS: dict[str, str | bytes] = {
    "docs/DOC001-One.md": _document("One", status="ready"),
    "docs/DOC002-Two.md": _document("Two", status="draft", owner='"@two"'),
    "docs/DOC003-Three.md": "# Three\n",
    "docs/new/.keep": "",
}
MANIFEST = """{
\t"about": "kept, as is",
\t"documents": [
\t\t{"id": "DOC001", "title": "One", "path": "docs/DOC001-One.md", "status": "draft", "note": "by hand"},
\t\t{"id": "DOC009", "title": "Gone", "path": "docs/DOC009-Gone.md", "status": "draft"},
\t\t{
\t\t\t"path": "docs/old/DOC003-Three.md",
\t\t\t"id": "DOC003",
\t\t\t"title": "Drei",
\t\t\t"owner": "caf\\u00e9"
\t\t}
\t],
\t"more": [1, 2]
}"""
SYNCED = """{
\t"about": "kept, as is",
\t"documents": [
\t\t{"id": "DOC001", "title": "One", "path": "docs/DOC001-One.md", "status": "ready", "note": "by hand"},
\t\t{"id": "DOC002", "title": "Two", "path": "docs/DOC002-Two.md", "status": "draft"},
\t\t{
\t\t\t"path": "docs/DOC003-Three.md",
\t\t\t"id": "DOC003",
\t\t\t"title": "Drei",
\t\t\t"owner": "caf\\u00e9"
\t\t}
\t],
\t"more": [1, 2]
}"""


def _synced(root: Path, name: str) -> str:
    """The manifest after `sync`; a diff before and a second run are checked on the way."""
    before = (root / name).read_bytes()
    diff = run(root, "manifest", "diff")
    assert (root / name).read_bytes() == before
    done = run(root, "manifest", "sync")
    assert done.returncode == 0, done.stderr
    after = (root / name).read_bytes()
    assert diff.returncode == (after != before)
    assert run(root, "manifest", "sync").stdout == ""
    assert (root / name).read_bytes() == after
    assert run(root, "manifest", "diff").stdout == ""
    return after.decode()


def test_json(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "m.json"\nkinds = ["DOC"]\n{RULES}'
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "m.json": MANIFEST})
    assert run(root, "manifest", "check").returncode == 1
    assert _synced(root, "m.json") == SYNCED
    assert run(root, "manifest", "check").returncode == 0
    assert json.loads(SYNCED)["documents"][1]["id"] == "DOC002"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path, newline: str) -> None:
    config = f'{KINDS}[manifest]\npath = "m.json"\nkinds = ["DOC"]\n{RULES}'
    data = b"\xef\xbb\xbf" + MANIFEST.replace("\n", newline).encode()
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "m.json": data})
    assert _synced(root, "m.json") == "\ufeff" + SYNCED.replace("\n", newline)


def test_all_entries_gone_leaves_an_empty_list(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "m.json"\n'
    root = write(tmp_path, {"docs/a.md": "# A\n", "doclint.toml": config, "m.json": '{"documents": [{"id": "DOC007", "path": "docs/DOC007-X.md"}, {"id": "DOC008", "path": "docs/DOC008-Y.md"}]}'})  # fmt: skip
    assert json.loads(_synced(root, "m.json")) == {"documents": []}


def test_yaml(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "m.yml"\nkinds = ["DOC"]\n{RULES}'
    manifest = (
        "# the list\ndocuments:\n  - id: DOC001  # first\n    title: 'One'\n    path: docs/DOC001-One.md\n"
        '    status: "draft"\n  - id: DOC009\n    path: docs/DOC009-Gone.md\n\n  - id: DOC003\n    title: x\n'
        "    path: docs/old/DOC003-Three.md\n# the end\nmore: 1\n"
    )
    expected = (
        "# the list\ndocuments:\n  - id: DOC001  # first\n    title: 'One'\n    path: docs/DOC001-One.md\n"
        '    status: "ready"\n  - id: DOC002\n    title: Two\n    path: docs/DOC002-Two.md\n    status: draft\n\n'
        "  - id: DOC003\n    title: x\n    path: docs/DOC003-Three.md\n# the end\nmore: 1\n"
    )
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "m.yml": manifest})
    assert _synced(root, "m.yml") == expected


def test_navigation_of_mkdocs(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "mkdocs.yml"\nentries = "nav"\nkinds = ["DOC"]\n'
    nav = "site_name: x\nnav:\n  - One: DOC001-One.md\n  - Gone: DOC009-Gone.md\n  - Group:\n      - Three: DOC003-Three.md\ntheme: y\n"
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "mkdocs.yml": nav})
    assert _synced(root, "mkdocs.yml") == (
        "site_name: x\nnav:\n  - One: DOC001-One.md\n  - Two: DOC002-Two.md\n  - Group:\n"
        "      - Three: DOC003-Three.md\ntheme: y\n"
    )


def test_a_table(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "docs/index.md"\nid = "ID"\ntitle = "Title"\nstatus = "Status"\nkinds = ["DOC"]\n[rules.manifest-drift]\nfields = {{ title = "title", status = "status" }}\n'  # fmt: skip
    table = (
        "# All\n\nText | with a bar.\n\n| ID     | Title                  | Status | Note |\n|:------|---|---|---|\n"
        "| DOC001 | [Uno](DOC001-One.md)   | draft | by *hand* |\n| DOC009 | [Gone](DOC009-Gone.md) | draft | |\n"
        "| DOC003 | [Three](<old/DOC003-Three.md>) | x | |\n\nAfter.\n"
    )
    expected = (
        "# All\n\nText | with a bar.\n\n| ID     | Title                  | Status | Note |\n|:------|---|---|---|\n"
        "| DOC001 | [One](DOC001-One.md)   | ready | by *hand* |\n| DOC002 | [T\\|wo](DOC002-Two.md) | draft |  |\n"
        "| DOC003 | [Three](<DOC003-Three.md>) | x | |\n\nAfter.\n"
    )
    documents = {**DOCUMENTS, "docs/DOC002-Two.md": _document('"T|wo"', status="draft")}
    root = write(tmp_path, {**documents, "doclint.toml": config, "docs/index.md": table})
    assert _synced(root, "docs/index.md") == expected
    assert said(check(root), "DL101", "DL401", "DL403") == []


def test_local_manifests_list_the_documents_of_their_folder(tmp_path: Path) -> None:
    config = (
        'packs = []\ndocs-base = ""\n[[kind]]\nname = "OP"\nfolder = "work"\nnames = ["*/OP{id:3}-{slug}.md"]\n'
        '[[manifest]]\npath = "work/*/manifest.json"\nentries = "items"\nkinds = ["OP"]\n'
    )
    entry = {"id": "OP001-a", "path": "OP001-a.md"}
    files = {
        "doclint.toml": config,
        "work/one/manifest.json": json.dumps({"items": [entry]}, indent=4) + "\n",
        "work/one/OP001-a.md": "# A\n",
        "work/one/OP002-b.md": "# B\n",
        "work/two/OP003-c.md": "# C\n",
    }
    root = write(tmp_path, dict(files))
    text = _synced(root, "work/one/manifest.json")
    assert json.loads(text)["items"] == [entry, {"id": "OP002-b", "path": "OP002-b.md"}]
    assert text == json.dumps(json.loads(text), indent=4) + "\n"


@pytest.mark.parametrize(
    ("side", "document", "manifest"),
    [("document", "ready", "ready"), ("manifest", "draft", "draft"), ("neither", "ready", "draft")],
)
def test_which_side_is_right_is_configured(tmp_path: Path, side: str, document: str, manifest: str) -> None:
    config = f'{KINDS}[manifest]\npath = "m.json"\nsync = {{ status = "{side}" }}\n{RULES}'
    listed = {"documents": [{"id": "DOC001", "path": "docs/DOC001-One.md", "status": "draft"}]}
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "m.json": json.dumps(listed)})
    run(root, "manifest", "sync")
    assert f"status: {document}\n" in (root / "docs/DOC001-One.md").read_text()
    assert json.loads((root / "m.json").read_text())["documents"][0]["status"] == manifest


def test_of_two_dates_the_later_is_right(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "m.json"\n'
    listed = [
        {"id": "DOC001", "path": "docs/DOC001-One.md", "lastUpdated": "2025-01-01"},
        {"id": "DOC002", "path": "docs/DOC002-Two.md", "lastUpdated": "2025-03-01"},
    ]
    documents = {
        "docs/DOC001-One.md": _document("One", lastUpdated="2025-02-02"),
        "docs/DOC002-Two.md": _document("Two", lastUpdated="2025-02-02"),
    }
    root = write(tmp_path, {**documents, "doclint.toml": config, "m.json": json.dumps({"documents": listed})})
    run(root, "manifest", "sync")
    dates = [entry["lastUpdated"] for entry in json.loads((root / "m.json").read_text())["documents"]]
    assert dates == ["2025-02-02", "2025-03-01"]


def test_what_cannot_be_written_safely_is_left_and_told(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "m.yml"\nkinds = ["DOC"]\n'
    flow = "documents: [{id: DOC001, path: docs/DOC001-One.md}]\n"
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "m.yml": flow})
    done = run(root, "manifest", "sync")
    assert done.returncode == 1
    assert "'m.yml': 'DOC002': its form leaves no safe way to write an entry; left as it is" in done.stderr
    assert (root / "m.yml").read_text() == flow


def test_one_entry_that_cannot_be_written_keeps_none_of_the_others(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "m.yml"\n{RULES}'
    manifest = (
        "documents:\n  - id: DOC001\n    title: >-\n      Old\n    path: docs/DOC001-One.md\n    status: draft\n"
        "  - id: DOC002\n    title: Two\n    path: docs/DOC002-Two.md\n    status: old\n"
    )
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "m.yml": manifest})
    done = run(root, "manifest", "sync")
    assert done.returncode == 1
    assert "'m.yml': 'DOC001': its form leaves no safe way" in done.stderr
    assert (root / "m.yml").read_text() == manifest.replace("status: draft", "status: ready").replace(
        "status: old", "status: draft"
    )


def test_the_first_entry_of_a_list(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "m.json"\nkinds = ["DOC"]\n'
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "m.json": '{\n  "documents": []\n}\n'})
    found = json.loads(_synced(root, "m.json"))["documents"]
    assert [(entry["id"], entry["path"]) for entry in found] == [
        ("DOC001", "docs/DOC001-One.md"), ("DOC002", "docs/DOC002-Two.md"), ("DOC003", "docs/DOC003-Three.md")
    ]  # fmt: skip


def test_the_link_of_a_row_is_that_of_its_title(tmp_path: Path) -> None:
    config = f'{KINDS}[manifest]\npath = "docs/index.md"\nid = "ID"\ntitle = "Title"\nkinds = ["DOC"]\n[rules.manifest-drift]\nfields = {{ title = "title" }}\n'  # fmt: skip
    table = (
        "| Note | ID | Title |\n|---|---|---|\n| see [spec](https://x.y/z) | DOC001 | [Uno][r] |\n"
        "| [other](DOC001-One.md) | DOC002 | [Two](DOC002-Two.md) |\n| - | DOC003 | [Three](DOC003-Three.md) |\n\n[r]: DOC001-One.md\n"
    )
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": config, "docs/index.md": table})
    assert _synced(root, "docs/index.md") == table.replace("[Uno][r]", "[One][r]")


def test_a_manifest_that_cannot_be_read_fails(tmp_path: Path) -> None:
    root = write(
        tmp_path, {**DOCUMENTS, "doclint.toml": f'{KINDS}[manifest]\npath = "m.json"\n', "m.json": "["}
    )
    assert run(root, "manifest", "sync").returncode == 1
    assert run(root, "manifest", "diff").returncode == 1


def test_without_a_manifest_there_is_nothing_to_compare(tmp_path: Path) -> None:
    root = write(tmp_path, {**DOCUMENTS, "doclint.toml": KINDS})
    for verb in ("check", "diff", "sync"):
        done = run(root, "manifest", verb)
        assert done.returncode == 2
        assert "no manifest is configured" in done.stderr
