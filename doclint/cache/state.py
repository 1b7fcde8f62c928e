"""What a run leaves for the next one: sections, each read, verified and decoded when somebody asks for it.

The next run seldom needs more than what it knew of one document: to read and verify everything that was known
of ten thousand would be most of its time. The first line of the file is signed and holds a digest of every
section, and of every block of rows.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, starmap
from typing import IO, TYPE_CHECKING, Any

from doclint.cache.home import DIGEST, digest
from doclint.tree.status import Status, content_state

if TYPE_CHECKING:
    from doclint.tree.fileset import FileSet

ROWS, LINES = "rows", "lines"
BLOCK = 64  # rows that are verified together
# Tables by path that a patch adds to; everything else in a patch stands for the whole section.
TABLES = frozenset({"states", "contents", "aliases", LINES, ROWS})
# Columns of these tables: for each path so many bytes, spelled as hexadecimal in a patch.
COLUMNS = {"states": 32, "contents": DIGEST}
_STATUS = struct.Struct("<QQqq").pack
# Sections of which a run asks for an entry or two: each entry on a line of its own, and found there.
ENTRIES = frozenset({"names", "holders", "declared"})
NO_STATUS = b"\0" * 32  # of a file that changed just before it was looked at: it proves nothing
_GONE = b"\xff" * 32
_DUMPS = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode

_Place = tuple[int, int, str]  # where a body begins, its length in bytes, its digest in hexadecimal


class Damaged(Exception):
    """The file is not what was written: nothing it says is used."""


def status_bytes(status: Status) -> bytes:
    """What of a file's state changes whenever its content does."""
    return _STATUS(*content_state(status))


def encode_rows(rows: Iterable[Sequence[Any]]) -> list[bytes]:
    """Rows in the blocks of which each is verified, and decoded, as one."""
    left = iter(rows)
    blocks: list[bytes] = []
    while block := list(islice(left, BLOCK)):
        blocks.append(b"\n".join(map(_json, block)))
    return blocks


def encode_state(name: str, sections: Mapping[str, Any], blocks: Iterable[bytes]) -> list[bytes]:
    """A state as bytes, in parts; the first is the line to be signed.

    Args:
        name: what a patch calls it.
        sections: name -> plain value, or bytes for a column or as read; `paths` says to which document each
            entry of a column, each of `lines` and each row belongs.
        blocks: of `encode_rows`: a row a document, in the order of `paths`.
    """
    blocks = list(blocks)
    bodies = {key: _encoded(key, value) for key, value in sections.items()}
    head = {
        "name": name,
        "sections": {key: _size_and_digest(body) for key, body in bodies.items()},
        ROWS: [_size_and_digest(block) for block in blocks],
    }
    return [_json(head) + b"\n", *bodies.values(), *blocks]


def _paths_bytes(paths: Iterable[str]) -> bytes:
    return "".join([f"{path}\0" for path in paths]).encode("utf-8", "surrogatepass")


