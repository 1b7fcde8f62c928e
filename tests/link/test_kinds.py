"""Kinds as large public processes keep them: IDs of one form, typed fields, side-cars, folders as documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doclint.api import open_workspace
from doclint.errors import DoclintError
from tests.tree_helpers import check, said, write

EIPS = """
[[kind]]
name = "EIP"
folder = "EIPS"
names = ["eip-{id}.md"]
id = "EIP-{id}"
mention = true

[[field]]
name = "requires"
kind = "EIP"
inverse = "required-by"

[[rule]]
id = "no-loops"
acyclic = true
field = "requires"

[[rule]]
id = "final-on-draft"
flow = { order = ["Draft", "Final"] }
field = "requires"
"""


def eip(number: int, **fields: object) -> str:
    lines = "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in fields.items())
    return f"---\neip: {number}\n{lines}---\n\n# Title {number}\n"


def eips(root: Path, **texts: str) -> Path:
    files = {f"EIPS/eip-{key[1:]}.md": text for key, text in texts.items()}
    return write(root, {"doclint.toml": EIPS, **files})


def test_an_id_has_one_form_whatever_its_case_and_zeros(tmp_path: Path) -> None:
    eips(tmp_path, n101="# EIP-101\n\nEIP-101, eip-0101, Eip-101 and EIP-102.\n")
    assert said(check(tmp_path)) == ["DL202 EIPS/eip-101.md:3 no document has the ID EIP-102"]


@pytest.mark.parametrize(
    "value",
    ["1", "EIP-1", "eip-0001", "0001", '"1"', "[1]", "[1, EIP-2]", "1, 2", '"1,2"', "EIPS/eip-1.md", "/EIPS/eip-1.md", "eip-1.md"],
)  # fmt: skip
def test_a_typed_field_names_documents_in_many_ways(value: str, tmp_path: Path) -> None:
    eips(tmp_path, n1=eip(1, required_by=3), n2=eip(2, required_by=3), n3=eip(3, requires=value))
    assert said(check(tmp_path), "DL202", "DL101", "DL105") == []
    with open_workspace(tmp_path, tmp_path / "doclint.toml") as workspace:
        edges = [e for e in workspace.project().edges_of("EIPS/eip-3.md") if e.reference.via != "link"]
    assert {e.target for e in edges} <= {"EIPS/eip-1.md", "EIPS/eip-2.md"}
    assert edges


def test_what_a_typed_field_cannot_mean_is_said_where_it_stands(tmp_path: Path) -> None:
    eips(
        tmp_path, n1=eip(1, requires="2, 77, soon"), n2=eip(2, required_by="[1]"), n3=eip(3, requires="none")
    )
    report = check(tmp_path)
    assert said(report) == [
        "DL202 EIPS/eip-1.md:3 no document has the ID EIP-77",
        "DL202 EIPS/eip-1.md:3 'soon' is no ID of the kind EIP",
    ]
    assert [f.diagnostic.span.column for f in report.findings] == [14, 18]


def test_an_inverse_is_demanded_both_ways(tmp_path: Path) -> None:
    eips(tmp_path, n1=eip(1, requires=2), n2=eip(2), n3=eip(3, required_by=2))
    assert said(check(tmp_path)) == [
        "DL506 EIPS/eip-1.md:3 EIP-1 names EIP-2 in 'requires', and EIP-2 does not name EIP-1 in 'required-by'",
        "DL506 EIPS/eip-3.md:3 EIP-3 names EIP-2 in 'required-by', and EIP-2 does not name EIP-3 in 'requires'",
    ]


def test_loops_and_status_rules_run_over_a_field(tmp_path: Path) -> None:
    eips(
        tmp_path,
        n1=eip(1, requires=2, required_by=2, status="Final"),
        n2=eip(2, requires=1, required_by=1, status="Draft"),
    )
    assert sorted(said(check(tmp_path))) == [
        "DL502 EIPS/eip-1.md:3 EIP-1 is Final and depends on EIP-2, which is Draft (rule final-on-draft)",
        "DL505 EIPS/eip-1.md:3 a loop of dependencies: EIP-1 -> EIP-2 -> EIP-1 (rule no-loops)",
    ]


@pytest.mark.parametrize("folder", [".", "./", "./."])
def test_a_kind_may_live_at_the_root(folder: str, tmp_path: Path) -> None:
    kind = f'[[kind]]\nname = "N"\nfolder = "{folder}"\nnames = ["nip-{{id}}.md"]\nid = "NIP-{{id}}"\nmention = true\n'
    write(tmp_path, {"doclint.toml": kind, "nip-1.md": "# One\n\nNIP-1 NIP-02\n"})
    assert said(check(tmp_path)) == ["DL202 nip-1.md:3 no document has the ID NIP-02"]


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ('[[kind]]\nname = "D"\nfolder = "docz"\nnames = ["{id}.md"]\n', r"doclint.toml:3: the kind 'D': no folder 'docz' \(did you mean 'docs'\?\)"),
        ('[[kind]]\nname = "D"\nfolder = "docs"\nnames = ["{id}.md"]\nid = "D{slug}"\n', r"doclint.toml:5: the ID 'D\{slug\}' must be a text that ends with"),
        ('[[field]]\nname = "requires"\nkind = "EIP"\n', "doclint.toml:3: the field 'requires' names an unknown kind 'EIP'"),
        ('[[field]]\nname = "requires"\nkinds = "EIP"\n', "doclint.toml:3: unknown key 'kinds'"),
    ],
)  # fmt: skip
def test_mistakes_in_kinds_and_fields(toml: str, message: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": toml, "docs/1.md": ""})
    with pytest.raises(DoclintError) as raised:
        check(tmp_path)
    assert re.match(message, str(raised.value))


def test_ids_in_front_matter_and_in_headings(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": '[[kind]]\nname = "REQ"\nfolder = "reqs"\nnames = ["{slug}.md"]\nid = "REQ-{id:3}"\nid-field = "number"\nmention = true\n'
            '[[kind]]\nname = "ADR"\nfolder = "adr"\nnames = ["{slug}.md"]\nid = "ADR-{id}"\nid-heading = true\nmention = true\n',
            "reqs/speed.md": "---\nNumber: 7\n---\n\nREQ-007 REQ-7 req-0007 ADR-3 ADR-0003\n",
            "adr/queues.md": "# ADR-0003: Queues\n\nREQ-8\n",
            "adr/caches.md": "# adr-3 Caches\n",
        },
    )
    assert said(check(tmp_path)) == [
        "DL203 adr/queues.md:1 the ID ADR-3 is already used by 'adr/caches.md'",
        "DL202 adr/queues.md:3 no document has the ID REQ-8",
    ]


KEPS = """
[[kind]]
name = "KEP"
folder = "keps"
names = ["**/{id}-{slug}/README.md"]
id = "KEP-{id}"
metadata = "kep.yaml"
schema = "kep.schema.json"

