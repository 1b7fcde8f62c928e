"""Whether paths below a folder belong to this tree at all, judged by the references of the whole tree.

A link to `/guide/x` may be a path from the root, or a URL of the published site; `pkg/x.go` in prose may be a
file here, or one of another repository. Where (nearly) none of a tree's references below such a place leads
anywhere, they are not broken: they are about another place.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

# What is known of a place: of this tree, of another, or of another unless the folder exists here.
Verdict = Literal["here", "elsewhere", "elsewhere-without-folder"]
_SHARE = 10  # a place is of another tree where fewer than one in so many references resolve
# Dangling references that prove it: of links, of links where the folder does not exist, of paths in text.
_LINKS, _FEW_LINKS, _PATHS = 10, 3, 30


class Evidence(NamedTuple):
    """References below one place.

    Attributes:
        place: the first folder of a path; after a slash if the reference is a link from the root.
        resolved, dangling: how many lead to something, and how many to nothing.
    """

    place: str
    resolved: int
    dangling: int

    @property
    def verdict(self) -> Verdict:
        """What they prove."""
        if self.resolved * _SHARE > self.resolved + self.dangling:
            return "here"
        if self.dangling >= (_LINKS if self.place.startswith("/") else _PATHS):
            return "elsewhere"
        return "elsewhere-without-folder" if self.dangling >= _FEW_LINKS else "here"


class Witnesses:
    """Counts references below each place, of one document."""

    def __init__(self) -> None:
        self._counts: dict[str, list[int]] = {}

    def add(self, place: str, *, resolved: bool) -> None:
        """Count one reference."""
        self._counts.setdefault(place, [0, 0])[not resolved] += 1

    def all(self) -> tuple[Evidence, ...]:
        """What was counted, by place."""
        return tuple(Evidence(place, *counts) for place, counts in sorted(self._counts.items()))


def summed(evidence: Iterable[Evidence]) -> dict[str, Evidence]:
    """The evidence of many documents together, by place."""
    found: dict[str, Evidence] = {}
    for place, resolved, dangling in evidence:
        old = found.get(place, (place, 0, 0))
        found[place] = Evidence(place, old[1] + resolved, old[2] + dangling)
    return found


class Remarks(NamedTuple):
    """What a run reports of targets as a whole.

    Attributes:
        elsewhere: the places whose references belong to another tree, those that are ignored aside.
        unmatched: globs of `ignore-targets` that match no target.
        submodules: those that references lead into although nothing of them is checked out.
    """

    elsewhere: tuple[Evidence, ...] = ()
    unmatched: tuple[str, ...] = ()
    submodules: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """The remarks as lines for the user."""
        found = sorted(self.elsewhere, key=lambda e: (-e.dangling, e.place))
        links = _told([e for e in found if e.place.startswith("/")], "links lead to")
        paths = _told([e for e in found if not e.place.startswith("/")], "paths in text point to")
        remedy = "set 'site-roots' if they are pages of this tree, 'ignore-targets' if not"
        lines = (links and f"{links} ({remedy})", paths and f"{paths} (set 'ignore-targets')")
        unmatched = (f"ignore-targets: '{glob}' matches no target" for glob in self.unmatched)
        absent = (
            f"the submodule '{path}' is not checked out: links into it are not checked"
            for path in self.submodules
        )
        return (*filter(None, lines), *unmatched, *absent)


def _told(places: list[Evidence], what: str) -> str:
    if not places:
        return ""
    shown = ", ".join(e.place for e in places[:3]) + (", …" if len(places) > 3 else "")
    count = "1 place" if len(places) == 1 else f"{len(places)} places"
    return f"{sum(e.dangling for e in places):,} {what} {count} outside this tree: {shown}"
