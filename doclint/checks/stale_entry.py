"""Manifest entries whose date is older than the document's last commit. Silent outside git."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.context import Context
from doclint.model.finding import Diagnostic, SetValue

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each outdated date, with the commit's date as its fix."""
    project = context.project
    path, key = project.manifest_head().path, project.config.manifest.updated
    entries = sorted((e for row in project.manifest_rows() for e in row.entries), key=lambda e: e.order)
    dated = [entry for entry in entries if _DATE.match(entry.text(key)) and entry.exists]
    if not dated or not project.in_git:
        return
    dates = project.last_changed()
    for entry in dated:
        written, changed = entry.text(key)[:10], dates.get(entry.document_path, "")
        if changed > written:
            span, name = entry.spans[key], entry.document_path.rpartition("/")[2]
            yield Diagnostic(
                path,
                span,
                f"{key} '{written}' of '{name}' is older than its last commit ({changed})",
                f"{entry.document_path} {key}",
                f"write '{changed}'",
                (entry.document_path,),
                repair=SetValue(path, span, written, changed) if len(entry.text(key)) == 10 else None,
            )
