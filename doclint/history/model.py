"""What history tells of a broken reference."""

from __future__ import annotations

from typing import Literal, NamedTuple

# `moved`: the file of that time has another path now; `document-moved`: the document has, the file has not;
# `deleted`: the file is gone; `never`: it was not there when the line was written, nor later;
# `unknown`: a shallow clone, or a squashed commit, does not tell.
Word = Literal["moved", "document-moved", "deleted", "never", "unknown"]


class Commit(NamedTuple):
    """A commit as messages name it."""

    hash: str
    date: str
    author: str
    subject: str

    @property
    def shown(self) -> str:
        """`abc1234 (2026-04-25, "subject")`."""
        subject = self.subject if len(self.subject) <= 50 else self.subject[:49] + "…"
        return f'{self.hash[:7]} ({self.date}, "{subject}")'


class Claim(NamedTuple):
    """A broken reference, and what it may have meant.

    Attributes:
        path: the file it is in, relative to the root.
        line: where, 1-based.
        target: the path it spells, without fragment.
        bases: the folders, besides the file's own, that the path is tried from.
        anywhere: whether a bare name means the only file of that name, wherever it is.
    """

    path: str
    line: int
    target: str
    bases: tuple[str, ...]
    anywhere: bool = False


class Verdict(NamedTuple):
    """What history tells of one claim.

    Attributes:
        word: in one word.
        written: the commit that wrote the line; None if no commit has.
        broken: the commit that broke it; None where none did.
        path: where the file is now, or was last.
    """

    word: Word
    written: Commit | None = None
    broken: Commit | None = None
    path: str = ""
