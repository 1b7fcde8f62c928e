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


# Pages whose URL is not their path: generator -> (its tree, what is wrong there).
PRETTY: dict[str, tuple[Files, list[str]]] = {
    "hugo": (
        {
            "hugo.toml": "",
            "content/p1.md": "[a](../p2/) [b](/own/) [c](/tags/x/) [d](/index.xml) [e](../p3/) [f](/old/a)\n",
            "content/p2.md": "---\nslug: own\naliases: [/old/a]\n---\n",
        },
        ["DL101 content/p1.md:1 '../p3/' does not exist"],
    ),
    "docusaurus": (
        {
            "docusaurus.config.js": "module.exports = {docs: {path: 'docs'}}",
            "docs/01-intro.md": "[a](./setup) [b](/docs/setup) [c](/docs/start) [d](/blog/first) [e](/docs/gone) [f](c)\n",
            "docs/02-setup.md": "",
            "docs/b.md": "---\nslug: /start\n---\n",
            "docs/d.md": "---\nid: c\n---\n",
            "blog/2024-01-02-first.md": "",
        },
        ["DL101 docs/01-intro.md:1 '/docs/gone' does not exist"],
    ),
    "docusaurus beside its documents": (
        {
            "website/docusaurus.config.ts": "docs: { path: '../docs' },",
            "website/static/img/l.png": "",
            "docs/a.md": "![l](/img/l.png) [b](./b) [c](@site/static/img/l.png) [d](/docs/b) [e](/docs/nope)\n",
            "docs/b.md": "",
        },
        ["DL101 docs/a.md:1 '/docs/nope' does not exist"],
    ),
    "jekyll": (
        {
            "_config.yml": "",
            "a.md": "[a](/about-us/) [b](/feed.xml) [c](/2024/01/02/first.html) [d](/gone/)\n",
            "about.md": "---\npermalink: /about-us/\n---\n",
            "_posts/2024-01-02-first.md": "---\npermalink: /2024/01/02/first.html\n---\n",
        },
        ["DL101 a.md:1 '/gone/' does not exist"],
    ),
    "sphinx": (
        {
            "docs/conf.py": "extensions = ['myst_parser']\n",
            "docs/a.md": "[a](#there) [b](/b.md) [c](b) [d](my-target) [e](gone.md) [f](b.md#zz)\n",
            "docs/b.md": "(there)=\n# B\n",
        },
        [
            "DL101 docs/a.md:1 'gone.md' does not exist",
            "DL102 docs/a.md:1 no heading or id '#zz' in 'docs/b.md'",
        ],
    ),
}


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize("generator", PRETTY)
def test_pages_whose_url_is_not_their_path(generator: str, cached: bool, tmp_path: Path) -> None:
    files, wrong = PRETTY[generator]
    report = check(write(tmp_path / "tree", files), cache=tmp_path / "cache" if cached else None)
    assert (said(report), report.notices) == (wrong, ())


def test_a_declared_url_that_goes_wakes_its_referrers(tmp_path: Path) -> None:
    files, wrong = PRETTY["hugo"]
    tree = write(tmp_path / "tree", files)
    assert said(check(tree, cache=tmp_path / "cache")) == wrong
    write(tree, {"content/p2.md": "# P\n"})
    assert len(said(check(tree, cache=tmp_path / "cache"))) == 3
    write(tree, {"content/p2.md": files["content/p2.md"]})
    assert said(check(tree, cache=tmp_path / "cache")) == wrong


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
