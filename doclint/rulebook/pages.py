"""A rule is a Markdown page: front matter is the rule, the body its documentation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from doclint.config.data import rules_root
from doclint.config.options import Option, validate
from doclint.config.packs import Pack
from doclint.errors import DoclintError
from doclint.formats.confined import must_read
from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source
from doclint.model.facts import Structured
from doclint.model.rule import Rule

MAX_BYTES = 1_000_000  # of a page
_CODE = re.compile(r"[A-Z]{2,8}\d{3}")
PAGE_KEYS: Mapping[str, Option] = {
    "code": Option("string", "Capital letters and three digits.", required=True),
    "name": Option("string", "The rule's name, as in the file name.", required=True),
    "check": Option("string", "The kind of check.", required=True),
    "params": Option("table", "Its parameters."),
    "severity": Option("severity", "How severe it is.", required=True),
    "help": Option("string", "What to do about a finding that does not say more."),
    "fixable": Option("boolean", "Whether some of its findings have a fix."),
    "since": Option("string", "The doclint version that introduced the rule."),
}


def page_folders(packs: Iterable[Pack], extra: Iterable[Path]) -> list[Path]:
    """The folders that hold rule pages: core's, the packs', the user's own."""
    return [rules_root() / "core", *(pack.folder for pack in packs), *extra]


def load_rules(folders: Iterable[Path]) -> tuple[Rule, ...]:
    """The rules of all pages in some folders, sorted by code; a page that leads out of its folder is refused.

    Raises:
        DoclintError: a page with a mistake, or a code or name used twice.
    """
    rules: dict[str, Rule] = {}
    names: dict[str, Rule] = {}
    for folder in folders:
        if not folder.is_dir():
            raise DoclintError(f"no folder of rule pages '{folder}' (rule-paths)")
        for page in sorted(folder.glob("*.md")):
            rule = _read_page(folder, page)
            for twin in (rules.get(rule.code), names.get(rule.name)):
                if twin is not None:
                    raise DoclintError(
                        f"'{rule.code}' or '{rule.name}' is already used by {twin.source}", rule.source, 2
                    )
            rules[rule.code] = names[rule.name] = rule
    return tuple(rules[code] for code in sorted(rules))


def _read_page(folder: Path, page: Path) -> Rule:
    shown = f"{folder.name}/{page.name}"
    return parse_page(must_read(page, (folder,), shown, MAX_BYTES), shown)


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
        severity_by_key=by_via,
        help=table.get("help", ""),
        fixable=table.get("fixable", False),
        since=table.get("since", ""),
        summary=_summary(body),
        body=body,
        source=shown,
        lines=_lines(front.structured),
    )


def _check(table: Mapping[str, Any], structured: Structured, shown: str) -> None:
    mistake = validate(table, PAGE_KEYS)
    if mistake:
        pointer = "".join(f"/{escape_pointer(str(key))}" for key in mistake.keys)
        while pointer and pointer not in structured.keys:
            pointer = pointer.rpartition("/")[0]
        line = structured.keys[pointer].line if pointer else 1
        raise DoclintError(mistake.message, shown, line)
    if not _CODE.fullmatch(table["code"]):
        message = f"'{table['code']}' is not a valid code: expected capital letters and three digits"
        raise DoclintError(message, shown, structured.keys["/code"].line)


def _lines(structured: Structured) -> dict[str, int]:
    """The lines of the keys that a check may find wrong."""
    return {
        pointer[1:]: span.line
        for pointer, span in structured.keys.items()
        if pointer == "/check" or pointer.startswith("/params")
    }


def _summary(body: str) -> str:
    for line in body.split("\n"):
        if line.strip() and not line.startswith("#"):
            return line.strip()
    return ""
