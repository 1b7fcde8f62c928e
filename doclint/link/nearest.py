"""Did you mean: the nearest of many names, within bounds."""

from __future__ import annotations

from collections.abc import Collection

# Names compared for one document. difflib takes some 20 us a name: three thousand broken anchors among three
# thousand headings would take minutes. Who has so many has no use for a guess at each.
BUDGET = 60_000


class Nearest:
    """Finds names like others until a document has used up its budget."""

    def __init__(self) -> None:
        self._at, self._left = "", BUDGET

    def find(self, at: str, word: str, names: Collection[str], cutoff: float) -> str:
        """The name nearest to `word`; empty if none is near, or if the document `at` has asked too often."""
        if at != self._at:
            self._at, self._left = at, BUDGET
        self._left -= len(names)
        if self._left < 0 or not names:
            return ""
        # Imported where something is broken.
        from difflib import get_close_matches

        near = get_close_matches(word, sorted(names), n=1, cutoff=cutoff)
        return near[0] if near else ""
