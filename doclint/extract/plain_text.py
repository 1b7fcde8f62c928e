"""Paths and IDs that prose and inline code spell without a link."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from doclint.model.facts import ExtractSettings
from doclint.model.vocabulary import Syntax, Via

# A path in prose: a run of these characters that holds a slash, bounded as paths in text are.
_TOKEN_CHARS = re.compile(r"[\w.@+%~#/-]")
_TOKEN = re.compile(r"[\w.@+%~#/-]+")
_PROSE_PATH = re.compile(r"[\w.@+~-][\w.@+%~#-]*(?:/[\w.@+%~#-]+)+/?")
_BEFORE_PATH = frozenset(" \t\r\n\x0b\x0c\u00a0`\"'([|>*_:,;=")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}(?:#[\w/.%-]*)?(?::\d+)?$")
URL_LENGTH = 300  # how far back a URL's beginning is looked for, in code points
_BARE_FILE = re.compile(r"[\w.@+-]+\.[A-Za-z][A-Za-z0-9]{0,7}(?:#[\w/.%-]*)?")
# A range or an open end: DOC000-003, DOC001–DOC034, DOC0xx, DOC***, DOC001..DOC005, DOC001 to DOC005.
_TO = r"(?:[ \t]?[-–—…][ \t]?|[ \t]?\.{2,3}[ \t]?|[ \t](?:to|a|al|through|hasta)[ \t])"
_RANGE_AFTER = re.compile(rf"{_TO}(?:[A-Z]{{1,12}})?\d{{1,5}}(?![\w-])")
_RANGE_BEFORE = re.compile(rf"[A-Z]{{1,12}}\d{{1,5}}{_TO}$")
_DIRECTIVE = re.compile(r""":::(?:image|code)\b[^\n]{0,500}?\ssource=(?:"([^"\n]+)"|'([^'\n]+)')""")
# What may be the name behind an ID: `DOC009-DataModel`, without the ending of its file.
_NAME_AFTER = re.compile(r"-[A-Za-z]\w*(?:-\w+)*(?![\w/*#-]|\.\w)")
_LABEL = re.compile(
    r"^[\s>]*(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?(?:\*\*|__)?"
    r"(?P<label>[^\s:|`*\[\](][^:|`\[\]]{0,70}?)(?:\*\*|__)?\s*(?:\([^()]*\))?\s*"
    r"(?::(?:\*\*|__)?|(?:\*\*|__)?:)\s*[`\"'(]?$"
)


# `(text)[target]`, which shows both as they are. `f(x)[i]` and footnotes are none.
_REVERSED = re.compile(
    r"(?<![\w)\]\\])\([^()\[\]\n]+\)\[(?=[^\[\]\n]*://|\.{0,2}/|#|[^\[\]\n]*\.(?:md|html?)[\]#])(?!\^)([^\[\]()\s|]+)\](?![(\[:])"
)


class TextReference(NamedTuple):
    """A path or an ID at `start`..`end` (code points) of the scanned text."""

    via: Via
    text: str
    start: int
    end: int
    syntax: Syntax = "text"


class _Patterns(NamedTuple):
    """Regexes of the settings. Each begins with its literal prefix, which `re` finds without trying every
    character; what must not stand before it is looked at afterwards."""

    ids: tuple[re.Pattern[str], ...]
    names: tuple[re.Pattern[str], ...]
    whole_names: re.Pattern[str] | None
    hint: Callable[[str], object]


@lru_cache(maxsize=16)
def _patterns(settings: ExtractSettings) -> _Patterns:
    ids = [
        re.compile(rf"{(p := re.escape(prefix))}(?<![\w.#@-]{p})\d{{2,6}}(?![\dA-Za-z*#_])")
        for prefix in settings.id_prefixes
    ]
    ids += [
        re.compile(rf"(?i:{(p := re.escape(form))})(?<![\w.#@-](?i:{p}))\d{{1,6}}(?![\dA-Za-z*#_])")
        for form in settings.id_forms
    ]
    names = [
        re.compile(rf"{(p := re.escape(prefix))}(?<![\w/.@+-]{p})(?:{rest})(?![\w/])")
        for prefix, rest in settings.name_patterns
    ]
    whole = "|".join(re.escape(prefix) + rest for prefix, rest in settings.name_patterns)
    forms = (f"(?i:{re.escape(form)})" for form in settings.id_forms)
    hint = re.compile("|".join(["[/.]", *map(re.escape, settings.id_prefixes), *forms])).search
    return _Patterns(tuple(ids), tuple(names), re.compile(whole) if whole else None, hint)


