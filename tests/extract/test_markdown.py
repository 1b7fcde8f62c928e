"""Headings, anchors and references of one document: what is found, and exactly where."""

from __future__ import annotations

import pytest

from doclint.model.facts import ExtractSettings, Reference
from tests.extract_helpers import facts_of, text_at


def links(text: str) -> list[tuple[str, str, str]]:
    """(form, target, text at the target's span) of every link."""
    return [
        (r.syntax, r.target, text_at(text, r.target_span))
        for r in facts_of(text).references
        if r.via == "link"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](b.md)", [("inline", "b.md", "b.md")]),
        ("![a](b.png 'the (title)')", [("image", "b.png", "b.png")]),
        ("[](b.md)", [("inline", "b.md", "b.md")]),
        ("[a](<b c.md>)", [("inline", "b c.md", "b c.md")]),
        ("[a](a_(b).md)", [("inline", "a_(b).md", "a_(b).md")]),
        ("[a](a&amp;b\\_c.md)", [("inline", "a&b_c.md", "a&amp;b\\_c.md")]),
        ("[a](  b.md  'x' )", [("inline", "b.md", "b.md")]),
        ("[a]()", [("inline", "", "[a]()")]),
        ("[*a* `b` **c**](d.md)", [("inline", "d.md", "d.md")]),
        ("[a\\]](d.md)", [("inline", "d.md", "d.md")]),
        ("[two\nlines](d.md)", [("inline", "d.md", "d.md")]),
        ("[![i](a.png)](b.md)", [("inline", "b.md", "b.md"), ("image", "a.png", "a.png")]),
        (
            "[a][k] [k] [k][]\n\n[k]: b.md 'x'",
            [
                ("use", "b.md", "[a][k]"),
                ("use", "b.md", "[k]"),
                ("use", "b.md", "[k][]"),
                ("definition", "b.md", "b.md"),
            ],
        ),
        ("> [k]: <b c.md>", [("definition", "b c.md", "b c.md")]),
        ("[k]:\n  b.md", [("definition", "b.md", "b.md")]),
        ("<https://example.com/x>", [("autolink", "https://example.com/x", "<https://example.com/x>")]),
        ("<a href='b.md'>x</a>", [("html", "b.md", "b.md")]),
        ('<div>\n<img alt=x src="b.png">\n</div>', [("html", "b.png", "b.png")]),
        ('<a name="x"/> see [a](b.md)', [("inline", "b.md", "b.md")]),
        (
            "| `x|y` | z |\n|---|---|\n| [a](b.md) | only |\n| [c](d.md) |",
            [("inline", "b.md", "b.md"), ("inline", "d.md", "d.md")],
        ),
        ("- a\n\n  | x | y |\n  |---|---|\n  | [a](b.md) | z |", [("inline", "b.md", "b.md")]),
        ("1. x\n   > - [ñ](ü.md)", [("inline", "ü.md", "ü.md")]),
        ("- [ ] [a](b.md)", [("inline", "b.md", "b.md")]),
        ("    [code](b.md)", []),
        ("```\n[code](b.md)\n```", []),
        ("`[code](b.md)`", []),
        ("<!-- [comment](b.md) -->", []),
        ("<!--x--> [a](b.md)", []),
        ("<script>\n<a href='b.md'>\n</script>", []),
        ("\\[a](b.md)", []),
        ("[a] (b.md)", []),
        ("- a\n  ```\n  code\n[out](b.md)", [("inline", "b.md", "b.md")]),
        ("[n][l]\n    \n[l]: b.md", [("use", "b.md", "[n][l]"), ("definition", "b.md", "b.md")]),
    ],
)
def test_links(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert links(text) == expected


def test_a_span_covers_the_construct_and_the_target() -> None:
    text = "é 🎯 [label](target.md) x"
    (reference,) = facts_of(text).references
    assert text_at(text, reference.span) == "[label](target.md)"
    assert (reference.target_span.line, reference.target_span.column) == (1, 13)
    assert reference.label == "label"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("[a][b] [c][]", ["b", "c"]),
        ("[a][b]\n\n[B]: x", []),
        ("array[i][j] f(x)[i][j] x_[i][j]", []),
        ("[plain] and [x] and - [ ]", []),
        ("![alt][img]", ["img"]),
        ("`[a][b]`", []),
    ],
)
def test_undefined_references(text: str, labels: list[str]) -> None:
    assert [r.target for r in facts_of(text).references if r.syntax == "undefined"] == labels


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("# echo\n# echo\n# echo 1\n# echo-1\n# echo", ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"]),
        ("# 🎯 The goal & scope", ["-the-goal--scope"]),
        ("# 🏗️ Build", ["️-build"]),
        ("# Instalación rápida", ["instalación-rápida"]),
        ("# `code` and *stress* and [link](x)", ["code-and-stress-and-link"]),
        ("Setext\n===", ["setext"]),
        ("two\nlines\n---", ["twolines"]),
        ("> ## In a quote\n\n- ### In a list", ["in-a-quote", "in-a-list"]),
        ("# A &amp; B", ["a--b"]),
        ("# snake_case v1.2", ["snake_case-v12"]),
        ("# T {#custom}", ["t-custom"]),
        ("```\n# no\n```\n\n    # no", []),
        ("#no\n#", [""]),
        ("# ÅÉ ΣΑΣ", ["åé-σας"]),
    ],
)
def test_slugs(text: str, slugs: list[str]) -> None:
    assert [h.slug for h in facts_of(text).headings] == slugs


