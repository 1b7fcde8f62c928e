"""Targets that are right although they look wrong, and the other way round."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.errors import DoclintError
from tests.tree_helpers import check, said, write

Files = dict[str, str | bytes]
CASES: dict[str, tuple[Files, list[str]]] = {
    "redirects with an anchor in quotes": (
        {
            "mkdocs.yml": "plugins:\n  - redirects:\n      redirect_maps:\n        'a.md': 'new.md#setup'  # c\n        \"b.md\": new.md\n",
            "docs/new.md": "## Setup\n\n[a](a.md) [b](b.md) [c](c.md)\n",
        },
        ["DL101 docs/new.md:3 'c.md' does not exist"],
    ),
    "rewrites and placeholders of Netlify": (
        {"_redirects": "/name/:id /x.md\n/api/* /x.md 200\n", "x.md": "[a](/name/3) [b](/api/foo) [c](/nope/1)\n"},
        ["DL101 x.md:1 '/nope/1' does not exist"],
    ),
    "#readme and pages of the code host": (
        {
            "README.md": "[a](#readme) [b](docs#readme) [c](../../#readme) [d](../../blob/main/README.md)\n",
            "docs/README.md": "[u](../README.md#readme)\n",
            "docs/a.md": "[a](#readme)\n",
        },
        ["DL102 docs/a.md:1 no heading or id '#readme' in this file"],
    ),
    "anchors of an index page": (
        {"doclint.toml": 'endings = ["", ".md", "/index.md"]\nsite-roots = ["docs"]\n', "docs/g/index.md": "# G\n\n[a](/g#g) [b](/g#zz)\n"},
        ["DL102 docs/g/index.md:3 no heading or id '#zz' in this file"],
    ),
    "another case on GitLab": (
        {".gitlab-ci.yml": "", "a.md": "# Dup\n\n[a](#DUP)\n"},
        ["DL102 a.md:3 no heading or id '#DUP' in this file"],
    ),
    "several sources of an image": (
        {"a.md": '<img srcset="https://x.org/w_100,h_100/i.png 1x, no.png 2x">\n<img srcset="b.png 2x, data:image/png;base64,AAA 3x, gone.png">\n', "b.png": ""},
        ["DL101 a.md:1 'no.png' does not exist", "DL101 a.md:2 'gone.png' does not exist"],
    ),
    "brackets of mathematics and of a sentence": (
        {"a.md": "f (int)[N/2] (foo)[bar.com/baz] (text)[b.md] (text)[https://x.org] (x)[./c]\n"},
        [
            f"DL101 a.md:1 '[{target}]' after a text in parentheses is no link"
            for target in ("b.md", "https://x.org", "./c")
        ],
    ),
    "a chapter that is still to be written": (
        {"book.toml": "", "src/SUMMARY.md": "- [Draft]()\n", "src/a.md": "[x]()\n"},
        ["DL101 src/a.md:1 the link has no target"],
    ),
    "what Open Publishing takes from other repositories, and shows by directives": (
        {
            ".openpublishing.publish.config.json": '{"dependent_repositories": [{"path_to_root": "samples", "url": "https://x.org"}]}',
            "docfx.json": "{}",
            "a.md": '[s](~/samples/x.cs) [t](~/sample/x.cs)\n\n:::image type="content" source="no.png" alt-text="x":::\n\n:::code language="cs" source="~/samples/y.cs" id="a":::\n\n`:::image source="z.png":::`\n',
        },
        ["DL101 a.md:1 '~/sample/x.cs' does not exist", "DL101 a.md:3 'no.png' does not exist"],
    ),
    "cross-references of mkdocstrings": (
        {"mkdocs.yml": "plugins:\n  - mkdocstrings\n", "docs/a.md": "[api][foo.bar.Baz] [Baz][] [x](no.md)\n", "b.md": ""},
        ["DL101 docs/a.md:1 'no.md' does not exist"],
    ),
    "own URLs of GitLab": (
        {
            "doclint.toml": 'own-urls = ["https://gitlab.com/g/sub/r"]\n',
            "a.md": "# A\n\n[a](https://gitlab.com/g/sub/r/-/blob/main/a.md#a) [b](https://gitlab.com/g/sub/r/-/issues/1) [c](https://gitlab.com/g/sub/r/-/blob/main/b.md)\n",
        },
        ["DL101 a.md:3 'https://gitlab.com/g/sub/r/-/blob/main/b.md' does not exist"],
    ),
    "own URLs of Bitbucket": (
        {
            "doclint.toml": 'own-urls = ["https://bitbucket.org/o/r"]\n',
            "a.md": "[a](https://bitbucket.org/o/r/src/main/a.md) [b](https://bitbucket.org/o/r/src/main/b.md)\n",
        },
        ["DL101 a.md:1 'https://bitbucket.org/o/r/src/main/b.md' does not exist"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_targets(case: str, tmp_path: Path) -> None:
    files, expected = CASES[case]
    assert said(check(write(tmp_path, files))) == expected


def test_an_own_url_is_one(tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": 'own-urls = ["nourl"]\n', "a.md": ""})
    with pytest.raises(
        DoclintError, match=r"doclint.toml:1: own-urls: 'nourl' is not the URL of a repository"
    ):
        check(tmp_path)


def test_cycles_run_over_declared_fields(tmp_path: Path) -> None:
    toml = '[[kind]]\nname = "E"\nnames = ["e-{id}.md"]\nid = "E-{id}"\n[[field]]\nname = "requires"\nkind = "E"\n[[rule]]\nid = "no-loops"\nacyclic = true\n'
    write(
        tmp_path,
        {
            "doclint.toml": toml,
            "e-1.md": "---\nrequires: 2\n---\n",
            "e-2.md": "---\nrequires: [1, /e-9.md]\n---\n",
        },
    )
    assert sorted(said(check(tmp_path))) == [
        "DL105 e-2.md:2 '/e-9.md' is not a path of this repository",
        "DL505 e-1.md:2 a loop of dependencies: E-1 -> E-2 -> E-1 (rule no-loops)",
    ]
    write(tmp_path, {"sub/x.md": "", "e-2.md": "---\nrequires: /sub/e-9.md\n---\n"})
    assert [line.split()[0] for line in said(check(tmp_path))] == ["DL101"]
