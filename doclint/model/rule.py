"""A rule: data from a Markdown page, bound to a kind of check by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Rule(NamedTuple):
    """One rule.

    Attributes:
        code: `DL101`.
        name: `broken-link`.
        check: the kind of check that runs it.
        params: what the check is told.
        severity: `error`, `warning` or `info`, the default for every via.
        severity_by_via: exceptions by the reference's via (or a check's own distinction, see its page).
        fixable: whether some of its findings carry a fix.
        since: the doclint version it first shipped in.
        summary: the page's first line.
        body: the page, without front matter.
        source: the page's path, for messages.
    """

    code: str
    name: str
    check: str
    params: Mapping[str, Any] = {}
    severity: str = "error"
    severity_by_via: Mapping[str, str] = {}
    fixable: bool = False
    since: str = ""
    summary: str = ""
    body: str = ""
    source: str = ""

    def severity_for(self, via: str) -> str:
        """The severity of a finding whose reference came by `via` (may be empty)."""
        return self.severity_by_via.get(via, self.severity)
