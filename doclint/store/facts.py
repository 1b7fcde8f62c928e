"""The facts of files by content, in a database on disk. Every failure is a miss: a cache never decides."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from doclint.formats.digest import digest

MAX_BYTES = 1_000_000_000
_BATCH = 500


class FactsTable:
    """Encoded facts by key; each row carries a digest of itself, so that a damaged one is a miss.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base: sqlite3.Connection | None = None

    def _connect(self) -> sqlite3.Connection | None:
        for _ in range(2) if self._base is None else ():
            try:
                base = sqlite3.connect(self._path, timeout=5, isolation_level=None)
                base.execute("PRAGMA synchronous=OFF")
                base.execute("CREATE TABLE IF NOT EXISTS facts (key BLOB PRIMARY KEY, mark BLOB, data BLOB)")
                self._base = base
                break
            except sqlite3.DatabaseError:
                # Cut or foreign: begin anew. Locked for five seconds: we do without.
                try:
                    self._path.unlink(missing_ok=True)
                except OSError:
                    break
        return self._base

    def read(self, keys: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """(key, encoded facts) of those that are kept; order is theirs."""
        base = self._connect()
        wanted = list(keys)
        for start in range(0, len(wanted), _BATCH) if base is not None else ():
            part = wanted[start : start + _BATCH]
            marks = ",".join("?" * len(part))
            try:
                assert base is not None
                rows = base.execute(f"SELECT key, mark, data FROM facts WHERE key IN ({marks})", part)
                found = rows.fetchall()
            except sqlite3.Error:
                return
            for key, mark, data in found:
                if isinstance(data, bytes) and mark == digest(key, data):
                    yield key, data

    def write(self, new: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep encoded facts by key."""
        base = self._connect()
        if base is None:
            return
        try:
            base.execute("BEGIN IMMEDIATE")
            rows = [(key, digest(key, data), data) for key, data in new]
            base.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)
            base.execute("COMMIT")
        except sqlite3.Error:
            self._base = None

    def prune(self, in_use: Iterable[bytes]) -> None:
        """Bound the file: with three times as many facts as files, or over a gigabyte, keep those in use."""
        base = self._connect()
        try:
            if base is not None:
                self._prune(base, list(in_use))
        except (sqlite3.Error, OSError):
            self._base = None

    def _prune(self, base: sqlite3.Connection, used: list[bytes]) -> None:
        (count,) = base.execute("SELECT COUNT(*) FROM facts").fetchone()
        size = self._path.stat().st_size
        if count > 3 * len(used) + 1000 or (size > MAX_BYTES and count > len(used)):
            base.execute("CREATE TEMP TABLE keep (key BLOB PRIMARY KEY)")
            base.executemany("INSERT OR IGNORE INTO keep VALUES (?)", [(key,) for key in used])
            base.execute("DELETE FROM facts WHERE key NOT IN (SELECT key FROM keep)")
            base.execute("DROP TABLE keep")
            base.execute("VACUUM")

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None
