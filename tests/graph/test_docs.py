"""What the page on the graph shows is what the commands print."""

from __future__ import annotations

from tests.graph.test_cli import ANSWERS
from tests.test_docs import ROOT


def test_the_page_shows_real_output() -> None:
    page = (ROOT / "docs" / "graph.md").read_text("utf-8")
    blocks = page.split("```console\n$ doclint graph ")[1:]
    assert len(blocks) == 2
    for block in blocks:
        command, _, shown = block.split("```")[0].partition("\n")
        expected = (ANSWERS / f"{command.split()[0]}.txt").read_text("utf-8")
        assert expected.startswith(shown.removesuffix("...\n"))
