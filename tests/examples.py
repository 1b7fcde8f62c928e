"""Rule pages' examples and fixtures as trees on disk."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from doclint.model.finding import Report
from doclint.report.concise import concise_line

_FENCE = re.compile(r"^(?P<fence>`{3,})(?P<info>[^\n`]+)\n(?P<text>.*?)(?:^)(?P=fence)[ \t]*$", re.M | re.S)
GIT = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}


@dataclass(frozen=True)
class Example:
    """A mini-project of a rule page: files, and the findings expected of it."""

    files: tuple[tuple[str, bytes, dict[str, str]], ...]
    findings: tuple[str, ...]

    def write(self, folder: Path) -> None:
        for name, data, _ in self.files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if any(attributes for _, _, attributes in self.files):
            self._commit(folder)

    def _commit(self, folder: Path) -> None:
        git(folder, "init", "-q")
        for name, _, attributes in self.files:
            if "untracked" not in attributes:
                git(folder, "add", "-f", name)
        dates = {a["committed"] for _, _, a in self.files if "committed" in a}
        date = f"{max(dates, default='2025-01-01')}T12:00:00+0000"
        git(folder, "commit", "-qm", "example", GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)


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


def examples(body: str) -> dict[str, Example]:
    """The `Bad` and `Good` examples of a page's body."""
    sections = re.split(r"^## (Bad|Good)[ \t]*$", body, flags=re.M)
    return {name: _example(text) for name, text in zip(sections[1::2], sections[2::2], strict=True)}


def _example(text: str) -> Example:
    files, findings = [], []
    for match in _FENCE.finditer(text):
        language, _, rest = match["info"].strip().partition(" ")
        if language == "text" and rest == "findings":
            findings = match["text"].splitlines()
            continue
        name, *attributes = rest.split()
        table = dict(a.partition("=")[::2] for a in attributes)
        data = bytes.fromhex(table.pop("bytes")) if "bytes" in table else match["text"].encode()
        files.append((name, data, table))
    return Example(tuple(files), tuple(findings))


def concise(report: Report) -> list[str]:
    return [concise_line(finding) for finding in report.findings]
