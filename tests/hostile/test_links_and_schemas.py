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


OPERATION = '[[kind]]\nname = "N"\nfolder = "n"\nnames = ["N{id:3}-{slug}.md"]\nschema = "a.json"\n'
# Contents of a.json and b.json; what DL305 says of a.json, or the codes of the document's findings
NEIGHBOURS = {
    "a pattern that cannot be run": ('{"$ref": "b.json"}', '{"properties": {"x": {"pattern": "^(?!foo)"}}}', "needs look-around"),
    "exponential beside unevaluatedProperties": ('{"$ref": "b.json"}', '{"patternProperties": {"^(a+)+$": {}}, "unevaluatedProperties": true}', "cannot be run beside"),
    "exponential in another file": ('{"allOf": [{"$ref": "b.json"}], "unevaluatedProperties": true}', '{"patternProperties": {"^(a+)+$": {}}}', "cannot be run beside"),
    "gone": ('{"properties": {"z": {"$ref": "gone.json"}}}', "{}", "its $ref 'gone.json' leads nowhere"),
    "a part that is not there": ('{"$ref": "b.json#/$defs/x"}', "{}", "leads nowhere"),
    "the network": ('{"properties": {"z": {"$ref": "https://example.org/x.json"}}}', "{}", "cannot be resolved without the network"),
    "repetition that Python would run": ('{"properties": {"x": {"pattern": "a{1001,}b"}}}', "{}", "invalid repetition size"),
    "addresses beside its own": ('{"$id": "https://example.org/s/a.json", "$ref": "b.json"}', '{"$id": "https://example.org/s/b.json", "required": ["y"]}', "DL304"),
    "the schema of schemas": ('{"properties": {"x": {"$ref": "https://json-schema.org/draft/2020-12/schema"}}}', "{}", "DL304"),
}  # fmt: skip


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_what_a_schema_refers_to_is_judged_with_it(name: str, tmp_path: Path) -> None:
    own, other, expected = NEIGHBOURS[name]
    text = f"---\nx: bar\n{'a' * 40}_b: 1\n---\n# A\n"
    write(tmp_path, {"doclint.toml": OPERATION, "a.json": own, "b.json": other, "n/N001-a.md": text})
    done = doclint(tmp_path, "check", "--output-format", "concise", "--no-cache", seconds=20)
    if expected.startswith("DL"):
        assert {c.split(" ")[0] for c in codes(done)} == {expected}, done.out
    else:
        line = next(line for line in done.out.splitlines() if "DL305" in line)
        assert line.startswith("a.json:1:")
        assert expected in line


def test_a_schema_that_is_only_listed_may_need_more_than_doclint(tmp_path: Path) -> None:
    schema = '{"properties": {"x": {"pattern": "^(?!foo)"}, "z": {"$ref": "https://example.org/x.json"}}}'
    files = {"doclint.toml": KIND, "docs/DOC001-a.md": '---\nschemaRefs: ["s.json"]\n---\n', "s.json": schema}
    assert "DL305" not in doclint(write(tmp_path, files), "check", "--no-cache", seconds=20).out


@pytest.mark.parametrize("count", [1000, 1500])
def test_keys_against_patterns_are_counted(count: int, tmp_path: Path) -> None:
    patterns = ", ".join(f'"^zz{n}[a-z]+$": {{}}' for n in range(count))
    schema = f'{{"patternProperties": {{{patterns}}}, "additionalProperties": false}}'
    text = "---\n" + "".join(f"k{n}: 1\n" for n in range(3000)) + "---\n"
    write(tmp_path, {"doclint.toml": OPERATION, "a.json": schema, "n/N001-a.md": text})
    doclint(tmp_path, "check", "--no-cache", "--exit-zero", seconds=20)
