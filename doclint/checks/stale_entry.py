"""Manifest entries whose date is older than the document's last commit. Silent outside git."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.link.context import Context
from doclint.model.finding import Diagnostic, SetValue

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each outdated date, with the commit's date as its fix."""
    manifest, files = context.manifest, context.project.files
    if manifest is None or files.tracked is None:
        return
    key = context.project.config.manifest.updated
    dated = [entry for entry in manifest.entries if _DATE.match(entry.text(key)) and entry.exists]
    if not dated:
        return
    dates = context.shared.last_changed
    for entry in dated:
        written, changed = entry.text(key)[:10], dates.get(entry.document_path, "")
        if changed > written:
            span = manifest.span(f"{entry.pointer}/{key}")
            name = entry.document_path.rpartition("/")[2]
            yield Diagnostic(
                manifest.path,
                span,
                f"{key} '{written}' of '{name}' is older than its last commit ({changed})",
                f"{entry.document_path} {key}",
                f"write '{changed}'",
                (entry.document_path,),
                repair=SetValue(manifest.path, span, written, changed)
                if len(entry.text(key)) == 10
                else None,
            )
