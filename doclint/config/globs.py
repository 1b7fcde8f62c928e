"""Globs over `/`-separated paths.

`*` stays in a segment, `**` crosses segments, `?` is one character, `[a-z]` is one of some characters and
`[!a-z]` one of all others, `{a,b}` is one of several texts, which may contain the other wildcards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import methodcaller

_ENDING = re.compile(r"\*\*/\*([^*?/\[{]+)")  # `**/*.md`: any name of this ending
_WILD = re.compile(r"(\*\*/?|\*|\?|\[!?\]?[^\]/]+\]|\{[^{}]*,[^{}]*\})")
_SPECIAL = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}


@lru_cache(maxsize=512)
def glob_regex(glob: str) -> re.Pattern[str]:
    """Compile one glob. A glob without `/` matches a name in any folder, as in .gitignore."""
    body = glob.removeprefix("./")
    anchored = body.startswith("/") or "/" in body.rstrip("/")
    body = body.strip("/") if not glob.endswith("/") else body.strip("/") + "/**"
    lead = "" if anchored else r"(?:.*/)?"
    return re.compile(lead + _translated(body), re.S)


def _translated(glob: str) -> str:
    out = []
    for part in _WILD.split(glob):
        if part in _SPECIAL:
            out.append(_SPECIAL[part])
        elif part[:1] == "{" and part[-1:] == "}" and "," in part:
            out.append(f"(?:{'|'.join(map(_translated, part[1:-1].split(',')))})")
        elif part[:1] == "[" and part[-1:] == "]" and len(part) > 2:
            negated = part[1] == "!"
            members = _class(part[2 if negated else 1 : -1])
            one = f"[{'^/' if negated else ''}{members}]" if members or negated else "(?!)"
            out.append(f"(?:(?!/){one}|{re.escape(part)})")  # `[id].md` is a file's name, too
        else:
            out.append(re.escape(part))
    return "".join(out)


def _class(members: str) -> str:
    """The members of a character class: ranges kept, but for one whose end comes before its start."""
    out, at = "", 0
    while at < len(members):
        low, dash, high = members[at], members[at + 1 : at + 2], members[at + 2 : at + 3]
        if dash == "-" and high:
            out += f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""
            at += 3
        else:
            out += re.escape(low)
            at += 1
    return out


def is_glob(path: str) -> bool:
    """Whether a text is a pattern rather than one path."""
    return _WILD.search(path) is not None


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
