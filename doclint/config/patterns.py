"""Name patterns of kinds: `DOC{id:3}-{slug}.md` to a regular expression and back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_FIELD = re.compile(r"\{([a-z]+)(?::(\d+))?\}")


class NamePattern(NamedTuple):
    """One pattern of a kind.

    Attributes:
        pattern: as written.
        regex: matches the whole path below the kind's folder; groups `id` and `slug` where used.
        prefix: the text before the number in its segment, part of the ID (`DOC`); empty without `{id}`.
        tail: matches the last `depth` segments, from the one that holds the number: what a written name
            must look like to claim an ID, whatever folder it is written with.
    """

    pattern: str
    regex: re.Pattern[str]
    prefix: str
    tail: re.Pattern[str]
    depth: int

    @classmethod
    @lru_cache(maxsize=256)  # a configuration is checked, then used, and regular expressions are slow to make
    def parse(cls, pattern: str) -> NamePattern:
        """Compile a pattern.

        Raises:
            ValueError: an unknown or repeated field.
        """
        out, at, seen, prefix = [], 0, set(), ""
        for match in _FIELD.finditer(pattern):
            name, width = match[1], match[2]
            if name not in ("id", "slug") or name in seen or (width and name == "slug"):
                raise ValueError(
                    f"'{match[0]}' in the pattern '{pattern}': expected {{id:N}} or {{slug}}, once each"
                )
            seen.add(name)
            literal = pattern[at : match.start()]
            out.append(_literal(literal))
            if name == "id":
                prefix = literal.rpartition("/")[2]
                out.append(rf"(?P<id>\d{{{width}}})" if width else r"(?P<id>\d+)")
            else:
                out.append(r"(?P<slug>[^/]+?)")
            at = match.end()
        if "{" in pattern[at:] or "}" in pattern[at:]:
            raise ValueError(f"the pattern '{pattern}' has a brace that is not part of {{id:N}} or {{slug}}")
        out.append(_literal(pattern[at:]))
        whole = "".join(out)
        if not prefix:
            return cls(pattern, re.compile(whole), "", re.compile(whole), pattern.count("/") + 1)
        depth = pattern[pattern.index("{id") :].count("/") + 1
        # The literal before the number starts its segment: cut the regex there too.
        tail = whole[whole.index("(?P<id>") - len(re.escape(prefix)) :]
        return cls(pattern, re.compile(whole), prefix, re.compile(tail), depth)

    def format(self, number: str, slug: str) -> str:
        """The path this pattern gives a number and a slug."""
        return _FIELD.sub(lambda m: number if m[1] == "id" else slug, self.pattern)


def _literal(text: str) -> str:
    parts = re.split(r"(\*\*/|\*)", text)
    return "".join({"**/": r"(?:[^/]+/)*", "*": r"[^/]*"}.get(p, re.escape(p)) for p in parts)
