"""Which findings a comment, a front-matter key or a per-file glob silences, and which silence nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from doclint.config.globs import matches_any
from doclint.model.facts import Suppression
from doclint.model.finding import Finding
from doclint.model.rule import Rule
from doclint.rulebook.select import matching


class _Region:
    """One suppression: the lines it covers, what it names, and what it has silenced so far."""

    def __init__(self, suppression: Suppression, first: int, last: float) -> None:
        self.suppression, self.first, self.last = suppression, first, last
        self.used: set[str] = set()

    def covers(self, finding: Finding) -> str | None:
        """The written code that silences the finding (empty for a comment that names none), else None."""
        if not self.first <= finding.diagnostic.span.line <= self.last:
            return None
        codes = self.suppression.codes
        if not codes:
            return ""
        return next((c for c in codes if finding.name == c or finding.code.startswith(c)), None)


class Suppressions:
    """The suppressions of every document that has any, by path."""

    def __init__(self, suppressed: Mapping[str, tuple[Suppression, ...]]) -> None:
        self._regions = {path: _regions(suppressed[path]) for path in sorted(suppressed)}

    def keep(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings no suppression covers; marks the suppressions that covered one."""
        kept = []
        for finding in findings:
            silenced = False
            for region in self._regions.get(finding.diagnostic.path, ()):
                code = region.covers(finding)
                if code is not None:
                    region.used.add(code)
                    silenced = True
            if not silenced:
                kept.append(finding)
        return kept

    def unused(
        self, rules: tuple[Rule, ...], selected: frozenset[str]
    ) -> Iterable[tuple[str, Suppression, str, str]]:
        """(path, suppression, written code, why) of everything that silenced nothing.

        A code whose rules did not all run says nothing about its use.
        """
        for path, regions in self._regions.items():
            for region in regions:
                if region.suppression.action == "enable":
                    continue
                if not region.suppression.codes:
                    if not region.used:
                        yield path, region.suppression, "", "it matches no finding"
                    continue
                for code in region.suppression.codes:
                    meant = matching(code, rules)
                    if not meant:
                        yield path, region.suppression, code, f"there is no rule '{code}'"
                    elif code not in region.used and all(rule.code in selected for rule in meant):
                        yield path, region.suppression, code, f"it matches no {code} finding"


def _regions(suppressions: tuple[Suppression, ...]) -> list[_Region]:
    regions: list[_Region] = []
    for suppression in suppressions:
        end = suppression.span.end_line
        if suppression.action == "file":
            regions.append(_Region(suppression, 1, float("inf")))
        elif suppression.action == "line":
            regions.append(_Region(suppression, suppression.span.line, end))
        elif suppression.action == "next-line":
            regions.append(_Region(suppression, end + 1, end + 1))
        elif suppression.action == "disable":
            regions.append(_Region(suppression, end, float("inf")))
        else:  # enable: ends every open region that names the same codes, or all of them
            for region in regions:
                same = not suppression.codes or set(suppression.codes) >= set(region.suppression.codes)
                if region.suppression.action == "disable" and region.last == float("inf") and same:
                    region.last = suppression.span.line
    return regions


def per_file(globs: Mapping[str, tuple[str, ...]]) -> Callable[[Finding], bool]:
    """A test for findings that `per-file-ignores` silences."""

    def ignored(finding: Finding) -> bool:
        return any(
            matches_any(finding.diagnostic.path, (glob,))
            and any(finding.name == c or finding.code.startswith(c) or c == "ALL" for c in codes)
            for glob, codes in globs.items()
        )

    return ignored
