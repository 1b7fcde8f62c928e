"""Linking many documents in several processes: each takes pieces, the parts are put together in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from doclint.cache.codec import decode_reference
from doclint.link.labels import Waiting
from doclint.link.model import Edge, Problem, Unit
from doclint.tree.fork import Team, processes

# Below this many documents a second process costs more than it saves; measured on two cores.
LEAST = 1500
PIECES = 50


class Part(NamedTuple):
    """What linking a piece of the documents gave.

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


def begin(paths: Sequence[str], work: Callable[[Sequence[str]], Part]) -> Team[Part]:
    """Begin to link documents: the team gives the part of each of `pieces(paths)`.

    Args:
        paths: of the documents.
        work: links some of them.
    """
    many = len(paths) >= LEAST
    cut = pieces(paths)
    # What a part spells as numbers: a hundred thousand paths would take longer to write than to link.
    number = {path: i for i, path in enumerate(paths)} if many else {}
    return Team(
        len(cut),
        lambda piece: work(cut[piece]),
        lambda part: _pack(part, number),
        lambda _, body: _unpack(body, paths),
        processes() if many else 1,
    )


def pieces(paths: Sequence[str]) -> list[Sequence[str]]:
    """The documents in pieces, each to be linked by one process."""
    size = len(paths) // PIECES + 1 if len(paths) >= LEAST else len(paths) + 1
    return [paths[at : at + size] for at in range(0, len(paths), size)]


def _pack(part: Part, number: Mapping[str, int]) -> bytes:
    problems = [[e.file, e.source, e.reference, e.target, e.problem] for e in part.problems]
    waiting = [
        (number[at], numbers, [number[target] for target in targets])
        for at, (numbers, targets) in part.waiting.items()
    ]
    table = [part.units, problems, waiting, part.asked, part.looked_at]
    return json.dumps(table, separators=(",", ":")).encode("ascii")


def _unpack(data: bytes, paths: Sequence[str]) -> Part:
    units, problems, waiting, asked, looked_at = json.loads(data)
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
