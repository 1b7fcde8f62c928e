"""What a run says: findings, the edits that repair them, and the report that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from doclint.model.facts import Reference, Span
from doclint.model.rule import Rule
from doclint.model.vocabulary import SEVERITIES, Severity, SeverityKey


class Edit(NamedTuple):
    """Replace the text of `span` in `path` by `text`."""

    path: str
    span: Span
    text: str


class Fix(NamedTuple):
    """Edits that belong together; `safe` when they cannot change what the author meant."""

    edits: tuple[Edit, ...]
    safe: bool = True


class Rewrite(NamedTuple):
    """A proposal: write a reference anew, so that it leads to another file.

    Attributes:
        path: the file it is spelled in.
        reference: as extracted; its syntax picks the writer.
        target: its new target, as `Reference.target` has it.
        leads_to: the path it must then resolve to.
    """

    path: str
    reference: Reference
    target: str
    leads_to: str
    safe: bool = True


class SetValue(NamedTuple):
    """A proposal: give the JSON value at `span` of a file, which is now `old`, the value `new`.

    In a document `pointer` names the field of its metadata (a JSON pointer); in JSON files it is empty.
    """

    path: str
    span: Span
    old: Any
    new: Any
    safe: bool = True
    pointer: str = ""


class ReplaceText(NamedTuple):
    """A proposal: replace running text, without any effect on structure or references."""

    path: str
    span: Span
    text: str
    safe: bool = True


Repair = Rewrite | SetValue | ReplaceText


class Related(NamedTuple):
    """Another place that explains a finding."""

    path: str
    line: int
    message: str


class History(NamedTuple):
    """What git tells of a broken reference.

    Attributes:
        verdict: what became of the file (see `history.model.Word`).
        path: where it is now, or was last; empty where it never was.
        written: the commit that wrote the reference; empty where none has, or nothing depends on it.
        commit, date, author, subject: the commit that broke it; empty where none did.
    """

    verdict: str
    path: str
    written: str
    commit: str
    date: str
    author: str
    subject: str


class Diagnostic(NamedTuple):
    """A finding as a check yields it: no rule, no severity.

    Attributes:
        path: file the finding is in, relative to the root, `/`-separated.
        span: where in it.
        message: what is wrong, one sentence.
        target: what the reference spells or means; part of the fingerprint.
        help: what to do about it; empty where the message says it.
        affected_paths: paths of other files this finding depends on.
        severity_key: the reference's via, or what else the severity depends on (`anchor`, `either`, `date`).
        related: other places that explain it.
        repair: what would mend it, as the check proposes it.
        fix: the edits of the repair, once they are proven to read back; checks leave it alone.
        history: what git tells of it, where it was asked; checks leave it alone.
        frozen: whether it is in a record, which is never mended; checks leave it alone.
        planned: whether the text around it says that it is an example, or is to come: an info.
    """

    path: str
    span: Span
    message: str
    target: str = ""
    help: str = ""
    affected_paths: tuple[str, ...] = ()
    severity_key: SeverityKey = ""
    related: tuple[Related, ...] = ()
    repair: Repair | None = None
    fix: Fix | None = None
    history: History | None = None
    frozen: bool = False
    planned: bool = False


class Finding(NamedTuple):
    """A diagnostic with the rule that made it, its severity and its fingerprint.

    The fingerprint is free of line numbers: it survives edits elsewhere in the file.
    """

    code: str
    name: str
    severity: Severity
    diagnostic: Diagnostic
    fingerprint: str

    @property
    def order(self) -> tuple[str, int, int, str, str, str]:
        """The one total order of findings."""
        d = self.diagnostic
        return (d.path, d.span.line, d.span.column, self.code, d.message, d.target)


class Impact(NamedTuple):
    """Who reads a document that changed.

    Attributes:
        name: of the document.
        direct, all: how many link to it, and how many depend on it through others.
        owners: of those, the ones with most documents first.
    """

    name: str
    direct: int
    all: int
    owners: tuple[str, ...]


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
        complete: whether another run would say the same; not where time ran out.
        since: the commit that the findings are compared with, as the user names it; empty for none.
        mended: with a commit to compare with, its findings that the tree does not have any more.
        added: the paths that that commit did not have.
        impact: of the documents that changed since, where a format shows it.
    """

    root: str
    files: int
    references: int
    findings: tuple[Finding, ...]
    frames: Mapping[tuple[str, int], str] = MappingProxyType({})
    notices: tuple[str, ...] = ()
    fail_on: Severity = "error"
    rules: tuple[Rule, ...] = ()
    hidden: Mapping[str, int] = MappingProxyType({})
    changed: frozenset[str] = frozenset()
    complete: bool = True
    since: str = ""
    mended: tuple[Finding, ...] = ()
    added: frozenset[str] = frozenset()
    impact: tuple[Impact, ...] = ()

    def fails(self, finding: Finding) -> bool:
        """Whether a finding makes the run fail."""
        return SEVERITIES.index(finding.severity) <= SEVERITIES.index(self.fail_on)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(f.severity == severity for f in self.findings)
