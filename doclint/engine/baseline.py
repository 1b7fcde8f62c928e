"""The baseline: findings a team has accepted for now, keyed by rule, document and target.

The file is JSON, sorted, one entry a line, so that it merges. No line number is in it: an entry stays
true when text moves. An entry may carry a `reason` and an `expires` date (`YYYY-MM-DD`, the last day on
which it counts).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from doclint.config.options import Option, validate
from doclint.engine.compare import Key, identity
from doclint.errors import DoclintError
from doclint.formats.dates import is_date
from doclint.formats.json_source import JsonError, load_json
from doclint.formats.source import Source
from doclint.model.facts import NOWHERE, Span, Structured
from doclint.model.finding import Diagnostic, Finding

BASELINE_KEYS: Mapping[str, Option] = {
    "version": Option("integer", "The version of the format: 1.", minimum=1, required=True),
    "findings": Option(
        "tables",
        "The accepted findings.",
        required=True,
        keys={
            "rule": Option("string", "The rule's code.", required=True),
            "path": Option("string", "The document.", required=True),
            "target": Option("string", "The target of the finding.", required=True),
            "count": Option("integer", "Number of identical findings.", minimum=1),
            "reason": Option("string", "Why it is accepted."),
            "expires": Option("string", "The last day on which the entry is valid, YYYY-MM-DD."),
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted finding, or `count` alike; `span` is its place in the file."""

    rule: str
    path: str
    target: str
    count: int = 1
    reason: str = ""
    expires: str = ""
    span: Span = NOWHERE

    @property
    def key(self) -> Key:
        """What a finding must be to match."""
        return self.rule, self.path, self.target


def parse_baseline(data: bytes, shown: str) -> tuple[Entry, ...]:
    """Read a baseline file.

    Raises:
        DoclintError: with the line of the mistake.
    """
    try:
        structured = load_json(Source(data))
    except UnicodeDecodeError as error:
        raise DoclintError(f"not UTF-8 at byte {error.start}", shown) from None
    except JsonError as error:
        raise DoclintError(f"not valid JSON: {error.message}", shown, error.span.line) from None
    table = structured.data
    if not isinstance(table, dict) or table.get("version") != 1:
        raise DoclintError("a baseline is an object with 'version': 1 and a list 'findings'", shown, 1)
    mistake = validate(table, BASELINE_KEYS)
    if mistake:
        pointer = "".join(f"/{key}" for key in mistake.keys)
        span = structured.keys.get(pointer) or structured.at(pointer) or NOWHERE
        raise DoclintError(mistake.message, shown, span.line)
    return tuple(_entry(item, i, structured, shown) for i, item in enumerate(table["findings"]))


def _entry(item: dict[str, Any], i: int, structured: Structured, shown: str) -> Entry:
    span = structured.values[f"/findings/{i}"]
    expires = item.get("expires", "")
    if expires:
        try:
            if not is_date(expires):
                raise ValueError
            date.fromisoformat(expires)
        except ValueError:
            message = f"'expires' must be a date like 2026-12-31, not '{expires}'"
            raise DoclintError(message, shown, span.line) from None
    # The surrogates of a path that is not UTF-8 do not survive JSON's UTF-8; they are written escaped.
    return Entry(**item, span=Span(span.line, span.column, span.line, span.column + 1))


def apply_baseline(
    findings: Iterable[Finding], entries: Iterable[Entry], today: str
) -> tuple[list[Finding], int, Counter[Key]]:
    """The findings no entry accepts, how many are accepted, and how often each entry matched."""
    room: Counter[Key] = Counter()
    for entry in entries:
        if not is_expired(entry, today):
            room[entry.key] += entry.count
    used: Counter[Key] = Counter()
    kept: list[Finding] = []
    for finding in findings:
        key = identity(finding)
        if used[key] < room[key]:
            used[key] += 1
        else:
            kept.append(finding)
    return kept, sum(used.values()), used


def is_expired(entry: Entry, today: str) -> bool:
    """Whether an entry's last day has passed; dates as `YYYY-MM-DD`."""
    return bool(entry.expires) and entry.expires < today


def unused_entries(
    entries: Iterable[Entry], used: Counter[Key], selected: frozenset[str], path: str, today: str
) -> Iterable[Diagnostic]:
    """A diagnostic for each entry that has expired or matches nothing, unless its rule did not run."""
    for entry in entries:
        about = f"{entry.rule} in '{entry.path}'"
        if is_expired(entry, today):
            message = f"the baseline entry for {about} expired on {entry.expires}"
            yield Diagnostic(path, entry.span, message, "\0".join(entry.key), "repair it, or renew the entry")
        elif entry.rule in selected and not used[entry.key]:
            message = f"the baseline entry for {about} matches nothing: '{entry.target}'"
            yield Diagnostic(path, entry.span, message, "\0".join(entry.key), "run 'doclint baseline prune'")


def write_baseline(findings: Iterable[Finding], old: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries for all findings; reasons and dates of entries that stay are kept."""
    known = {entry.key: entry for entry in old}
    counts = Counter(identity(f) for f in findings)
    return tuple(
        replace(known.get(key, Entry(*key)), count=count, span=NOWHERE)
        for key, count in sorted(counts.items())
    )


def prune_baseline(entries: Iterable[Entry], used: Counter[Key], today: str) -> tuple[Entry, ...]:
    """The entries that still match and have not expired, with the counts that match."""
    return tuple(
        replace(entry, count=used[entry.key])
        for entry in entries
        if used[entry.key] and not is_expired(entry, today)
    )


def dump_baseline(entries: Iterable[Entry]) -> str:
    """The file's text: sorted, one entry a line."""
    lines = []
    for entry in sorted(entries, key=lambda e: e.key):
        table: dict[str, object] = {"rule": entry.rule, "path": entry.path, "target": entry.target}
        if entry.count != 1:
            table["count"] = entry.count
        if entry.reason:
            table["reason"] = entry.reason
        if entry.expires:
            table["expires"] = entry.expires
        lines.append("    " + json.dumps(table))
    body = ",\n".join(lines)
    return '{\n  "version": 1,\n  "findings": [\n' + body + ("\n" if body else "") + "  ]\n}\n"
