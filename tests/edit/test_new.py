"""`doclint new`, `doclint next` and retired IDs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.cli.test_cli import run
from tests.examples import git
from tests.tree_helpers import check, said, write

CONFIG = """packs = []
docs-base = ""
reference-fields = ["related", "relatedFeatures"]
retired = { F009 = "merged into F002", DOC018 = "merged into DOC030" }

[[kind]]
name = "F"
folder = "features"
names = ["F{id:3}-{slug}/feature.md"]
templates = ["template*.md"]
id-field = "featureId"
mention = true

[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
mention = true

[[rule]]
id = "index"
for = { kind = "F" }
must-be-linked-by = "DOC030"

[manifest]
path = "m.json"
kinds = ["F"]
"""
TEMPLATE = """---
title: "[FEATURE_NAME]"
featureId: "F###"
status: draft|ready|done
owner: "@[OWNER]"
createdDate: "[YYYY-MM-DD]"
note: kept  # a comment
relatedFeatures:
  - "F###"
---

# FEATURE: {{title}}

## What

Text.
"""
INDEX = "# Index\n\n1. [F002](../features/F002-two/feature.md)\n\nThe end.\n"
FILES: dict[str, str | bytes] = {
    "doclint.toml": CONFIG,
    "features/template.md": TEMPLATE,
    "features/F002-two/feature.md": "---\ntitle: Two\n---\n\n# F002: Two\n",
    "docs/DOC030-Index.md": INDEX,
    "m.json": json.dumps({"documents": [{"id": "F002", "title": "Two", "path": "features/F002-two/feature.md"}]}, indent=2),
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, FILES)
    git(tmp_path, "init", "-q")
    git(tmp_path, "config", "user.email", "ana.lopez@example.org")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "x")
    return tmp_path


def _next(root: Path, *words: str) -> str:
    return run(root, "next", *words).stdout.strip()


def test_the_next_number_follows_all_that_were_used(root: Path) -> None:
    assert _next(root, "doc") == "DOC031"
    assert _next(root, "F") == "F010"  # F009 is retired
    git(root, "checkout", "-qb", "other")
    write(root, {"features/F014-there/feature.md": "# F014\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "there")
    git(root, "checkout", "-q", "-")
    assert _next(root, "F") == "F010"
    assert _next(root, "F", "--against", "other") == "F015"
    write(root, {"docs/DOC040-Gone.md": "# Gone\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "there")
    git(root, "rm", "-q", "docs/DOC040-Gone.md")
    git(root, "commit", "-qm", "gone")
    assert _next(root, "DOC") == "DOC041"


def test_a_new_document_is_complete_and_listed(root: Path) -> None:
    done = run(root, "new", "f", "Export to CSV", "--for", "F002", "--for", "DOC030")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "features/F010-Export-to-CSV/feature.md\n"
    text = (root / "features/F010-Export-to-CSV/feature.md").read_text()
    head, body = text.split("---\n", 2)[1:]
    assert "title: Export to CSV\n" in head
    assert "featureId: F010\n" in head
    assert "status: draft\n" in head
    assert "owner: '@ana.lopez'\n" in head
    assert "note: kept\n" in head
    assert "relatedFeatures:\n- F002\n" in head
    assert "YYYY" not in head
    assert body.startswith("\n# F010: Export to CSV\n\n## What\n")
    assert (root / "docs/DOC030-Index.md").read_text() == INDEX.replace(
        "feature.md)\n\nThe",
        "feature.md)\n1. [F010: Export to CSV](../features/F010-Export-to-CSV/feature.md)\n\nThe",
    )
    listed = json.loads((root / "m.json").read_text())["documents"]
    assert listed[1] == {
        "id": "F010",
        "title": "Export to CSV",
        "path": "features/F010-Export-to-CSV/feature.md",
    }
    assert (
        "[F010: Export to CSV](../F010-Export-to-CSV/feature.md)"
        in (root / "features/F002-two/feature.md").read_text()
    )
    git(root, "add", "-A")
    assert [line for line in said(check(root)) if "template.md" not in line] == []


def test_a_dry_run_and_a_kind_without_a_template(root: Path) -> None:
    before = git(root, "status", "--porcelain")
    done = run(root, "new", "DOC", "DataModel", "--dry-run")
    assert "+# DOC031: Data Model\n" in done.stdout
    assert git(root, "status", "--porcelain") == before
    run(root, "new", "DOC", "DataModel", "--title", "The data model: ñ")
    text = (root / "docs/DOC031-DataModel.md").read_text()
    head = "---\ntitle: 'The data model: ñ'\nstatus: draft\nowner: '@ana.lopez'\n"
    assert text == f"{head}date: '{date.today().isoformat()}'\n---\n\n# DOC031: The data model: ñ\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("new", "nosuch", "x"), "no kind 'nosuch'"),
        (("new", "DOC", "../x"), "cannot be part of a file name"),
        (("new", "DOC", "x", "--for", "DOC077"), "no document 'DOC077'"),
        (("next", "DOC", "--against", "nosuch"), "no revision 'nosuch'"),
    ],
)
def test_what_cannot_be_made_is_one_line(root: Path, words: tuple[str, ...], message: str) -> None:
    done = run(root, *words)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_retired_id_names_its_successor(root: Path) -> None:
    write(root, {"docs/DOC031-X.md": "# X\n\nSee DOC018 and `docs/DOC018-Old.md`.\n"})
    found = [f.diagnostic for f in check(root).findings if f.code == "DL202"]
    assert [(d.message, d.help) for d in found] == [
        ("DOC018 is retired: merged into DOC030", "name DOC030 instead"),
        ("DOC018 is retired: merged into DOC030", "name DOC030 instead"),
    ]


def test_two_branches_that_took_one_number(root: Path) -> None:
    write(root, {"features/F002-other/feature.md": "---\nfeatureId: F002\n---\n\n# F002: Other\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "merged")
    (finding,) = [f for f in check(root).findings if f.code == "DL203"]
    assert (
        finding.diagnostic.help
        == "give it another number: doclint mv 'features/F002-other/feature.md' $(doclint next F)"
    )
    assert run(root, "mv", "features/F002-other/feature.md", _next(root, "F")).returncode == 0
    assert "featureId: F010\n---\n\n# F010: Other" in (root / "features/F010-other/feature.md").read_text()
    assert said(check(root), "DL203") == []


def test_mv_offers_to_retire_the_old_id(root: Path) -> None:
    done = run(root, "mv", "F002", "F020")
    assert 'retired = { F002 = "now F020" }' in done.stderr


def test_links_of_odd_names_hold_and_a_table_of_contents_stays(root: Path) -> None:
    toc = "# T\n\n- [One](#one)\n\n## One\n"
    write(root, {"docs/DOC031-T.md": toc, "my notes/n (1).md": "# N\n"})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "more")
    done = run(
        root, "new", "DOC", "C# guide", "--for", "DOC031", "--for", "my notes/n (1).md", "--for", "DOC031"
    )
    assert done.returncode == 0, done.stderr
    assert (root / "docs/DOC031-T.md").read_text().startswith(toc + "\nRelated: [DOC032: C# guide](")
    assert said(check(root), "DL101", "DL106") == []


def test_values_and_headings_of_a_template(root: Path) -> None:
    template = (
        "---\nversion: 1.10\nn: 0123\nwhen: 2020-01-01T00:00:00Z\nflag: true\nfeatureId: F###\n---\n\n"
        "<!--\n# no heading\n-->\n\n# {{TITLE}}\n\n```sh\n# a comment\n```\n\n**Fecha:** YYYY-MM-DD, {{task_id}}\n"
    )
    write(root, {"features/template.md": template})
    run(root, "new", "F", "x")
    text = (root / "features/F010-x/feature.md").read_text()
    for kept in (
        "version: '1.10'",
        "n: '0123'",
        "flag: true",
        "<!--\n# no heading\n-->",
        "# F010: X\n",
        "# a comment\n",
        ", F010\n",
    ):
        assert kept in text
    assert "YYYY" not in text
