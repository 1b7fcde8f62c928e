"""Every fix reads back: applied, the reference leads where it was meant to, and nothing else changed."""

from __future__ import annotations

import json
import tempfile
import unicodedata
from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from doclint.api import lint
from doclint.edit.edits import plan
from doclint.formats import writers
from doclint.formats.source import Source
from doclint.formats.target import respell, split_target
from doclint.model.finding import Report
from tests.cli.test_cli import run
from tests.tree_helpers import write

KIND = '[[kind]]\nname = "DOC"\nfolder = "docs"\nnames = ["DOC{id:3}-{slug}.md"]\n'
CONFIG = f'{KIND}[manifest]\npath = "m.json"\n'
ODD = " \"&#%()|:\\'[]{}<>!*_~+,;=@$^`é\u0301ñ漢🎯-.ab1"
NAMES = st.builds(
    lambda text, form: unicodedata.normalize(form, f"n{text}z.md"),
    st.text(ODD, min_size=0, max_size=8),
    st.sampled_from(["NFC", "NFD"]),
)


def escaped(name: str) -> str:
    return quote(f"old/{name}", safe="/")


# How a document spells a reference to `old/NAME`: a line, by syntax.
SYNTAXES = {
    "inline": lambda name: f"see [x y]({escaped(name)}) and more",
    "titled": lambda name: f"see [x]({escaped(name)} \"a 'title' (x)\") and more",
    "fragment": lambda name: f"see [x]({escaped(name)}?raw=1#top) and more",
    "angle": lambda name: "see [x](<old/" + name.translate({c: f"\\{chr(c)}" for c in b"\\<>"}).replace("%", "%25").replace("#", "%23").replace("?", "%3F").replace("&", "&amp;") + ">) and more",
    "image": lambda name: f"![x]({escaped(name)})",
    "definition": lambda name: f"[x] and [y][x]\n\n[x]: {escaped(name)} 'title'",
    "table": lambda name: f"| a | b |\n|---|---|\n| [x]({escaped(name)}) | c |\n| d | e |",
    "nested": lambda name: f"- a\n  1. [![i]({escaped(name)})](https://x.org)\n\n     b",
    "quoted attribute": lambda name: f'<a href="{escaped(name)}">x</a> and <b id="k">y</b>',
    "single attribute": lambda name: f"<img src='{escaped(name)}' alt='it'>",
    "bare attribute": lambda name: f"<a href={escaped(name)}>x</a>",
}  # fmt: skip