[[field]]
name = "see-also"
kind = "KEP"

[[rule]]
id = "linked"
for = { kind = "KEP" }
must-be-linked-by = { path = "index.md" }
"""
SCHEMA = '{"type": "object", "required": ["owner"], "properties": {"status": {"enum": ["draft", "done"]}}}'


def keps(root: Path, kep: str) -> Path:
    return write(
        root,
        {
            "doclint.toml": KEPS,
            "kep.schema.json": SCHEMA,
            "index.md": "[one](keps/net/1-one/) [two](keps/net/2-two/README.md)\n",
            "keps/net/1-one/README.md": "# One\n\n[more](design.md)\n",
            "keps/net/1-one/design.md": "# Design\n",
            "keps/net/1-one/kep.yaml": kep,
            "keps/net/2-two/README.md": "# Two\n",
        },
    )


def test_a_folder_is_one_document_and_a_side_car_its_metadata(tmp_path: Path) -> None:
    keps(
        tmp_path,
        'owner: x\nstatus: gone\nsee-also:\n  - "/keps/net/2-two"\n  - "keps/net/9-nine"\n  - KEP-0002\n',
    )
    assert said(check(tmp_path)) == [
        'DL304 keps/net/1-one/kep.yaml:2 KEP front matter: \'status\' must be one of "draft", "done", not "gone"',
        "DL101 keps/net/1-one/kep.yaml:5 'keps/net/9-nine' does not exist",
    ]


@pytest.mark.parametrize(
    ("kep", "line"),
    [
        ("owner: [x\n", "DL303 keps/net/1-one/kep.yaml:2"),
        ("- x\n", "DL303 keps/net/1-one/kep.yaml:1"),
        ("status: done\n", "DL304 keps/net/1-one/kep.yaml:1"),
        ("owner: x\nstatus: done\n", None),
    ],
)
def test_what_is_wrong_with_a_side_car(kep: str, line: str | None, tmp_path: Path) -> None:
    keps(tmp_path, kep)
    found = said(check(tmp_path))
    assert [" ".join(text.split(" ")[:2]) for text in found] == ([line] if line else [])


def test_a_side_car_that_changes_is_seen_by_the_cache(tmp_path: Path) -> None:
    tree, cache = keps(tmp_path / "tree", "owner: x\n"), tmp_path / "cache"
    assert said(check(tree, cache=cache)) == []
    write(tree, {"keps/net/1-one/kep.yaml": "status: done\nsee-also: [KEP-5]\n"})
    found = said(check(tree, cache=cache))
    assert found == said(check(tree))
    assert [text.split(" ")[0] for text in found] == ["DL304", "DL202"]
    (tree / "keps/net/1-one/kep.yaml").unlink()
    assert said(check(tree, cache=cache)) == said(check(tree)) == []


def test_fields_of_title_and_status_have_their_own_names(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": '[[kind]]\nname = "R"\nfolder = "r"\nnames = ["R{id:2}.md"]\nmention = true\n'
            'title-field = "name"\nstatus-field = "state"\n'
            '[[rule]]\nid = "r"\nfor = { where = { status = "Accepted" } }\nmust-not-link = { where = { status = "Withdrawn" } }\n',
            "r/R01.md": "---\nName: Alpha\nState: Accepted\n---\n\nSee R02. [Alpha](R02.md)\n",
            "r/R02.md": "---\nname: Beta\nstate: Withdrawn\n---\n\nTODO: later\n",
        },
    )
    assert said(check(tmp_path)) == [
        "DL109 r/R01.md:6 the label 'Alpha' names R01, the target is R02 ('R02.md')",
        "DL502 r/R01.md:6 R01 must not link a document with status 'Withdrawn': R02 (rule r)",
    ]


def test_an_id_is_looked_up_in_the_nearest_project(tmp_path: Path) -> None:
    kind = '[[kind]]\nname = "D"\nfolder = ""\nnames = ["**/DOC{id:3}-{slug}.md"]\nmention = true\n'
    write(
        tmp_path,
        {
            "doclint.toml": f'ignore = ["DL203"]\n{kind}',
            "one/docs/DOC001-A.md": "# A\n",
            "two/docs/DOC001-B.md": "# B\n",
            "two/readme.md": "DOC001\n",
            "two/docs/DOC002-C.md": "DOC001\n",
            "DOC003-D.md": "DOC001\n",
        },
    )
    with open_workspace(tmp_path, tmp_path / "doclint.toml") as workspace:
        project = workspace.project()
        found = {
            p: [e.target for e in project.edges_of(p)]
            for p in ("two/readme.md", "two/docs/DOC002-C.md", "DOC003-D.md")
        }
    assert found == {
        "two/readme.md": ["two/docs/DOC001-B.md"],
        "two/docs/DOC002-C.md": ["two/docs/DOC001-B.md"],
        "DOC003-D.md": ["one/docs/DOC001-A.md"],
    }


def test_a_number_without_letters_tells_a_stale_name(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": '[[kind]]\nname = "ADR"\nfolder = "adr"\nnames = ["{id:4}-{slug}.md"]\nid = "ADR-{id:4}"\n',
            "adr/0001-use-queues.md": "# Queues\n\n[x](0002-old.md) [y](0009-use-caches.md) [z](0008-none.md)\n",
            "adr/0002-use-caches.md": "# Caches\n",
        },
    )
    report = check(tmp_path)
    assert said(report) == [
        "DL201 adr/0001-use-queues.md:3 ADR-0002 is '0002-use-caches.md', not '0002-old.md'",
        "DL204 adr/0001-use-queues.md:3 'use-caches' is the name of ADR-0002, not of ADR-0009",
        "DL101 adr/0001-use-queues.md:3 '0008-none.md' does not exist",
    ]
    assert not any(f.diagnostic.fix for f in report.findings)


def test_nobody_works_on_a_final_document(tmp_path: Path) -> None:
    kind = '[[kind]]\nname = "R"\nfolder = "r"\nnames = ["R{id:2}.md"]\nschema = "s.json"\nschema-refs = "front-matter"\n'
    schema = '{"type": "object", "required": ["owner"]}'
    files = {
        f"r/R0{i}.md": f"---\nstatus: {s}\n---\n" for i, s in enumerate(("Stagnant", "Withdrawn", "live"))
    }
    write(tmp_path, {"doclint.toml": kind, "s.json": schema, **files})
    assert [text[:14] for text in said(check(tmp_path))] == ["DL301 r/R02.md", "DL304 r/R02.md"]
