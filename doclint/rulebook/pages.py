"""A rule is a Markdown page: front matter is the rule, the body its documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from doclint.config.data import rules_root
from doclint.config.packs import Pack
from doclint.errors import DoclintError
from doclint.formats.source import Source
from doclint.model.facts import Structured
from doclint.model.finding import SEVERITIES
from doclint.model.rule import Rule

_CODE = re.compile(r"[A-Z]{2,8}\d{3}")
_KEYS = {
    "code": str,
    "name": str,
    "check": str,
    "params": dict,
    "severity": (str, dict),
    "fixable": bool,
    "since": str,
}
_REQUIRED = ("code", "name", "check", "severity")


def page_folders(packs: Iterable[Pack], extra: Iterable[Path]) -> list[Path]:
    """The folders that hold rule pages: core's, the packs', the user's own."""
    return [rules_root() / "core", *(pack.folder for pack in packs), *extra]


def load_rules(folders: Iterable[Path]) -> tuple[Rule, ...]:
    """The rules of all pages in some folders, sorted by code.

    Raises:
        DoclintError: a page with a mistake, or a code or name used twice.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, Rule] = {}
    for folder in folders:
        if not folder.is_dir():
            raise DoclintError(f"no folder of rule pages '{folder}' (rule-paths)")
        for page in sorted(folder.glob("*.md")):
            rule = parse_page(page.read_bytes(), f"{folder.name}/{page.name}")
            for twin in (rules.get(rule.code), names.get(rule.name)):
                if twin is not None:
                    raise DoclintError(
                        f"'{rule.code}' or '{rule.name}' is already used by {twin.source}", rule.source, 2
                    )
            rules[rule.code] = names[rule.name] = rule
    return tuple(rules[code] for code in sorted(rules))


def parse_page(data: bytes, shown: str) -> Rule:
    """One page's rule.

    Args:
        data: the page, UTF-8.
        shown: how messages name it.

    Raises:
        DoclintError: with the line of the mistake.
    """
    try:
        source = Source(data)
    except UnicodeDecodeError as error:
        raise DoclintError(f"not UTF-8 at byte {error.start}", shown) from None
    # Imported here: with the pages remembered, YAML is not needed.
    from doclint.formats.front_matter import read_front_matter

    front = read_front_matter(source)
    for defect in front.defects:
        raise DoclintError(defect.message, shown, defect.span.line)
    if front.structured is None or not isinstance(front.structured.data, dict):
        raise DoclintError("a rule page starts with front matter: code, name, check, severity", shown, 1)
    table = front.structured.data
    _check(table, front.structured, shown)
    severity = table["severity"]
    by_via = {k: v for k, v in severity.items() if k != "default"} if isinstance(severity, dict) else {}
    body = source.text[len(source.data[: front.body].decode("utf-8")) :].strip()
    return Rule(
        code=table["code"],
        name=table["name"],
        check=table["check"],
        params=table.get("params") or {},
        severity=severity["default"] if isinstance(severity, dict) else severity,
        severity_by_via=by_via,
        fixable=table.get("fixable", False),
        since=table.get("since", ""),
        summary=_summary(body),
        body=body,
        source=shown,
    )


def _check(table: Mapping[str, Any], structured: Structured, shown: str) -> None:
    def fail(message: str, key: str) -> None:
        span = structured.keys.get(f"/{key}")
        raise DoclintError(message, shown, span.line if span else 1)

    for key, value in table.items():
        if key not in _KEYS:
            fail(f"unknown key '{key}'; a rule page has {', '.join(_KEYS)}", key)
        if not isinstance(value, _KEYS[key]):  # type: ignore[arg-type]
            fail(f"'{key}' has the wrong type", key)
    for key in _REQUIRED:
        if key not in table:
            fail(f"the key '{key}' is missing", key)
    if not _CODE.fullmatch(table["code"]):
        fail(f"'{table['code']}' is no code: capital letters and three digits", "code")
    severity = table["severity"]
    values = severity if isinstance(severity, dict) else {"default": severity}
    if "default" not in values or any(v not in SEVERITIES for v in values.values()):
        fail(f"'severity' must be one of {', '.join(SEVERITIES)}, or a table with a default", "severity")


def _summary(body: str) -> str:
    for line in body.split("\n"):
        if line.strip() and not line.startswith("#"):
            return line.strip()
    return ""
