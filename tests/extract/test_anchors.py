"""Anchors of each renderer, and notations that look like links but are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions.toc import slugify, unique

from doclint.dialects.slug import Slugger
from doclint.link.nearest import Nearest
from tests.extract_helpers import facts_of
from tests.tree_helpers import check, said, write


@given(st.lists(st.text("aAbB1_-–é &.", max_size=6), max_size=8))
def test_mkdocs_anchors_are_those_of_python_markdown(titles: list[str]) -> None:
    seen: set[str] = set()
    slugger = Slugger("mkdocs")
    assert [slugger.unique(t) for t in titles] == [unique(slugify(t, "-"), seen) for t in titles]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("# A {: #own }", ["own"]),
        ("# A\n{: #next .wide }", ["next"]),
        ("# A\n{#next}", ["next"]),
        ("A paragraph.\n{: .x #par }", ["par"]),
        ("# A {/* #mdx */}", ["mdx"]),
        ("(my-target)=\n# A", ["my-target"]),
        ("Text f(x)= 1 and {color} and `{#code}`", []),
        ("```\n{#fenced}\n```\n\n# A", []),
        ("## ![logo](x.png) Title", ["-title", "title"]),
        ("## Title ![logo](x.png)", ["title-", "title"]),
        ("## Title <!-- note -->", ["title-", "title"]),
        ("<h2 align='center'>Raw <b>HTML</b> &amp; more<!-- x --></h2>", ["raw-html--more"]),
        ("<h1>\n  Logo\n</h1>\n\n# Logo", ["--logo", "logo"]),
    ],
)
def test_anchors_of_a_document(text: str, names: list[str]) -> None:
    facts = facts_of(text)
    found = {heading.slug for heading in facts.headings} | {anchor.name for anchor in facts.anchors}
    assert set(names) <= found
    assert names or not facts.anchors


def test_a_title_in_html_is_the_title_and_an_alt_is_not() -> None:
    facts = facts_of("<h1 align='center'>Kit</h1>\n\n## ![logo](x.png) Part")
    assert [(h.level, h.text) for h in facts.headings] == [(1, "Kit"), (2, "Part")]


@pytest.mark.parametrize(
    ("text", "references"),
    [
        ("```\ncode\n```\t\n\n[x](a.md)", ["inline a.md"]),
        ("~~~~ \t \ncode\n~~~~\t\n[x](a.md)", ["inline a.md"]),
        ("[text]\\[label]", []),
        ("[text]\\[label]\n\n[label]: a.md", ["definition a.md"]),
        ("![alt [b](c.md) d](img.png)", ["image img.png"]),
        ("[![alt ![deep](e.png)](img.png)](b.md)", ["inline b.md", "image img.png"]),
        ("$a[i](j)$ and $$b[c](d)$$ and $`e[f](g)`$", ["math j", "math d"]),
        ("$a[i][j]$ is a formula", []),
        ("It costs $5, see [x](a.md), or $6.", ["inline a.md"]),
        ("`$A` [x](a.md) `$B`", ["inline a.md"]),
        ("(text)[url.md] and (see)[https://x.org]", ["reversed url.md", "reversed https://x.org"]),
        ("f(x)[i] (note)[^1] (a)[b] `(a)[b.md]` (a)[b.md](c.md)", ["inline c.md"]),
        ("Map<K>[a][b]", []),
    ],
)
def test_what_is_a_link(text: str, references: list[str]) -> None:
    assert [f"{r.syntax} {r.target}" for r in facts_of(text).references if r.via == "link"] == references


def test_links_in_math_count_where_they_lead_somewhere(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "$f[x](b.md)$ $f[x](gone.md)$\n", "b.md": "# B\n"})
    assert said(check(tmp_path)) == []


def test_links_without_target_and_with_reversed_brackets(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x]() (x)[b.md] [y](<>)\n", "b.md": "# B\n"})
    assert said(check(tmp_path)) == [
        "DL101 a.md:1 the link has no target",
        "DL101 a.md:1 '[b.md]' after a text in parentheses is no link",
        "DL101 a.md:1 the link has no target",
    ]


@pytest.mark.parametrize(
    ("files", "link", "finding"),
    [
        ({}, "b.md#Start", "DL104"),
        ({"doclint.toml": 'anchors = "gitlab"\n'}, "b.md#Start", "DL102"),
        ({"doclint.toml": 'anchors = "mkdocs"\n'}, "b.md#start", None),
        ({}, "b.md#a-b", "DL102"),
        ({"mkdocs.yml": "docs_dir: .\n"}, "b.md#a-b", None),
        ({"mkdocs.yml": "docs_dir: .\n"}, "b.md#a--b", None),
        ({"doclint.toml": 'anchors = "mkdocs"\n'}, "b.md#a--b", "DL102"),
        ({}, "b.md#markdown-header-start", "DL102"),
        ({"bitbucket-pipelines.yml": "image: x\n"}, "b.md#markdown-header-start", None),
        ({"doclint.toml": 'anchors = "bitbucket"\n'}, "b.md#start", "DL102"),
    ],
)
def test_the_dialect_decides(files: dict[str, str], link: str, finding: str | None, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": f"[x]({link})\n", "b.md": "# Start\n\n## A & B\n", **files})
    assert [line.split()[0] for line in said(check(tmp_path))] == ([finding] if finding else [])


@pytest.mark.parametrize(
    ("word", "names", "near"),
    [
        ("instalation", ["installation", "usage"], "installation"),
        ("0012-queue.md", ["0013-queue.md", "0012-queues.md"], "0012-queues.md"),
        ("step-2-deploy", ["step-3-deploy"], ""),
        ("configuration", ["configuring-federation"], ""),
        ("how-to-deploy-the-service", ["how-to-deploy-a-service"], "how-to-deploy-a-service"),
        ("error-handling", ["error-codes"], ""),
    ],
)
def test_did_you_mean_offers_what_is_near(word: str, names: list[str], near: str) -> None:
    assert Nearest().find("a.md", word, names, 0.7) == near
