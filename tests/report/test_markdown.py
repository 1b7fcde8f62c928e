"""The comment on a pull request: what is new and mended, who reads what changed; short, and nothing but text."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.atlas.project import BRANCH, project
from tests.cli.test_cli import run
from tests.tree_helpers import write


def comment(root: Path, *words: str) -> str:
    done = run(root, "check", "--output-format", "markdown", "--exit-zero", "--no-cache", *words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_a_branch_does(tmp_path: Path) -> None:
    root = project(tmp_path)
    text = comment(root, "--since", "v1")
    assert text.startswith("### doclint: 1 error, 1 warning new, 1 mended since v1\n")
    assert (
        "| error DL101 | features/F004&#45;returns.md:8 |".replace("&#45;", "-").split("|")[1].strip() in text
    )
    assert "&#95;" not in text
    lines = text.splitlines()
    mended = lines[lines.index("**Mended**") + 2]
    assert "DL101" in mended
    assert "how.md" in mended
    row = next(line for line in lines if line.startswith("| OP001 "))
    assert row == "| OP001 | 1 | 1 | &#64;bo |"


def test_sixty_lines_whatever_happened(tmp_path: Path) -> None:
    root = project(tmp_path)
    links = "".join(f"[{n}](gone-{n}.md)\n\n" for n in range(200))
    write(
        root, {f"docs/DOC{n:03}-more.md": f"# DOC{n:03}\n\n[a](DOC001-design.md)\n" for n in range(100, 140)}
    )
    write(root, {"docs/DOC001-design.md": f"# DOC001\n\n{links}", "operations/OP001-backup.md": "# OP001\n"})
    text = comment(root, "--since", "v1")
    assert len(text.splitlines()) <= 60
    assert re.search(r"^and \d+ more$", text, re.M)


def test_nothing_but_text(tmp_path: Path) -> None:
    evil = "<img src=x> [click](https://evil.example) @everyone | `x` #1 **b**"
    write(project(tmp_path), {"docs/DOC001-design.md": f"# DOC001\n\n[x](<{evil}.md>)\n"})
    text = comment(tmp_path, "--since", "v1")
    assert "<img" not in text
    assert "@everyone" not in text
    assert "](https" not in text
    rows = [line for line in text.splitlines() if line.startswith("| error")]
    assert rows
    assert all(row.count("|") == 4 for row in rows)


def test_without_a_revision_it_is_what_there_is(tmp_path: Path) -> None:
    write(tmp_path, {"a.md": "# A\n"})
    assert comment(tmp_path).splitlines()[0] == "### doclint: no finding"
    write(tmp_path, BRANCH)
    assert "Who reads" not in comment(tmp_path)


def test_the_badge(tmp_path: Path) -> None:
    def badge() -> tuple[str, str]:
        done = run(tmp_path, "check", "--output-format", "badge", "--exit-zero", "--no-cache")
        found = json.loads(done.stdout)
        assert (found["schemaVersion"], found["label"]) == (1, "docs")
        return found["message"], found["color"]

    write(tmp_path, {"a.md": "# A\n"})
    assert badge() == ("no findings", "brightgreen")
    write(tmp_path, {"a.md": "# A\n\n[x][y]\n"})
    assert badge() == ("1 warning", "yellow")
    write(tmp_path, {"a.md": "# A\n\n[x](gone.md)\n[y](gone2.md)\n"})
    assert badge() == ("2 errors", "red")
