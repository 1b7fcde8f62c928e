"""The encoded facts of many files: from the store if known, otherwise extracted by several processes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from doclint.engine.codec import decode_facts, encode_facts
from doclint.engine.progress import Progress, unwatched
from doclint.extract.document import extract, unreadable
from doclint.formats.digest import content_digest, digest
from doclint.model.facts import ExtractSettings, Facts
from doclint.store.facts import FactsTable
from doclint.store.pool import available_workers, map_chunks
from doclint.tree.fileset import FileSet
from doclint.tree.read import Reader, Unreadable
from doclint.tree.status import SIZE

# Below this a second process costs more (start, encoding, decoding) than it saves; measured on two cores.
PARALLEL_BYTES = 3_000_000
CHUNKS = 100  # enough that nobody waits long for who takes the last, and few enough to cost nothing
BATCH = 500  # files whose facts are written at once
_KEPT = 64  # decoded facts that are kept: what was just asked for is asked for again


class Gathered(NamedTuple):
    """Encoded facts by path, and a digest of each file's content (of a message, where it is unreadable).

    `extracted` counts the files whose facts were not known.
    """

    facts: dict[str, bytes]
    digests: dict[str, str]
    extracted: int = 0


def facts_key(settings: ExtractSettings, content: str) -> bytes:
    """What the facts of some content are kept under."""
    return digest(repr(settings).encode("utf-8", "surrogatepass"), content.encode("ascii"))


def read_digest(read: Reader, path: str) -> str:
    """The digest of the content of a file, or of the reason why it cannot be read."""
    try:
        return content_digest(read(path))
    except Unreadable as error:
        return _unread(error)


def _unread(error: Unreadable) -> str:
    return "!" + digest(str(error).encode("utf-8", "surrogatepass")).hex()


def gather(
    files: FileSet,
    paths: Iterable[str],
    read: Reader,
    settings: ExtractSettings,
    table: FactsTable | None = None,
    known: Mapping[str, str] | None = None,
    progress: Progress = unwatched,
) -> Gathered:
    """The facts of some files.

    Args:
        files: the tree, for sizes.
        paths: the files, in order.
        read: the bytes of one.
        settings: of the extraction.
        table: where facts are kept, if anywhere.
        known: what is known already of the content of files.
        progress: who watches.
    """
    wanted = list(paths)
    found: dict[str, bytes] = {}
    digests = {path: known[path] for path in wanted if path in known} if known else {}
    if table is not None:
        by_key: dict[bytes, list[str]] = {}
        for path in wanted:
            if path not in digests:
                digests[path] = read_digest(read, path)
            by_key.setdefault(facts_key(settings.of(path), digests[path]), []).append(path)
        for key, data in table.read(by_key):
            found.update(dict.fromkeys(by_key[key], data))
    missing = [path for path in wanted if path not in found]
    fresh: list[tuple[bytes, bytes]] = []
    for done, (path, content, data) in enumerate(_extract_all(files, missing, read, settings)):
        progress("reading documents", done, len(missing))
        found[path], digests[path] = data, content  # of the very bytes that were looked at
        if table is not None and not content.startswith("!"):
            fresh.append((facts_key(settings.of(path), content), data))
            if len(fresh) >= BATCH:
                table.write(fresh)
                fresh = []  # by the ten thousand they would be a third of the run's memory
    if table is not None and fresh:
        table.write(fresh)
    return Gathered({path: found[path] for path in wanted}, digests, len(missing))


Extracted = tuple[str, str, bytes]


def _extract_one(path: str, read: Reader, settings: ExtractSettings) -> Extracted:
    try:
        data = read(path)
    except Unreadable as error:
        return path, _unread(error), encode_facts(unreadable(str(error)))
    return path, content_digest(data), encode_facts(extract(data, settings.of(path)))


def _extract_all(
    files: FileSet, paths: list[str], read: Reader, settings: ExtractSettings
) -> Iterator[Extracted]:
    sizes = [s[SIZE] if (s := files.files.get(path)) is not None else 0 for path in paths]
    workers = available_workers() if sum(sizes) > PARALLEL_BYTES else 1
    chunks = _chunks(paths, sizes) if workers > 1 else [paths]

    def work(number: int) -> list[Extracted]:
        return [_extract_one(path, read, settings) for path in chunks[number]]

    for _, chunk in map_chunks(work, len(chunks), workers):
        yield from chunk


def _chunks(paths: Sequence[str], sizes: Sequence[int]) -> list[list[str]]:
    """Adjacent files in chunks of about the same number of bytes."""
    total, seen = sum(sizes), 0
    chunks: list[list[str]] = [[] for _ in range(CHUNKS)]
    for path, size in zip(paths, sizes, strict=True):
        chunks[seen * CHUNKS // (total + 1)].append(path)
        seen += size
    return [chunk for chunk in chunks if chunk]


class FactsReader:
    """Decodes facts when they are asked for, and keeps the last few.

    Args:
        load: the encoded facts of a document.
    """

    def __init__(self, load: Callable[[str], bytes]) -> None:
        self._load = load
        self._recent: OrderedDict[tuple[str, bool], Facts] = OrderedDict()

    def __call__(self, path: str, references: bool) -> Facts:
        """The facts of a document; without its references where they are not wanted."""
        whole = self._recent.get((path, True))
        if whole is not None:
            return whole
        key = (path, references)
        found = self._recent.get(key)
        if found is None:
            found = self._recent[key] = decode_facts(self._load(path), references=references)
            if len(self._recent) > _KEPT:
                self._recent.popitem(last=False)
        return found

    def forget(self, path: str) -> None:
        """Discard the decoded facts of a document."""
        self._recent.pop((path, True), None)
        self._recent.pop((path, False), None)
