"""Which tree a path belongs to, as the references of the whole tree tell; and what the user may say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from doclint.errors import DoclintError
from tests.tree_helpers import check, said, write


def pages(root: Path, texts: list[str]) -> None:
    write(root, {f"p{number:02}.md": text + "\n" for number, text in enumerate(texts)})


def test_urls_of_the_published_site_are_told_once(tmp_path: Path) -> None:
    pages(tmp_path, [f"[a](/windows-hardware/drivers/p{n}) [b](/azure/p{n}#x)" for n in range(12)])
    write(tmp_path, {"broken.md": "[x](gone.md)\n"})
    report = check(tmp_path)
    assert said(report) == ["DL101 broken.md:1 'gone.md' does not exist"]
    assert report.notices == (
        "24 links lead to 2 places outside this tree: /azure, /windows-hardware"
        " (set 'site-roots' if they are pages of this tree, 'ignore-targets' if not)",
    )


def test_where_most_links_resolve_a_dangling_one_is_an_error(tmp_path: Path) -> None:
    pages(tmp_path, [f"![i](/static/{n}.png)" for n in range(12)])
    write(tmp_path, {f"static/{n}.png": "" for n in range(11)})
    report = check(tmp_path)
    assert said(report) == ["DL101 p11.md:1 '/static/11.png' does not exist"]
    assert report.notices == ()


def test_a_few_links_prove_nothing_where_the_folder_exists(tmp_path: Path) -> None:
    write(tmp_path, {"docs/a.md": "", "b.md": "[x](/docs/b) [y](/docs/c) [z](/docs/d)\n"})
    assert len(said(check(tmp_path))) == 3


def test_two_links_prove_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"b.md": "[x](/guide/b) [y](/guide/c)\n"})
    assert len(said(check(tmp_path))) == 2


def test_a_link_to_a_markdown_file_is_no_url_where_the_folder_exists(tmp_path: Path) -> None:
    pages(tmp_path, [f"[x](/docs/gone{n}.md) [y](/docs/page{n})" for n in range(12)])
    write(tmp_path, {"docs/a.md": ""})
    found = said(check(tmp_path))
    assert len(found) == 12
    assert all(".md'" in line for line in found)


def test_paths_of_another_repository_are_no_findings(tmp_path: Path) -> None:
    pages(tmp_path, [f"`pkg/file{n}.go` `scripts/s{n}.sh`" for n in range(35)])
    write(tmp_path, {"pkg/file0.go": "", "scripts/x": "", **{f"scripts/s{n}.sh": "" for n in range(25)}})
    report = check(tmp_path)
    assert len(said(report)) == 10
    assert all("scripts/" in line for line in said(report))
    assert report.notices == (
        "34 paths in text point to 1 place outside this tree: pkg (set 'ignore-targets')",
    )


def test_a_moved_file_is_found_whatever_the_place(tmp_path: Path) -> None:
    pages(tmp_path, [f"[x](/guide/p{n})" for n in range(12)])
    write(tmp_path, {"here/unique-name.md": "", "a.md": "[x](/guide/unique-name.md)\n"})
    assert said(check(tmp_path)) == [
        "DL107 a.md:1 '/guide/unique-name.md' does not exist; the file is at 'here/unique-name.md'"
    ]


def test_site_roots_and_endings(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": 'site-roots = ["./web/", "static"]\nendings = [".md", "/index.md", ".html"]\n',
            "web/guide/index.md": "# Guide\n\n[a](setup) [b](/guide/setup#part) [c](/guide) [d](./setup/)\n",
            "web/guide/setup.md": "# Setup\n\n## Part\n\n[i](/logo.png) [h](/about) [x](/gone) [y](setup#nope)\n",
            "web/about.html": "",
            "static/logo.png": "",
        },
    )
    assert said(check(tmp_path)) == [
        "DL101 web/guide/setup.md:5 '/gone' does not exist",
        "DL102 web/guide/setup.md:5 no heading or id '#nope' in this file",
    ]


def test_ignored_targets_and_those_that_silence_nothing(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "doclint.toml": 'ignore-targets = ["generated/**", "/api/*", "#tab-*", "never/x.md"]\n',
            "a.md": "# A\n\n[a](generated/x.md) [b](/api/y) [c](#tab-1) [d](a.md#tab-2) [e](gone.md) [f](#nope)\n",
        },
    )
    report = check(tmp_path)
    assert [line.split()[0] for line in said(report)] == ["DL101", "DL102"]
    assert report.notices == ("ignore-targets: 'never/x.md' matches no target",)


def test_places_that_are_ignored_are_not_told(tmp_path: Path) -> None:
    pages(tmp_path, [f"[a](/windows-hardware/p{n})" for n in range(12)])
    write(tmp_path, {"doclint.toml": 'ignore-targets = ["/windows-hardware/**"]\n'})
    report = check(tmp_path)
    assert (said(report), report.notices) == ([], ())


@pytest.mark.parametrize(
    "place", [":2", ":1-3", ":1,3", ":2:50", "::Class", "::Class::test_it[a]", ":NAME", ":f()"]
)
def test_a_place_in_a_file_holds(place: str, tmp_path: Path) -> None:
    write(tmp_path, {"src/m.py": "a\nb\nc", "a.md": f"`src/m.py{place}`\n"})
    assert said(check(tmp_path)) == []


@pytest.mark.parametrize(("place", "last"), [(":4", 4), (":1-30", 30), (":1,9", 9), (":4:1", 4)])
def test_a_line_beyond_the_end_is_a_finding(place: str, last: int, tmp_path: Path) -> None:
    write(tmp_path, {"src/m.py": "a\nb\nc", "a.md": f"`src/m.py{place}`\n"})
    assert said(check(tmp_path)) == [f"DL102 a.md:1 'src/m.py' has 3 lines, no line {last}"]


def test_a_link_to_a_line_of_a_code_file(tmp_path: Path) -> None:
    write(tmp_path, {"m.py": "a\n", "a.md": "[x](m.py#L1) [y](m.py#L2) [z](m.py#L1-L9)\n"})
    assert said(check(tmp_path)) == [
        "DL102 a.md:1 'm.py' has 1 line, no line 2",
        "DL102 a.md:1 'm.py' has 1 line, no line 9",
    ]


def test_a_repaired_path_keeps_its_place(tmp_path: Path) -> None:
    write(tmp_path, {"lib/unique.py": "a\nb\n", "a.md": "`tests/unique.py:2` `tests/unique.py::X`\n"})
    fixes = [f.diagnostic.fix for f in check(tmp_path).findings]
    assert [fix and fix.edits[0].text for fix in fixes] == ["lib/unique.py:2", "lib/unique.py::X"]


def test_a_mistake_in_site_roots_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"doclint.toml": 'site-roots = "web"\n', "a.md": ""})
    with pytest.raises(DoclintError, match="site-roots"):
        check(tmp_path)


def test_what_a_sample_leads_to_expect_changes_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first documents say that `/guide` is of this tree, the others that it is not; and the reverse."""
    pages(tmp_path, ["[a](/guide/x) [b](/app/gone)"] * 3 + ["[a](/guide/gone) [b](/app/x)"] * 40)
    write(tmp_path, {"guide/x": "", "app/x": "", "later/z.md": "[x](/app/nothing) [y](gone.md)\n"})
    alone = check(tmp_path)
    assert {line.split()[1].partition(":")[0] for line in said(alone)} == {
        "p00.md",
        "p01.md",
        "p02.md",
        "later/z.md",
    }
    for sample in (1, 2, 15):
        monkeypatch.setattr("doclint.engine.full.SAMPLE", sample)
        assert (said(check(tmp_path)), check(tmp_path).notices) == (said(alone), alone.notices)
