"""Row: a checkout whose `.git/config` names commands. No command of doclint runs one of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.test_cli import run
from tests.tree_helpers import write


def git(root: Path, *words: str) -> str:
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(["git", *who, *words], cwd=root, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    root = tmp_path / "repo"
    files = {
        "a.md": "# A\n\n[gone](gone.md) [b](b.md)\n",
        "b.md": "# B\n",
        ".gitattributes": "*.md filter=evil diff=evil\n",
        "doclint.toml": "",
    }
    write(root, files)
    git(root, "init", "-q", "-b", "main")
    git(root, "add", ".")
    git(root, "commit", "-qm", "Begin")
    git(root, "tag", "v1")
    (root / "b.md").write_text("# B\n\nChanged, [also gone](x.md).\n")
    git(root, "commit", "-qam", "More")
    (root / "a.md").write_text("# A\n\n[gone](gone.md) [b](b.md) [new](new.md)\n")
    os.utime(root / "b.md")  # git must look at its content to know that it is unchanged
    return root


COMMANDS = (
    ("check", "--exit-zero"),
    ("check", "--since", "v1", "--exit-zero"),
    ("check", "--since", "main...", "--exit-zero"),
    ("check", "--staged", "--exit-zero"),
    ("check", "--diff", "--exit-zero"),
    ("blame",),
    ("history", "--every", "commit"),
    ("graph", "--findings", "--format", "json"),
    ("report", "a.md"),
    ("mv", "b.md", "c.md", "--dry-run"),
    ("init", "--dry-run"),
)


def hooks(marker: Path) -> dict[str, str]:
    command = f"touch {marker}"
    return {
        "core.fsmonitor": f"{command}; false",
        "core.fsmonitorHookVersion": "1",
        "filter.evil.clean": f"{command}; cat",
        "filter.evil.smudge": f"{command}; cat",
        "filter.evil.process": command,
        "filter.evil.required": "true",
        "diff.evil.textconv": f"{command}; cat",
        "diff.evil.command": command,
        "diff.external": command,
        "log.showSignature": "true",
        "gpg.program": f"{marker.parent}/gpg",
        "core.pager": command,
        "pager.log": command,
        "pager.diff": command,
        "core.sshCommand": command,
        "core.askPass": command,
        "core.editor": command,
        "core.alternateRefsCommand": command,
        "credential.helper": f"!{command}",
        "extensions.partialClone": "origin",
        "remote.origin.url": f"ext::sh -c 'touch {marker}'",
        "remote.origin.promisor": "true",
        "protocol.ext.allow": "always",
    }


@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda words: "_".join(words))
def test_no_command_of_the_configuration_runs(
    arguments: tuple[str, ...], checkout: Path, tmp_path: Path
) -> None:
    marker = tmp_path / "executed"
    for name, value in hooks(marker).items():
        git(checkout, "config", name, value)
    evil = checkout / ".git" / "hooks"
    evil.mkdir(exist_ok=True)
    for hook in ("post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        (evil / hook).write_text(f"#!/bin/sh\ntouch {marker}\n")
        (evil / hook).chmod(0o755)
    (tmp_path / "gpg").write_text(f"#!/bin/sh\ntouch {marker}\n")
    (tmp_path / "gpg").chmod(0o755)
    marker.unlink(missing_ok=True)  # `git config` itself may have asked the monitor
    done = run(checkout, *arguments)
    assert done.returncode in (0, 2), done.stderr
    assert not marker.exists(), f"a command of .git/config was executed\n{done.stderr}"
    assert "internal error" not in done.stderr


def test_the_hooks_are_real(checkout: Path, tmp_path: Path) -> None:
    """Plain git runs them: otherwise the tests above would prove nothing."""
    for name in ("core.fsmonitor", "filter.evil.clean"):
        marker = tmp_path / name
        git(checkout, "config", name, hooks(marker)[name])
        git(checkout, "diff", "--name-only", "--no-ext-diff")
        assert marker.exists(), name
        git(checkout, "config", "--unset", name)


def test_contents_are_compared_without_filters(checkout: Path, tmp_path: Path) -> None:
    """A filter that hides a change does not hide its findings."""
    git(checkout, "config", "filter.evil.clean", "git show HEAD:%f")
    done = run(checkout, "check", "--since", "main", "--output-format", "concise")
    assert "new.md" in done.stdout
