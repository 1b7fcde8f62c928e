"""Rows 9 and 10: schema references and links that lead to the network, to the disk, or nowhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hostile.child import codes, doclint
from tests.tree_helpers import write

KIND = (
    'schema-field = "schemaRefs"\n[[kind]]\nname = "DOC"\nfolder = "docs"\nnames = ["DOC{id:3}-{slug}.md"]\n'
)

# Row 9: schemaRefs value, or content of s.json -> codes
REFERENCES = {
    "http": "http://example.org/s.json",
    "file": "file:///etc/passwd",
    "above the root": "../../../x.json",
    "absolute": "/etc/passwd",
    "missing": "nowhere.json",
    "a folder": "docs/",
    "NUL": "s\\0.json",
}
CONTENTS = {
    "not JSON": "{",
    "a list": "[]",
    "a text": '"x"',
    "a bad pattern": '{"pattern": "("}',
    "a remote $schema": '{"$schema": "http://example.org/meta"}',
    "a type that is none": '{"type": "objekt"}',
    "an enum that is no list": '{"enum": 3}',
    "a minimum of another type": '{"minimum": "a"}',
    "200 MB": "",
    "a FIFO": "",
}


@pytest.mark.parametrize("name", REFERENCES)
def test_a_schema_reference_leads_to_a_file_of_the_tree_or_is_a_finding(name: str, tmp_path: Path) -> None:
    text = f'---\nschemaRefs: ["{REFERENCES[name]}"]\n---\n'
    write(tmp_path, {"doclint.toml": KIND, "docs/DOC001-a.md": text})
    done = doclint(tmp_path, "check", "--output-format", "concise", "--no-cache", seconds=20)
    assert [c.split(" ")[0] for c in codes(done)] in (["DL302"], ["DL105"], ["DL303"]), done.out
    assert "root:" not in done.out


@pytest.mark.parametrize("name", CONTENTS)
def test_a_schema_that_is_none_is_one_finding_on_its_file(name: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": KIND,
            "docs/DOC001-a.md": '---\nschemaRefs: ["s.json"]\n---\n',
            "s.json": CONTENTS[name],
        },
    )
    if name == "a FIFO":
        (tmp_path / "s.json").unlink()
        os.mkfifo(tmp_path / "s.json")
    elif name == "200 MB":
        with (tmp_path / "s.json").open("wb") as file:
            file.truncate(200 << 20)
    done = doclint(tmp_path, "check", "--output-format", "concise", "--no-cache", seconds=20, megabytes=600)
    assert [c.rpartition(":")[0].rpartition(":")[0] for c in codes(done)] == ["DL305 s.json"], done.out


WHERE = {
    "an invalid pattern": '{ pattern = "(" }',
    "an enum that is no list": "{ enum = 3 }",
    "a minimum of another type": '{ minimum = "a" }',
    "a remote reference": '{ "$ref" = "http://example.org" }',
    "a condition that is none": "{ allOf = [1] }",
    "a deep condition": "{ not = " * 100 + "{ const = 1 }" + " }" * 100,
}


@pytest.mark.parametrize("name", WHERE)
def test_a_condition_that_is_none_is_a_mistake_with_its_line(name: str, tmp_path: Path) -> None:
    rule = f'[[rule]]\nid = "r"\nfor = {{ where = {{ title = {WHERE[name]} }} }}\nacyclic = true\n'
    write(tmp_path, {"doclint.toml": rule, "x.md": "---\ntitle: a\n---\n"})
    done = doclint(tmp_path, "check", "--no-cache")
    if done.code == 2:
        assert done.err.startswith("doclint: doclint.toml:3: "), done.err
    else:
        assert name == "a deep condition"


# Row 10
TARGETS = {
    "../../../etc/passwd": "DL105", "..%2f..%2fetc/passwd": "DL105", "a%00b.md": "DL101", "%zz.md": "DL101",
    "//host/s": "", "\\\\host\\s": "DL101", "C:\\x.md": "DL105", "file:///etc/passwd": "DL105", "javascript:alert(1)": "",
    "https://e.org/" + "a" * 10_000: "", "README.MD": "DL104", "cafe%CC%81.md": "DL104", "a.md?x#y": "DL102", "#": "",
    "<>": "DL101", "a.md#%C3%BC": "", ".git/config": "DL101", "a.md#\\u202e": "DL102", "%": "DL101", "a.md#" + "b" * 10_000: "DL102",
    "../root/a.md": "DL105", "./././a.md": "", "a.md/": "", "a.md/../a.md": "", "/etc/passwd": "DL101",
}  # fmt: skip


@pytest.mark.parametrize("target", TARGETS, ids=lambda t: t[:24])
def test_each_target_has_its_rule(target: str, tmp_path: Path) -> None:
    root = write(
        tmp_path / "root",
        {
            "doclint.toml": "",
            "x.md": f"[t]({target})\n",
            "a.md": "# Ü\n",
            "README.md": "",
            "caf\u00e9.md": "",
        },
    )
    done = doclint(root, "check", "--output-format", "concise", "--no-cache", seconds=20)
    found = [c.split(" ")[0] for c in codes(done) if " x.md" in c]
    assert found == ([TARGETS[target]] if TARGETS[target] else []), done.out
    assert max(map(len, done.out.splitlines() or [""])) < 12_000
