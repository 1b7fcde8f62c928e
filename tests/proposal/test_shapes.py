"""`init` on trees of the shapes that public repositories have: right kinds, and exactly the planted breaks.

Each shape has breaks that any tree shows (found without a configuration), and breaks that only its own rules
show (found with the configuration that `init --write` wrote).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.cli.test_cli import run
from tests.link.test_sites import SITES
from tests.tree_helpers import check, said, write


class Shape(NamedTuple):
    """A tree, and what is said of it.

    Attributes:
        plain: what is found without a configuration.
        known: what only the proposed configuration shows.
        proposed: that configuration, without trace rules.
        gone: those of `plain` that it explains, or says more of.
    """

    files: dict[str, str | bytes]
    plain: list[str]
    known: list[str]
    proposed: dict[str, Any]
    gone: tuple[str, ...] = ()


def eips() -> Shape:
    """Numbered proposals in one folder, front matter with bare numbers."""
    files: dict[str, str | bytes] = {
        "README.md": "# Proposals\n\n[first](EIPS/eip-1.md) [gone](EIPS/eip-2.md)\n"
    }
    for number in [1, 20, 55, 101, 137, 140, 155, 1014, 1193, 1474, 1559]:
        requires = {1559: "requires: 20, 1474\n", 1474: "requires: [1193]\n", 1014: "requires: 140\n", 155: "requires: 137\n", 101: "requires: 55\n"}  # fmt: skip
        status = "Draft" if number == 1193 else "Final"
        files[f"EIPS/eip-{number}.md"] = (
            f"---\neip: {number}\ntitle: About {number}\nstatus: {status}\n{requires.get(number, '')}---\n\n"
            f"## Abstract\n\nSee EIP-20 and eip-155.\n"
        )
    files["EIPS/eip-777.md"] = (
        "---\neip: 777\ntitle: Seven\nstatus: Final\nrequires: 999\n---\n\nAs EIP-1558 says.\n\n[x](#nowhere)\n"
    )
    return Shape(
        files,
        [
            "DL102 EIPS/eip-777.md:10 no heading or id '#nowhere' in this file",
            "DL101 README.md:3 'EIPS/eip-2.md' does not exist",
        ],
        [
            "DL202 EIPS/eip-777.md:5 no document has the ID EIP-999",
            "DL202 EIPS/eip-777.md:8 no document has the ID EIP-1558",
        ],
        {
            "kind": [{"name": "EIP", "folder": "EIPS", "names": ["eip-{id}.md"], "id": "EIP-{id}", "mention": True}],
            "field": [{"name": "requires", "kind": "EIP"}],
        },
    )  # fmt: skip


def keps() -> Shape:
    """One folder for each proposal, in groups, its metadata in a side-car."""
    groups, numbers = ("sig-api", "sig-node", "sig-storage"), (9, 1040, 1287, 2086, 3140)
    files: dict[str, str | bytes] = {"README.md": "# Index\n"}
    for at, group in enumerate(groups):
        for number in numbers[at * 2 : at * 2 + 2]:
            home = f"keps/{group}/{number}-about-{number}"
            files[f"{home}/README.md"] = (
                f"# KEP-{number}: About {number}\n\n![d](d.png) [design](design.md)\n"
            )
            files[f"{home}/design.md"] = "# Design\n"
            files[f"{home}/d.png"] = ""
            more = {1040: 'replaces: ["/keps/sig-api/9-about-9"]\n', 1287: "see-also: [KEP-9, KEP-2086]\n", 2086: "see-also: [KEP-1287]\n"}  # fmt: skip
            files[f"{home}/kep.yaml"] = (
                f"title: About {number}\nkep-number: {number}\nstatus: implementable\n{more.get(number, '')}"
            )
    files["keps/sig-storage/3140-about-3140/README.md"] = "# KEP-3140\n\n[x](gone.md)\n"
    files["keps/sig-storage/3140-about-3140/kep.yaml"] = (
        "kep-number: 3140\nstatus: implementable\nsee-also: [KEP-77]\n"
    )
    return Shape(
        files,
        ["DL101 keps/sig-storage/3140-about-3140/README.md:3 'gone.md' does not exist"],
        ["DL202 keps/sig-storage/3140-about-3140/kep.yaml:3 no document has the ID KEP-77"],
        {
            "kind": [
                {"name": "KEP", "folder": "keps", "names": ["*/{id}-{slug}/README.md"], "id": "KEP-{id}", "mention": True, "metadata": "kep.yaml"}
            ],
            "field": [{"name": "see-also", "kind": "KEP"}],
        },
    )  # fmt: skip


def groups() -> Shape:
    """Numbered folders in many groups, each numbered from where the last one ended."""
    files: dict[str, str | bytes] = {"README.md": "# Index\n\n[moved](core/RFC0002-two/README.md)\n"}
    for number, group in enumerate(["core", "core", "web", "web", "ops", "ops"], start=1):
        name = ("one", "two", "three", "four", "five", "six")[number - 1]
        home = f"specs/{group}/RFC{number:04}-{name}"
        files[f"{home}/README.md"] = f"# {name.title()}\n\nSee RFC0001.\n"
    files["specs/ops/RFC0006-six/README.md"] = "# Six\n\nSee RFC0009.\n"
    return Shape(
        files,
        ["DL107 README.md:3 'core/RFC0002-two/README.md' does not exist; the file is at 'specs/core/RFC0002-two/README.md'"],
        ["DL202 specs/ops/RFC0006-six/README.md:3 no document has the ID RFC0009"],
        {
            "kind": [{"name": "RFC", "folder": "specs", "names": ["*/RFC{id:4}-{slug}/README.md"], "mention": True}]
        },
    )  # fmt: skip


def adrs() -> Shape:
    """Decision records with bare numbers in their names, and fields that are inverses."""
    files: dict[str, str | bytes] = {"docs/adr/README.md": "# Decisions\n"}
    for number in range(1, 9):
        fields = {2: "supersedes: ADR-0001\n", 1: "superseded-by: ADR-0002\n", 4: "supersedes: ADR-0003\n", 3: "superseded-by: ADR-0004\n", 6: "supersedes: ADR-0005\n"}  # fmt: skip
        files[f"docs/adr/{number:04}-decision-{number}.md"] = (
            f"---\nstatus: Accepted\n{fields.get(number, '')}---\n\n# Decision {number}\n\nSee ADR-0001.\n"
        )
    files["docs/adr/0000-template.md"] = "# [Title]\n\n[link]({URL})\n"
    files["docs/adr/README.md"] = "# Decisions\n\n[three](0003-queues.md)\n"
    return Shape(
        files,
        [
            "DL110 docs/adr/0000-template.md:3 '{URL}' is an unfilled placeholder",
            "DL101 docs/adr/README.md:3 '0003-queues.md' does not exist",
        ],
        ["DL201 docs/adr/README.md:3 ADR-0003 is '0003-decision-3.md', not '0003-queues.md'",
        "DL506 docs/adr/0006-decision-6.md:3 ADR-0006 names ADR-0005 in 'supersedes', and ADR-0005 does not name ADR-0006 in 'superseded-by'"],
        {
            "kind": [{"name": "ADR", "folder": "docs/adr", "names": ["{id:4}-{slug}.md"], "templates": ["**/*template*"], "id": "ADR-{id:4}", "mention": True}],
            "field": [{"name": "superseded-by", "kind": "ADR", "inverse": "supersedes"}],
        },
        ("DL101 docs/adr/README.md:3 '0003-queues.md' does not exist",),
    )  # fmt: skip


def site() -> Shape:
    """Pages in an order and posts with dates: nothing here has an ID."""
    files: dict[str, str | bytes] = {
        "index.md": "# Home\n\n[intro](guide/01-intro.md) [gone](guide/04-gone.md)\n",
        "static/img/a.png": "",
    }
    for number, name in enumerate(("intro", "install", "use"), start=1):
        files[f"guide/{number:02}-{name}.md"] = (
            f"---\nsidebar_position: {number}\n---\n\n# {name}\n\n![a](/img/a.png)\n"
        )
        files[f"tutorial/{number:02}-{name}.md"] = f"# {name}\n"
        files[f"posts/2024-0{number}-11-news.md"] = "# News\n"
        files[f"reports/{2020 + number}-summary.md"] = "# Summary\n"
        files[f"releases/v{number}-notes.md"] = "# Notes\n"
    images = [
        f"DL107 guide/0{n}-{name}.md:7 '/img/a.png' does not exist; the file is at 'static/img/a.png'"
        for n, name in enumerate(("intro", "install", "use"), start=1)
    ]
    plain = [*images, "DL101 index.md:3 'guide/04-gone.md' does not exist"]
    return Shape(files, plain, [], {"site-roots": ["static"]}, tuple(images))  # fmt: skip


SHAPES: dict[str, Callable[[], Shape]] = {f.__name__: f for f in (eips, keps, groups, adrs, site)}


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_recognised_and_gives_its_planted_breaks(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]()
    write(tmp_path, shape.files)
    assert said(check(tmp_path)) == shape.plain
    done = run(tmp_path, "init", "--write")
    assert done.returncode == 0, done.stderr
    table = tomllib.loads((tmp_path / "doclint.toml").read_text())
    rules = table.pop("rule", [])
    assert table == shape.proposed
    assert all(rule["id"].startswith("no-draft") for rule in rules)
    expected = sorted({*shape.plain, *shape.known} - {*shape.gone})
    assert sorted(said(check(tmp_path))) == expected
    noun = "finding" if len(shape.plain) == 1 else "findings"
    counts = f"{len(shape.plain)} {noun} without this configuration, {len(expected)} with it"
    assert counts in done.stderr


def test_what_adds_more_than_it_explains_is_not_proposed(tmp_path: Path) -> None:
    """Of a folder's documents, barely half have a number: as a kind, it would call all others misnamed."""
    files: dict[str, str | bytes] = {f"notes/NB{n:03}-d{n}.md": f"# D{n}\n" for n in range(1, 11)}
    files |= {f"notes/about-{'x' * n}.md": "# X\n" for n in range(1, 9)}
    files |= {f"adr/ADR{n:04}-d{n}.md": f"# D{n}\n" for n in range(1, 4)}
    done = run(write(tmp_path, files), "init")
    assert "not proposed, for it adds more findings than it explains: kind NB" in done.stderr
    assert '"NB' not in done.stdout
    assert 'names = ["ADR{id:4}-{slug}.md"]' in done.stdout
    assert "0 findings without this configuration, 0 with it" in done.stderr


