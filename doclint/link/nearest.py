"""Did you mean: the nearest of many names, within bounds."""

from __future__ import annotations

import re
from collections.abc import Collection

_DIGITS = re.compile(r"\d+")  # another number is another thing
_WORDS = re.compile(r"[\W_]+")
# Names compared for one document. difflib takes some 20 us a name: three thousand broken anchors among three
# thousand headings would take minutes. Who has so many has no use for a guess at each.
BUDGET = 60_000


class Nearest:
    """Finds names like others until a document has used up its budget."""

    def __init__(self) -> None:
        self._at, self._left = "", BUDGET

    def find(self, at: str, word: str, names: Collection[str], cutoff: float) -> str:
        """The name nearest to `word`; empty if none is near, or if the document `at` has asked too often."""
        return nearest_of(word, names, cutoff) if self.may_compare(at, len(names)) else ""

    def may_compare(self, at: str, count: int) -> bool:
        """Whether the document `at` may compare so many names more; it is charged for them."""
        if at != self._at:
            self._at, self._left = at, BUDGET
        self._left -= count
        return self._left >= 0


def nearest_of(word: str, names: Collection[str], cutoff: float) -> str:
    """The name nearest to `word`, in difflib's measure; empty if none is near."""
    digits = _DIGITS.findall(word)
    # What difflib can reach at most is told by the lengths: most names need not be compared.
    least, most = int(len(word) * cutoff / (2 - cutoff)), len(word) * (2 - cutoff) / cutoff + 1
    alike = sorted(n for n in names if least <= len(n) <= most and _DIGITS.findall(n) == digits)
    if not alike:
        return ""
    # Imported where something is broken.
    from difflib import get_close_matches

    near = get_close_matches(word, alike, n=1, cutoff=cutoff)
    return near[0] if near and (_is_typo(word, near[0]) or _shares_words(word, near[0])) else ""


def _is_typo(word: str, near: str) -> bool:
    """Whether one is the other but for a letter or two: as many wrong as the shorter has quarters."""
    from difflib import SequenceMatcher

    matched = sum(block.size for block in SequenceMatcher(None, word, near).get_matching_blocks())
    return max(len(word), len(near)) - matched <= max(1, min(len(word), len(near)) // 4)


def _shares_words(word: str, near: str) -> bool:
    """Whether half of the words of each stand in the other."""
    a, b = ({w for w in _WORDS.split(text.lower()) if len(w) > 2} for text in (word, near))
    return 2 * len(a & b) >= max(len(a), len(b), 1)
