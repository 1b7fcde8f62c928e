"""What rules require of documents, and which documents fail: the input of the coverage matrix."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Demand(NamedTuple):
    """The requirement of one rule that each of some documents is linked to something.

    Attributes:
        rule: its name, as messages give it.
        targets: the kinds of what must be tied (`DOC`), or `manifest`.
        kinds: the kinds of documents it is demanded of, where the rule names them; one may be empty.
        sources: the paths of those it is demanded of.
        missing: path -> why, of those that fall short.
    """

    rule: str
    targets: tuple[str, ...]
    sources: tuple[str, ...]
    missing: Mapping[str, str]
    kinds: tuple[str, ...] = ()
