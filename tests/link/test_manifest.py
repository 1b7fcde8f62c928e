"""The manifest: read, linked, compared."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.tree_helpers import check, said, write

D = "real_structure_documentation/docs"
S = "real_structure_documentation/schemas/master_blueprint_parts"
M = "manifests/documentation_manifest.json"


def entry(id_: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "path": f"{D}/{id_}.md", **more}


def tree(root: Path, manifest: object, **files: str) -> Path:
    text = manifest if isinstance(manifest, str) else json.dumps(manifest, indent=2)
    return write(root, {M: text, f"{D}/DOC001-One.md": "# 1\n", f"{D}/DOC002-Two.md": "# 2\n", **files})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "",
            "DL406 manifests/documentation_manifest.json:1 not valid JSON: expected a value, found the end of the file",
        ),
        ("[]", "DL406 manifests/documentation_manifest.json:1 expected a JSON object"),
        (
            '{\n"documents": 3}',
            "DL406 manifests/documentation_manifest.json:2 'documents' must be a list of documents",
        ),
        (
            '{\n"a": 1,\n}',
            "DL406 manifests/documentation_manifest.json:3 not valid JSON: expected a key, found '}'",
        ),
        (
            "[" * 200_000,
            "DL406 manifests/documentation_manifest.json:1 not valid JSON: nested deeper than 200 levels",
        ),
    ],
)
def test_a_manifest_that_is_none_is_one_finding(text: str, expected: str, tmp_path: Path) -> None:
    assert said(check(tree(tmp_path, text)), "DL401", "DL402", "DL403", "DL406") == [expected]


def test_a_missing_manifest_is_one_finding(tmp_path: Path) -> None:
    (tree(tmp_path, {}) / M).unlink()
    assert said(check(tmp_path), "DL401", "DL406") == [
        f"DL401 {M}:1 the manifest '{M}' does not exist; not listed: 2 DOC documents"
    ]


def test_a_stale_path_means_its_document(tmp_path: Path) -> None:
    stale = {"id": "DOC002-Two", "path": f"{D}/DOC002-Old.md"}
    report = check(tree(tmp_path, {"documents": [entry("DOC001-One"), stale]}))
    assert [line.split()[0] for line in said(report, "DL2", "DL201", "DL401", "DL402", "DL403")] == ["DL201"]


def test_dependencies_by_entry_by_id_and_unknown(tmp_path: Path) -> None:
    dependencies = [
        {"fromDoc": "DOC001-One", "toDoc": "DOC002-Two"},
        {"fromDoc": "DOC001", "toDoc": "DOC002"},
        {"fromDoc": "DOC001-One", "toDoc": "DOC003-Three"},
        "nonsense",
        {"fromDoc": 3},
    ]
    root = tree(
        tmp_path,
        {"documents": [entry("DOC001-One"), entry("DOC002-Two"), "nonsense"], "dependencies": dependencies},
    )
    assert said(check(root), "DL407") == [f"DL407 {M}:24 no document named 'DOC003-Three'"]


@pytest.mark.parametrize(
    ("schema", "said_"),
    [
        ("schema.json", "the $schema 'schema.json' does not exist"),
        ("../../outside.json", "the $schema '../../outside.json' does not exist"),
        ("https://example.com/schema.json", "is on the network"),
        ("http://json-schema.org/draft-07/schema#", None),
    ],
)
def test_the_manifests_schema_is_local(schema: str, said_: str | None, tmp_path: Path) -> None:
    lines = said(check(tree(tmp_path, {"$schema": schema, "documents": []})), "DL406")
    assert [said_ in line for line in lines] == ([True] if said_ else [])


@pytest.mark.parametrize(
    ("schema", "message"),
    [
        ('{"$ref": "https://example.com/x.json"}', "cannot be resolved without the network"),
        ('{"$ref": "repo:////etc/passwd"}', "cannot be resolved without the network"),
        ('{"$ref": "../../../../../../etc/passwd"}', "leads nowhere"),
        ('{"$ref": "#"}', "references form an endless loop"),
        (
            '{"properties": {"documents": {"items": {"properties": {"id": {"pattern": "^(a+)+$"}}}}}}',
            "'id' must match '^(a+)+$'",
        ),
        ('{"properties": {"a": {"pattern": "(?=a)b"}}}', "needs look-around, which doclint does not run"),
        ('{"properties": {"a": {"pattern": "("}}}', "is no valid regular expression"),
        ("[]", "a schema is a JSON object, not a list"),
        ("{", "not valid JSON"),
        ("", "the file is empty"),
        ('{"type": "objekt"}', "at /type"),
        ('{"$schema": "https://example.com/meta"}', "unknown $schema"),
    ],
)
def test_hostile_schemas_are_findings(schema: str, message: str, tmp_path: Path) -> None:
    manifest = {"$schema": "s.json", "documents": [entry("DOC001-One"), entry("DOC002-Two")]}
    lines = said(check(tree(tmp_path, manifest, **{"manifests/s.json": schema})), "DL406")
    assert len(lines) == 1
    assert message in lines[0]


def test_a_local_ref_is_followed(tmp_path: Path) -> None:
    schema = '{"$ref": "parts/p.json#/definitions/m"}'
    part = '{"definitions": {"m": {"required": ["owner"]}}}'
    root = tree(
        tmp_path,
        {"$schema": "s.json", "documents": []},
        **{"manifests/s.json": schema, "manifests/parts/p.json": part},
    )
    assert said(check(root), "DL406") == [f"DL406 {M}:1 the key 'owner' is missing"]


def test_no_socket_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    manifest = {
        "$schema": "s.json",
        "documents": [entry("DOC001-One", schemaRefs=["http://example.com/a.json"])],
    }
    root = tree(
        tmp_path,
        manifest,
        **{"manifests/s.json": '{"$ref": "https://example.com/x.json"}', "a.md": "[x](http://e.org)"},
    )
    codes = {f.code for f in check(root).findings}
    assert {"DL406", "DL302"} <= codes


def test_drift_compares_declared_with_declared(tmp_path: Path) -> None:
    head = "---\ntitle: Uno\nowner: '@ana'\nstatus: done\n---\n\n# Another title\n"
    listed = [
        entry("DOC001-One", title="Uno", ownerAgent="ana", status="done"),
        entry("DOC002", title="whatever", status="x"),
    ]
    root = tree(tmp_path, {"documents": listed}, **{f"{D}/DOC001-One.md": head})
    (root / D / "DOC002.md").write_text("")
    assert said(check(root), "DL403") == []