def in_prose(text: str, settings: ExtractSettings) -> Iterator[TextReference]:
    """Paths and IDs in running text; only where kinds are configured, a plain tree spells no IDs.

    Args:
        text: prose; what is none (code, links, HTML) blanked out.
        settings: prefixes and name patterns.
    """
    patterns = _patterns(settings)
    if not patterns.ids and not patterns.names:
        return
    taken: list[tuple[int, int]] = []
    lists: list[tuple[int, int]] = []
    for start, end in _slash_tokens(text):
        match = _PROSE_PATH.match(text, start, end)
        token = match[0] if match else ""
        if not token.endswith("/"):
            token = token.rstrip(".~#-")
        if (
            _EXTENSION.search(token)
            and (start == 0 or text[start - 1] in _BEFORE_PATH)
            and not _in_url(text, start)
        ):
            yield TextReference("path", token, start, start + len(token))
        elif any(pattern.match(token) for pattern in patterns.ids):
            lists.append((start, end))  # DOC028/DOC030, DOC028/030/031
            continue
        taken.append((start, end))
    for pattern in patterns.names:
        covered = _Covered(taken)
        for found in pattern.finditer(text):
            if found.start() not in covered:
                taken.append(found.span())
                yield TextReference("path", found[0], found.start(), found.end())
    yield from _mentions(text, patterns.ids, taken, lists)


def reversed_links(text: str) -> Iterator[TextReference]:
    """Links whose brackets are the wrong way round."""
    if ")[" in text:
        for match in _REVERSED.finditer(text):
            yield TextReference("link", match[1], match.start(), match.end(), "reversed")


def sources_of_blocks(text: str) -> Iterator[TextReference]:
    """Files that directives of Open Publishing show: `:::image source="a.png":::`."""
    if ":::" in text:
        for match in _DIRECTIVE.finditer(text):
            group = 1 if match[1] is not None else 2
            yield TextReference("link", match[group], match.start(group), match.end(group), "html")


def _in_url(text: str, at: int) -> bool:
    """Whether a place lies in a word that holds `://` before it: a query or a port of a URL is no path."""
    if not at or text[at - 1].isspace():
        return False
    start = max(0, at - URL_LENGTH)
    return "://" in text[start:at].split()[-1]


def _slash_tokens(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each maximal run of path characters that holds a slash."""
    at = text.find("/")
    while at >= 0:
        start = at
        while start and _TOKEN_CHARS.match(text[start - 1]):
            start -= 1
        match = _TOKEN.match(text, start)
        assert match is not None
        yield start, match.end()
        at = text.find("/", match.end())


def may_contain_reference(settings: ExtractSettings) -> Callable[[str], object]:
    """Tells, true or false, whether a code span can hold a path or an ID at all; most hold neither."""
    return _patterns(settings).hint


def in_code(text: str, settings: ExtractSettings) -> Iterator[TextReference]:
    """Paths and IDs in the content of one inline code span."""
    patterns = _patterns(settings)
    stripped = text.strip()
    if not stripped or len(stripped) > 400:
        return
    lead = len(text) - len(text.lstrip())
    if not re.search(r"\s", stripped):
        if "://" in stripped:
            return
        if (
            "/" in stripped
            or _BARE_FILE.fullmatch(stripped)
            or (patterns.whole_names and patterns.whole_names.fullmatch(stripped))
        ):
            yield TextReference("path", stripped, lead, lead + len(stripped), "code")
            return
    else:
        for match in re.finditer(r"\S+", text):
            token = match[0].strip("\"'")
            if (
                "/" in token
                and "://" not in token
                and _EXTENSION.search(token)
                and not token.startswith(("-", "/", "$", "~"))
            ):
                at = match.start() + match[0].index(token)
                yield TextReference("path", token, at, at + len(token), "command")
    yield from _mentions(text, patterns.ids, [], [])


def label_before(line: str) -> str:
    """The label of a path: the words before its colon, if nothing else stands on the line before it."""
    match = _LABEL.match(line)
    return match["label"].strip(" *_") if match else ""


def _mentions(
    text: str,
    ids: tuple[re.Pattern[str], ...],
    taken: list[tuple[int, int]],
    lists: list[tuple[int, int]],
) -> Iterator[TextReference]:
    """IDs in a text, but for those within what is taken; after a slash only in a list of IDs."""
    covered, listed = _Covered(taken), _Covered(lists)
    for pattern in ids:
        for match in pattern.finditer(text):
            start = match.start()
            if start in covered or _RANGE_AFTER.match(text, match.end()):
                continue
            if start and text[start - 1] == "/" and start not in listed:
                continue
            if not _RANGE_BEFORE.search(text, max(0, start - 24), start):
                name = _NAME_AFTER.match(text, match.end())
                end = match.end() if name is None else name.end()
                yield TextReference("mention", text[start:end], start, end)


class _Covered:
    """Whether a place lies in one of many stretches; in logarithmic time, for a line may hold a million."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        ordered = sorted(stretches)
        self._starts = [start for start, _ in ordered]
        # The furthest end so far: stretches may overlap.
        self._ends = list(accumulate((end for _, end in ordered), max))

    def __contains__(self, at: int) -> bool:
        index = bisect_right(self._starts, at)
        return index > 0 and at < self._ends[index - 1]
