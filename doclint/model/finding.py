"""What a run says: findings, the edits that repair them, and the report that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from doclint.model.facts import Span
from doclint.model.rule import Rule

SEVERITIES = ("error", "warning", "info")


class Edit(NamedTuple):
    """Replace the text of `span` in `path` by `text`."""

    path: str
    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that belong together; `safe` when they cannot change what the author meant."""

    edits: tuple[Edit, ...]
    safe: bool = True


class Related(NamedTuple):
    """Another place that explains a finding."""

    path: str
    line: int
    message: str


class Diagnostic(NamedTuple):
    """A finding as a check yields it: no rule, no severity.

    Attributes:
        path: file the finding is in, relative to the root, `/`-separated.
        span: where in it.
        message: what is wrong, one sentence.
        target: what the reference spells or means; part of the fingerprint.
        help: what to do about it; empty where the message says it.
        affected_paths: paths of other files this finding depends on.
        via: the reference's via, or what else the severity depends on (`anchor`, `either`).
    """

    path: str
    span: Span
    message: str
    target: str = ""
    help: str = ""
    affected_paths: tuple[str, ...] = ()
    via: str = ""
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


class Finding(NamedTuple):
    """A diagnostic with the rule that made it, its severity and its fingerprint.

    The fingerprint is free of line numbers: it survives edits elsewhere in the file.
    """

    code: str
    name: str
    severity: str
    diagnostic: Diagnostic
    fingerprint: str

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """The one total order of findings."""
        d = self.diagnostic
        return (d.path, d.span.line, d.span.column, self.code, d.message, d.target)


class Report(NamedTuple):
    """The result of one run.

    Attributes:
        root: the repository root as an absolute path.
        files: number of documents read.
        references: number of references resolved.
        findings: in total order.
        frames: (path, line) -> the text of that line, for code frames.
        notices: things a user should know that are no findings (for stderr).
        fail_on: the lowest severity that makes the run fail.
        rules: every rule there is, for formats that describe them.
        hidden: why findings were left out (`baseline`, `since REV`) -> how many.
        changed: paths this change touches, where that is known; formats that show a few show these first.
    """

    root: str
    files: int
    references: int
    findings: tuple[Finding, ...]
    frames: Mapping[tuple[str, int], str] = {}
    notices: tuple[str, ...] = ()
    fail_on: str = "error"
    rules: tuple[Rule, ...] = ()
    hidden: Mapping[str, int] = {}
    changed: frozenset[str] = frozenset()

    def count(self, severity: str) -> int:
        """How many findings have this severity."""
        return sum(f.severity == severity for f in self.findings)
