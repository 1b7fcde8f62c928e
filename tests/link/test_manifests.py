"""Several manifests, in each of their formats: what they list, where they drift, who is missing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tree_helpers import check, said, write

KINDS = """packs = []
docs-base = ""
[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
"""
OPERATIONS = """[[kind]]
name = "OP"
folder = "work"
names = ["*/OP{id:3}-{slug}.md"]
"""


def _json(*entries: dict[str, str], key: str = "documents") -> str:
    return json.dumps({key: list(entries)}, indent=2)


def test_each_manifest_lists_its_kinds(tmp_path: Path) -> None:
    config = (
        KINDS + OPERATIONS + '[[manifest]]\npath = "docs.json"\nkinds = "DOC"\n'
        '[[manifest]]\npath = "work/*/manifest.json"\nentries = "items"\nkinds = ["OP"]\n'
    )
    files = {
        "doclint.toml": config,
        "docs.json": _json({"id": "DOC001-A", "path": "docs/DOC001-A.md"}),
        "docs/DOC001-A.md": "# A\n",
        "docs/DOC002-B.md": "# B\n",
        "work/a/manifest.json": _json({"id": "OP001", "path": "work/a/OP001-x.md"}, key="items"),
        "work/a/OP001-x.md": "# X\n",
        "work/b/manifest.json": _json({"id": "OP003", "path": "work/b/OP003-gone.md"}, key="items"),
        "work/b/OP002-y.md": "# Y\n",
        "work/c/OP004-z.md": "# Z\n",  # no manifest in its folder
    }
    assert said(check(write(tmp_path, files)), "DL401", "DL402") == [
        "DL401 docs/DOC002-B.md:1 DOC002 is not listed in 'docs.json'",
        "DL401 work/b/OP002-y.md:1 OP002 is not listed in 'work/b/manifest.json'",
        "DL402 work/b/manifest.json:5 'work/b/OP003-gone.md' does not exist",
    ]


def test_fields_have_the_names_that_their_manifest_gives_them(tmp_path: Path) -> None:
    config = KINDS + (
        '[[manifest]]\npath = "one.json"\nstatus = "state"\n[[manifest]]\npath = "two.json"\n'
        "[rules.manifest-drift]\nfields = { status = 'status' }\n"
    )
    document = {"id": "DOC001", "path": "docs/DOC001-A.md"}
    files = {
        "doclint.toml": config,
        "one.json": _json({**document, "state": "draft"}),
        "two.json": _json({**document, "status": "final"}),
        "docs/DOC001-A.md": "---\nstatus: ready\n---\n# A\n",
    }
    assert said(check(write(tmp_path, files)), "DL403") == [
        "DL403 one.json:6 state 'draft' of 'DOC001-A.md' differs: the document says 'ready'",
        "DL403 two.json:6 status 'final' of 'DOC001-A.md' differs: the document says 'ready'",
    ]


def test_a_table_is_a_manifest(tmp_path: Path) -> None:
    config = KINDS + (
        '[manifest]\npath = "docs/index.md"\nid = "ID"\ntitle = "Title"\nstatus = "Status"\nkinds = ["DOC"]\n'
        "[rules.manifest-drift]\nfields = { status = 'status' }\n"
    )
    table = (
        "# All\n\n| ID | Title | Status |\n|----|:-----:|---|\n"
        "| DOC001 | [A](DOC001-A.md) | draft |\n| DOC002 | [B \\| b](<DOC002-B.md>) | ready |\n"
        "| DOC004 | [D](DOC004-D.md) | ready |\n\n```\n| DOC009 | no row |\n```\n"
    )
    files = {
        "doclint.toml": config,
        "docs/index.md": table,
        "docs/DOC001-A.md": "---\nstatus: ready\n---\n# A\n",
        "docs/DOC002-B.md": "---\nstatus: ready\n---\n# B\n",
        "docs/DOC003-C.md": "# C\n",
    }
    found = said(check(write(tmp_path, files)), "DL101", "DL107", "DL401", "DL402", "DL403")
    assert found == [
        "DL401 docs/DOC003-C.md:1 DOC003 is not listed in 'docs/index.md'",
        "DL403 docs/index.md:5 Status 'draft' of 'DOC001-A.md' differs: the document says 'ready'",
        "DL101 docs/index.md:7 'DOC004-D.md' does not exist",  # the link, once
    ]


@pytest.mark.parametrize("folder", ["docs", "handbook"])
def test_the_navigation_of_mkdocs_is_a_manifest(tmp_path: Path, folder: str) -> None:
    own = "" if folder == "docs" else f"docs_dir: {folder}\n"
    files = {
        "doclint.toml": KINDS.replace('"docs"', f'"{folder}"')
        + '[manifest]\npath = "mkdocs.yml"\nentries = "nav"\nkinds = ["DOC"]\n',
        "mkdocs.yml": f"site_name: x\n{own}nav:\n  - Start: DOC001-A.md\n  - More:\n      - DOC002-B.md\n"
        "      - Gone: DOC009-Z.md\n      - Web: https://example.org/\n",
        f"{folder}/DOC001-A.md": "# A\n",
        f"{folder}/DOC002-B.md": "# B\n",
        f"{folder}/DOC003-C.md": "# C\n",
    }
    found = said(check(write(tmp_path, files)), "DL401", "DL402", "DL202", "DL107")
    assert f"DL401 {folder}/DOC003-C.md:1 DOC003 is not listed in 'mkdocs.yml'" in found
    assert [line for line in found if "DOC009" in line and "mkdocs.yml" in line]
    assert len(found) == 2


def test_a_manifest_that_cannot_be_read_is_one_finding(tmp_path: Path) -> None:
    config = (
        KINDS + '[[manifest]]\npath = "a.json"\nkinds = "DOC"\n[[manifest]]\npath = "b.yml"\nkinds = "DOC"\n'
    )
    files = {"doclint.toml": config, "a.json": "{", "b.yml": "documents: [\n", "docs/DOC001-A.md": "# A\n"}
    found = [line for line in said(check(write(tmp_path, files))) if line.startswith("DL4")]
    assert [line.split(" ")[1].split(":")[0] for line in found] == ["a.json", "b.yml"]


def test_what_is_no_table_of_manifests_is_a_mistake(tmp_path: Path) -> None:
    from doclint.errors import DoclintError

    write(
        tmp_path,
        {"doclint.toml": '[[manifest]]\npath = "a.json"\n[[manifest]]\npth = "b"\n', "a.md": "# A\n"},
    )
    with pytest.raises(DoclintError, match="unknown key 'pth'"):
        check(tmp_path)
