"""`[[rule]]` tables to trace rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from doclint.config.options import Mistake
from doclint.model.config import FieldConfig
from doclint.model.trace import LINK_VERBS, VERBS, Selector, TraceRule, via_of_field


def parse_trace(table: Mapping[str, Any], source: str, line: int, *, optional: bool) -> TraceRule | Mistake:
    """One table, already valid key by key, as a rule; or what is wrong with it as a whole.

    Args:
        table: the table.
        source: the file it stands in, for messages.
        line: its line there.
        optional: whether targets that do not exist are no mistake.
    """
    verbs = [key for key in table if key in VERBS]
    if len(verbs) != 1:
        return Mistake(("id",), f"a rule needs exactly one of {', '.join(VERBS)}")
    (verb,) = verbs
    if verb == "must-index" and (not isinstance(table[verb], dict) or set(table[verb]) != {"kind"}):
        return Mistake((verb,), "'must-index' takes kinds: { kind = [...] }")
    if "share" in table and (verb != "must-index" or table["share"] > 100):
        return Mistake(("share",), "'share' is a percentage, and only of 'must-index'")
    if "ordered" in table and verb != "sections":
        return Mistake(("ordered",), "'ordered' is of 'sections'")
    if verb == "sections" and isinstance(table[verb], dict) and "ordered" in table:
        return Mistake(("ordered",), "'ordered' is of sections that the rule names itself")
    if verb == "acyclic" and table[verb] is not True:
        return Mistake((verb,), "'acyclic' must be true")
    return TraceRule(
        id=table["id"],
        verb=verb,
        sources=_selector(table.get("for", {})),
        targets=_selector(table[verb]) if verb in LINK_VERBS else Selector(),
        value=None if verb in LINK_VERBS else table[verb],
        vias=(*words(table.get("via", ())), *(via_of_field(f) for f in words(table.get("field", ())))),
        direction=table.get("direction", "out"),
        depth=table.get("depth", 1),
        min_targets=table.get("min", 1),
        max_targets=table.get("max"),
        share=table.get("share", 90),
        ordered=table.get("ordered", False),
        help=table.get("help", ""),
        source=source,
        line=line,
        optional=optional,
    )


def inverse_rules(field: FieldConfig) -> Iterator[TraceRule]:
    """The rules that a field and its inverse give: who names is named in turn, both ways."""
    for name, back in ((field.name, field.inverse), (field.inverse, field.name)) if field.inverse else ():
        yield TraceRule(
            id=f"{name}/{back}",
            verb="reciprocal",
            sources=Selector(),
            targets=Selector(kinds=(field.kind,)),
            value=back,
            vias=(via_of_field(name),),
            optional=True,
        )


def words(value: Any) -> tuple[Any, ...]:
    """A string, or a list of them, as a tuple."""
    return (value,) if isinstance(value, str) else tuple(value)


def _selector(value: Any) -> Selector:
    """A selector: an ID, a list of IDs, or a table."""
    if not isinstance(value, dict):
        return Selector(ids=words(value))
    lists = [words(value.get(name, ())) for name in ("id", "kind", "path")]
    excluded = _selector(value["not"]) if "not" in value else None
    mentioned = words(value.get("says", ()))
    return Selector(lists[0], lists[1], lists[2], value.get("where", {}), mentioned, excluded)
