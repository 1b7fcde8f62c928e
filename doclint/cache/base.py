"""The facts of files by content, in a database of their own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from doclint.cache.home import sign

MAX_BYTES = 1_000_000_000


class FactsBase:
    """Encoded facts by digest. Every failure is a miss.

    Args:
        path: the file.
        key: what signs its content.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._base: sqlite3.Connection | None = None

    def _connect(self) -> sqlite3.Connection | None:
        if self._base is None:
            for _ in range(2):
                try:
                    base = sqlite3.connect(self._path, timeout=5, isolation_level=None)
                    base.execute("PRAGMA synchronous=OFF")
                    base.execute(
                        "CREATE TABLE IF NOT EXISTS facts (digest BLOB PRIMARY KEY, mac BLOB, data BLOB)"
                    )
                    self._base = base
                    break
                except sqlite3.DatabaseError:
                    # Cut or foreign: begin anew. Locked for five seconds: we do without.
                    try:
                        self._path.unlink(missing_ok=True)
                    except OSError:
                        break
        return self._base

    def holds_any(self) -> bool:
        """Whether there is anything to read."""
        base = self._connect()
        try:
            return base is not None and base.execute("SELECT 1 FROM facts LIMIT 1").fetchone() is not None
        except sqlite3.Error:
            return False

    def read(self, digests: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """(digest, encoded facts) of those that are kept; order is theirs."""
        base = self._connect()
        if base is None:
            return
        wanted = list(digests)
        for start in range(0, len(wanted), 500):
            part = wanted[start : start + 500]
            marks = ",".join("?" * len(part))
            try:
                rows = base.execute(
                    f"SELECT digest, mac, data FROM facts WHERE digest IN ({marks})", part
                ).fetchall()
            except sqlite3.Error:
                return
            for found, mac, data in rows:
                if isinstance(data, bytes) and mac == sign(self._key, found, data):
                    yield found, data

    def write(self, new: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep encoded facts by digest."""
        base = self._connect()
        if base is None:
            return
        try:
            base.execute("BEGIN IMMEDIATE")
            base.executemany(
                "INSERT OR REPLACE INTO facts VALUES (?, ?, ?)",
                [(name, sign(self._key, name, data), data) for name, data in new],
            )
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
            base.execute("CREATE TEMP TABLE keep (digest BLOB PRIMARY KEY)")
            base.executemany("INSERT OR IGNORE INTO keep VALUES (?)", [(name,) for name in used])
            base.execute("DELETE FROM facts WHERE digest NOT IN (SELECT digest FROM keep)")
            base.execute("DROP TABLE keep")
            base.execute("VACUUM")

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None
