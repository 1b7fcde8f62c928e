"""Every doclint command that README and the documentation show runs, on a tree that has what they name."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.atlas.project import git
from tests.cli.test_cli import run
from tests.tree_helpers import write

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


def commands() -> list[str]:
    """The command lines, without what is typed at other programs; each once."""
    found: dict[str, None] = {}
    for page in PAGES:
        for block in _BLOCK.findall(page.read_text("utf-8")):
            for line in block.splitlines():
                if line.startswith("$ doclint"):
                    found[re.sub(r"\s+#(?: .*)?$", "", line.removeprefix("$ "))] = None
    return list(found)


CONFIG = """\
[[kind]]
name = "DOC"
folder = "docs"
names = ["DOC{id:3}-{slug}.md"]
templates = ["DOC000-template.md"]
[[kind]]
name = "OP"
folder = "operations"
names = ["OP{id:3}-{slug}.md"]
templates = ["OP000-template.md"]
[manifest]
path = "manifest.json"
dependencies = [{ list = "dependencies", source = "from", target = "to" }]
"""
FILES = {
    "doclint.toml": CONFIG,
    "manifest.json": '{"documents": [{"id": "DOC009", "path": "docs/DOC009-data.md"}], "dependencies": [{"from": "DOC025", "to": "DOC009"}]}\n',
    "docs/DOC000-template.md": "---\nstatus: draft\n---\n# DOC000: {title}\n",
    "docs/DOC009-data.md": "---\nstatus: draft\nowner: '@a'\n---\n# DOC009: Data\n\n[a](a.md)\n",
    "docs/DOC025-observability.md": "---\nstatus: draft\n---\n# DOC025: Observability\n\n[data](DOC009-data.md)\n",
    "docs/a.md": "# A\n\n## Old heading\n\n[DOC025](DOC025-observability.md)\n",
    "docs/DOC028-operations.md": "---\nstatus: draft\n---\n# DOC028: Operations\n\n[a](a.md)\n",
    "operations/OP007-restore.md": "---\nstatus: draft\n---\n# OP007: Restore\n\n[data](../docs/DOC009-data.md)\n",
    "guides/b.md": "# B\n\n[a](../docs/a.md) [gone](gone.md)\n",
    "operations/OP000-template.md": "---\nstatus: draft\n---\n# OP000: {title}\n",
    "operations/OP001-backup.md": "---\nstatus: ready\n---\n# OP001: Backup\n\n[data](../docs/DOC009-data.md)\n",
}  # fmt: skip


def test_there_are_commands() -> None:
    assert len(commands()) > 40


@pytest.mark.parametrize("command", commands())
def test_the_command_runs(command: str, tmp_path: Path) -> None:
    write(tmp_path, FILES)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Begin")
    for name in ("v1", "v1.0"):
        git(tmp_path, "tag", name)
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    words = shlex.split(command)
    if words[1] == "init":
        (tmp_path / "doclint.toml").unlink()  # it proposes the first one
    if words[1:3] == ["mv", "--since"]:
        git(tmp_path, "mv", "docs/a.md", "guides/a.md")
        git(tmp_path, "commit", "-qm", "Move")
    if words[1:3] == ["baseline", "prune"]:
        run(tmp_path, "baseline", "write")
    text = None
    if "<" in words:
        at = words.index("<")
        words, text = words[:at], (tmp_path / words[at + 1]).read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=tmp_path, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 1), (command, done.stderr)
    assert "internal error" not in done.stderr


def test_readme_installs_what_it_says() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert (
        '.venv/bin/pip install -q -e ".[dev]" && .venv/bin/doclint check --root fixtures/prompt-manager-lite/tree'
        in readme
    )
    tree = ROOT / "fixtures" / "prompt-manager-lite" / "tree"
    done = subprocess.run(
        ["git", "ls-files", str(tree)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 or done.stdout  # shipped with the sources