def test_kinds_that_are_none(tmp_path: Path) -> None:
    """IDs that collide, dates, versions, and names that fewer than half of the folder has."""
    files: dict[str, str | bytes] = {}
    for n in range(1, 6):
        files[f"en/guide/{n:04}-x.md"] = files[f"en/tour/{n:04}-y.md"] = "# X\n"  # siblings, the same numbers
        files[f"news/2024{n:02}10-x.md"] = files[f"log/2024-{n:02}.md"] = files[f"v/v{n}00-x.md"] = "# X\n"
        files[f"mixed/N{n:03}-x.md"] = files[f"mixed/a{'b' * n}.md"] = files[f"mixed/c{'d' * n}.md"] = "# X\n"
    write(tmp_path, files)
    assert "[[kind]]\nname" not in run(tmp_path, "init").stdout


def test_a_manifest_is_recognised_by_what_it_says(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"docs/{c}.md": f"---\ntitle: Page {c}\n---\n" for c in "abcd"}
    entries = ", ".join(f'{{"href": "docs/{c}.md", "name": "Page {c}", "state": "x"}}' for c in "abcd")
    files["conf/list.json"] = f'{{"version": 1, "items": [{entries}]}}'
    files |= {f"adr/ADR{n:04}-d.md": "" for n in range(30)}
    files["conf/menu.json"] = (
        '{"pages": [' + ", ".join(f'{{"path": "adr/ADR{n:04}-d.md"}}' for n in range(5)) + "]}"
    )
    files["package.json"] = '{"files": [{"path": "docs/a.md"}]}'
    write(tmp_path, files)
    run(tmp_path, "init", "--write")
    table = tomllib.loads((tmp_path / "doclint.toml").read_text())
    assert table["manifest"] == {
        "path": "conf/list.json", "entries": "items", "file": "href", "title": "name", "status": "state",
    }  # fmt: skip


