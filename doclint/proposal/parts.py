"""What a proposal is made of: parts, each with the counts that speak for it, and their text as TOML."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from doclint.formats.escape import printable

# Tables of which a configuration has several.
_MANY = ("kind", "field", "rule")


class Part(NamedTuple):
    """One setting that may be proposed or dropped by itself.

    Attributes:
        table: `kind`, `field`, `rule`, `manifest`, or the key of a list (`reference-fields`), of which the
            part is one item.
        name: what tells it from others of its table.
        evidence: what speaks for it, for a comment.
        values: the keys of the table; of an item of a list nothing.
        needs: the parts without which it makes no sense.
        weight: how many documents it describes.
        active: whether it takes effect; else it is written as a comment.
    """

    table: str
    name: str
    evidence: str
    values: Mapping[str, Any] = {}
    needs: tuple[tuple[str, str], ...] = ()
    weight: int = 0
    active: bool = True

    @property
    def key(self) -> tuple[str, str]:
        """What names the part."""
        return self.table, self.name


def without(parts: Iterable[Part], dropped: Iterable[tuple[str, str]]) -> list[Part]:
    """The parts that are left when some are dropped, and with them those that need them."""
    gone, kept = set(dropped), list(parts)
    while True:
        left = [part for part in kept if part.key not in gone and gone.isdisjoint(part.needs)]
        if len(left) == len(kept):
            return left
        gone |= {part.key for part in kept} - {part.key for part in left}
        kept = left


def toml(parts: Iterable[Part]) -> str:
    """The parts as the text of a configuration, each below a comment with its evidence."""
    parts = list(parts)
    blocks: list[list[str]] = []
    lists = dict.fromkeys(part.table for part in parts if not part.values)
    for key in lists:
        items = [part for part in parts if part.table == key]
        comments = [f"# {printable(f'{part.name}: {part.evidence}')}" for part in items]
        blocks.append([*comments, f"{key} = {_value([part.name for part in items])}"])
    for part in parts:
        if part.values:
            header = f"[[{part.table}]]" if part.table in _MANY else f"[{part.table}]"
            lines = [header, *(f"{name} = {_value(value)}" for name, value in part.values.items())]
            mark = "" if part.active else "# "
            blocks.append([f"# {printable(part.evidence)}", *(mark + line for line in lines)])
    return "\n".join("\n".join(block) + "\n" for block in blocks)


def _value(value: object) -> str:
    """A TOML value; strings as JSON spells them, which TOML reads alike (TOML 1.0, "String")."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_value(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
