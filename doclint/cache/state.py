"""What a run leaves for the next one: columns by document, each decoded when somebody asks for it.

The next run seldom needs more than the row of one document: decoding ten thousand would be most of its time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

ROWS = "rows"
# Tables by path that a patch adds to; everything else in a patch stands for the whole section.
TABLES = frozenset({"states", "contents", "aliases", ROWS})
_DUMPS = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def encode_state(name: str, sections: Mapping[str, Any], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A state as bytes, in parts.

    Args:
        name: what a patch calls it.
        sections: name -> plain value; `paths` says to which document each entry of `states`, `contents` and
            the rows belongs.
        rows: one a document, in the order of `paths`.
    """
    bodies = {key: (_DUMPS(value) + "\n").encode("ascii") for key, value in sections.items()}
    # JSON without indentation holds no line end of its own.
    lines = [(_DUMPS(row) + "\n").encode("ascii") for row in rows]
    sizes = {**{key: len(body) for key, body in bodies.items()}, ROWS: sum(map(len, lines))}
    yield (_DUMPS({"name": name, "sizes": sizes}) + "\n").encode("ascii")
    yield from bodies.values()
    yield from lines


class State:
    """A state as read, with what later runs changed.

    Args:
        body: of `encode_state`; empty where nothing was kept.
        patch: what later runs changed. `changes`: section -> its new value, or what is to be added to it;
            `to`: the name of the state to which they belong.

    Raises:
        ValueError, KeyError, TypeError: the bytes are no state.
    """

    def __init__(self, body: bytes = b"", patch: Mapping[str, Any] | None = None) -> None:
        self.name = ""
        self.patch: Mapping[str, Any] = {}
        self._bodies: dict[str, bytes] = {}
        self._values: dict[str, Any] = {}
        self._decoded: dict[str, list[Any]] = {}
        if body:
            at = body.index(b"\n") + 1
            head = json.loads(body[:at])
            self.name = head["name"]
            for key, size in head["sizes"].items():
                self._bodies[key] = body[at : at + size]
                at += size
        if patch and patch.get("to") == self.name:
            self.patch = patch["changes"]
        self.paths: list[str] = self.get("paths", [])

    def get(self, section: str, default: Any = None) -> Any:
        """The value of a section, decoded once; of a table, with what was added to it."""
        if section in self.patch and section not in TABLES:
            return self.patch[section]
        if section not in self._values:
            body = self._bodies.get(section)
            value = default if body is None else json.loads(body)
            if section in TABLES:
                table = value if isinstance(value, dict) else dict(zip(self.paths, value or (), strict=False))
                value = {**table, **self.patch.get(section, {})}
            self._values[section] = value
        return self._values[section]

    @property
    def index(self) -> Iterator[tuple[str, str, str]]:
        """(path, state of the file, digest of its content in hexadecimal)."""
        own = (json.loads(self._bodies.get(name, b"[]")) for name in ("states", "contents"))
        rows = zip(self.paths, *own, strict=True)
        added = self.patch.get("states", {})
        if not added:
            return rows
        contents = self.patch["contents"]
        return (r if (p := r[0]) not in added else (p, added[p], contents[p]) for r in rows)

    def row(self, path: str) -> list[Any]:
        """What is kept of one document.

        Raises:
            KeyError: nothing is.
        """
        added: Mapping[str, list[Any]] = self.patch.get(ROWS, {})
        if path in added:
            return added[path]
        if path not in self._decoded:
            self._decoded[path] = json.loads(self._lines[self._number[path]])
        return self._decoded[path]

    def rows_with(self, words: Iterable[str]) -> Iterator[tuple[str, list[Any]]]:
        """(path, row) of at least those documents in whose row one of some strings stands."""
        added: Mapping[str, list[Any]] = self.patch.get(ROWS, {})
        yield from added.items()
        found: set[int] = set()
        for word in words:
            written = _DUMPS(word).encode("ascii")
            found.update(i for i, line in enumerate(self._lines) if written in line)
        for i in sorted(found):
            if self.paths[i] not in added:
                yield self.paths[i], self.row(self.paths[i])

    def whole(self, changes: Mapping[str, Any]) -> tuple[dict[str, Any], list[Sequence[Any]]]:
        """Sections and rows, changes included: what `encode_state` takes."""
        sections: dict[str, Any] = {}
        for section in self._bodies:
            if section != ROWS:
                value = changes.get(section, self.get(section))
                if section in TABLES:
                    value = {**self.get(section), **changes.get(section, {})}
                if section in ("states", "contents"):
                    value = [value[path] for path in self.paths]
                sections[section] = value
        new = changes.get(ROWS, {})
        return sections, [new[path] if path in new else self.row(path) for path in self.paths]

    @cached_property
    def _lines(self) -> list[bytes]:
        return self._bodies[ROWS].splitlines()

    @cached_property
    def _number(self) -> dict[str, int]:
        return {path: i for i, path in enumerate(self.paths)}
