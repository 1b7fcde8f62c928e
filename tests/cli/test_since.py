"""`--since`: exactly what a change breaks, wherever it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from doclint.api import lint
from doclint.errors import DoclintError
from tests.examples import concise, git
from tests.tree_helpers import write

FIXTURE = Path(__file__).parents[2] / "fixtures" / "prompt-manager-lite" / "tree"
DOCS = "kit/real_structure_documentation/docs"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    root = Path(shutil.copytree(FIXTURE, tmp_path / "repo"))
    write(root, {"plain/a.md": "[b](b.md#part)\n[gone](gone.md)\n", "plain/b.md": "# B\n\n## Part\n"})
    git(root, "init", "-q", "-b", "main")
    commit(root)
    return root


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", "state")


def since(root: Path, rev: str = "HEAD") -> list[str]:
    return concise(lint(root, since=rev))


def test_nothing_changed_reports_nothing_and_counts_the_old(repo: Path) -> None:
    report = lint(repo, since="HEAD")
    assert report.findings == ()
    assert report.hidden["already in HEAD"] == len(lint(repo).findings) > 10


def test_a_renamed_document_reports_its_referrers(repo: Path) -> None:
    git(repo, "mv", f"{DOCS}/DOC010-Deployment.md", f"{DOCS}/DOC010-Rollout.md")
    found = since(repo)
    assert found
    # The playbook is named after the document: it, too, says the old name.
    own = [line for line in found if "DL503" in line]
    assert own == [
        "kit/prompt_playbooks/documentation_playbooks/playbook-v2-DOC010-Deployment.md:1:1: DL503 "
        "the counterpart of DOC010 must be named 'playbook-v2-DOC010-Rollout.md' (rule doc-playbook)"
    ]
    stale = "DL201 DOC010 is 'DOC010-Rollout.md', not 'DOC010-Deployment.md'"
    assert all(stale in line for line in found if line not in own)
    report = lint(repo, since="HEAD")
    assert all(f.diagnostic.fix for f in report.findings if f.code == "DL201")
    assert {f.diagnostic.path for f in report.findings} == {
        "kit/README.md",
        "kit/guides/operations.md",
        "kit/manifests/documentation_manifest.json",
        "kit/prompt_playbooks/documentation_playbooks/playbook-v2-DOC010-Deployment.md",
    }


def test_a_renamed_file_keeps_its_own_old_findings_out(repo: Path) -> None:
    git(repo, "mv", "plain/a.md", "plain/c.md")
    assert since(repo) == []


def test_a_renamed_heading_reports_the_untouched_file(repo: Path) -> None:
    (repo / "plain/b.md").write_text("# B\n\n## Piece\n")
    assert since(repo) == ["plain/a.md:1:5: DL102 no heading or id '#part' in 'plain/b.md'"]


def test_a_deleted_schema_reports_who_lists_it(repo: Path) -> None:
    (
        repo / "kit/real_structure_documentation/schemas/master_blueprint_parts/operationalStrategy.json"
    ).unlink()
    paths = {f.diagnostic.path for f in lint(repo, since="HEAD").findings}
    assert paths == {
        "kit/manifests/documentation_manifest.json",
        "kit/streaming_files/operations/OP001-cache-warmup/runbook.md",
    }


def test_a_changed_status_reports_the_document(repo: Path) -> None:
    path = repo / "kit/streaming_files/operations/OP001-cache-warmup/runbook.md"
    path.write_text(path.read_text().replace("status: ready", "status: finished"))
    assert [line.split(": ")[1].split()[0] for line in since(repo)] == ["DL304"]


def test_one_more_of_the_same_is_new(repo: Path) -> None:
    (repo / "plain/a.md").write_text("[b](b.md#part)\n[gone](gone.md)\n[again](gone.md)\n")
    assert since(repo) == ["plain/a.md:3:9: DL101 'gone.md' does not exist"]


def test_moved_lines_are_not_new(repo: Path) -> None:
    (repo / "plain/a.md").write_text("# A\n\nText.\n\n[gone](gone.md)\n[b](b.md#part)\n")
    assert since(repo) == []


def test_an_untracked_document_is_part_of_the_change(repo: Path) -> None:
    write(repo, {"plain/new.md": "[x](nowhere.md)\n"})
    assert since(repo) == ["plain/new.md:1:5: DL101 'nowhere.md' does not exist"]


def test_a_revision_and_a_merge_base(repo: Path) -> None:
    git(repo, "checkout", "-qb", "branch")
    write(repo, {"plain/mine.md": "[x](mine-gone.md)\n"})
    commit(repo)
    git(repo, "checkout", "-q", "main")
    (repo / "plain/a.md").write_text("[b](b.md#part)\n")  # main repairs an old finding meanwhile
    commit(repo)
    git(repo, "checkout", "-q", "branch")
    mine = "plain/mine.md:1:5: DL101 'mine-gone.md' does not exist"
    assert since(repo, "main...") == [mine]
    assert since(repo, "main") == ["plain/a.md:2:8: DL101 'gone.md' does not exist", mine]


def test_a_shallow_clone_works_as_far_as_it_can_and_says_where_not(repo: Path, tmp_path: Path) -> None:
    write(repo, {"plain/later.md": "[x](later-gone.md)\n"})
    commit(repo)
    git(repo, "branch", "side", "HEAD~1")
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", f"file://{repo}", "shallow")
    shallow = tmp_path / "shallow"
    assert since(shallow) == []
    report = lint(shallow, since="origin/side...")
    assert concise(report) == ["plain/later.md:1:5: DL101 'later-gone.md' does not exist"]
    assert "no merge base of 'origin/side' and HEAD in this clone (shallow?)" in report.notices[0]
    with pytest.raises(DoclintError, match=r"no revision 'HEAD~1' \(this clone is shallow"):
        lint(shallow, since="HEAD~1")


@pytest.mark.parametrize("rev", ["nope", "--output=x", ""])
def test_what_is_no_revision(repo: Path, rev: str) -> None:
    with pytest.raises(DoclintError, match="no revision"):
        lint(repo, since=rev)


def test_without_git(tmp_path: Path) -> None:
    with pytest.raises(DoclintError, match="--since needs a git work tree"):
        lint(write(tmp_path, {"a.md": ""}), since="HEAD")


def test_nothing_is_written(repo: Path) -> None:
    (repo / "plain/b.md").write_text("# B\n")
    before = git(repo, "status", "--porcelain"), git(repo, "stash", "list")
    since(repo)
    assert (git(repo, "status", "--porcelain"), git(repo, "stash", "list")) == before


def test_what_only_the_commit_shows_is_not_counted_as_hidden(tmp_path: Path) -> None:
    """A path in prose whose folder is gone is a finding of the comparison alone: none of the tree's is less."""
    write(tmp_path, {"a.md": "[gone](gone.md)\n\n`alone/x.py`\n", "alone/x.py": ""})
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    (tmp_path / "alone" / "x.py").unlink()
    report = lint(tmp_path, since="HEAD")
    assert concise(report) == ["a.md:3:2: DL108 'alone/x.py' does not exist any more"]
    assert report.hidden["already in HEAD"] == 1
