"""Diagnostics become findings: severities, suppressions, order, fingerprints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from doclint.checks import ENGINE_CHECKS
from doclint.engine.compare import Key, identity
from doclint.engine.suppress import Suppressions, per_file
from doclint.formats.digest import digest
from doclint.model.facts import Suppression
from doclint.model.finding import Diagnostic, Finding
from doclint.model.rule import Rule
from doclint.model.vocabulary import Severity


def judged(
    found: Iterable[tuple[str, Diagnostic]],
    suppressed: Mapping[str, tuple[Suppression, ...]],
    rules: tuple[Rule, ...],
    all_rules: tuple[Rule, ...],
    per_file_ignores: Mapping[str, tuple[str, ...]],
) -> tuple[Finding, ...]:
    """The findings of a project, in order.

    Args:
        found: (code of the rule, diagnostic) of all units.
        suppressed: the suppressions of each document that has any.
        rules: those that ran.
        all_rules: every rule there is, to tell an unknown code in a suppression from one not run.
        per_file_ignores: glob -> rules not reported there.
    """
    by_code = {rule.code: rule for rule in rules}
    suppressions = Suppressions(suppressed)
    findings = suppressions.keep(finding_of(by_code[code], diagnostic) for code, diagnostic in found)
    for rule in rules:
        if rule.check in ENGINE_CHECKS:
            unused = _unused(suppressions, all_rules, frozenset(by_code))
            findings += suppressions.keep(finding_of(rule, diagnostic) for diagnostic in unused)
    ignored = per_file(per_file_ignores)
    return tuple(f for f in fingerprinted(findings) if not ignored(f))


def finding_of(rule: Rule, diagnostic: Diagnostic) -> Finding:
    """A rule's diagnostic as a finding, with its severity; the fingerprint comes later."""
    severity: Severity = (
        "info" if diagnostic.frozen or diagnostic.planned else rule.severity_for(diagnostic.severity_key)
    )
    if not diagnostic.help and rule.help:
        diagnostic = diagnostic._replace(help=rule.help)
    return Finding(rule.code, rule.name, severity, diagnostic, "")


def _unused(
    suppressions: Suppressions, all_rules: tuple[Rule, ...], selected: frozenset[str]
) -> Iterator[Diagnostic]:
    for path, suppression, code, why in suppressions.unused(all_rules, selected):
        yield Diagnostic(path, suppression.span, f"unused suppression: {why}", code, "remove it")


def fingerprinted(findings: Iterable[Finding]) -> list[Finding]:
    """The findings in order, each with an identity free of lines: rule, document, target, ordinal."""
    seen: Counter[Key] = Counter()
    result = []
    for finding in sorted(findings, key=lambda f: f.order):
        key = identity(finding)
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        print_ = digest(text.encode("utf-8", "surrogatepass")).hex()[:16]
        result.append(finding._replace(fingerprint=print_))
    return result
