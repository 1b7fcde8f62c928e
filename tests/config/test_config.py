"""Configuration: found, merged with packs, mistakes placed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from doclint.config.globs import matcher, matches_any
from doclint.config.patterns import NamePattern
from doclint.config.toml import line_of
from doclint.engine.setup import prepare
from doclint.errors import DoclintError
from doclint.tree.root import find_root
from tests.tree_helpers import check, said, write


def test_a_pack_is_chosen_by_its_folders(tmp_path: Path) -> None:
    write(tmp_path, {"x/streaming_files/a.md": ""})
    setup = prepare(tmp_path)
    assert setup.config.packs == ("prompt-manager",)
    assert setup.base == "x"


def test_no_pack_where_none_fits_or_none_is_wanted(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": ""})
    assert prepare(tmp_path).config.packs == ()
    write(tmp_path, {"streaming_files/a.md": "", "doclint.toml": "packs = []"})
    assert prepare(tmp_path, tmp_path / "doclint.toml").config.packs == ()


def test_a_users_kind_replaces_the_packs(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"streaming_files/a.md": "", "doclint.toml": '[[kind]]\nname = "DOC"\nnames = ["D{id:2}.md"]\n'},
    )
    kinds = {k.name: k for k in prepare(tmp_path, tmp_path / "doclint.toml").config.kinds}
    assert kinds["DOC"].names == ("D{id:2}.md",)
    assert "OP" in kinds


def test_a_users_pack_and_pages(tmp_path: Path) -> None:
    page = "---\ncode: TEAM001\nname: no-moves\ncheck: reference\nparams: {problems: [moved]}\nseverity: info\n---\n\n# no-moves\n\nX.\n"
    write(
        tmp_path,
        {
            "doclint.toml": 'packs = ["lint"]\n',
            "lint/pack.toml": '[[kind]]\nname = "T"\nnames = ["T{id:1}.md"]\nmention = true\n',
            "lint/TEAM001-no-moves.md": page,
            "a.md": "[x](old/unique.md)\n",
            "b/unique.md": "",
        },
    )
    assert [line.split()[0] for line in said(check(tmp_path, overrides={"exclude": ("lint/*",)}))] == [
        "DL107",
        "TEAM001",
    ]


def test_the_nearest_file_wins_and_pyproject_counts(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[tool.doclint]\nignore = ["DL1"]\n', "sub/a.md": "[x](y.md)\n"})
    assert find_root(tmp_path / "sub") == (tmp_path, tmp_path / "pyproject.toml")
    write(tmp_path, {"sub/.doclint.toml": ""})
    assert find_root(tmp_path / "sub") == (tmp_path / "sub", tmp_path / "sub" / ".doclint.toml")


def test_exclude_hides_documents_not_targets(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.md": "[x](old/b.md)\n", "old/b.md": "[y](gone.md)\n", "doclint.toml": 'exclude = ["old/"]\n'},
    )
    assert said(check(tmp_path)) == []


def test_per_file_ignores_and_globs_that_match_nothing(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.md": "[x](y.md)\n",
            "doclint.toml": 'exclude = ["no/"]\n[per-file-ignores]\n"a.md" = ["DL1"]\n"b.md" = ["DL1"]\n',
        },
    )
    report = check(tmp_path)
    assert report.findings == ()
    assert report.notices == ("per-file-ignores: 'b.md' matches no file", "exclude: 'no/' matches no file")


@pytest.mark.parametrize(
    ("path", "glob", "fits"),
    [
        ("a.md", "*.md", True),
        ("d/a.md", "*.md", True),
        ("d/a.md", "/*.md", False),
        ("d/a.md", "d/*.md", True),
        ("d/e/a.md", "d/*.md", False),
        ("d/e/a.md", "d/**/*.md", True),
        ("d/a.md", "d/**/*.md", True),
        ("d/e/a.md", "d/", True),
        ("x/d/a.md", "d/", True),
        ("a.md", "?.md", True),
        ("d/a.md", "**", True),
        ("a[1].md", "a[1].md", True),
        ("d/e/a.md", "**/*.md", True),
        (".md", "**/*.md", True),
        ("d/a.mdx", "**/*.md", False),
        ("a\n.md", "**/*.md", True),
        ("a1.md", "a[0-9].md", True),
        ("ax.md", "a[0-9].md", False),
        ("ax.md", "a[!0-9].md", True),
        ("a1.md", "a[!0-9].md", False),
        ("a-.md", "a[x-].md", True),
        ("a].md", "a[]x].md", True),
        ("a^.md", "a[^x].md", True),
        ("ax.md", "a[z-a].md", False),
        ("ax.md", "a[!z-a].md", True),
        ("d/a.md", "d[!x]a.md", False),
        ("a.mdx", "*.{md,mdx}", True),
        ("a.txt", "*.{md,mdx}", False),
        ("docs/x/a.md", "{docs,web}/**/*.md", True),
        ("lib/a.md", "{docs,web}/**/*.md", False),
        ("docs/a/b.md", "docs/{a/*,c}.md", True),
        ("a.md", "{a,}.md", True),
        ("a{b}.md", "a{b}.md", True),
        ("a(b|c.md", "a(b|c.md", True),
    ],
)
def test_globs(path: str, glob: str, fits: bool) -> None:
    assert matches_any(path, (glob,)) == fits
    assert bool(matcher([glob])(path)) == fits
    assert bool(matcher(["**/*.nothing", glob])(path)) == fits


def test_name_patterns() -> None:
    pattern = NamePattern.parse("OP{id:3}-{slug}/runbook.md")
    match = pattern.regex.fullmatch("OP001-cache-warmup/runbook.md")
    assert match is not None
    assert match.groupdict() == {"id": "001", "slug": "cache-warmup"}
    assert (pattern.prefix, pattern.depth) == ("OP", 2)
    assert pattern.format("007", "x") == "OP007-x/runbook.md"
    nested = NamePattern.parse("docs/playbook-DOC{id:3}-{slug}.md")
    assert nested.tail.fullmatch("playbook-DOC033-x.md")
    for bad in ("{id}{id}", "{slug:3}", "{name}", "a{b", "a}"):
        with pytest.raises(ValueError, match="pattern"):
            NamePattern.parse(bad)


def test_lines_of_keys() -> None:
    text = 'a = 1\n[b]\n"c" = 2\n[[d]]\ne = 1\n[[d]]\nf.g = 3\n[d.h]\ni = 4\n'
    assert line_of(text, ("a",)) == 1
    assert line_of(text, ("b", "c")) == 3
    assert line_of(text, ("d", 0, "e")) == 5
    assert line_of(text, ("d", 1, "f", "g")) == 7
    assert line_of(text, ("d", 1)) == 6


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[manifest]\npath = "m.json"\nkinds = ["DOX"]\n', "unknown kind 'DOX'"),
        ('[[manifest]]\npath = "m.json"\n[[manifest]]\npath = "/etc/x.json"\n', "a path below the root"),
        ('[manifest]\nkinds = "DOC"\n', "a path below the root"),
        (
            '[manifest]\npath = "m.json"\nsync = { owner = "later" }\n',
            "'owner' must be one of document, manifest, neither",
        ),
        ('[manifest]\npath = "m.json"\nsync = { title = "me" }\n', "'title' must be one of"),
        ('[[rule]]\nid = "r"\nmust-index = { kind = "DOC" }\nshare = 190\n', "'share' is a percentage"),
        ('[[rule]]\nid = "r"\nmust-link = { kind = "DOC" }\nshare = 90\n', "'share' is a percentage"),
        ('[[rule]]\nid = "r"\nmust-index = "DOC001"\n', "takes kinds"),
        ('retired = { NOPE = "x" }\n', "'NOPE' (retired) is no ID of a kind"),
    ],
)
def test_mistakes_in_manifests_indexes_and_retired_ids(tmp_path: Path, text: str, message: str) -> None:
    kind = '[[kind]]\nname = "DOC"\nnames = ["DOC{id:3}-{slug}.md"]\n'
    first = text if text.startswith("retired") else ""
    write(
        tmp_path,
        {
            "DOC001-a.md": "# A\n",
            "m.json": "{}",
            "doclint.toml": f"{first}packs = []\n{kind}{'' if first else text}",
        },
    )
    with pytest.raises(DoclintError, match=re.escape(message)) as caught:
        check(tmp_path)
    assert caught.value.line