def _encoded(section: str, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if section == "paths":
        return _paths_bytes(value)
    if section == LINES:  # JSON without indentation holds no line end of its own
        return b"\n".join(map(_json, value))
    if section in ENTRIES:
        return b"".join([b"\n%b:%b" % (_json(key), _json(entry)) for key, entry in value.items()]) + b"\n"
    return _json(value)


def _json(value: Any) -> bytes:
    return _DUMPS(value).encode("ascii")


def _size_and_digest(body: bytes) -> tuple[int, str]:
    return len(body), digest(body).hex()


class State:
    """A state as read, with what later runs changed.

    Args:
        head: the first line, whose signature was looked at; empty where nothing was kept.
        file: the open file. What stands after the head is read from it when it is asked for.
        start: the offset at which that begins, in bytes.
        patch: what later runs changed. `changes`: section -> its new value, or what is to be added to it;
            `to`: the name of the state to which they belong.

    Every method may raise `Damaged`.

    Raises:
        ValueError, KeyError, TypeError: the head is none.
    """

    def __init__(
        self,
        head: bytes = b"",
        file: IO[bytes] | None = None,
        start: int = 0,
        patch: Mapping[str, Any] | None = None,
    ) -> None:
        self.name = ""
        self.patch: Mapping[str, Any] = {}
        self._file = file
        self._sections: dict[str, _Place] = {}
        self._blocks: list[_Place] = []
        self._values: dict[str, Any] = {}
        self._columns: dict[str, bytes] = {}
        self._lines: dict[int, list[bytes]] = {}
        if head:
            table = json.loads(head)
            self.name = table["name"]
            for key, (size, content) in table["sections"].items():
                self._sections[key] = start, size, content
                start += size
            for size, content in table[ROWS]:
                self._blocks.append((start, size, content))
                start += size
        if patch and patch.get("to") == self.name:
            self.patch = patch["changes"]

    def patched(self, changes: Mapping[str, Any]) -> State:
        """The same state with other changes in place of those it has."""
        state = State(file=self._file)
        state.name, state.patch = self.name, changes
        state._sections, state._blocks, state._lines = self._sections, self._blocks, self._lines
        state.__dict__["paths"] = self.paths
        state._values = {key: value for key, value in self._values.items() if key not in TABLES}
        return state

    def close(self) -> None:
        """Let go of the file: what was not asked before can be asked no more."""
        if self._file is not None:
            self._file.close()
            self._file = None

    @cached_property
    def paths(self) -> Sequence[str]:
        """The documents, in order."""
        if "paths" not in self._sections:
            return []
        body = self._body(self._sections["paths"])
        return body.decode("utf-8", "surrogatepass").split("\0")[:-1]

    def get(self, section: str, default: Any = None) -> Any:
        """The value of a section, decoded once; of a table, with what was added to it."""
        if section in self.patch and section not in TABLES:
            return self.patch[section]
        if section not in self._values:
            value = json.loads(self._body(self._sections[section])) if section in self._sections else default
            if section in TABLES:
                value = {**value, **self.patch.get(section, {})}
            self._values[section] = value
        return self._values[section]

    def is_of(self, paths: Sequence[str]) -> bool:
        """Whether these are its documents, in order; then their list need not be read."""
        body = _paths_bytes(paths)
        same = "paths" in self._sections and self._sections["paths"][2] == digest(body).hex()
        if same:
            self.__dict__["paths"] = paths
        return same

    def unsure(self, files: FileSet) -> set[str]:
        """The documents of whose content this state knows nothing: their file's state is another now.

        The state of a symbolic link says nothing of the content.
        """
        if not self._sections:
            return set()
        statuses = list(map(files.files.get, self.paths))
        there = [status for status in statuses if status is not None]
        if len(there) == len(statuses):
            now = b"".join(starmap(_STATUS, map(content_state, there)))
        else:
            now = b"".join([_GONE if status is None else status_bytes(status) for status in statuses])
        paths, width = self.paths, COLUMNS["states"]
        found = {paths[number] for number in _differing(now, self._column("states"), width)}
        return found.union(files.links.keys() & self.numbers.keys()) if files.links else found

    def known(self, files: FileSet) -> dict[str, bytes]:
        """The digests of the content of the documents of which it is sure."""
        if not self._sections:
            return {}
        unsure, contents = self.unsure(files), self._column("contents")
        pieces = [contents[i : i + DIGEST] for i in range(0, len(contents), DIGEST)]
        return {p: piece for p, piece in zip(self.paths, pieces, strict=True) if p not in unsure}

    def content(self, path: str) -> bytes:
        """The digest of a document's content; zeros where it could not be read."""
        at = self.numbers[path] * DIGEST
        return self._column("contents")[at : at + DIGEST]

    def entries(self, section: str) -> Mapping[str, Any]:
        """A section of `ENTRIES`."""
        if section not in self._values:
            self._values[section] = Entries(self._body(self._sections[section]))
        found: Mapping[str, Any] = self._values[section]
        return found

    def _column(self, name: str) -> bytes:
        if name not in self._columns:
            column, width = bytearray(self._body(self._sections[name])), COLUMNS[name]
            if len(column) != width * len(self.paths):
                raise Damaged
            for path, added in self.patch.get(name, {}).items():
                at = self.numbers[path] * width
                column[at : at + width] = bytes.fromhex(added)
            self._columns[name] = bytes(column)
        return self._columns[name]

    def row(self, path: str) -> list[Any]:
        """What is kept of one document.

        Raises:
            KeyError: nothing is.
        """
        added: Mapping[str, list[Any]] = self.patch.get(ROWS, {})
        if path in added:
            return added[path]
        block, line = divmod(self.numbers[path], BLOCK)
        row: list[Any] = json.loads(self._block(block)[line])
        return row

    def naming(self, words: Iterable[str]) -> set[str]:
        """The documents in whose entry of `lines`, a list of strings, one of some strings stands."""
        added: Mapping[str, list[str]] = self.patch.get(LINES, {})
        wanted = set(words)
        found = {path for path, names in added.items() if not wanted.isdisjoint(names)}
        body = self._body(self._sections[LINES])
        written = [word for word in map(_json, wanted) if word in body]
        if written:
            for path, line in zip(self.paths, body.split(b"\n"), strict=False):
                if path not in added and any(word in line for word in written):
                    found.add(path)
        return found

    def whole(self, changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Sections and blocks of rows, changes included: what `encode_state` takes."""
        state = self.patched(changes)
        sections: dict[str, Any] = {"paths": self.paths, LINES: state._lists()}
        for key in self._sections:
            if key in ENTRIES:  # no patch adds to those
                sections[key] = self._body(self._sections[key])
            elif key not in sections:
                sections[key] = state._column(key) if key in COLUMNS else state.get(key)
        return sections, encode_rows(state.row(path) for path in self.paths)

    def _lists(self) -> list[list[str]]:
        added: Mapping[str, list[str]] = self.patch.get(LINES, {})
        lines = self._body(self._sections[LINES]).split(b"\n")
        return [
            added[p] if p in added else json.loads(line) for p, line in zip(self.paths, lines, strict=True)
        ]

    def _block(self, number: int) -> list[bytes]:
        if number not in self._lines:
            self._lines[number] = self._body(self._blocks[number]).split(b"\n")
        return self._lines[number]

    def _body(self, place: _Place) -> bytes:
        at, size, content = place
        try:
            if self._file is None:
                raise Damaged
            self._file.seek(at)
            body = self._file.read(size)
        except OSError:
            raise Damaged from None
        if digest(body).hex() != content:
            raise Damaged
        return body

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Path -> place, from 0, of every document."""
        return {path: i for i, path in enumerate(self.paths)}


class Entries(Mapping[str, Any]):
    """A table as bytes, of which an entry is decoded when it is asked for.

    Args:
        body: a line for each entry, `"key":value` in JSON, with a line end before the first, too.
    """

    __slots__ = ("_body",)

    def __init__(self, body: bytes) -> None:
        self._body = body

    def __getitem__(self, key: str) -> Any:
        """The value of a key.

        Raises:
            KeyError: there is no such key.
        """
        # A line end within a string is escaped: what stands after one is a key.
        begin = b"\n%b:" % _json(key)
        at = self._body.find(begin)
        if at < 0:
            raise KeyError(key)
        start = at + len(begin)
        return json.loads(self._body[start : self._body.index(b"\n", start)])

    def __contains__(self, key: object) -> bool:
        """Whether there is such a key; decodes nothing."""
        return isinstance(key, str) and b"\n%b:" % _json(key) in self._body

    def __iter__(self) -> Iterator[str]:
        """The keys, in order."""
        decode = json.JSONDecoder().raw_decode
        return (decode(line)[0] for line in self._body.decode("ascii").split("\n") if line)

    def __len__(self) -> int:
        """How many there are."""
        return max(0, self._body.count(b"\n") - 1)


def _differing(a: bytes, b: bytes, width: int) -> Iterator[int]:
    """The numbers of the entries that differ between two columns: found by halves, for few do."""
    todo = [(0, len(a) // width)]
    while todo:
        low, high = todo.pop()
        if a[low * width : high * width] == b[low * width : high * width]:
            continue
        if high - low == 1:
            yield low
        else:
            middle = (low + high) // 2
            todo += [(middle, high), (low, middle)]
