"""Where doclint's own data (rule pages, packs, schemas) lies: inside the wheel or in a checkout."""

from __future__ import annotations

from pathlib import Path


def rules_root() -> Path:
    """The folder that holds `core/`, the packs and `schemas/`.

    An installed wheel carries it as `doclint/_rules`; an editable checkout beside the package.
    """
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_rules"
    return shipped if shipped.is_dir() else package.parent / "rules"
