"""Aliases, and URLs of the tree itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.errors import DoclintError
from tests.tree_helpers import check, said, write

HUB = "https://github.com/acme/kit"


@pytest.mark.parametrize(
    ("link", "finding"),
    [
        (f"{HUB}/blob/main/docs/a.md", None),
        (f"{HUB}/blob/main/docs/a.md#part", None),
        (f"{HUB}/blob/main/docs/a.md#gone", "DL102"),
        (f"{HUB}/blob/main/tool.py#L2", None),
        (f"{HUB}/blob/main/tool.py#L9", "DL102"),
        (f"{HUB}/tree/master/docs", None),
        (f"{HUB}/blob/HEAD/docs/gone.md", "DL101"),
        ("https://raw.githubusercontent.com/acme/kit/main/docs/gone.png", "DL101"),
        (f"{HUB}/blob/v1.0/docs/gone.md", None),
        (f"{HUB}/blob/0123abc/docs/gone.md", None),
        (f"{HUB}/issues/1", None),
        ("https://github.com/acme/kit2/blob/main/gone.md", None),
        ("https://git.example.org/team/-/blob/main/docs/gone.md", "DL101"),
        ("https://files.example.org/acme/kit/stable/docs/gone.md", "DL101"),
        ("https://files.example.org/acme/kit/stable/docs/a.md", None),
        (f"{HUB}/blob/main/old/a.md", "DL107"),
    ],
)
def test_urls_of_the_tree_itself(link: str, finding: str | None, tmp_path: Path) -> None:
    urls = f'own-urls = ["{HUB}", "https://git.example.org/team", "https://files.example.org/acme/kit/stable/"]\n'
    tree = {"docs/a.md": "# A\n\n## Part\n", "tool.py": "one\ntwo\n", "README.md": f"[x]({link}) <{link}>\n"}
    write(tmp_path, tree)
    assert said(check(tmp_path)) == []
    write(tmp_path, {"doclint.toml": urls})
    report = check(tmp_path)
    assert [text.split()[0] for text in said(report)] == ([finding] * 2 if finding else [])
    assert not any(f.diagnostic.fix for f in report.findings)


def test_aliases_stand_for_folders_and_for_other_repositories(tmp_path: Path) -> None:
    text = "[a](@docs/a.md) [b](@docs/gone.md) [c](@docsx/a.md) [d](kube/kube/pkg/x.go) `kube/kube/gone.md`\n"
    write(tmp_path, {"docs/a.md": "# A\n", "kube/x.txt": "", "README.md": text})
    write(tmp_path, {"doclint.toml": '[aliases]\n"@docs" = "docs"\n"kube/kube" = "other repository"\n'})
    assert said(check(tmp_path)) == [
        "DL101 README.md:1 '@docs/gone.md' does not exist",
        "DL107 README.md:1 '@docsx/a.md' does not exist; the file is at 'docs/a.md'",
    ]


def test_an_alias_must_stand_for_something(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.md": "", "doclint.toml": '[aliases]\n"@docs" = "docz"\n'})
    with pytest.raises(DoclintError) as raised:
        check(tmp_path)
    assert str(raised.value).startswith(
        "doclint.toml:2: the alias '@docs': 'docz' is neither a folder nor 'other repository' (did you mean 'docs'?)"
    )