def test_a_manifest_must_list_the_kinds_that_it_lists(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"adr/ADR{n:04}-d{n}.md": f"---\nsource: code/{n}.py\n---\n# D{n}\n" for n in range(20)
    }
    files |= {f"code/{n}.py": "" for n in range(20)}
    files["list.json"] = (
        '{"docs": [' + ", ".join(f'{{"path": "adr/ADR{n:04}-d{n}.md"}}' for n in range(19)) + "]}"
    )
    done = run(write(tmp_path, files), "init", "--write")
    assert "0 findings without this configuration, 1 with it (1 more: DL401 1; +39 references)" in done.stderr
    assert said(check(tmp_path)) == ["DL401 adr/ADR0019-d19.md:1 ADR0019 is not listed in 'list.json'"]
    assert tomllib.loads((tmp_path / "doclint.toml").read_text())["reference-fields"] == ["source"]


@pytest.mark.parametrize("generator", SITES)
def test_a_recognised_site_needs_no_configuration(generator: str, tmp_path: Path) -> None:
    files, wrong = SITES[generator]
    run(write(tmp_path, files), "init", "--write")
    assert said(check(tmp_path)) == wrong


def proposed(root: Path, files: dict[str, str | bytes]) -> tuple[list[dict[str, Any]], str]:
    done = run(write(root, files), "init", "--write")
    return tomllib.loads((root / "doclint.toml").read_text()).get("kind", []), done.stderr


