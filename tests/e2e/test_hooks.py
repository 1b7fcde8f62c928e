"""The hooks with the real pre-commit and prek, in temporary repositories; the snippets are the documented ones."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.examples import GIT, git
from tests.tree_helpers import write

ROOT = Path(__file__).parents[2]
SNIPPETS = re.findall(r"^repos:\n.*?(?=^```)", (ROOT / "docs" / "ci.md").read_text("utf-8"), re.M | re.S)
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """This checkout as a repository of its own, as a user's configuration names it."""
    folder = tmp_path_factory.mktemp("doclint-source")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    for name in os.fsdecode(listed).split("\0"):
        if name and (ROOT / name).is_file() and not name.startswith(("tests/", "fixtures/", "benchmarks/")):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "doclint")
    return folder, git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Where the runners build their environments, once for all tests."""
    home = tmp_path_factory.mktemp("homes")
    return {"PRE_COMMIT_HOME": str(home / "pre-commit"), "PREK_HOME": str(home / "prek")}


@pytest.fixture(params=["pre-commit", "prek"])
def runner(request: pytest.FixtureRequest) -> Path:
    tool = BIN / request.param
    if not tool.exists():
        pytest.skip(f"{request.param} is not installed beside this Python")
    return tool


class Repo:
    """A user's repository with the hook installed."""

    def __init__(self, root: Path, runner: Path, config: str, homes: dict[str, str]) -> None:
        self.root, self.env = (
            root,
            {**os.environ, **GIT, **homes, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
        )
        self.env.pop("PYTHONPATH", None)
        write(
            root,
            {"a.md": "[b](b.md)\n", "b.md": "# B\n", "code.py": "x = 1\n", ".pre-commit-config.yaml": config},
        )
        git(root, "init", "-q")
        git(root, "add", "-A")
        git(root, "commit", "-qm", "start")
        self.run(str(runner), "install")

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.root, env=self.env, capture_output=True, text=True, check=False
        )

    def commit(self, **files: str | None) -> subprocess.CompletedProcess[str]:
        for name, text in files.items():
            path = self.root / name.replace("__", ".")
            if text is None:
                path.unlink()
            else:
                path.write_text(text)
        git(self.root, "add", "-A")
        return self.run("git", "commit", "-qm", "change")


def configured(snippet: str, source: tuple[Path, str], hook: str = "doclint") -> str:
    folder, commit = source
    text = re.sub(r"repo: \S+", f"repo: {folder}", snippet)
    return re.sub(r"rev: \S+", f"rev: {commit}", text).replace("id: doclint", f"id: {hook}")


def test_a_break_is_refused_and_a_repair_passes(
    runner: Path, source: tuple[Path, str], homes: dict[str, str], tmp_path: Path
) -> None:
    repo = Repo(tmp_path, runner, configured(SNIPPETS[0], source), homes)
    refused = repo.commit(a__md="[b](gone.md)\n")
    assert refused.returncode == 1, refused.stderr
    assert "DL101" in refused.stdout + refused.stderr
    assert repo.commit(a__md="[b](b.md) again\n").returncode == 0
    assert repo.commit(code__py="x = 2\n").returncode == 0


@pytest.mark.parametrize("name", ["b__md", "code__py"])
def test_a_deletion_is_caught_whatever_is_deleted(
    name: str, runner: Path, source: tuple[Path, str], homes: dict[str, str], tmp_path: Path
) -> None:
    repo = Repo(tmp_path, runner, configured(SNIPPETS[0], source), homes)
    assert repo.commit(a__md="[b](b.md) [code](code.py)\n").returncode == 0
    refused = repo.commit(**{name: None})
    assert refused.returncode == 1
    assert f"'{name.replace('__', '.')}' does not exist" in refused.stdout + refused.stderr


def test_untracked_files_do_not_count(
    runner: Path, source: tuple[Path, str], homes: dict[str, str], tmp_path: Path
) -> None:
    repo = Repo(tmp_path, runner, configured(SNIPPETS[0], source), homes)
    write(tmp_path, {"a.md": "[n](new.md)\n", "new.md": "# New\n", "broken.md": "[x](gone.md)\n"})
    git(tmp_path, "add", "a.md")
    refused = repo.run("git", "commit", "-qm", "x")
    assert refused.returncode == 1
    assert "'new.md' exists here, but git does not track it" in refused.stdout + refused.stderr
    assert "gone.md" not in refused.stdout + refused.stderr
    git(tmp_path, "add", "new.md")
    assert repo.run("git", "commit", "-qm", "x").returncode == 0


def test_partial_staging_is_judged_as_it_will_be_committed(
    runner: Path, source: tuple[Path, str], homes: dict[str, str], tmp_path: Path
) -> None:
    repo = Repo(tmp_path, runner, configured(SNIPPETS[0], source), homes)
    write(tmp_path, {"a.md": "[b](gone.md)\n"})
    git(tmp_path, "add", "a.md")
    write(tmp_path, {"a.md": "[b](b.md)\n"})  # repaired, but not staged
    assert repo.run("git", "commit", "-qm", "x").returncode == 1
    assert (tmp_path / "a.md").read_text() == "[b](b.md)\n"


def test_the_fixing_hook_repairs_and_fails_the_commit(
    runner: Path, source: tuple[Path, str], homes: dict[str, str], tmp_path: Path
) -> None:
    repo = Repo(tmp_path, runner, configured(SNIPPETS[0], source, "doclint-fix"), homes)
    write(tmp_path, {"docs/old/unique-name.md": "# U\n"})
    refused = repo.commit(a__md="[b](old/unique-name.md)\n")
    assert refused.returncode == 1
    assert (tmp_path / "a.md").read_text() == "[b](docs/old/unique-name.md)\n"
    assert repo.commit().returncode == 0


def test_try_repo(source: tuple[Path, str], homes: dict[str, str], tmp_path: Path) -> None:
    tool = BIN / "pre-commit"
    if not tool.exists():
        pytest.skip("pre-commit is not installed beside this Python")
    repo = Repo(tmp_path, tool, "repos: []\n", homes)
    done = repo.run(str(tool), "try-repo", str(source[0]), "doclint", "--all-files")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_the_documentation_has_the_configuration() -> None:
    assert len(SNIPPETS) == 1
