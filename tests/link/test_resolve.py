"""Resolution through the public entry: what is a reference, what it means, one cause one finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import git
from tests.tree_helpers import check, said, write

D = "real_structure_documentation/docs"
S = "real_structure_documentation/schemas/master_blueprint_parts"


@pytest.mark.parametrize(
    "link",
    [
        "docs/a.md", "./docs/a.md", "docs", "docs/", "/docs/a.md", "docs/../docs/a.md", "docs/a.md?plain=1#one",
        "docs/sp%20ace.md", "<docs/sp ace.md>", "#", "#top", "docs/#readme", "docs/a.md#L1", "docs/a.md#%6Fne", "docs/a.md#user-content-one",
        "docs/#home", "https://x.org/y.md", "//x.org/y", "mailto:a@b.c", "tel:1", "javascript:x()", "data:x", "#:~:text=x",
        "docs/a.md#:~:text=x", "docs/a.md#one:~:text=x", "docs/a.md#tab/windows", "../../issues", "../../wiki/Home", "docs/n%C3%BC.md", "docs/nü.md", "docs/100%.md", "logo@2x.png",
    ],
)  # fmt: skip
def test_links_that_hold(link: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "README.md": f"[x]({link})\n",
            "docs/a.md": "# One\n",
            "docs/README.md": "# Home\n",
            "docs/sp ace.md": "",
            "docs/nü.md": "",
            "docs/100%.md": "",
            "logo@2x.png": "",
        },
    )
    assert said(check(tmp_path)) == []


@pytest.mark.parametrize(
    ("link", "code"),
    [
        ("gone.md", "DL101"), ("docs/gone/", "DL101"), ("/a.md", "DL107"), ("docs/a.md#two", "DL102"), ("docs/#nope", "DL102"),
        ("docs/a.md#L9", "DL102"), ("docs/A.md", "DL104"), ("DOCS/a.md", "DL104"), ("docs/a.md#ONE", "DL104"),
        ("../x.md", "DL105"), ("docs/../../../etc/passwd", "DL105"), ("..%2f..%2fetc/passwd", "DL105"), ("file:///etc/passwd", "DL105"),
        ("C:/x.md", "DL105"), ("\\\\\\\\host\\\\s", "DL105"), ("elsewhere/a.md", "DL107"), ("%00", "DL101"), ("%zz", "DL101"), ("{name}.md", "DL110"),
        ("[X]/a", "DL110"), ("0000-2017-roadmap.md", "DL101"), ("2020-12-xxx-notes.md", "DL101"), ("XXXX-name.md", "DL110"), ("docs/n\u0075\u0308.md", "DL104"), ("../../issues/../../x", "DL105"), ("y" * 10_000, "DL101"),
    ],
)  # fmt: skip
def test_links_that_do_not_hold_have_one_finding(link: str, code: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        {"README.md": f"[x]({link})\n", "docs/a.md": "# One\n", "docs/README.md": "", "docs/nü.md": ""},
    )
    assert [line.split()[0] for line in said(check(tmp_path))] == [code]


def test_a_moved_document_is_one_finding(tmp_path: Path) -> None:
    write(tmp_path, {"guides/g.md": "`docs/DOC028-Runbook.md`\n", f"{D}/DOC028-Runbook.md": "# R\n"})
    assert said(check(tmp_path, overrides={"ignore": ("DL3", "DL4", "DL5")})) == [
        f"DL107 guides/g.md:1 'docs/DOC028-Runbook.md' does not exist; the file is at '{D}/DOC028-Runbook.md'"
    ]


def test_candidates_under_the_docs_base_win(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "kit/streaming_files/bugs/template.md": "---\nschemaRefs:\n  - schemas/master_blueprint_parts/a.json\n---\n",
            f"kit/{S}/a.json": "{}",
            f"{S}/a.json": "{}",
        },
    )
    report = check(tmp_path)
    (finding,) = [f for f in report.findings if f.code == "DL302"]
    assert finding.diagnostic.fix is not None
    assert finding.diagnostic.fix.edits[0].text == f"{S}/a.json"


def test_two_equal_candidates_are_not_guessed(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](old/n.md)\n", "b/n.md": "", "c/n.md": ""})
    assert said(check(tmp_path)) == ["DL101 a.md:1 'old/n.md' does not exist"]


def test_common_names_prove_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](old/README.md)\n", "b/README.md": ""})
    assert said(check(tmp_path)) == ["DL101 a.md:1 'old/README.md' does not exist"]


@pytest.mark.parametrize(
    "code",
    [
        "package.json", "notes.md", "feature.md", "application/json", "api/v1/users", "/api/v1/users", "feature/my-branch",
        "src/vendor/x.rs", "docs/*.md", "docs/{slug}.md", "[ruta/archivo]", "docs/[NAME].md", "docs/....md", "~/x.md", "@scope/pkg.json",
        "$HOME/docs/a.md", "-o docs/out.md", "cp docs/a.md docs/new.md", "text/0000-my-feature.md", "path/to/file.md", "DOC***.md", "op-{slug}.md",
        "DOC0xx-Name.md", "DOC###-Name.md", "a.b.c.md",
    ],
)  # fmt: skip
def test_code_that_is_no_reference(code: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": f"`{code}`\n", "docs/a.md": "", "text/b.md": "", f"{D}/DOC001-A.md": ""})
    assert said(check(tmp_path), "DL101", "DL107", "DL108", "DL201", "DL202", "DL204") == []


def test_paths_are_written_with_and_without_the_docs_base(tmp_path: Path) -> None:
    text = f"`kit/{D}/DOC001-A.md` `{D}/DOC001-A.md` `../{D}/DOC001-A.md` `DOC001-A.md`\n"
    write(
        tmp_path,
        {"kit/guides/g.md": text, f"kit/{D}/DOC001-A.md": "# A\n", "kit/streaming_files/README.md": ""},
    )
    assert said(check(tmp_path, overrides={"ignore": ("DL3", "DL4", "DL5")})) == []


def test_fixes_keep_the_manner_of_writing(tmp_path: Path) -> None:
    text = (
        f"`kit/{D}/DOC001-Old.md` `{D}/DOC001-Old.md` `../{D}/DOC001-Old.md` `DOC001-Old.md`\n"
        f"[x](../{D}/DOC001-Old.md#top) [y](/kit/{D}/DOC001-Old.md) [z](./{D}/DOC001-Old.md)\n"
    )
    write(
        tmp_path,
        {"kit/guides/g.md": text, f"kit/{D}/DOC001-New.md": "# N\n", "kit/streaming_files/README.md": ""},
    )
    fixes = [
        f.diagnostic.fix.edits[0].text
        for f in check(tmp_path).findings
        if f.code == "DL201" and f.diagnostic.fix
    ]
    assert fixes == [
        f"kit/{D}/DOC001-New.md",
        f"{D}/DOC001-New.md",
        f"../{D}/DOC001-New.md",
        "DOC001-New.md",
        f"../{D}/DOC001-New.md#top",
        f"/kit/{D}/DOC001-New.md",
        f"../{D}/DOC001-New.md",
    ]


def test_ids_from_folders_and_front_matter(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": '[[kind]]\nname = "ADR"\nfolder = "adr"\nnames = ["ADR{id:4}-{slug}/README.md", "{slug}.md"]\n'
            'id-field = "id"\nmention = true\n',
            "adr/ADR0001-first/README.md": "# One\n",
            "adr/second.md": "---\nid: ADR0002\n---\n",
            "a.md": "ADR0001 ADR0002 ADR0003 `adr/ADR0001-frist/README.md`\n",
        },
    )
    assert said(check(tmp_path)) == [
        "DL202 a.md:1 no document has the ID ADR0003",
        "DL201 a.md:1 ADR0001 is 'ADR0001-first/README.md', not 'ADR0001-frist/README.md'",
    ]


def test_declared_references(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": 'reference-fields = ["related"]\n[[kind]]\nname = "RFC"\nnames = ["rfc/RFC{id:3}-{slug}.md"]\nmention = true\n',
            "rfc/RFC001-one.md": "---\nrelated: [RFC002, RFC003, rfc/RFC002-two.md, two.md, free text, 'https://x.org', ../../x.md]\n---\n",
            "rfc/RFC002-two.md": "",
        },
    )
    assert said(check(tmp_path)) == [
        "DL202 rfc/RFC001-one.md:2 no document has the ID RFC003",
        "DL101 rfc/RFC001-one.md:2 'two.md' does not exist",
        "DL105 rfc/RFC001-one.md:2 '../../x.md' leaves the repository",
    ]


def test_git_decides_what_exists(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.md": "[b](b.md) [c](c.md) [d](d/e.md) [f](f.md)\n",
            "b.md": "",
            "c.md": "",
            "d/e.md": "",
            ".gitignore": "d/\n",
        },
    )
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "a.md", "b.md", "f.md" if (tmp_path / "f.md").exists() else "a.md")
    assert said(check(tmp_path)) == [
        "DL106 a.md:1 'c.md' exists here, but git does not track it",
        "DL106 a.md:1 'd/e.md' exists here, but git ignores it",
        "DL101 a.md:1 'f.md' does not exist",
    ]
    (tmp_path / "b.md").unlink()  # still in the index, gone from the work tree
    assert "DL101 a.md:1 'b.md' does not exist" in said(check(tmp_path))


def test_nothing_outside_the_root_is_looked_at(tmp_path: Path) -> None:
    write(tmp_path, {"secret.md": "# S\n", "repo/a.md": "[s](../secret.md)\n"})
    (tmp_path / "repo" / "link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "repo" / "loop.md").symlink_to("loop.md")
    (tmp_path / "repo" / "twin.md").symlink_to("a.md")
    lines = said(check(tmp_path / "repo"))
    assert lines == [
        "DL105 a.md:1 '../secret.md' leaves the repository",
        "DL901 link.md:1 a symbolic link that leaves the repository",
        "DL901 loop.md:1 a symbolic link that leads to itself",
    ]


def test_labels_are_judged_on_proof_alone(tmp_path: Path) -> None:
    text = (
        f"- Despliegue: `{D}/DOC010-Deployment.md`\n"
        f"- [The whole story](../{D}/DOC010-Deployment.md)\n"
        f"- [Security](../{D}/DOC010-Deployment.md#security)\n"
        f"- [Security](../{D}/DOC010-Deployment.md)\n"
        f"- [DOC010 and DOC012](../{D}/DOC010-Deployment.md)\n"
        f"- [DOC012-Security.md](../{D}/DOC010-Deployment.md)\n"
    )
    files = {
        "guides/g.md": text,
        f"{D}/DOC010-Deployment.md": "# D\n\n## Security\n",
        f"{D}/DOC012-Security.md": "# S\n",
    }
    lines = said(check(write(tmp_path, files)), "DL109")
    assert lines == [
        "DL109 guides/g.md:4 the label 'Security' names DOC012, the target is DOC010 ('DOC010-Deployment.md')",
        "DL109 guides/g.md:6 the label names 'DOC012-Security.md', the target is 'DOC010-Deployment.md'",
    ]


def test_html_attributes_that_hold_several_urls(tmp_path: Path) -> None:
    text = '<picture><source srcset="a.png 1x, gone.png 2x,img/b.png 300w"><img srcset="data:x,y 1x" src="a.png"></picture>\n'
    write(
        tmp_path,
        {"x.md": text + '\n<video poster="none.jpg" src="a.png"></video>\n', "a.png": "", "img/b.png": ""},
    )
    report = check(tmp_path)
    assert said(report) == [
        "DL101 x.md:1 'gone.png' does not exist",
        "DL101 x.md:3 'none.jpg' does not exist",
    ]
    assert [f.diagnostic.span.column for f in report.findings] == [36, 16]


def test_a_fix_in_a_list_of_urls_changes_only_that_url(tmp_path: Path) -> None:
    text = '<img srcset="a.png 1x, old/moved-file.png 2x" src="a.png">\n'
    write(tmp_path, {"x.md": text, "a.png": "", "new/moved-file.png": ""})
    (finding,) = check(tmp_path).findings
    assert finding.diagnostic.fix is not None
    (edit,) = finding.diagnostic.fix.edits
    assert (edit.text, edit.span.column, edit.span.end_column) == ("new/moved-file.png", 24, 42)


@pytest.mark.parametrize("name", ["README.MD", "Readme.md", "readme.md", "README.markdown"])
def test_a_readme_in_any_case_is_a_document(name: str, tmp_path: Path) -> None:
    write(tmp_path, {f"d/{name}": "# Home\n\n[x](gone.md)\n", "a.md": "[a](d/#home) [b](d/#nope)\n"})
    assert [line.split()[:2] for line in said(check(tmp_path))] == [
        ["DL102", "a.md:1"],
        ["DL101", f"d/{name}:3"],
    ]


KINDS = '[[kind]]\nname = "DOC"\nfolder = "docs"\nnames = ["DOC{id:3}-{slug}.md"]\nmention = true\n[[kind]]\nname = "B"\nfolder = "bugs"\nnames = ["B{id:3}-{slug}.md"]\n'


def test_names_without_their_ending_are_references(tmp_path: Path) -> None:
    text = "DOC001-DataModel, DOC001-Data-Model, `DOC001-Observability`, DOC001-based, DOC001-API, DOC001-DOC003, DOC002-DataModel\n"
    write(
        tmp_path,
        {
            "doclint.toml": KINDS,
            "docs/DOC001-DataModel.md": "# D\n",
            "docs/DOC002-Other.md": "# O\n",
            "bugs/x.md": "",
            "a.md": text,
        },
    )
    assert said(check(tmp_path)) == [
        "DL201 a.md:1 DOC001 is 'DOC001-DataModel.md', not 'DOC001-Observability'",
        "DL204 a.md:1 'DataModel' is the name of DOC001, not of DOC002",
        "DL205 bugs/x.md:1 'x.md' does not fit the names of B: B{id:3}-{slug}.md",
    ]


def test_every_id_in_a_declared_field_is_a_reference(tmp_path: Path) -> None:
    toml = 'reference-fields = ["relatedBugs"]\n' + KINDS
    write(
        tmp_path,
        {
            "doclint.toml": toml,
            "docs/DOC001-A.md": "",
            "bugs/B001-a.md": "---\nrelatedBugs: [B001, B099, B9, none, B-side]\n---\n",
        },
    )
    assert said(check(tmp_path)) == ["DL202 bugs/B001-a.md:2 no document has the ID B099"]


def test_a_path_is_tried_from_every_folder_above(tmp_path: Path) -> None:
    write(tmp_path, {"p/q/r/a.md": "`s/t.py` `q/r/a.md` `s/gone.py`\n", "p/s/t.py": "", "p/q/r/s/x.py": ""})
    assert said(check(tmp_path)) == ["DL108 p/q/r/a.md:1 's/gone.py' does not exist"]


def test_the_others_of_a_list_prove_that_a_bare_name_is_a_file(tmp_path: Path) -> None:
    items = "".join(f"- `{name}.json`: text\n" for name in ("one", "two", "three", "four", "thre"))
    column = "| file |\n|---|\n" + "".join(f"| `{name}.json` |\n" for name in ("one", "two", "three", "five"))
    few = "- `one.json`\n- `two.json`\n- `six.json`\n- `seven.json`\n"
    other = "- `one.json`\n- `two.json`\n- `three.json`\n- `package.lock`\n"
    files = {f"schemas/{name}.json": "{}" for name in ("one", "two", "three")}
    write(
        tmp_path,
        {**files, "a.md": f"{items}\n{column}\n", "b.md": few, "c.md": other, "d.md": "`eight.json`\n"},
    )
    report = check(tmp_path)
    assert said(report) == [
        "DL108 a.md:4 'four.json' does not exist in 'schemas', where others of this list are",
        "DL108 a.md:5 'thre.json' does not exist in 'schemas', where others of this list are",
        "DL108 a.md:12 'five.json' does not exist in 'schemas', where others of this list are",
    ]
    assert report.findings[1].diagnostic.help == "did you mean 'three.json'?"
    (tmp_path / "schemas" / "three.json").unlink()
    assert said(check(tmp_path)) == []
