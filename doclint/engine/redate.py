"""The dates of documents that doclint itself has changed: today is their last update.

Without this, the commit of a `--fix` would make every date stale that the same run has left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from doclint.edit.proof import Prover
from doclint.engine.run import finding_of
from doclint.formats.dates import is_date
from doclint.link.project import Project
from doclint.model.finding import Diagnostic, Finding, SetValue
from doclint.model.rule import Rule


def redated(project: Project, rules: Iterable[Rule], paths: Iterable[str], today: str) -> list[Finding]:
    """A finding with a proven fix for each older date of documents that were changed today.

    Args:
        project: the tree after the change.
        rules: those that run; without the rule on stale dates there is nothing to do.
        paths: the documents.
        today: the date to be written (`YYYY-MM-DD`).
    """
    rule = next((rule for rule in rules if rule.check == "stale-entry"), None)
    if rule is None:
        return []
    prover = Prover(project.read, project.content, project.settings, project.resolver.resolve)
    field = rule.params.get("field", "")
    repairs = [r for path in sorted(set(paths)) for r in _repairs(project, path, field, today)]
    found = prover.prove(Diagnostic(r.path, r.span, f"changed on {today}", repair=r) for r in repairs)
    return [finding_of(rule, diagnostic) for diagnostic in found]


def _repairs(project: Project, path: str, field: str, today: str) -> Iterator[SetValue]:
    if not project.is_document(path):
        return
    for entry in project.manifest_row(path).entries:
        key = project.roles(entry).updated
        written = entry.text(key)
        if is_date(written) and written < today and entry.exists:
            yield SetValue(entry.file, entry.spans[key], written, today)
    structured = project.facts(path).front_matter
    own = project.facts(path).metadata.get(field) if field else None
    span = structured.values.get(f"/{field}") if structured is not None else None
    if isinstance(own, str) and is_date(own) and own < today and span is not None:
        yield SetValue(path, span, own, today, pointer=f"/{field}")
