"""Rule pages parsed once: YAML is slow to import and to read, and pages seldom change."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from doclint.cache.build import build
from doclint.cache.home import cache_home, digest, read_signed, secret, state_of, write_signed
from doclint.model.rule import Rule


def remembered(folders: Iterable[Path], load: Callable[[], tuple[Rule, ...]]) -> tuple[Rule, ...]:
    """The rules of some folders of pages: from the cache while no page has changed, else by `load`.

    Raises:
        Whatever `load` raises; mistakes in pages are not remembered.
    """
    key, home = secret(create=True), cache_home()
    if key is None or home is None:
        return load()
    words = [build().encode()]
    try:
        for folder in folders:
            for entry in sorted(os.scandir(folder), key=lambda e: e.name):
                words += (os.fsencode(entry.path), state_of(entry.path).encode())
    except OSError:
        return load()
    path = f"{home}/rules/{digest(*words).hex()}"
    body = read_signed(path, key)
    if body is not None:
        try:
            return tuple(Rule(**table) for table in json.loads(body))
        except (ValueError, TypeError):
            pass
    rules = load()
    write_signed(path, key, json.dumps([rule._asdict() for rule in rules]).encode("ascii"))
    return rules
