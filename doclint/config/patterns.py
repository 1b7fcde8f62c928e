"""Name patterns of kinds: `DOC{id:3}-{slug}.md` to a regular expression and back."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from doclint.formats.linear import Matcher

_FORM = re.compile(r"([^{}]+)\{id(?::(\d+))?\}")
_FREE = 2
_FIELD = re.compile(r"\{([a-z]+)(?::(\d+))?\}")


class IdForm(NamedTuple):
    """How the IDs of a kind are written.

    Attributes:
        prefix: the text before the number.
        width: the digits that a number has at least.
        loose: whether the case of the prefix, and zeros before the number, do not matter.
    """

    prefix: str
    width: int = 0
    loose: bool = False

    @classmethod
    def parse(cls, pattern: str) -> IdForm:
        """The form that a kind's `id` gives.

        Raises:
            ValueError: it is no text with `{id}` or `{id:N}` at its end.
        """
        match = _FORM.fullmatch(pattern)
        if match is None:
            raise ValueError(f"the ID '{pattern}' must be a text that ends with {{id}} or {{id:N}}")
        return cls(match[1], int(match[2] or 0), True)

    def write(self, number: str) -> str:
        """The ID with a number."""
        digits = number.lstrip("0") or "0"
        return f"{self.prefix}{digits:0>{self.width}}" if self.loose or self.width else self.prefix + number

    def read(self, text: str) -> str | None:
        """The ID that a text spells, as `write` writes it; None if it spells none."""
        number = text[len(self.prefix) :]
        if not number.isdecimal() or not number.isascii():
            return None
        before = text[: len(self.prefix)]
        if self.loose:
            return self.write(number) if before.lower() == self.prefix.lower() else None
        return text if before == self.prefix else None


class NamePattern(NamedTuple):
    """One pattern of a kind.

    Attributes:
        pattern: as written.
        regex: matches the whole path below the kind's folder; groups `id` and `slug` where used.
        prefix: the text before the number in its segment, part of the ID (`DOC`); empty without `{id}`.
        width: the number of its digits, 0 where any will do.
        tail: matches the last `depth` segments, from the one that holds the number: what a written name
            must look like to claim an ID, whatever folder it is written with.
    """

    pattern: str
    regex: Matcher
    prefix: str
    tail: Matcher
    depth: int
    width: int = 0

    @classmethod
    @lru_cache(maxsize=256)  # a configuration is checked, then used, and regular expressions are slow to make
    def parse(cls, pattern: str) -> NamePattern:
        """Compile a pattern.

        Raises:
            ValueError: an unknown or repeated field.
        """
        out, at, seen, prefix, digits = [], 0, set(), "", 0
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
                prefix, digits = literal.rpartition("/")[2], int(width or 0)
                out.append(rf"(?P<id>\d{{{width}}})" if width else r"(?P<id>\d+)")
            else:
                out.append(r"(?P<slug>[^/]+?)")
            at = match.end()
        if "{" in pattern[at:] or "}" in pattern[at:]:
            raise ValueError(f"the pattern '{pattern}' has a brace that is not part of {{id:N}} or {{slug}}")
        out.append(_literal(pattern[at:]))
        whole = "".join(out)
        compiled = _compiled(pattern, whole)
        if not prefix:
            return cls(pattern, compiled, "", compiled, pattern.count("/") + 1, digits)
        depth = pattern[pattern.index("{id") :].count("/") + 1
        # The literal before the number starts its segment: cut the regex there too.
        tail = whole[whole.index("(?P<id>") - len(re.escape(prefix)) :]
        return cls(pattern, compiled, prefix, _compiled(pattern, tail), depth, digits)

    def format(self, number: str, slug: str) -> str:
        """The path this pattern gives a number and a slug."""
        return _FIELD.sub(lambda m: number if m[1] == "id" else slug, self.pattern)


def _compiled(pattern: str, regex: str) -> Matcher:
    """The regex of a pattern; RE2 runs it where parts of any length could trade characters.

    Raises:
        ValueError: more than two such parts in one segment, which no names need.
    """
    free = [segment.replace("**", "").count("*") + segment.count("{slug}") for segment in pattern.split("/")]
    if max(free) > _FREE:
        raise ValueError(f"the pattern '{pattern}' has more than {_FREE} wildcards or slugs in one segment")
    if sum(free) <= 1 and pattern.count("**") <= 1:
        return re.compile(regex)
    from doclint.formats.linear import linear

    return linear(regex)


def _literal(text: str) -> str:
    parts = re.split(r"(\*\*/|\*)", text)
    return "".join({"**/": r"(?:[^/]+/)*", "*": r"[^/]*"}.get(p, re.escape(p)) for p in parts)
