"""The questions whose answers a change may affect: the keys of added, removed and changed files.

Each is asked again; if its answer differs, the units that asked it run again. A superfluous key costs one
lookup. A missing key would leave a stale result: the tests ask every kept question again after random edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from doclint.engine.snapshot import Snapshot
from doclint.link.answers import JOINT
from doclint.link.model import Document
from doclint.link.tables import names_of
from doclint.tree.fileset import NOT_CHECKED_OUT, FileSet, fold


class Touched(NamedTuple):
    """Questions, and beginnings of questions."""

    exact: set[str]
    prefixes: set[str]

    def add(self, other: Touched) -> None:
        """Take up more."""
        self.exact.update(other.exact)
        self.prefixes.update(other.prefixes)


def by_files(old: Snapshot, files: FileSet) -> Touched:
    """Questions about which files exist, and what git tracks of them."""
    before, now = set(old.paths), files.files.keys()
    changed = before ^ now
    if (old.untracked is None) != (files.untracked is None):
        changed |= before | now
    else:
        changed |= (old.untracked or frozenset()) ^ (files.untracked or frozenset())
    changed |= {path for path, _ in dict(old.links).items() ^ dict(files.links).items()}
    exact: set[str] = set()
    below: set[str] = set()
    for path in changed:
        for place in (path, *_parents(path)):
            exact |= {"f" + place, "c" + fold(place), "m" + _name(place), "R" + _tail(place)}
        exact |= {"n" + _name(path), "r" + _tail(path), "l" + path.rpartition("/")[0]}
        exact |= {"b" + path, "d" + path}
        if _name(path) == NOT_CHECKED_OUT:
            below.add("f" + path.removesuffix(NOT_CHECKED_OUT))
    return Touched(exact, {"g", "J", "K", "F"} | below if changed else set())


def by_document(old: tuple[Document, str] | None, new: tuple[Document, str] | None, path: str) -> Touched:
    """Questions about a document that came, went, or says something else; each with its title."""
    exact = {letter + path for letter in "hdtTLA"}
    prefixes = {f"a{path}{JOINT}"}
    for known in (old, new):
        if known is not None:
            document, title = known
            exact |= {"I" + document.id} | {"N" + name for name in names_of(document, title)}
    if (old and old[0]) != (new and new[0]):
        exact |= {"D", "X"}
        prefixes |= {"J", "K", "Z"}
    return Touched(exact, prefixes)


def by_manifest(paths: Iterable[str]) -> Touched:
    """Questions about what the manifest says of some documents."""
    exact = {"M", "E", "S"}
    prefixes = {"P", "v"}
    for path in paths:
        exact |= {"e" + path, "y" + path}
        prefixes.add(f"k{path}{JOINT}")
    return Touched(exact, prefixes)


def by_marks(marks: Iterable[str]) -> Touched:
    """Questions about which documents have some marks."""
    exact = {"w" + mark for mark in marks}
    return Touched(exact, {"W"} if exact else set())


def by_evidence(places: Iterable[str]) -> Touched:
    """Questions about places of which documents tell something else."""
    return Touched({"u" + place for place in places}, set())


def by_links(source: str) -> Touched:
    """Questions about what a document refers to."""
    return Touched(set(), {f"k{source}{JOINT}"})


# What lies outside of the tree, and is asked again in every run.
EVERY_RUN = ("i", "H", "O")


def _parents(path: str) -> Iterator[str]:
    cut = path.rfind("/")
    while cut > 0:
        yield path[:cut]
        cut = path.rfind("/", 0, cut)
    yield ""


def _tail(path: str) -> str:
    """The last two segments of a path."""
    return path[path.rfind("/", 0, max(path.rfind("/"), 0)) + 1 :]


def _name(path: str) -> str:
    return path.rpartition("/")[2]
