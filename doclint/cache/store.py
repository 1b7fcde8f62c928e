"""The facts of files by content, and the last run's verdicts, for one tree and one set of settings."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from doclint import __version__
from doclint.cache.home import cache_home, digest, read_signed, secret, sign, write_signed
from doclint.model.facts import ExtractSettings

MAX_BYTES = 1_000_000_000
MAX_VERDICTS = 8
MAX_PATCH = 1000  # entries of a patch; more, and the state is written anew


class Store:
    """A folder of the cache. Every failure is a miss: a cache never decides, and never stops a run.

    Args:
        folder: where it lies.
        key: what signs its content.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key = folder, key
        self._base: sqlite3.Connection | None = None
        self._patch: dict[str, Any] = {}

    @classmethod
    def open(cls, root: Path, settings: ExtractSettings, where: Path | None = None) -> Store | None:
        """The store of a tree under these settings; None where nothing can be kept."""
        key = secret(create=True)
        home = str(where) if where is not None else cache_home()
        if key is None or home is None:
            return None
        words = (__version__, repr(settings), str(root))
        name = digest(*(word.encode("utf-8", "surrogateescape") for word in words)).hex()
        folder = Path(home) / "trees" / name
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            return None
        return cls(folder, key)

    def state(self) -> dict[str, Any]:
        """What the last run left, its patches applied; empty where there is none."""
        table = self._table("state.json")
        patch = self._table("patch.json")
        if "name" not in table or patch.get("to") != table["name"]:
            return table
        for key, value in patch["changes"].items():
            table[key] = {**table[key], **value} if isinstance(value, dict) else value
        self._patch = patch["changes"]
        return table

    def _table(self, name: str) -> dict[str, Any]:
        body = read_signed(str(self._folder / name), self._key)
        try:
            table = {} if body is None else json.loads(body)
        except ValueError:
            return {}
        return table if isinstance(table, dict) else {}

    def write_state(self, state: dict[str, Any]) -> None:
        """Keep the state of this run, in one replace."""
        # A random name, not a digest: a patch must fit this very state, written by this very run.
        self._write("state.json", {**state, "name": os.urandom(8).hex()})

    def patch_state(self, state: dict[str, Any], changes: dict[str, Any]) -> None:
        """Keep what differs from a state that `state()` gave; tables (path -> value) are merged into its own.

        Writing ten thousand entries for one changed document would be most of a run.
        """
        merged = dict(self._patch)
        for key, value in changes.items():
            merged[key] = {**merged.get(key, {}), **value} if isinstance(value, dict) else value
        if sum(len(value) for value in merged.values() if isinstance(value, dict)) > MAX_PATCH:
            whole = {k: {**state[k], **v} if isinstance(v, dict) else v for k, v in changes.items()}
            self.write_state({**state, **whole})
        else:
            self._write("patch.json", {"to": state.get("name"), "changes": merged})

    def _write(self, name: str, table: dict[str, Any]) -> None:
        body = json.dumps(table, separators=(",", ":")).encode("ascii")
        write_signed(str(self._folder / name), self._key, body)

    def verdict(self, name: str) -> dict[str, Any]:
        """What was kept under a name that says everything it depends on; empty where there is nothing."""
        return self._table(f"verdict-{name}.json")

    def write_verdict(self, name: str, value: dict[str, Any]) -> None:
        """Keep something under such a name; the oldest make room."""
        self._write(f"verdict-{name}.json", value)
        try:
            kept = sorted(self._folder.glob("verdict-*.json"), key=lambda p: (p.stat().st_mtime_ns, p.name))
            for path in kept[:-MAX_VERDICTS]:
                path.unlink(missing_ok=True)
        except OSError:
            return  # another run tidies up at the same time

    def _connect(self) -> sqlite3.Connection | None:
        if self._base is None:
            path = self._folder / "facts.db"
            for _ in range(2):
                try:
                    base = sqlite3.connect(path, timeout=5, isolation_level=None)
                    base.execute("PRAGMA synchronous=OFF")
                    base.execute(
                        "CREATE TABLE IF NOT EXISTS facts (digest BLOB PRIMARY KEY, mac BLOB, data BLOB)"
                    )
                    self._base = base
                    break
                except sqlite3.DatabaseError:
                    # Cut or foreign: begin anew. Locked for five seconds: we do without.
                    try:
                        path.unlink(missing_ok=True)
                    except OSError:
                        break
        return self._base

    def read_facts(self, digests: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
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

    def write_facts(self, new: Iterable[tuple[bytes, bytes]]) -> None:
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
        size = os.path.getsize(self._folder / "facts.db")  # noqa: PTH202
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