def project(root: Path, text: str, name: str, *, lines: str = "\n", bom: bool = False) -> Path:
    data = (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", lines).encode("utf-8")
    return write(root, {"doclint.toml": CONFIG, "docs/" + name: "# T\n\n## S\n", "a.md": data})


def fixed(root: Path, report: Report) -> None:
    # A name found elsewhere is no proof, but what is written must be right all the same.
    for item in plan(report.findings, lambda path: (root / path).read_bytes(), unsafe=True):
        (root / item.path).write_bytes(item.after)


def problems(report: Report) -> list[str]:
    return [f.code for f in report.findings if f.diagnostic.path in ("a.md", "m.json") and f.code != "DL406"]


@pytest.mark.parametrize("syntax", SYNTAXES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES, lines=st.sampled_from(["\n", "\r\n"]), bom=st.booleans())
@example(name="unique name.md", lines="\n", bom=False)
@example(name='DOC001-Data "model": v2.md', lines="\n", bom=False)
@example(name="a|b`c.md", lines="\r\n", bom=True)
def test_a_moved_target_is_repaired_in_every_syntax(syntax: str, name: str, lines: str, bom: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = project(
            Path(folder), f"# A\n\n{SYNTAXES[syntax](name)}\n\nend [b](a.md#a)\n", name, lines=lines, bom=bom
        )
        before = lint(root, root / "doclint.toml")
        written = (root / "a.md").read_bytes()
        fixed(root, before)
        after = lint(root, root / "doclint.toml")
        if problems(before) != ["DL107"] or not any(f.diagnostic.fix for f in before.findings):
            assert (root / "a.md").read_bytes() == written or problems(after) != ["DL107"]
            return
        assert problems(after) == [], (root / "a.md").read_text()
        assert after.references == before.references
        text = (root / "a.md").read_bytes()
        assert text.startswith(b"\xef\xbb\xbf") == bom
        assert text.count(b"\r\n") == written.count(b"\r\n")
        # All but the target stands as it stood.
        head, tail = written.partition(b"old/")[0], written[-20:]
        assert text.startswith(head)
        assert text.endswith(tail)


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize(
    "name", ["plain.md", "two words.md", "año.md", "a&b.md", "50%.md", "a#b.md", "p(1).md"]
)
def test_ordinary_names_have_a_fix_in_every_syntax(syntax: str, name: str, tmp_path: Path) -> None:
    project(tmp_path, f"# A\n\n{SYNTAXES[syntax](name)}\n", name)
    report = lint(tmp_path, tmp_path / "doclint.toml")
    assert problems(report) == ["DL107"]
    fixed(tmp_path, report)
    assert problems(lint(tmp_path, tmp_path / "doclint.toml")) == []


def test_the_three_that_were_destroyed_are_not(tmp_path: Path) -> None:
    docs = "real_structure_documentation/docs"
    name = 'DOC001-Data "model": v2.md'
    write(
        tmp_path,
        {
            f"{docs}/{name}": "# D\n",
            "docs/unique name.md": "# U\n",
            "a.md": "---\nrelated: [docs/DOC001-Old.md]\n---\n\n[x](old/unique%20name.md)\n"
            '<a href="docs/DOC001-Old.md">x</a>\n\n`docs/DOC001-Old.md`\n',
            "manifests/documentation_manifest.json": json.dumps({"documents": [{"id": "DOC001", "path": "docs/DOC001-Old.md"}]}),
        },
    )  # fmt: skip
    before = json.loads(run(tmp_path, "check", "--output-format", "json").stdout)["summary"]["references"]
    run(tmp_path, "check", "--fix", "--unsafe-fixes")
    text = (tmp_path / "a.md").read_text()
    assert "[x](docs/unique%20name.md)" in text
    assert yaml.safe_load(text.split("---")[1]) == {"related": [f"{docs}/{name}"]}
    assert f'href="{docs}/DOC001-Data%20%22model%22%3A%20v2.md"' in text
    assert f"`{docs}/DOC001-Old.md`" in text or "`docs/DOC001-Old.md`" in text  # a code span cannot spell it
    manifest = json.loads((tmp_path / "manifests/documentation_manifest.json").read_text())
    assert manifest["documents"][0]["path"] == f"{docs}/{name}"
    after = json.loads(run(tmp_path, "check", "--output-format", "json").stdout)
    assert after["summary"]["references"] == before


@pytest.mark.parametrize(
    "text",
    [
        "see ((https://host/o/r/blob/unique.md)) there",
        "see https://host:8080/old/unique.md there",
        "see https://host/x?file=old/unique.md there",
        "`((https://host/o/old/unique.md))`",
        "run `get https://host/old/unique.md now`",
        "[x](/site/unique.md)",
        "[x](~/site/unique.md)",
        "[x](@site/unique.md)",
    ],
)
def test_no_fix_in_a_url_or_below_a_root_that_is_not_ours(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": KIND, "docs/unique.md": "# U\n", "a.md": f"{text}\n"})
    report = lint(tmp_path, tmp_path / "doclint.toml")
    assert [f for f in report.findings if f.diagnostic.fix] == []
    run(tmp_path, "check", "--fix", "--unsafe-fixes")
    assert (tmp_path / "a.md").read_text() == f"{text}\n"


def test_a_path_in_a_heading_is_no_matter_for_a_fix(tmp_path: Path) -> None:
    # It is part of the heading's anchor: links into the section would break.
    write(
        tmp_path,
        {"doclint.toml": KIND, "docs/DOC001-New.md": "# N\n", "a.md": "# See `docs/DOC001-Old.md`\n"},
    )
    report = lint(tmp_path, tmp_path / "doclint.toml")
    assert [f.code for f in report.findings] == ["DL201"]
    assert report.findings[0].diagnostic.fix is None


def test_one_repair_that_fails_takes_no_other_with_it(tmp_path: Path) -> None:
    text = "[a] [b] [z](target.md#nope) [y](target.md)\n\n[a]: target.md\n[b]: target.md\n"
    write(tmp_path, {"sub/target.md": "# T\n", "a.md": text})
    run(tmp_path, "check", "--fix", "--unsafe-fixes")
    expected = text.replace("(target.md)", "(sub/target.md)").replace(": target", ": sub/target")
    assert (tmp_path / "a.md").read_text() == expected


def test_a_yaml_anchor_is_left_alone(tmp_path: Path) -> None:
    text = "---\nrelated:\n  - &a docs/target.md\n  - docs/target.md\n---\n"
    write(
        tmp_path, {"doclint.toml": 'reference-fields = ["related"]\n', "new/target.md": "# T\n", "a.md": text}
    )
    run(tmp_path, "check", "--fix", "--unsafe-fixes")
    assert (tmp_path / "a.md").read_text() == text.replace("  - docs", "  - new")


# -- each writer against its reader ------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.text(ODD, max_size=20)


@given(value=TEXTS, old=st.sampled_from(["old", "'old'", '"old"', '"\\u0061"', "'it''s'"]))
@example(value="no", old="x")
@example(value="012", old="x")
@example(value="a: b", old="x")
@example(value="- a", old="x")
@example(value="~", old="x")
@example(value=":0", old="x")
@example(value="2024-01-01", old="x")
def test_a_yaml_scalar_reads_back(value: str, old: str) -> None:
    text = writers.yaml_scalar(value, old)
    assert text is not None
    for document in (f"k: {text}\n", f"k: [{text}, b]\n", f"- {text}\n", f"k: {text} # c\n"):
        found = yaml.load(document, Loader=yaml.BaseLoader)
        assert value in (
            found if isinstance(found, list) else [found["k"]] if isinstance(found["k"], str) else found["k"]
        )
        typed = yaml.safe_load(document)
        assert value in (
            typed if isinstance(typed, list) else typed["k"] if isinstance(typed["k"], list) else [typed["k"]]
        )
    if old.startswith("'") and not any(
        ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "\u2028\u2029\ufeff" for c in value
    ):
        assert text.startswith("'"), "the manner of quoting is kept"


def test_block_scalars_are_left_alone() -> None:
    assert writers.yaml_scalar("x", "|\n  old") is None
    assert writers.yaml_scalar("x", ">-") is None


@given(value=st.text(max_size=30), old=st.sampled_from(['"x"', '"\\u00e9"']))
def test_a_json_string_reads_back(value: str, old: str) -> None:
    text = writers.json_string(value, old)
    assert json.loads(text) == value
    assert "\\u" not in old or text.isascii()


@given(path=st.text(ODD + "/", min_size=1, max_size=20), target=st.sampled_from(["a.md", "a b.md#x", "%C3%A9.md?q#f", "x"]), link=st.booleans())  # fmt: skip
def test_a_target_reads_back(path: str, target: str, link: bool) -> None:
    written = respell(target, path, link=link)
    assert split_target(written) == (path, split_target(target)[1])


@given(value=TEXTS, angled=st.booleans())
def test_a_destination_reads_back(value: str, angled: bool) -> None:
    from doclint.extract.document import extract
    from doclint.model.facts import ExtractSettings

    target = respell("x y" if angled else "x", value, link=True)
    text = writers.markdown_destination(target, angled=angled)
    if text is None:
        return
    facts = extract((f"[t](<{text}>)\n" if angled else f"[t]({text})\n").encode(), ExtractSettings())
    assert [r.target for r in facts.references] == [target]


@given(value=TEXTS, quote_=st.sampled_from(["'", '"', ""]))
def test_an_attribute_reads_back(value: str, quote_: str) -> None:
    from doclint.extract.html import scan_html

    target = respell("x", value, link=True)
    text = writers.html_attribute(target, quote=quote_)
    if text is None:
        assert not target or quote_ == "" or writers._CONTROL.search(target)
        return
    data = f"<a href={quote_}{text}{quote_}>".encode()
    assert [fact.text for fact in scan_html(Source(data).data, 0, len(data))] == [target]