def test_folders_of_one_name_that_count_for_themselves(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"services/{service}/docs/adr/{n:04}-t{n}.md": f"# T\n\nADR-{n:04} and [next](0001-t1.md)\n"
        for service in "abc" for n in (1, 2, 3)
    }  # fmt: skip
    kinds, errors = proposed(tmp_path, files)
    assert kinds == [{"name": "ADR", "folder": "services", "names": ["**/adr/{id:4}-{slug}.md"], "id-scope": "folder", "id": "ADR-{id:4}", "mention": True}]  # fmt: skip
    assert "0 with it" in errors
    write(tmp_path, {"services/b/docs/adr/0003-twice.md": "# T\n"})
    assert said(check(tmp_path)) == ["DL203 services/b/docs/adr/0003-twice.md:1 the ID ADR-0003 is already used by 'services/b/docs/adr/0003-t3.md'"]  # fmt: skip


def test_a_template_beside_the_records_is_one_of_theirs(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"docs/adr/{n:04}-d{n}.md": "# D\n" for n in range(1, 9)}
    files |= {"docs/adr/README.md": "# D\n", "docs/adr/template.md": "# {title}\n"}
    kinds, errors = proposed(tmp_path, files)
    assert [(kind["names"], kind["templates"]) for kind in kinds] == [
        (["{id:4}-{slug}.md"], ["**/*template*"])
    ]
    assert "0 with it" in errors


def test_ids_written_with_fewer_zeros(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"CIP-{n:04}/README.md": "# C\n\nAs CIP-30 and [CIP-9](../CIP-0009/README.md).\n"
        for n in (9, 30, 1694)
    }
    kinds, errors = proposed(tmp_path, files)
    assert kinds == [{"name": "CIP", "names": ["CIP-{id:4}/README.md"], "id": "CIP-{id:4}", "mention": True}]
    assert "0 with it" in errors


def test_fields_that_name_documents_by_path(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {}
    for n in range(101, 113):
        files[f"keps/sig-{n % 3}/{n}-k/README.md"] = "# K\n"
        files[f"keps/sig-{n % 3}/{n}-k/kep.yaml"] = f'see-also: ["/keps/sig-{101 % 3}/101-k"]\n'
    proposed(tmp_path, files)
    assert tomllib.loads((tmp_path / "doclint.toml").read_text())["field"] == [
        {"name": "see-also", "kind": "KEP"}
    ]
    write(tmp_path, {"keps/sig-0/102-k/kep.yaml": 'see-also: ["/keps/sig-2/999-gone"]\n'})
    assert [line.split()[0] for line in said(check(tmp_path))] == ["DL101"]


@pytest.mark.parametrize(
    "names",
    [
        [f"docs/{n:03}-page{n}.md" for n in range(10, 60, 10)],
        [f"tutorial/{n:03}-page.md" for n in range(1, 5)],
        [f"notes/2001{n:02}-page.md" for n in range(10, 15)],
        [f"docs/java{n}.md" for n in (8, 11, 17, 21)],
        [f"errors/{n}.md" for n in (404, 500, 503)],
        [f"docs/upgrade-{n}-to-{n + 1}.md" for n in range(7, 11)],
        [f"newsletters/issue-{n:02}.md" for n in range(1, 5)],
    ],
)
def test_numbers_that_are_no_ids(names: list[str], tmp_path: Path) -> None:
    assert proposed(tmp_path, dict.fromkeys(names, "# X\n"))[0] == []


def test_of_a_numbered_folder_the_main_file_is_the_document(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        f"specs/{n:03}-x/{name}.md": "# X\n" for n in (1, 2, 3) for name in ("plan", "spec", "tasks")
    }
    assert [kind["names"] for kind in proposed(tmp_path, files)[0]] == [["{id:3}-{slug}/spec.md"]]


def test_what_documents_say_stays_a_comment(tmp_path: Path) -> None:
    status = 'draft\\nignore = [\\"DL101\\"]\\n#'
    files: dict[str, str | bytes] = {
        f"adr/{n:04}-x{n}.md": f'---\nstatus: "{status}"\n---\n[x](gone.md)\n' for n in range(1, 5)
    }
    done = run(write(tmp_path, files), "init", "--write")
    table = tomllib.loads((tmp_path / "doclint.toml").read_text())
    assert set(table) == {"kind"}
    assert "4 findings without this configuration, 4 with it" in done.stderr
    assert "\\n" in (tmp_path / "doclint.toml").read_text()
