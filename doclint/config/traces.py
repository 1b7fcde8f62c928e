"""`[[rule]]` tables to trace rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from doclint.config.options import Mistake
from doclint.errors import did_you_mean
from doclint.model.trace import LINK_VERBS, VERBS, Selector, TraceRule

_SELECTOR_KEYS = ("id", "kind", "path", "where", "not")
_KEYS = ("id", "for", "via", "direction", "depth", "min", "max", "help", *VERBS)


def parse_trace(table: Mapping[str, Any], source: str, line: int, *, optional: bool) -> TraceRule | Mistake:
    """One table as a rule, or what is wrong with it (the mistake's keys start below the table)."""
    for key in table:
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"known keys: {', '.join(_KEYS)}"
            return Mistake((key,), f"unknown key '{key}'; {hint}")
    verbs = [key for key in table if key in VERBS]
    if len(verbs) != 1 or not isinstance(table.get("id"), str):
        wrong = (
            "a rule needs an 'id'" if len(verbs) == 1 else f"a rule needs exactly one of {', '.join(VERBS)}"
        )
        return Mistake(("id",), wrong)
    (verb,) = verbs
    sources = _selector(table.get("for", {}), "for")
    targets: Selector | Mistake = Selector()
    if verb in LINK_VERBS:
        targets = _selector(table[verb], verb)
    for found in (sources, targets):
        if isinstance(found, Mistake):
            return found
    assert isinstance(sources, Selector)
    assert isinstance(targets, Selector)
    mistake = _check_values(table, verb)
    if mistake:
        return mistake
    via = table.get("via", ())
    return TraceRule(
        id=table["id"],
        verb=verb,
        sources=sources,
        targets=targets,
        value=None if verb in LINK_VERBS else table[verb],
        vias=(via,) if isinstance(via, str) else tuple(via),
        direction=table.get("direction", "out"),
        depth=table.get("depth", 1),
        min_targets=table.get("min", 1),
        max_targets=table.get("max"),
        help=table.get("help", ""),
        source=source,
        line=line,
        optional=optional,
    )


def _check_values(table: Mapping[str, Any], verb: str) -> Mistake | None:
    def wrong(key: str, expected: str) -> Mistake:
        return Mistake((key,), f"'{key}' must be {expected}")

    for key in ("depth", "min", "max"):
        value = table.get(key, 1)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return wrong(key, "a whole number, not negative")
    if table.get("direction", "out") not in ("out", "either"):
        return wrong("direction", "'out' or 'either'")
    via = table.get("via", "")
    if not isinstance(via, str) and not (isinstance(via, list) and all(isinstance(v, str) for v in via)):
        return wrong("via", "a via or a list of them")
    value = table[verb]
    if verb in ("must-have-file", "name", "unique", "schema") and not isinstance(value, str):
        return wrong(verb, "a string")
    if verb == "acyclic" and value is not True:
        return wrong(verb, "true")
    if verb == "sections" and not (isinstance(value, list) and all(isinstance(v, str) for v in value)):
        return wrong(verb, "a list of headings")
    if verb == "flow" and not (
        isinstance(value, dict) and isinstance(value.get("order"), list) and set(value) <= {"field", "order"}
    ):
        return wrong(verb, "a table with 'order', a list of values from lowest to highest, and maybe 'field'")
    return None


def _selector(value: Any, key: str) -> Selector | Mistake:
    """A selector: an ID, a list of IDs, or a table."""
    if isinstance(value, str):
        return Selector(ids=(value,))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return Selector(ids=tuple(value))
    if not isinstance(value, dict):
        return Mistake(
            (key,), f"'{key}' must be an ID, a list of IDs, or a table with {', '.join(_SELECTOR_KEYS)}"
        )
    for name in value:
        if name not in _SELECTOR_KEYS:
            hint = did_you_mean(name, _SELECTOR_KEYS) or f"known keys: {', '.join(_SELECTOR_KEYS)}"
            return Mistake((key, name), f"unknown key '{name}' in '{key}'; {hint}")
    where = value.get("where", {})
    if not isinstance(where, dict):
        return Mistake((key, "where"), "'where' must be a table: field = value")
    excluded = _selector(value["not"], f"{key}.not") if "not" in value else None
    if isinstance(excluded, Mistake):
        return excluded
    lists: list[tuple[str, ...]] = []
    for name in ("id", "kind", "path"):
        found = value.get(name, [])
        found = [found] if isinstance(found, str) else found
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            return Mistake((key, name), f"'{name}' must be a string or a list of strings")
        lists.append(tuple(found))
    return Selector(lists[0], lists[1], lists[2], where, excluded)
