"""Packs: a folder with `pack.toml` (kinds, fields, manifest) and rule pages."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from doclint.config.data import rules_root
from doclint.config.options import PACK_OPTIONS
from doclint.config.toml import check_table, line_of, read_toml
from doclint.errors import DoclintError, did_you_mean
from doclint.formats.confined import Refused, exists, resolved


class Pack(NamedTuple):
    """A pack's table and where its pages are."""

    name: str
    folder: Path
    table: dict[str, Any]


def load_pack(name: str, root: Path) -> Pack:
    """Load a shipped pack by name, or a folder below `root` by its path.

    Raises:
        DoclintError: no such pack, or a mistake in its `pack.toml`.
    """
    shipped = rules_root() / name
    folder = shipped if (shipped / "pack.toml").is_file() else root / name
    file = folder / "pack.toml"
    if not exists(file):
        known = [p.parent.name for p in sorted(rules_root().glob("*/pack.toml"))]
        hint = did_you_mean(name, known) or f"shipped packs: {', '.join(known)}"
        raise DoclintError(f"no pack '{name}' ({hint})")
    shown = f"{name}/pack.toml"
    table, text = read_toml(file, shown, shipped if folder == shipped else root)
    check_table(table, PACK_OPTIONS, text, shown)
    for key in ("kind", "data"):
        for i, item in enumerate(table.get(key, ())):
            _must_be_inside(folder, item.get("schema", ""), shown, line_of(text, (key, i, "schema")))
    return Pack(name, folder, table)


def _must_be_inside(folder: Path, schema: str, shown: str, line: int) -> None:
    try:
        resolved(folder / schema, (folder,))
    except Refused as error:
        raise DoclintError(f"the schema '{schema}' {error}", shown, line) from None


def detect_packs(paths: Iterable[str]) -> tuple[Pack, ...]:
    """The shipped packs whose marker folders occur in a tree.

    Args:
        paths: every folder of the tree, relative, `/`-separated.
    """
    names = {path.rpartition("/")[2] for path in paths}
    return tuple(
        pack
        for pack in shipped_packs()
        if any(marker.strip("/") in names for marker in pack.table.get("detect", ()))
    )


def shipped_packs() -> tuple[Pack, ...]:
    """Every pack that doclint ships."""
    files = sorted(rules_root().glob("*/pack.toml"))
    return tuple(load_pack(file.parent.name, file.parent) for file in files)
