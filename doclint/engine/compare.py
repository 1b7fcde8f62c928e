"""Compares the findings of two trees: which ones a change introduces, in any file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from doclint.model.finding import Finding

Key = tuple[str, str, str]


def identity(finding: Finding, renamed: Mapping[str, str] | None = None) -> Key:
    """The key that identifies a finding across states of the tree: rule, document, target; no line.

    Args:
        finding: the finding.
        renamed: old path -> new path of renamed files, where the finding is of the old tree.
    """
    d = finding.diagnostic
    target = d.target or d.message
    if renamed:
        return finding.code, renamed.get(d.path, d.path), renamed_target(target, renamed)
    return finding.code, d.path, target


def renamed_target(target: str, renamed: Mapping[str, str]) -> str:
    """A target of the old tree; a path may be one of several words (`docs/a.md status`, `rule docs/a.md`)."""
    found = renamed.get(target)
    if found is not None or " " not in target:
        return target if found is None else found
    return " ".join(renamed.get(word, word) for word in target.split(" "))


def differing(
    findings: Iterable[Finding], old: Iterable[Finding], renamed: Mapping[str, str]
) -> tuple[list[Finding], list[Finding]]:
    """The findings that the old tree does not have, and those of the old tree that are gone.

    Of several identical findings (one link twice in a document), as many are old as the old tree had.
    """
    known: dict[Key, list[Finding]] = {}
    for finding in old:
        known.setdefault(identity(finding, renamed), []).append(finding)
    new: list[Finding] = []
    for finding in findings:
        same = known.get(identity(finding))
        if same:
            same.pop()
        else:
            new.append(finding)
    return new, [finding for rest in known.values() for finding in rest]
