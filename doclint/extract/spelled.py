"""Paths and IDs that prose and inline code spell without a link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from doclint.model.facts import ExtractSettings

# A token of prose that holds a slash: bounded by white space and by the brackets and quotes around paths.
_PROSE_PATH = re.compile(r"(?<![^\s`\"'(\[|>*_:,;=])[\w.@+~-][\w.@+%~#-]*(?:/[\w.@+%~#-]+)+/?")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}(?:#[\w/.%-]*)?(?::\d+)?$")
_BARE_FILE = re.compile(r"[\w.@+-]+\.[A-Za-z][A-Za-z0-9]{0,7}(?:#[\w/.%-]*)?")
# A range or an open end: DOC000-003, DOC001–DOC034, DOC0xx, DOC***, DOC001..DOC005, DOC001 to DOC005.
_RANGE_AFTER = re.compile(
    r"(?:\s?[-–—]\s?|\s?\.{2,3}\s?|\s?…\s?|\s(?:to|a|al|through|hasta)\s)(?:[A-Z]{1,12})?\d{1,5}(?![\w-])"
)
_RANGE_BEFORE = re.compile(
    r"[A-Z]{1,12}\d{1,5}(?:\s?[-–—]\s?|\s?\.{2,3}\s?|\s?…\s?|\s(?:to|a|al|through|hasta)\s)$"
)
_LABEL = re.compile(
    r"^[\s>]*(?:(?:[-*+]|\d{1,3}[.)])\s+)?(?:\[[ xX]\]\s+)?(?:\*\*|__)?"
    r"(?P<label>[^\s:|`*\[\](][^:|`\[\]]{0,70}?)(?:\*\*|__)?\s*(?:\([^()]*\))?\s*"
    r"(?::(?:\*\*|__)?|(?:\*\*|__)?:)\s*[`\"'(]?$"
)


@dataclass(frozen=True, slots=True)
class Spelled:
    """A path or an ID at `start`..`end` (code points) of the scanned text."""

    via: str
    text: str
    start: int
    end: int
    form: str = "text"


@lru_cache(maxsize=16)
def _patterns(settings: ExtractSettings) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None]:
    """Regexes for bare IDs and for file names that carry an ID; None where no kind has any."""
    ids = names = None
    if settings.id_prefixes:
        prefixes = "|".join(re.escape(p) for p in sorted(settings.id_prefixes, key=len, reverse=True))
        ids = re.compile(rf"(?<![\w/.#@-])(?:{prefixes})\d{{2,6}}(?![\dA-Za-z*#_])")
    if settings.name_patterns:
        names = re.compile(rf"(?<![\w/.@+-])(?:{'|'.join(settings.name_patterns)})(?![\w/])")
    return ids, names


def in_prose(text: str, settings: ExtractSettings) -> Iterator[Spelled]:
    """Paths and IDs in running text; only where kinds are configured, a plain tree spells no IDs."""
    ids, names = _patterns(settings)
    if names is None and ids is None:
        return
    taken: list[tuple[int, int]] = []
    if "/" in text:
        for match in _PROSE_PATH.finditer(text):
            token = match[0].rstrip(".~#-") if not match[0].endswith("/") else match[0]
            if _EXTENSION.search(token) and not _is_url(text, match.start()):
                taken.append((match.start(), match.end()))
                yield Spelled("path", token, match.start(), match.start() + len(token))
            elif "/" in token and not (ids and ids.match(token)):
                # Not a path, but what it holds is no bare ID either, unless it is a list: DOC028/030/031.
                taken.append((match.start(), match.end()))
    if names is not None:
        for match in names.finditer(text):
            if not _overlaps(taken, match.start()):
                taken.append((match.start(), match.end()))
                yield Spelled("path", match[0], match.start(), match.end())
    if ids is not None:
        yield from _mentions(text, ids, taken)


def in_code(text: str, settings: ExtractSettings) -> Iterator[Spelled]:
    """Paths and IDs in the content of one inline code span."""
    ids, names = _patterns(settings)
    stripped = text.strip()
    if not stripped or len(stripped) > 400:
        return
    lead = len(text) - len(text.lstrip())
    if not re.search(r"\s", stripped):
        if "/" in stripped or _BARE_FILE.fullmatch(stripped) or (names and names.fullmatch(stripped)):
            yield Spelled("path", stripped, lead, lead + len(stripped), "code")
            return
    else:
        for match in re.finditer(r"\S+", text):
            token = match[0].strip("\"'")
            if "/" in token and _EXTENSION.search(token) and not token.startswith(("-", "/", "$", "~")):
                at = match.start() + match[0].index(token)
                yield Spelled("path", token, at, at + len(token), "command")
    if ids is not None:
        yield from _mentions(text, ids, [])


def label_before(line: str) -> str:
    """The label of a path: the words before its colon, if nothing else stands on the line before it."""
    match = _LABEL.match(line)
    return match["label"].strip(" *_") if match else ""


def _mentions(text: str, ids: re.Pattern[str], taken: list[tuple[int, int]]) -> Iterator[Spelled]:
    for match in ids.finditer(text):
        if _overlaps(taken, match.start()):
            continue
        before = text[max(0, match.start() - 24) : match.start()]
        if _RANGE_AFTER.match(text, match.end()) or _RANGE_BEFORE.search(before):
            continue
        yield Spelled("mention", match[0], match.start(), match.end())


def _overlaps(taken: list[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in taken)


def _is_url(text: str, at: int) -> bool:
    return "://" in text[max(0, at - 12) : at + 12] or text[max(0, at - 2) : at] == "//"
