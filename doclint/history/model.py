"""What history tells of a broken reference."""

from __future__ import annotations

from typing import Literal, NamedTuple

# `moved`: the file of that time has another path now; `document-moved`: the document has, the file has not;
# `deleted`: the file is gone; `never`: no commit had it; `unknown`: this clone does not tell, or what the
# reference means depends on more than its path.
_LONGEST = 50
Word = Literal["moved", "document-moved", "deleted", "never", "unknown"]


def shortened(text: str) -> str:
    """A text of a commit, which may be of any length, for a message."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


class Commit(NamedTuple):
    """A commit as messages name it."""

    hash: str
    date: str
    author: str
    subject: str

    @property
    def shown(self) -> str:
        """`abc1234 (2026-04-25, "subject")`."""
        return f'{self.hash[:7]} ({self.date}, "{shortened(self.subject)}")'


class Claim(NamedTuple):
    """A broken reference, and what it may have meant.

    Attributes:
        path: the file it is in, relative to the root.
        line: where, 1-based.
        target: the path it spells, without fragment.
        bases: the folders, besides the file's own, that the path is tried from.
        anywhere: whether a bare name means the only file of that name, wherever it is.
        certain: whether it can mean nothing but these paths.
    """

    path: str
    line: int
    target: str
    bases: tuple[str, ...]
    anywhere: bool = False
    certain: bool = True


class Verdict(NamedTuple):
    """What history tells of one claim.

    Attributes:
        word: in one word.
        written: the commit that wrote the line; None if no commit has.
        broken: the commit that broke it; None where none did.
        path: where the file is now, or was last.
        certain: whether the content of the file shows that it is the same.
    """

    word: Word
    written: Commit | None = None
    broken: Commit | None = None
    path: str = ""
    certain: bool = True
