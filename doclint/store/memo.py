"""Answers of git that are kept between runs, in a database on disk. What is lost is asked again."""

from __future__ import annotations

from pathlib import Path

from doclint.store.facts import FactsTable


class DiskMemo:
    """Bytes by key; written when it is closed, and then bounded to what recent runs used.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._table = FactsTable(path)
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()

    def get(self, key: bytes) -> bytes | None:
        """What is kept under a key; None where nothing is."""
        self._used.add(key)
        if key in self._new:
            return self._new[key]
        return next((data for _, data in self._table.read([key])), None)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value under a key."""
        self._new[key] = value
        self._used.add(key)

    def close(self) -> None:
        """Write what is new."""
        if self._new:
            self._table.write(self._new.items())
            self._table.prune(self._used)
            self._new = {}
        self._table.close()
