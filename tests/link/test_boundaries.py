"""Places where another operator would have gone unnoticed (found by `fuzz/mutate.py`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.store.facts import FactsTable
from tests.tree_helpers import check, said, write

KIND = '[[kind]]\nname = "DOC"\nfolder = "docs"\nnames = ["DOC{id:3}-{slug}.md"]\n'


def test_each_retired_id_tells_what_became_of_its_own_document(tmp_path: Path) -> None:
    retired = "".join(f'DOC{n:03} = "went to {n}"\n' for n in (10, 20, 30))
    write(
        tmp_path,
        {
            "doclint.toml": f"{KIND}[retired]\n{retired}",
            "docs/DOC001-a.md": "# DOC001\n\n[x](DOC010-x.md) [y](DOC020-y.md) [z](DOC030-z.md)\n",
        },
    )
    text = "\n".join(f"{f.diagnostic.message} {f.diagnostic.help}" for f in check(tmp_path).findings)
    assert [word for word in ("went to 10", "went to 20", "went to 30") if word in text] == [
        "went to 10",
        "went to 20",
        "went to 30",
    ]


@pytest.mark.parametrize(("linked", "found"), [(1, False), (8, False), (9, True)])
def test_an_index_is_judged_only_where_it_links_nearly_all(linked: int, found: bool, tmp_path: Path) -> None:
    rule = '[[rule]]\nid = "index"\nfor = { path = "*.md" }\nmust-index = { kind = "DOC" }\n'
    files = {f"docs/DOC{n:03}-a.md": f"# DOC{n:03}\n" for n in range(1, 11)}
    index = "# Index\n\n" + "".join(f"[{n}](docs/DOC{n:03}-a.md)\n" for n in range(1, linked + 1))
    write(tmp_path, {"doclint.toml": KIND + rule, "index.md": index, **files})
    assert bool(said(check(tmp_path), "DL508")) is found


@pytest.mark.parametrize(("date", "found"), [("2026-03-01", False), ("2026-03-02", True)])
def test_today_is_not_the_future(date: str, found: bool, tmp_path: Path) -> None:
    manifest = '[manifest]\npath = "m.json"\nupdated = "lastUpdated"\n'
    entry = f'{{"documents": [{{"path": "a.md", "lastUpdated": "{date}"}}]}}\n'
    write(
        tmp_path, {"doclint.toml": manifest, "m.json": entry, "a.md": f"---\nlastUpdated: {date}\n---\n# A\n"}
    )
    report = check(tmp_path, today="2026-03-01")
    assert any("future" in line for line in said(report)) is found


def test_only_a_field_of_schemas_names_schemas(tmp_path: Path) -> None:
    text = "---\nrelated: [data.json]\n---\n# DOC001\n"
    config = f'schema-field = "schemaRefs"\nreference-fields = ["related"]\n{KIND}'
    write(
        tmp_path, {"doclint.toml": config, "docs/DOC001-a.md": text, "docs/data.json": '{"type": "objekt"}'}
    )
    assert said(check(tmp_path)) == []


def test_links_through_a_linked_folder(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](latest/b.md) [y](latest/gone.md) [z](late/b.md)\n", "v2/b.md": "# B\n"})
    (tmp_path / "latest").symlink_to("v2")
    assert said(check(tmp_path)) == [
        "DL101 a.md:1 'latest/gone.md' does not exist",
        "DL107 a.md:1 'late/b.md' does not exist; the file is at 'v2/b.md'",
    ]


def test_of_several_operands_of_a_copy_only_the_last_is_made(tmp_path: Path) -> None:
    block = "# A\n\n```bash\ncp tools/one.sh tools/two.sh out/\nbash tools/two.sh\nbash out/three.sh\n```\n"
    write(tmp_path, {"a.md": block, "tools/there.sh": "", "out/x.sh": ""})
    lines = said(check(tmp_path), "DL111")
    assert any("tools/two.sh" in line and ":5 " in line for line in lines)


def test_the_table_of_facts_is_pruned_when_it_holds_three_times_what_is_used(tmp_path: Path) -> None:
    table = FactsTable(tmp_path / "facts.db")
    keys = [f"{n:08}".encode() for n in range(2_000)]
    table.write((key, b"x") for key in keys)
    table.prune(keys[:400])
    assert len(list(table.read(keys))) == 2_000  # 2,000 of at most 2,200
    table.prune(keys[:10])
    assert len(list(table.read(keys))) == 10
    table.close()