@pytest.mark.parametrize(
    ("dialect", "slugs"),
    [
        ("github", ["a--b", "ñandú", "2024", "a--b-1"]),
        ("gitlab", ["a--b", "ñandú", "anchor-2024", "a--b-1"]),
        ("mkdocs", ["a-b", "nandu", "2024", "a-b_1"]),
        ("bitbucket", [f"markdown-header-{slug}" for slug in ("a-b", "nandu", "2024", "a-b_1")]),
        ("kramdown", ["a--b", "and", "section", "a--b-1"]),
        ("vitepress", ["a-b", "nandu", "_2024", "a-b-1"]),
    ],
)
def test_dialects_of_anchors(dialect: str, slugs: list[str]) -> None:
    facts = facts_of("# A & B\n# Ñandú\n# 2024\n# A & B", ExtractSettings(anchors=dialect))
    assert [h.slug for h in facts.headings] == slugs


def test_explicit_and_html_anchors() -> None:
    facts = facts_of(
        "# T {#custom}\n\n<a name=\"n\"></a> <span id='i' data-id='no'>x</span>\n\n`<a id=\"code\">`"
    )
    assert [a.name for a in facts.anchors] == ["custom", "n", "i"]
    assert facts.headings[0].text == "T"


def spelled(text: str) -> list[tuple[str, str]]:
    return [(r.via, r.target) for r in facts_of(text).references if r.via in ("path", "mention")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See `docs/a.md`.", [("path", "docs/a.md")]),
        (
            "See docs/a.md, (docs/b.md) and **docs/c.md**.",
            [("path", "docs/a.md"), ("path", "docs/b.md"), ("path", "docs/c.md")],
        ),
        ("| DOC | docs/a.md | DOC001 |\n|---|---|---|", [("path", "docs/a.md"), ("mention", "DOC001")]),
        (
            "`DOC010-Deployment.md` DOC011-Testing.md",
            [("path", "DOC010-Deployment.md"), ("path", "DOC011-Testing.md")],
        ),
        ("- [ ] DOC008: `notes.md`", [("mention", "DOC008"), ("path", "notes.md")]),
        ("DOC028/030/031 and DOC004", [("mention", "DOC028"), ("mention", "DOC004")]),
        (
            "**DOC009** *DOC008* _DOC007_ **see DOC006** DOC001/DOC002 a/DOC005 DOC00* DOC0**",
            [("mention", f"DOC00{n}") for n in (9, 8, 7, 6, 1, 2)],
        ),
        ("DOC000-003, DOC001–DOC034, DOC0xx, DOC***, DOC001..DOC005, DOC1 to DOC5", []),
        ("MYDOC001 DOC001x xDOC001 DOC001_A #DOC001", []),
        ("`ls tools/x.py --all`", [("path", "tools/x.py")]),
        ("https://example.com/docs/a.md and http://x.org/DOC001-a.md", []),
        ("[DOC001](docs/DOC001-a.md)", []),
        ("> - nested `docs/a.md` DOC002", [("path", "docs/a.md"), ("mention", "DOC002")]),
        ("<!-- DOC001 docs/a.md -->", []),
        ("```\nDOC001 docs/a.md\n```", []),
        ("## DOC001: heading", [("mention", "DOC001")]),
        ("and/or TCP/IP 1/2 docs/", []),
    ],
)
def test_spelled_references(text: str, expected: list[tuple[str, str]]) -> None:
    assert spelled(text) == expected


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("- **Observability:** `docs/a.md`", "Observability"),
        ("- Monitoreo/alertas (si aplica): `docs/a.md`", "Monitoreo/alertas"),
        ("1. **Guide**: docs/a.md", "Guide"),
        ("- [ ] Runbook: `docs/a.md`", "Runbook"),
        ("> Runbook: `docs/a.md`", "Runbook"),
        ("see the guide `docs/a.md`", ""),
        ("- `x`: `docs/a.md`", ""),
    ],
)
def test_labels_before_paths(line: str, label: str) -> None:
    found: list[Reference] = [r for r in facts_of(line).references if r.target == "docs/a.md"]
    assert [r.label for r in found] == [label]


def test_positions_of_spelled_paths() -> None:
    text = "ñ 🎯 `` docs/a.md `` y docs/b.md"
    for reference in facts_of(text).references:
        assert text_at(text, reference.target_span) == reference.target


def test_suppression_comments() -> None:
    facts = facts_of(
        "<!-- doclint-disable-next-line DL101 broken-anchor -- why -->\nx <!-- doclint-disable-line --> y\n\n"
        "<!-- doclint-disable-file DL2 -->\n\n<!-- a doclint-disable comment -->"
    )
    assert [(s.action, s.codes, s.span.line) for s in facts.suppressions] == [
        ("next-line", ("DL101", "broken-anchor"), 1),
        ("line", (), 2),
        ("file", ("DL2",), 4),
    ]
