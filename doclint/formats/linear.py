"""Regular expressions that somebody else wrote, run in time linear in the text (RE2; Cox, "Regular Expression
Matching Can Be Simple And Fast", 2007). What such an engine cannot express is refused, with the reason.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any, Protocol

LONGEST = 5_000  # code points of a pattern
_MEMORY = 8 << 20  # bytes that RE2 may use for one pattern
_HALF = re.compile("[\ud800-\udfff]")
# RE2 reads `\w` as ASCII; names in documents are not.
_WORD = r"\p{L}\p{M}\p{N}_"
# All others, for use in a class: what is no letter, mark or number, and the connectors other than `_`.
_NO_WORD = (
    r"\p{C}\p{S}\p{Z}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}"
    r"\x{203F}\x{2040}\x{2054}\x{FE33}\x{FE34}\x{FE4D}-\x{FE4F}\x{FF3F}"
)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}|Z|.)|\[\^?\]?|\]", re.S)
_LOOK = re.compile(r"\(\?(?:[=!]|<[=!])")


class PatternError(ValueError):
    """A pattern that is none, or that cannot be run in linear time; the message is a predicate."""


class NoPattern(PatternError):
    """A pattern that no engine runs: it is none."""


class Matcher(Protocol):
    """What a compiled pattern can do; `re.Pattern` can, too."""

    @property
    def pattern(self) -> Any:
        """The pattern as it is run."""

    def fullmatch(self, string: str, /) -> Any:
        """A match of a whole text, or None."""

    def search(self, string: str, /) -> Any:
        """A match anywhere in a text, or None."""


class _Linear:
    """A pattern that RE2 runs; lone surrogates, as in names that are no UTF-8, count as U+FFFD."""

    __slots__ = ("_run", "pattern")

    def __init__(self, pattern: str, run: Any) -> None:
        self.pattern, self._run = pattern, run

    def fullmatch(self, string: str, /) -> Any:
        return self._run.fullmatch(_plain(string))

    def search(self, string: str, /) -> Any:
        return self._run.search(_plain(string))


def _plain(text: str) -> str:
    return text if text.isascii() else _HALF.sub("\ufffd", text)


@lru_cache(maxsize=1024)
def linear(pattern: str) -> Matcher:
    """Compile a pattern in the syntax of Python or ECMA 262, as far as RE2 has it.

    Args:
        pattern: `\\w` means letters, marks and digits of any script; `.` does not match a line break.

    Raises:
        PatternError: it is none, too long, or needs look-around or back-references.
    """
    if len(pattern) > LONGEST:
        raise PatternError(f"is longer than {LONGEST:,} characters")
    # Imported here: few projects have patterns of their own.
    import re2  # type: ignore[import-untyped, unused-ignore]

    options = re2.Options()
    options.log_errors, options.max_mem = False, _MEMORY
    try:
        return _Linear(pattern, re2.compile(_plain(_translated(pattern)), options))
    except re2.error as error:
        return _without_re2(pattern, error)


def _without_re2(pattern: str, error: Exception) -> Matcher:
    """A pattern that RE2 refuses only for the size of a repetition, if it is harmless.

    Raises:
        PatternError: it is not.
    """
    said = error.args[0] if error.args else ""
    said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if _LOOK.search(pattern):
        raise PatternError("needs look-around, which doclint does not run: its time cannot be bounded")
    if "invalid perl operator: " in said:
        group = said.partition("invalid perl operator: ")[2]
        raise PatternError(f"has a group '{group}', which doclint does not run")
    if re.search(r"\\[1-9]|\(\?P=", pattern):
        raise PatternError("needs back-references, which doclint does not run: their time cannot be bounded")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compiled = re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as reason:
        raise NoPattern(f"is no valid regular expression: {reason}") from None
    if "repetition" in said and is_harmless(pattern):
        return compiled
    raise PatternError(f"is no regular expression that doclint runs ({said})")


def is_harmless(pattern: str) -> bool:
    """Whether Python's engine, too, is linear: the pattern begins at one place, or has no choice."""
    try:
        return len(pattern) <= LONGEST and _choices(pattern) <= pattern.startswith(("^", r"\A"))
    except (re.error, RecursionError, OverflowError):
        return False


def _choices(pattern: str) -> int:
    """How many parts of a pattern may match texts of several lengths: one alone cannot backtrack for long."""
    from re import _constants, _parser  # type: ignore[attr-defined]

    def count(items: Any) -> int:
        total = 0
        for op, argument in items:
            if op in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
                least, most, inner = argument
                total += (least != most) + (count(inner) if most == 1 else 2 * count(inner))
            elif op is _constants.SUBPATTERN:
                total += count(argument[-1])
            elif op is _constants.BRANCH:
                total += 2
        return total

    return count(_parser.parse(pattern))


def _translated(pattern: str) -> str:
    """The pattern as RE2 spells it: `\\u00e1`, `\\Z`, and `\\w` for all scripts."""
    inside = False
    out, at = [], 0
    for match in _ESCAPE.finditer(pattern):
        out.append(pattern[at : match.start()])
        at, token = match.end(), match[0]
        if token[0] == "[" and not inside:
            inside = True
        elif token == "]" and inside:
            inside = False
        elif match[1] or match[2]:
            token = rf"\x{{{match[1] or match[2]}}}"
        elif token == "\\Z" and not inside:
            token = r"\z"
        elif token == "\\w":
            token = _WORD if inside else f"[{_WORD}]"
        elif token == "\\W":
            token = _NO_WORD if inside else f"[^{_WORD}]"
        out.append(token)
    return "".join([*out, pattern[at:]])
