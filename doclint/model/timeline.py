"""Findings over time: one point a revision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Point(NamedTuple):
    """One revision.

    Attributes:
        commit, date, author, subject: of the revision; the date is the committer's.
        name: its tag, or its month; empty where every commit counts.
        counts: severity -> how many findings it has.
        by: rule, kind or folder -> how many.
        born, mended: how many the revision before did not have, and how many it had and this one has not.
    """

    commit: str
    date: str
    author: str
    subject: str
    name: str
    counts: Mapping[str, int]
    by: Mapping[str, int]
    born: int
    mended: int

    @property
    def total(self) -> int:
        """How many findings it has."""
        return sum(self.counts.values())
