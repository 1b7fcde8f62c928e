"""Every test has a cache of its own: none sees another's, none touches the user's."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home: Path = tmp_path_factory.mktemp("cache")
    monkeypatch.setenv("DOCLINT_CACHE_HOME", str(home))
