"""The facts of files by content, and the last run's verdicts, for one tree and one set of settings."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from doclint.cache.build import build
from doclint.cache.home import MAC, cache_home, digest, open_signed, read_signed, secret, write_signed
from doclint.cache.state import TABLES, Damaged, State, encode_state
from doclint.model.facts import ExtractSettings

if TYPE_CHECKING:
    from doclint.cache.base import FactsBase
    from doclint.tree.fileset import FileSet

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
        self._facts: FactsBase | None = None
        self._state: State | None = None

    @classmethod
    def open(cls, root: Path, settings: ExtractSettings, where: Path | None = None) -> Store | None:
        """The store of a tree under these settings; None where nothing can be kept."""
        key = secret(create=True)
        home = str(where) if where is not None else cache_home()
        if key is None or home is None:
            return None
        words = (build(), repr(settings), str(root))
        name = digest(*(word.encode("utf-8", "surrogatepass") for word in words)).hex()
        folder = Path(home) / "trees" / name
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError:
            return None
        return cls(folder, key)

    def state(self) -> State:
        """What the last run left, its patch applied; an empty one where there is none."""
        if self._state is None:
            self._state = State()
            opened = open_signed(str(self._folder / "state"), self._key)
            if opened is not None:
                head, file = opened
                try:
                    self._state = State(head, file, MAC + len(head), self._table("patch.json"))
                except (ValueError, KeyError, TypeError):
                    file.close()
        return self._state

    def known(self, files: FileSet) -> dict[str, bytes]:
        """Digests of the content of those files that are as the last run saw them."""
        try:
            return self.state().known(files)
        except Damaged:
            return {}

    def _table(self, name: str) -> dict[str, Any]:
        body = read_signed(str(self._folder / name), self._key)
        try:
            table = {} if body is None else json.loads(body)
        except ValueError:
            return {}
        return table if isinstance(table, dict) else {}

    def write_state(self, sections: Mapping[str, Any], blocks: Iterable[bytes]) -> None:
        """Keep the state of this run, in one replace."""
        # A random name, not a digest: a patch must fit this very state, written by this very run.
        head, *bodies = encode_state(os.urandom(8).hex(), sections, blocks)
        self._forget()
        write_signed(str(self._folder / "state"), self._key, head, after=bodies)

    def patch_state(self, state: State, changes: Mapping[str, Any]) -> None:
        """Keep what differs from a state that `state()` gave; tables (path -> value) are merged into its own.

        Writing ten thousand entries for one changed document would be most of a run.
        """
        merged = dict(state.patch)
        for key, value in changes.items():
            merged[key] = {**merged.get(key, {}), **value} if key in TABLES else value
        if sum(len(merged.get(key, ())) for key in TABLES) > MAX_PATCH:
            self.write_state(*state.whole(merged))
        else:
            self._write("patch.json", {"to": state.name, "changes": merged})
            self._state = state.patched(merged)

    def _forget(self) -> None:
        # Where a file is open, some systems let nobody replace it.
        if self._state is not None:
            self._state.close()
            self._state = None

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

    def holds_facts(self) -> bool:
        """Whether the facts of any file are kept."""
        return self._base().holds_any()

    def read_facts(self, digests: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
        """(digest, encoded facts) of those that are kept; order is theirs."""
        return self._base().read(digests)

    def write_facts(self, new: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep encoded facts by digest."""
        self._base().write(new)

    def prune(self, in_use: Iterable[bytes]) -> None:
        """Bound the file: with three times as many facts as files, or over a gigabyte, keep those in use."""
        self._base().prune(in_use)

    def close(self) -> None:
        """Let go of the files."""
        self._forget()
        if self._facts is not None:
            self._facts.close()

    def _base(self) -> FactsBase:
        if self._facts is None:
            # A run in which one document changed reads none: sqlite3 is imported by those that do.
            from doclint.cache.base import FactsBase

            self._facts = FactsBase(self._folder / "facts.db", self._key)
        return self._facts
