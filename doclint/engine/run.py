"""Rules over a project: drafts become findings, silenced ones go, the rest is put in order."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from doclint.checks import ENGINE_CHECKS, load_check
from doclint.engine.suppress import Suppressions, per_file
from doclint.link.context import Context, Shared
from doclint.link.project import Project
from doclint.model.finding import Draft, Finding
from doclint.model.rule import Rule


def run_rules(project: Project, rules: tuple[Rule, ...], known: tuple[Rule, ...]) -> tuple[Finding, ...]:
    """The findings of a project.

    Args:
        project: linked.
        rules: those to run, parameters applied.
        known: every rule there is, to tell an unknown code in a suppression from one not run.

    Raises:
        DoclintError: a rule names a check that does not exist.
    """
    shared = Shared(project)
    findings: list[Finding] = []
    engine_rules = [rule for rule in rules if rule.check in ENGINE_CHECKS]
    for rule in rules:
        if rule.check not in ENGINE_CHECKS:
            check = load_check(rule.check, rule.source)
            findings += _findings(rule, check(Context(project, rule.params, shared)))
    suppressions = Suppressions(project.documents)
    findings = suppressions.keep(findings)
    selected = frozenset(rule.code for rule in rules)
    for rule in engine_rules:
        findings += suppressions.keep(_findings(rule, _unused(suppressions, known, selected)))
    ignored = per_file(project.config.per_file_ignores)
    return tuple(sorted((f for f in _fingerprinted(findings) if not ignored(f)), key=lambda f: f.order))


def _findings(rule: Rule, drafts: Iterable[Draft]) -> list[Finding]:
    return [Finding(rule.code, rule.name, rule.severity_for(draft.via), draft, "") for draft in drafts]


def _unused(suppressions: Suppressions, known: tuple[Rule, ...], selected: frozenset[str]) -> Iterator[Draft]:
    for path, suppression, code, why in suppressions.unused(known, selected):
        yield Draft(path, suppression.span, f"unused suppression: {why}", code, "remove it")


def _fingerprinted(findings: list[Finding]) -> list[Finding]:
    """Give each finding an identity that survives moved lines: rule, document, target, and an ordinal."""
    seen: Counter[tuple[str, str, str]] = Counter()
    result = []
    for finding in sorted(findings, key=lambda f: f.order):
        key = (finding.code, finding.draft.path, finding.draft.target or finding.draft.message)
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        result.append(Finding(finding.code, finding.name, finding.severity, finding.draft, digest))
    return result
