"""Findings of one cause: a folder that moved, a page that lost its sections, a target that is gone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from doclint.formats.target import written_path
from doclint.model.finding import Diagnostic, Finding

LEAST = 4  # findings of one cause that people read as one


class Cause(NamedTuple):
    """Why several findings are there.

    Attributes:
        title: the cause, in one sentence that begins with their number.
        findings: in order.
    """

    title: str
    findings: tuple[Finding, ...]


def causes(findings: Iterable[Finding]) -> list[Cause]:
    """The findings by cause, in the order of the first of each; most causes have one finding.

    A finding is of the first cause that it shares with enough others: a folder that moved, the page whose
    anchors are missed, the target, the words of the message, and, if it is no error, the rule within a file.
    """
    left = list(findings)
    found: list[Cause] = []
    for key_of in (_moved, _anchors, _target, _words, _in_file):
        groups: dict[tuple[str, ...], list[Finding]] = {}
        for finding in left:
            key = key_of(finding)
            if key:
                groups.setdefault((finding.code, *key), []).append(finding)
        chosen = [group for group in groups.values() if len(group) >= LEAST]
        found += [Cause(_TITLES[key_of](group), tuple(group)) for group in chosen]
        taken = {id(finding) for group in chosen for finding in group}
        left = [finding for finding in left if id(finding) not in taken]
    found += [Cause(finding.diagnostic.message, (finding,)) for finding in left]
    return sorted(found, key=lambda cause: cause.findings[0].order)


def _now(d: Diagnostic) -> str:
    """Where the file that a reference means is now; empty where that is not known."""
    if d.history is not None:
        return d.history.path if d.history.verdict == "moved" else ""
    return d.affected_paths[0] if d.fix is not None and d.affected_paths else ""


def _moved(finding: Finding) -> tuple[str, ...]:
    """(the folder as written, the folder now, the commit) of a file that moved and kept its name."""
    d, now = finding.diagnostic, _now(finding.diagnostic)
    written = written_path(d.target).rstrip("/")
    folder, _, name = written.rpartition("/")
    if not now or not folder or finding.name not in ("moved-path", "broken-link", "broken-schema-ref"):
        return ()
    above, _, name_now = now.rstrip("/").rpartition("/")
    while folder and above and folder.rpartition("/")[2] == above.rpartition("/")[2] and "/" in folder:
        folder, above = folder.rpartition("/")[0], above.rpartition("/")[0]
    return (folder, above, d.history.commit if d.history else "") if name == name_now else ()


def _anchors(finding: Finding) -> tuple[str, ...]:
    paths = finding.diagnostic.affected_paths
    return (paths[0],) if finding.name == "broken-anchor" and paths else ()


def _target(finding: Finding) -> tuple[str, ...]:
    d = finding.diagnostic
    return (d.target,) if d.target and d.severity_key and d.target != d.path else ()


def _words(finding: Finding) -> tuple[str, ...]:
    return (finding.diagnostic.message,)


def _in_file(finding: Finding) -> tuple[str, ...]:
    return (finding.diagnostic.path,) if finding.severity != "error" else ()


def _title_moved(group: list[Finding]) -> str:
    folder, above, _ = _moved(group[0])
    told = group[0].diagnostic.history
    since = f' since {told.commit[:7]} ({told.date}, "{told.subject}")' if told and told.commit else ""
    return f"{len(group)} paths: '{folder}/' is now '{above}/'{since}"


def _title_anchors(group: list[Finding]) -> str:
    return f"{len(group)} anchors that '{group[0].diagnostic.affected_paths[0]}' does not have"


def _title_words(group: list[Finding]) -> str:
    return f"{len(group)} times: {group[0].diagnostic.message}"


def _title_in_file(group: list[Finding]) -> str:
    return f"{len(group)} in '{group[0].diagnostic.path}'; the first: {group[0].diagnostic.message}"


_TITLES = {
    _moved: _title_moved,
    _anchors: _title_anchors,
    _target: _title_words,
    _words: _title_words,
    _in_file: _title_in_file,
}
