"""`--verbose`, and the line on a terminal."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from doclint.cli import progress
from doclint.cli.progress import Watch
from tests.cli.test_cli import run
from tests.tree_helpers import write


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_verbose_says_what_was_recognised_read_and_how_long_it_took(tmp_path: Path) -> None:
    write(tmp_path, {"mkdocs.yml": "docs_dir: text\n", "text/a.md": "# A\n", "text/b.md": "[x](a.md)\n"})
    first = run(tmp_path, "check", "--verbose").stderr
    assert "recognised: sites mkdocs in '.'; anchors also as in mkdocs" in first
    assert "files: 3 (outside git), 2 documents" in first
    assert "full analysis of 2 documents, 2 of them read anew" in first
    assert re.search(r"time: \d+\.\d\d s \(setting up .*reading documents .*resolving references ", first)
    assert "nothing changed since the last run" in run(tmp_path, "check", "-v").stderr
    write(tmp_path, {"text/a.md": "# B\n"})
    assert "increment: 1 documents changed, " in run(tmp_path, "check", "-v").stderr
    assert "cache: off; full analysis" in run(tmp_path, "check", "-v", "--no-cache").stderr
    assert run(tmp_path, "check").stderr == ""


def test_a_line_counts_on_a_terminal_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    with Watch() as watch:
        watch("reading documents", 3200, 14388)
    assert terminal.getvalue() == "\r\x1b[Kdoclint: reading documents 3,200 of 14,388\r\x1b[K"


@pytest.mark.parametrize("quiet", [True, False])
def test_no_line_where_none_is_wanted(quiet: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal() if quiet else io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "_PATIENCE", 0.0)
    with Watch(quiet=quiet) as watch:
        watch("reading documents", 1, 2)
    assert stream.getvalue() == ""


def test_the_shell_completes_commands(tmp_path: Path) -> None:
    asked = {"_DOCLINT_COMPLETE": "bash_complete", "COMP_WORDS": "doclint ba", "COMP_CWORD": "1"}
    script = Path(sys.executable).with_name("doclint")
    if not script.is_file():
        pytest.skip("doclint is not installed as a command")
    done = subprocess.run([script], cwd=tmp_path, env={**os.environ, **asked}, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.stdout == "plain,baseline\n"
