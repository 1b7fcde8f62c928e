"""A rule: data from a Markdown page, bound to a kind of check by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from doclint.model.vocabulary import Severity, SeverityKey


class Rule(NamedTuple):
    """One rule.

    Attributes:
        code: `DL101`.
        name: `broken-link`.
        check: the kind of check that runs it.
        params: what the check is told.
        severity: `error`, `warning` or `info`, the default.
        severity_by_key: exceptions, by what the severity depends on (see the page).
        help: what to do about a finding that does not say more.
        fixable: whether some of its findings carry a fix.
        since: the doclint version it first shipped in.
        summary: the page's first line.
        body: the page, without front matter.
        source: the page's path, for messages.
        lines: `check`, `params`, `params/KEY` -> the line of that key in the page.
    """

    code: str
    name: str
    check: str
    params: Mapping[str, Any] = MappingProxyType({})
    severity: Severity = "error"
    severity_by_key: Mapping[SeverityKey, Severity] = MappingProxyType({})
    help: str = ""
    fixable: bool = False
    since: str = ""
    summary: str = ""
    body: str = ""
    source: str = ""
    lines: Mapping[str, int] = MappingProxyType({})

    def severity_for(self, key: SeverityKey) -> Severity:
        """The severity of a finding with this key (a reference's via, say); the key may be empty."""
        return self.severity_by_key.get(key, self.severity)
