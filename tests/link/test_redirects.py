"""Redirect files of each generator: links to a page that moved hold, and the file itself is checked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_helpers import check, said, write

OPEN_PUBLISHING = """{
  "redirections": [
    {"source_path": "docs/old.md", "redirect_url": "/kit/new", "redirect_document_id": false},
    {"source_path_from_root": "/docs/older.md", "redirect_url": "/kit/new"},
    {"source_path": "docs/here.md", "redirect_url": "/kit/here"}
  ]
}
"""
MKDOCS = """plugins:
  - redirects:
      redirect_maps:
        # moved
        'old.md': 'here.md'
        "older/index.md": https://example.org/  # gone
        lost.md: nowhere.md
        one.md: two.md
        two.md: one.md
nav:
  - here.md: x.md
"""
DOCUSAURUS = """module.exports = { plugins: [["@docusaurus/plugin-client-redirects", { redirects: [
  { from: '/docs/old', to: '/docs/here' },
  { to: "/docs/gone", from: ["/docs/older", "/docs/oldest"] },
  { from: '/blog', to: '/elsewhere' },
  { from: '/docs/here', to: '/docs/old' },
] }]] };
"""
NETLIFY = """# pages
/docs/old   /docs/here  301
/docs/older/*  /docs/:splat
/api/*  https://api.example.org/:splat  200
/docs/here  /docs/gone  301!
"""


@pytest.mark.parametrize(
    ("files", "links", "findings"),
    [
        (
            {"docfx.json": "{}", ".openpublishing.redirection.json": OPEN_PUBLISHING},
            "[a](old.md) [b](older.md) [c](lost.md)",
            ["DL112 .openpublishing.redirection.json:5 'docs/here.md' still exists", "DL101 docs/index.md:1 'lost.md'"],
        ),
        (
            {"mkdocs.yml": MKDOCS},
            "[a](old.md) [b](older/index.md) [c](older/) [d](lost.md) [e](gone.md)",
            [
                "DL101 docs/index.md:1 'gone.md'",
                "DL112 mkdocs.yml:7 'docs/lost.md' is redirected to 'docs/nowhere.md', which does not exist",
                "DL112 mkdocs.yml:8 the redirect of 'docs/one.md' leads back",
                "DL112 mkdocs.yml:9 the redirect of 'docs/two.md' leads back",
            ],
        ),
        (
            {"docusaurus.config.js": DOCUSAURUS},
            "[a](old.md) [b](/docs/older) [c](./oldest) [d](/docs/gone)",
            [
                "DL101 docs/index.md:1 '/docs/gone'",
                "DL112 docusaurus.config.js:2 the redirect of '/docs/old' leads back",
                "DL112 docusaurus.config.js:3 '/docs/older' is redirected to '/docs/gone'",
                "DL112 docusaurus.config.js:3 '/docs/oldest' is redirected to '/docs/gone'",
                "DL112 docusaurus.config.js:5 '/docs/here' still exists",
            ],
        ),
        (
            {"static/_redirects": NETLIFY},
            "[a](/docs/old) [b](/docs/older/x/y) [c](/docs/lost)",
            [
                "DL101 docs/index.md:1 '/docs/lost'",
                "DL112 static/_redirects:2 '/docs/old' is redirected to '/docs/gone'",
                "DL112 static/_redirects:5 '/docs/here' is redirected to '/docs/gone'",
            ],
        ),
    ],
    ids=["open-publishing", "mkdocs", "docusaurus", "netlify"],
)  # fmt: skip
def test_redirects(files: dict[str, str], links: str, findings: list[str], tmp_path: Path) -> None:
    write(tmp_path, {"docs/index.md": links, "docs/here.md": "# Here\n", "blog/x.md": "", **files})
    found = said(check(tmp_path))
    assert len(found) == len(findings), found
    for text, beginning in zip(found, findings, strict=True):
        assert text.startswith(beginning)


@pytest.mark.parametrize(
    "text", ["", "{", '{"redirections": 1}', '{"redirections": [1, {"source_path": 2}]}', "\x00"]
)
def test_a_file_that_is_none_redirects_nothing(text: str, tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "[x](gone.md)", "docfx.json": "{}", ".openpublishing.redirection.json": text})
    assert said(check(tmp_path)) == ["DL101 a.md:1 'gone.md' does not exist"]


def test_a_changed_redirect_is_seen_by_the_cache(tmp_path: Path) -> None:
    tree, cache = tmp_path / "tree", tmp_path / "cache"
    write(tree, {"docs/a.md": "[x](old.md)", "docs/new.md": "", "mkdocs.yml": "docs_dir: docs\n"})
    assert said(check(tree, cache=cache)) == ["DL101 docs/a.md:1 'old.md' does not exist"]
    maps = "docs_dir: docs\nplugins:\n  - redirects:\n      redirect_maps:\n        old.md: new.md\n"
    write(tree, {"mkdocs.yml": maps})
    assert said(check(tree, cache=cache)) == said(check(tree)) == []
    (tree / "docs/new.md").unlink()
    assert said(check(tree, cache=cache)) == said(check(tree))
    assert [text[:16] for text in said(check(tree, cache=cache))] == ["DL112 mkdocs.yml"]
