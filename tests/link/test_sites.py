"""Links as the generators of sites read them, recognised by their own files, with planted breaks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import run
from tests.tree_helpers import check, said, write

Files = dict[str, str | bytes]
# generator -> (its tree, what is wrong there, and nothing else)
SITES: dict[str, tuple[Files, list[str]]] = {
    "docusaurus": (
        {
            "website/docusaurus.config.ts": "",
            "website/static/img/logo.png": "",
            "website/docs/intro.md": "# Intro\n\n![l](/img/logo.png) [s](./setup) [t](@site/docs/setup.md#part) [g](gone)\n",
            "website/docs/setup.mdx": "",
            "website/docs/setup.md": "# Setup\n\n## Part\n\n![x](/img/gone.png) [y](@site/docs/gone.md)\n",
        },
        [
            "DL101 website/docs/intro.md:3 'gone' does not exist",
            "DL101 website/docs/setup.md:5 '/img/gone.png' does not exist",
            "DL101 website/docs/setup.md:5 '@site/docs/gone.md' does not exist",
        ],
    ),
    "mkdocs": (
        {
            "mkdocs.yml": "site_name: x\ndocs_dir: 'documentation'\n",
            "documentation/index.md": "# Home\n\n[a](/guide/a.md) [b](guide/a.md) [c](/guide/gone.md) [d](guide/a)\n",
            "documentation/guide/a.md": "",
        },
        [
            "DL101 documentation/index.md:3 '/guide/gone.md' does not exist",
            "DL101 documentation/index.md:3 'guide/a' does not exist",
        ],
    ),
    "docfx": (
        {
            "docfx.json": "{}",
            "articles/a.md": "# A\n\n[b](~/articles/b.md#b) ![i](~/media/i.png) [c](~/articles/gone.md)\n",
            "articles/b.md": "# B\n",
            "media/i.png": "",
        },
        ["DL101 articles/a.md:3 '~/articles/gone.md' does not exist"],
    ),
    "open publishing": (
        {
            ".openpublishing.publish.config.json": "{}",
            "docs/a.md": "# A\n\n[b](~/docs/b.md) [c](~/docs/c.md)\n",
            "docs/b.md": "",
        },
        ["DL101 docs/a.md:3 '~/docs/c.md' does not exist"],
    ),
    "hugo": (
        {
            "hugo.toml": "",
            "content/posts/a.md": "# A\n\n[b](/posts/b) [c](/posts/c/) ![i](/i.png) [d](/posts/gone)\n",
            "content/posts/b.md": "",
            "content/posts/c/index.md": "",
            "static/i.png": "",
        },
        ["DL101 content/posts/a.md:3 '/posts/gone' does not exist"],
    ),
    "jekyll": (
        {
            "docs/_config.yml": "",
            "docs/index.md": "# A\n\n[b](/guide) [c](guide.html#part) [d](gone.html) [e](guide#nope)\n",
            "docs/guide.md": "## Part\n",
        },
        [
            "DL101 docs/index.md:3 'gone.html' does not exist",
            "DL102 docs/index.md:3 no heading or id '#nope' in 'docs/guide.md'",
        ],
    ),
    "vitepress": (
        {
            "docs/.vitepress/config.mts": "",
            "docs/index.md": "# A\n\n[b](/guide/) [c](/guide/x.html) ![i](/i.svg) [d](/guide/y)\n",
            "docs/guide/index.md": "",
            "docs/guide/x.md": "",
            "docs/public/i.svg": "",
        },
        ["DL101 docs/index.md:3 '/guide/y' does not exist"],
    ),
    "mdbook": (
        {
            "book.toml": '[book]\nsrc = "text"\n',
            "text/a.md": "# A\n\n[b](b.html) [c](/b.html) [d](c.html)\n",
            "text/b.md": "",
        },
        ["DL101 text/a.md:3 'c.html' does not exist"],
    ),
}


@pytest.mark.parametrize("generator", SITES)
def test_a_site_is_recognised(generator: str, tmp_path: Path) -> None:
    files, wrong = SITES[generator]
    report = check(write(tmp_path, files))
    assert (said(report), report.notices) == (wrong, ())


def test_each_document_is_of_the_innermost_site(tmp_path: Path) -> None:
    files: Files = {
        "mkdocs.yml": "",
        "web/_config.yml": "",
        "docs/a.md": "[x](/b.md) [y](b)\n",
        "docs/b.md": "",
        "web/a.md": "[x](/b) [y](b)\n",
        "web/b.md": "",
    }
    assert said(check(write(tmp_path, files))) == ["DL101 docs/a.md:1 'b' does not exist"]


def test_what_the_configuration_says_of_the_site_wins(tmp_path: Path) -> None:
    files: Files = {
        "doclint.toml": 'site-roots = ["pages"]\n',
        "mkdocs.yml": "",
        "docs/b.md": "[x](/c.md) [y](/b.md)\n",
        "pages/c.md": "",
    }
    found = said(check(write(tmp_path, files)))
    assert [line.split()[0] for line in found] == ["DL107"]


def test_without_a_generator_a_link_is_what_a_code_host_makes_of_it(tmp_path: Path) -> None:
    files: Files = {"a.md": "[x](b) [y](@site/b.md) [z](~/b.md)\n", "b.md": ""}
    assert [line.split()[0] for line in said(check(write(tmp_path, files)))] == ["DL101", "DL107", "DL107"]


def test_config_show_says_what_was_recognised_and_counted(tmp_path: Path) -> None:
    write(tmp_path, {f"p{n}.md": f"[x](/site/{n})\n" for n in range(12)})
    write(tmp_path, {"mkdocs.yml": "docs_dir: text\n"})
    table = json.loads(run(tmp_path, "config", "show").stdout)
    assert table["sites"][0]["generator"] == "mkdocs"
    assert table["sites"][0]["roots"] == ["text"]
    assert table["elsewhere"] == [{"place": "/site", "resolved": 0, "dangling": 12}]
