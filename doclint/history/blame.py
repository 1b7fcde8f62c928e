"""Which commit wrote each line of a file, and what the file was called then."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from doclint.formats.digest import digest
from doclint.history.memo import Memo
from doclint.history.model import Commit
from doclint.tree.git import run_git

_HEAD = re.compile(rb"([0-9a-f]{40,64}) \d+ (\d+)(?: \d+)?")
UNCOMMITTED = "0"
_RANGES = 100  # lines that are asked for one by one; of more, all are asked for


class Origin(NamedTuple):
    """Where a line comes from: the commit, and the path of the file in it, relative to the root."""

    commit: Commit
    path: str

    @property
    def committed(self) -> bool:
        """Whether a commit has the line."""
        return bool(self.commit.hash.strip(UNCOMMITTED))


def origins(
    root: Path, path: str, wanted: Sequence[int], prefix: str, key: bytes, memo: Memo
) -> dict[int, Origin]:
    """Line -> where it comes from, of a file of the work tree; changes of white space do not count.

    Args:
        root: the root.
        path: the file, relative to the root.
        wanted: the lines, sorted.
        prefix: of the root in git's work tree, ending in `/`, or empty.
        key: what the answer is kept under: all that it depends on.
        memo: where it is kept.

    Raises:
        GitError: git does not know the file.
    """
    name = digest(b"blame", key, os.fsencode(path), repr(list(wanted)).encode("ascii"))
    kept = memo.get(name)
    if kept is not None:
        commits, lines = json.loads(kept)
        known = [Origin(Commit(*commit), former) for commit, former in commits]
        return {number: known[at] for number, at in lines}
    ranges = [f"-L{line},{line}" for line in wanted] if len(wanted) <= _RANGES else []
    # A list of commits to ignore that is not here would end it.
    out = run_git(
        root,
        "-c",
        "blame.ignoreRevsFile=",
        "blame",
        "--no-textconv",
        "--porcelain",
        "-w",
        *ranges,
        "--",
        path,
    )
    found, table = _parse(out, prefix)
    if all(origin.committed for origin in table):
        order = {origin: at for at, origin in enumerate(table)}
        lines = [(number, order[found[number]]) for number in sorted(found)]
        memo.put(name, json.dumps([table, lines], separators=(",", ":")).encode("ascii"))
    return found


def _parse(out: bytes, prefix: str) -> tuple[dict[int, Origin], list[Origin]]:
    """Git's porcelain: a head line, then what is new of the commit, then the line itself after a tab."""
    commits: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    by_line: list[tuple[int, str, str]] = []
    number, hash_ = 0, ""
    for raw in out.split(b"\n"):
        if raw.startswith(b"\t"):
            by_line.append((number, hash_, current["filename"]))
            continue
        match = _HEAD.fullmatch(raw)
        if match:
            hash_, number = match[1].decode("ascii"), int(match[2])
            current = commits.setdefault(hash_, {})
        else:
            name, _, value = raw.decode("utf-8", "surrogateescape").partition(" ")
            current[name] = value
    known: dict[tuple[str, str], Origin] = {}
    lines: dict[int, Origin] = {}
    for line, hash_, former in by_line:
        if (hash_, former) not in known:
            facts = commits[hash_]
            commit = Commit(hash_, _date(facts), facts.get("author", ""), facts.get("summary", ""))
            known[hash_, former] = Origin(commit, _unquoted(former).removeprefix(prefix))
        lines[line] = known[hash_, former]
    return lines, list(known.values())


def _date(facts: dict[str, str]) -> str:
    import time

    try:
        zone = int(facts.get("committer-tz", "+0000"))
        offset = (abs(zone) // 100 * 60 + abs(zone) % 100) * (60 if zone >= 0 else -60)
        return time.strftime("%Y-%m-%d", time.gmtime(int(facts.get("committer-time", "0")) + offset))
    except (ValueError, OverflowError, OSError):
        return ""  # a commit may say anything


def _unquoted(name: str) -> str:
    """A file name as it is: git quotes some in C's way."""
    if len(name) < 2 or name[0] != '"' or name[-1] != '"':
        return name
    raw = name[1:-1].encode("utf-8", "surrogateescape").decode("unicode_escape")
    return os.fsdecode(raw.encode("latin-1", "replace"))
