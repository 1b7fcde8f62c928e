"""`<!-- doclint-disable-next-line DL101 -->` and its relatives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from doclint.model.facts import Span, Structured, Suppression
from doclint.model.vocabulary import Action

_COMMENT = re.compile(
    r"\s*doclint-(disable-next-line|disable-line|disable-file|disable|enable)(?:\s+(.*?))?\s*", re.S
)
_ACTIONS: Mapping[str, Action] = {
    "disable-next-line": "next-line",
    "disable-line": "line",
    "disable-file": "file",
    "disable": "disable",
    "enable": "enable",
}
FIELD = "doclint-disable"


def parse_comment(text: str, span: Span) -> Suppression | None:
    """The suppression a comment spells, or None. Text after ` -- ` is the author's reason."""
    match = _COMMENT.fullmatch(text)
    if match is None:
        return None
    codes = re.split(r"\s--\s|\s--$", " " + (match[2] or ""))[0]
    return Suppression(
        _ACTIONS[match[1]], tuple(re.split(r"[\s,]+", codes.strip())) if codes.strip() else (), span
    )


def from_metadata(metadata: Mapping[str, Any], structured: Structured) -> Suppression | None:
    """The suppression of the front-matter key `doclint-disable`, for the whole file."""
    value = metadata.get(FIELD)
    codes = [value] if isinstance(value, str) else value
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        return None
    return Suppression("file", tuple(codes), structured.keys["/" + FIELD])
