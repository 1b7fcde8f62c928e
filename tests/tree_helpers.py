"""Little trees on disk, and what `lint` says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from doclint.api import lint
from doclint.model.finding import Finding, Report
from doclint.tree.root import find_root


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def check(root: Path, **options: Any) -> Report:
    """Lint a tree with its own configuration file."""
    _, config = find_root(root)
    return lint(root, config, **options)


def said(report: Report, *codes: str) -> list[str]:
    """`CODE path:line message` of the findings, of these codes only if any are named."""
    return [shown(f) for f in report.findings if not codes or f.code in codes]


def shown(finding: Finding) -> str:
    d = finding.diagnostic
    return f"{finding.code} {d.path}:{d.span.line} {d.message}"
