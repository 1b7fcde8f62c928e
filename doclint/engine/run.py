"""Rules over a project: diagnostics become findings, silenced ones go, the rest is put in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from doclint.cache.home import digest
from doclint.checks import ENGINE_CHECKS, load_check
from doclint.engine.compare import Key, identity
from doclint.edit.proof import Prover
from doclint.engine.suppress import Suppressions, per_file
from doclint.link.context import Context, Shared
from doclint.link.kinds import extract_settings
from doclint.link.project import Project
from doclint.model.finding import Diagnostic, Finding
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
    settings = extract_settings(project.config, project.base)
    prover = Prover(project.read, settings, project.resolver.resolve)
    findings: list[Finding] = []
    engine_rules = [rule for rule in rules if rule.check in ENGINE_CHECKS]
    for rule in rules:
        if rule.check not in ENGINE_CHECKS:
            check = load_check(rule.check, rule.source)
            found = list(check(Context(project, rule.params, shared)))
            findings += findings_of(rule, prover.prove(found) if any(d.repair for d in found) else found)
    suppressions = Suppressions(project.documents)
    findings = suppressions.keep(findings)
    selected = frozenset(rule.code for rule in rules)
    for rule in engine_rules:
        findings += suppressions.keep(findings_of(rule, _unused(suppressions, known, selected)))
    ignored = per_file(project.config.per_file_ignores)
    return tuple(f for f in fingerprinted(findings) if not ignored(f))


def findings_of(rule: Rule, diagnostics: Iterable[Diagnostic]) -> list[Finding]:
    """A rule's diagnostics as findings, with its severity; fingerprints come later."""
    return [
        Finding(rule.code, rule.name, rule.severity_for(diagnostic.severity_key), diagnostic, "")
        for diagnostic in diagnostics
    ]


def _unused(
    suppressions: Suppressions, known: tuple[Rule, ...], selected: frozenset[str]
) -> Iterator[Diagnostic]:
    for path, suppression, code, why in suppressions.unused(known, selected):
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
