"""Linking many documents in several processes: each a share, the parts put together in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import IO, NamedTuple

from doclint.cache.codec import decode_reference
from doclint.link.labels import Waiting
from doclint.link.model import Edge, Problem, Unit
from doclint.tree.fork import Forked, processes

# Below this many documents a second process costs more than it saves; measured on two cores.
LEAST = 1500


class Part(NamedTuple):
    """What linking a share of the documents gave.

    Attributes:
        units: one a document, in order.
        problems: the edges that do not hold.
        waiting: by document, the labels that names spelled elsewhere may prove wrong.
        asked: the paths that were looked for on the disk, and whether something is there.
        looked_at: the folders in which ignored files were looked for.
    """

    units: list[Unit]
    problems: list[Edge]
    waiting: Mapping[str, Waiting]
    asked: Mapping[str, bool]
    looked_at: Sequence[str]


def parts_of(paths: Sequence[str], work: Callable[[Sequence[str]], Part]) -> Iterator[Part]:
    """The parts of all documents, in order.

    Args:
        paths: of the documents.
        work: links some of them.
    """
    count = processes() if len(paths) >= LEAST else 1
    cuts = [len(paths) * i // count for i in range(count + 1)]
    shares = [paths[a:b] for a, b in pairwise(cuts)]
    # What a part spells as numbers: a hundred thousand paths would take longer to write than to link.
    number = {path: i for i, path in enumerate(paths)} if count > 1 else {}

    def answer(share: Sequence[str]) -> Callable[[IO[bytes]], None]:
        return lambda file: _write(file, work(share), number)

    others = [(share, Forked(answer(share))) for share in shares[1:]]
    yield work(shares[0])
    for share, child in others:
        with child.answer() as file:
            part = _read(file.read(), paths)
        yield work(share) if part is None else part  # a process that was killed is made up for


def _write(file: IO[bytes], part: Part, number: Mapping[str, int]) -> None:
    problems = [[e.at, e.source, e.reference, e.target, e.problem] for e in part.problems]
    waiting = [
        (number[at], numbers, [number[target] for target in targets])
        for at, (numbers, targets) in part.waiting.items()
    ]
    table = [part.units, problems, waiting, part.asked, part.looked_at]
    file.write(json.dumps(table, separators=(",", ":")).encode("ascii"))


def _read(data: bytes, paths: Sequence[str]) -> Part | None:
    try:
        units, problems, waiting, asked, looked_at = json.loads(data)
    except ValueError:
        return None
    return Part(
        [Unit(n, tuple((a, b) for a, b in names), tuple(to), *sides) for n, names, to, *sides in units],
        [
            Edge(at, source, decode_reference(*reference), target, Problem(*problem) if problem else None)
            for at, source, reference, target, problem in problems
        ],
        {paths[at]: (numbers, [paths[i] for i in targets]) for at, numbers, targets in waiting},
        asked,
        looked_at,
    )
