"""Globs over `/`-separated paths.

`*` stays in a segment, `**` crosses segments, `?` is one character, `[a-z]` is one of some characters and
`[!a-z]` one of all others, `{a,b}` is one of several texts, which may contain the other wildcards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from math import prod
from operator import methodcaller

from doclint.formats.linear import Matcher

_ENDING = re.compile(r"\*\*/\*([^*?/\[{]+)")  # `**/*.md`: any name of this ending
_WILD = re.compile(r"(\*\*/?|\*|\?|\[!?\]?[^\]/]+\]|\{[^{}]*,[^{}]*\})")
_SPECIAL = {"**/": r"(?:[^/]+/)*", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}

_LONGEST = 1_000  # code points of a glob that `re` runs
_ALTERNATIVES = 64  # texts that the braces of such a glob give


@lru_cache(maxsize=512)
def glob_regex(glob: str) -> Matcher:
    """Compile one glob. A glob without `/` matches a name in any folder, as in .gitignore.

    A glob of several wildcards that may trade characters with one another is run by RE2: a file of the tree
    may hold it.
    """
    return _compiled(_pattern(glob), (glob,))


def _pattern(glob: str) -> str:
    body = glob.removeprefix("./")
    anchored = body.startswith("/") or "/" in body.rstrip("/")
    body = body.strip("/") if not glob.endswith("/") else body.strip("/") + "/**"
    lead = "" if anchored else r"(?:.*/)?"
    return lead + _translated(body)


def _compiled(pattern: str, globs: tuple[str, ...]) -> Matcher:
    if all(map(_is_simple, globs)):
        return re.compile(pattern, re.S)
    from doclint.formats.linear import linear

    return linear(f"(?s:{pattern})")


def _is_simple(glob: str) -> bool:
    """Whether backtracking is linear: at most one `*` and one `**`, which folders or the end keep apart."""
    if len(glob) > _LONGEST:
        return False
    wild = _WILD.findall(glob)
    stars = glob.replace("**/", "").replace("**", "").count("*")
    crossing = glob.count("**")
    bare = glob.replace("**/", "").removesuffix("**").count("**")
    braces = [part.count(",") + 1 for part in wild if part[0] == "{"]
    return stars <= 1 and crossing <= 1 and not (bare and stars) and prod(braces) <= _ALTERNATIVES


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
            one = f"[{'^/' if negated else ''}{members}]|" if members or negated else ""
            out.append(f"(?:{one}{re.escape(part)})")  # `[id].md` is a file's name, too
        else:
            out.append(re.escape(part))
    return "".join(out)


def _class(members: str) -> str:
    """The members of a character class: ranges kept, but for one whose end comes before its start.

    No member is a slash, which parts folders: a range is cut in two around it.
    """
    out, at = "", 0
    while at < len(members):
        low, dash, high = members[at], members[at + 1 : at + 2], members[at + 2 : at + 3]
        if dash == "-" and high:
            if low <= "/" <= high:
                out += _range(low, ".") + _range("0", high)
            else:
                out += _range(low, high)
            at += 3
        else:
            out += re.escape(low)
            at += 1
    return out


def _range(low: str, high: str) -> str:
    return f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""


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
    if not globs:
        return lambda path: None
    return _compiled("|".join(f"(?:{_pattern(glob)})" for glob in globs), globs).fullmatch
