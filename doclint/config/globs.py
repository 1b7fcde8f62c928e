"""Globs over `/`-separated paths: `*` stays in a segment, `**` crosses them, `?` is one character."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import methodcaller

_ENDING = re.compile(r"\*\*/\*([^*?/]+)")  # `**/*.md`: any name of this ending


@lru_cache(maxsize=512)
def glob_regex(glob: str) -> re.Pattern[str]:
    """Compile one glob. A glob without `/` matches a name in any folder, as in .gitignore."""
    body = glob.removeprefix("./")
    anchored = body.startswith("/") or "/" in body.rstrip("/")
    body = body.strip("/") if not glob.endswith("/") else body.strip("/") + "/**"
    special = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
    out = [special.get(part, re.escape(part)) for part in re.split(r"(\*\*/?|\*|\?)", body)]
    lead = "" if anchored else r"(?:.*/)?"
    return re.compile(f"{lead}{''.join(out)}", re.S)


def matches_any(path: str, globs: Iterable[str]) -> bool:
    """Whether `path` matches one of the globs."""
    return any(glob_regex(glob).fullmatch(path) for glob in globs)


def matcher(globs: Iterable[str]) -> Callable[[str], object]:
    """A test of many paths for `matches_any`: true where it is."""
    globs = tuple(globs)
    endings = [match[1] for glob in globs if (match := _ENDING.fullmatch(glob))]
    if globs and len(endings) == len(globs):
        # What most configurations include; ten thousand regular expressions take a while.
        return methodcaller("endswith", tuple(endings))
    together = "|".join(f"(?:{glob_regex(glob).pattern})" for glob in globs)
    return re.compile(together or r"(?!)", re.S).fullmatch
