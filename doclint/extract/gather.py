"""The facts of many files: from the cache where their content is known, else by several processes."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from doclint.cache.codec import decode_facts, encode_facts, packed
from doclint.cache.home import digest
from doclint.cache.replay import RACY_NS
from doclint.cache.state import NO_STATUS, status_bytes
from doclint.cache.store import Store
from doclint.extract.document import extract, unreadable
from doclint.model.facts import ExtractSettings, Facts
from doclint.tree.fileset import FileSet
from doclint.tree.fork import Team, processes
from doclint.tree.read import Reader, Unreadable
from doclint.tree.status import CHANGED, MOVED, SIZE

# Below this a second process costs more (fork, encoding, decoding) than it saves; measured on two cores.
PARALLEL_BYTES = 3_000_000
BATCHES = 100  # enough that nobody waits long for who takes the last, and few enough to cost nothing
BATCH = 500  # files whose facts are written at once
HEAD = struct.Struct("<BQ")  # before the facts of a file: the length of its digest, and of them


class Gathered(NamedTuple):
    """Facts by path, and the content digest of each file that could be read."""

    facts: dict[str, Facts]
    digests: dict[str, bytes]


def gather(
    files: FileSet,
    paths: Iterable[str],
    read: Reader,
    settings: ExtractSettings,
    store: Store | None = None,
    digests: Mapping[str, bytes] | None = None,
) -> Gathered:
    """The facts of some files.

    Args:
        files: the tree, for sizes.
        paths: the files, in order.
        read: the bytes of one.
        settings: of the extraction.
        store: where facts are kept, if anywhere.
        digests: what is known already of the content of files.
    """
    wanted = list(paths)
    found: dict[str, Facts] = {}
    known: dict[str, bytes] = dict(digests or {})
    # In an empty store nothing is found: no file need be read twice.
    if store is not None and store.holds_facts():
        for path in wanted:
            if path not in known:
                try:
                    known[path] = digest(read(path))
                except Unreadable as error:
                    found[path] = unreadable(str(error))
        _from_store(store, known, [p for p in wanted if p not in found], found)
    missing = [path for path in wanted if path not in found]
    fresh: list[tuple[bytes, bytes]] = []
    for path, facts, data, content in _extract_all(files, missing, read, settings, keep=store is not None):
        found[path] = facts
        if store is None or not content:
            continue
        known[path] = content  # of the very bytes that were looked at: the file may have changed since
        fresh.append((content, data))
        if len(fresh) >= BATCH:
            store.write_facts(fresh)
            fresh = []  # by the ten thousand they would be a third of the run's memory
    if store is not None and fresh:
        store.write_facts(fresh)
    return Gathered({path: found[path] for path in wanted}, known)


def states_of(files: FileSet, paths: Iterable[str]) -> Iterator[bytes]:
    """The states of files, in order; `NO_STATUS` for one that changed just before it was looked at."""
    youngest = files.since_ns - RACY_NS
    for path in paths:
        status = files.files.get(path)
        racy = status is None or status[CHANGED] >= youngest or status[MOVED] >= youngest
        yield NO_STATUS if status is None or racy else status_bytes(status)


def _from_store(store: Store, known: Mapping[str, bytes], paths: list[str], found: dict[str, Facts]) -> None:
    by_digest: dict[bytes, list[str]] = {}
    for path in paths:
        by_digest.setdefault(known[path], []).append(path)
    for content, data in store.read_facts(by_digest):
        try:
            facts = decode_facts(data)
        except (ValueError, TypeError, IndexError, KeyError):
            continue
        for path in by_digest[content]:
            found[path] = facts


# Path, facts, the facts encoded (where there are many or they are to be kept), the content's digest (where
# they are to be kept and the file can be read).
Extracted = tuple[str, Facts, bytes, bytes]


def _extract_one(path: str, read: Reader, settings: ExtractSettings, *, keep: bool) -> tuple[Facts, bytes]:
    """The facts of a file, and the digest of its content where it is wanted and can be read."""
    try:
        data = read(path)
    except Unreadable as error:
        return unreadable(str(error)), b""
    return extract(data, settings), digest(data) if keep else b""


def _extract_all(
    files: FileSet, paths: list[str], read: Reader, settings: ExtractSettings, *, keep: bool
) -> Iterator[Extracted]:
    sizes = [s[SIZE] if (s := files.files.get(path)) is not None else 0 for path in paths]
    hands = processes() if sum(sizes) > PARALLEL_BYTES else 1
    batches = _batches(paths, sizes) if hands > 1 else []

    def one(path: str) -> Extracted:
        facts, content = _extract_one(path, read, settings, keep=keep)
        if not (batches or keep):
            return path, facts, b"", b""
        # Many files: what linking has walked once need not stay as a hundred thousand tuples.
        data = encode_facts(facts)
        return path, packed(facts, data), data, content

    if not batches:
        yield from map(one, paths)
        return
    for _, batch in Team(
        len(batches),
        lambda number: list(map(one, batches[number])),
        _pack,
        lambda number, body: _unpack(batches[number], body),
        hands,
    ):
        yield from batch


def _batches(paths: list[str], sizes: list[int]) -> list[list[str]]:
    """Neighbours in batches of about the same size."""
    total, seen = sum(sizes), 0
    batches: list[list[str]] = [[] for _ in range(BATCHES)]
    for path, size in zip(paths, sizes, strict=True):
        batches[seen * BATCHES // (total + 1)].append(path)
        seen += size
    return [batch for batch in batches if batch]


def _pack(batch: list[Extracted]) -> bytes:
    parts: list[bytes] = []
    for _, _, data, content in batch:
        parts += (HEAD.pack(len(content), len(data)), content, data)
    return b"".join(parts)


def _unpack(paths: list[str], body: bytes) -> list[Extracted]:
    found: list[Extracted] = []
    at = 0
    for path in paths:
        cut, size = HEAD.unpack_from(body, at)
        start = at + HEAD.size + cut
        at = start + size
        data = body[start:at]
        found.append((path, decode_facts(data), data, body[start - cut : start]))
    return found
