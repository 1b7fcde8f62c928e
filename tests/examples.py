"""git for trees of tests, and reports in short."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from doclint.model.finding import Report
from doclint.report.concise import concise_line

GIT = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


def git(folder: Path, *arguments: str, **environment: str) -> str:
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **GIT, **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def concise(report: Report) -> list[str]:
    return [concise_line(finding) for finding in report.findings]
