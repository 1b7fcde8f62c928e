"""The store of one tree: a database that is read whole, checked, changed in memory, and replaced whole.

SQLite looks rows up without decoding the others. The image of the database is one file with a checksum before
it, so no byte of it is believed that was not written, no lock is needed, and of two runs at the same time
each leaves a whole state. Facts, which are many and large and may be lost one by one, lie in a database
beside it.
"""

from __future__ import annotations

import os
import sqlite3
import time
import zlib
from contextlib import suppress
from pathlib import Path

from doclint.formats.digest import digest
from doclint.store.facts import FactsTable
from doclint.store.fingerprint import tool_fingerprint
from doclint.store.location import cache_home
from doclint.store.memo import DiskMemo

_MAGIC = b"doclint1"
_HEAD = len(_MAGIC) + 8
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE documents (
    path TEXT PRIMARY KEY, digest TEXT, kind TEXT, id TEXT, slug TEXT, template INTEGER, title TEXT
) WITHOUT ROWID;
CREATE TABLE names (name TEXT, path TEXT, PRIMARY KEY (name, path)) WITHOUT ROWID;
CREATE TABLE units (
    number INTEGER PRIMARY KEY, key TEXT, references_ INTEGER, findings TEXT, suppressions TEXT, marks TEXT,
    evidence TEXT
);
CREATE TABLE questions (question TEXT PRIMARY KEY, answer TEXT, askers BLOB) WITHOUT ROWID;
CREATE TABLE evidence (place TEXT PRIMARY KEY, resolved INTEGER, dangling INTEGER) WITHOUT ROWID;
CREATE TABLE marks (mark TEXT, path TEXT, PRIMARY KEY (mark, path)) WITHOUT ROWID;
CREATE TABLE manifest (path TEXT PRIMARY KEY, digest TEXT, files TEXT, vias TEXT, row BLOB) WITHOUT ROWID;
CREATE TABLE outputs (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID;
"""
# Made after the rows, which is faster than with them.
_INDEXES = """
CREATE INDEX IF NOT EXISTS documents_by_id ON documents (id) WHERE id != '';
CREATE INDEX IF NOT EXISTS units_by_key ON units (key);
"""


class Store:
    """The store of one tree. A failure is a cache miss: it costs time, but never stops or falsifies a run.

    Args:
        folder: where it lies.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts = FactsTable(folder / "facts.db")
        self.history = DiskMemo(folder / "history.db")
        self._file = folder / "state.db"
        self._base: sqlite3.Connection | None = None
        self._unsaved = False

    @classmethod
    def open(cls, root: Path, where: Path | None = None) -> Store | None:
        """The store of a tree; None where nothing can be kept.

        Args:
            root: the root of the tree, resolved.
            where: the cache; None means the user's own.
        """
        home = where or cache_home()
        if home is None:
            return None
        words = (tool_fingerprint(), str(root))
        folder = home / "trees" / digest(*(w.encode("utf-8", "surrogatepass") for w in words)).hex()
        try:
            folder.mkdir(parents=True, mode=0o700)
        except FileExistsError:
            if not folder.is_dir():
                return None
            _used(folder)
        except OSError:
            return None
        else:
            from doclint.store.tidy import tidy  # a new tree, or a new version of doclint: few runs

            tidy(folder.parent, folder)
        return cls(folder)

    @property
    def base(self) -> sqlite3.Connection:
        """The database, in memory: as the last run left it, or empty."""
        if self._base is None:
            self._base = self._read() or self._empty()
        return self._base

    def _read(self) -> sqlite3.Connection | None:
        try:
            data = self._file.read_bytes()
        except OSError:
            return None
        image = memoryview(data)[_HEAD:]
        check = zlib.crc32(image).to_bytes(4, "little") + (len(image) & 0xFFFFFFFF).to_bytes(4, "little")
        if data[:_HEAD] != _MAGIC + check or not image:
            return None
        base = sqlite3.connect(":memory:", isolation_level=None)
        try:
            base.deserialize(image)
            base.execute("SELECT 1 FROM meta LIMIT 1").fetchone()
        except (sqlite3.Error, OverflowError):
            base.close()
            return None
        return base

    def _empty(self) -> sqlite3.Connection:
        base = sqlite3.connect(":memory:", isolation_level=None)
        base.executescript(_SCHEMA)
        return base

    def renew(self) -> sqlite3.Connection:
        """An empty database in place of the one there is; what is of no tree state (`meta`) stays."""
        kept = self.base.execute(
            "SELECT key, value FROM meta WHERE key LIKE 'rules %' OR key LIKE 'commit %'"
        ).fetchall()
        self.base.close()
        self._base = self._empty()
        self._base.executemany("INSERT INTO meta VALUES (?, ?)", kept)
        return self._base

    def get(self, key: str) -> bytes | None:
        """A value kept under a key."""
        row = self.base.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def put(self, key: str, value: bytes) -> None:
        """Keep a value under a key, from the next `save` on."""
        self.base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def keep_latest(self, prefix: str, key: str, most: int) -> None:
        """Of the keys that begin alike keep this one and a few of the others."""
        rows = self.base.execute("SELECT key FROM meta WHERE key LIKE ? AND key != ?", (prefix + "%", key))
        for (other,) in rows.fetchall()[most - 1 :]:
            self.base.execute("DELETE FROM meta WHERE key = ?", (other,))

    def output(self, key: bytes) -> bytes | None:
        """What a run that differs in nothing printed."""
        row = self.base.execute("SELECT value FROM outputs WHERE key = ?", (key,)).fetchone()
        return None if row is None else bytes(row[0])

    def put_output(self, key: bytes, value: bytes) -> None:
        """Keep what a run printed, until something changes."""
        self.base.execute("INSERT OR REPLACE INTO outputs VALUES (?, ?)", (key, value))

    def index(self) -> None:
        """Make the indexes, after the rows."""
        self.base.executescript(_INDEXES)

    def save(self) -> None:
        """Write the database when the store is closed; until then more may change."""
        self._unsaved = True

    def _write(self) -> None:
        """Write the database in one replace; a store that cannot be written is no mistake of the user."""
        assert self._base is not None
        image = self._base.serialize()
        check = zlib.crc32(image).to_bytes(4, "little") + (len(image) & 0xFFFFFFFF).to_bytes(4, "little")
        # No `tempfile`, which would import OpenSSL: 12 ms. Two runs at once have names of their own.
        draft = self.folder / f"state-{os.urandom(8).hex()}"
        try:
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123
                file.write(_MAGIC + check)
                file.write(image)
            draft.replace(self._file)
        except OSError:
            draft.unlink(missing_ok=True)

    def close(self) -> None:
        """Write what is new, and let go of the files."""
        if self._base is not None:
            if self._unsaved:
                self._write()
                self._unsaved = False
            self._base.close()
            self._base = None
        self.facts.close()
        self.history.close()


def _used(folder: Path) -> None:
    """Note once a day that the store is in use: a run that finds all as it was writes nothing else."""
    with suppress(OSError):
        now = time.time()
        if abs(now - folder.stat().st_mtime) > 86_400:
            os.utime(folder, (now, now))
