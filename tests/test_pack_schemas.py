"""The pack accepts documents as the guides show them, and as the templates do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tree_helpers import check, said, write

DOCUMENTS = {
    "streaming_files/features/F001-search/feature_spec.md": [
        "title: Search\nfeatureId: F001\nstatus: development\npriority: P1-high\nimpact: high\nowner: '@ana'\n",
        "title: Search\nstatus: in-progress\nowner: '@ana'\n",
    ],
    "streaming_files/bugs/B001-login/bug_report.md": [
        "title: Login\nbugId: B001\nstatus: investigating\nseverity: S2-major\nowner: '@ana'\nreporter: '@eve'\n",
        "title: Login\nstatus: open\nseverity: high\nowner: '@ana'\n",
    ],
    "streaming_files/proposals/P001-cache/proposal.md": [
        "title: Cache\nproposalId: P001\ntype: feature\nstatus: feedback\nimpact: minor\nauthor: '@ana'\n",
        "title: Cache\nstatus: review\nimpact: high\nowner: '@ana'\n",
    ],
}


@pytest.mark.parametrize("which", [0, 1])
def test_both_vocabularies_are_accepted(which: int, tmp_path: Path) -> None:
    files = {path: f"---\n{texts[which]}schemaRefs: []\n---\n\n# T\n" for path, texts in DOCUMENTS.items()}
    write(tmp_path, {**files, "real_structure_documentation/docs/x.md": "# X\n"})
    assert said(check(tmp_path), "DL301", "DL304") == []


def test_other_words_are_not(tmp_path: Path) -> None:
    files = {
        path: f"---\n{texts[0]}---\n".replace("status: ", "status: almost-").replace("author:", "writer:")
        for path, texts in DOCUMENTS.items()
    }
    write(tmp_path, {**files, "real_structure_documentation/docs/x.md": "# X\n"})
    assert len(said(check(tmp_path), "DL304")) == 4
