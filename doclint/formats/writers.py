"""The writer beside every reader: a value as source text that reads back to the same value.

Each takes the existing quoting style, and keeps it if it can represent the value. None means
that the value cannot be written there; the caller then leaves the text alone.
"""

from __future__ import annotations

import json
import re

_ENTITY = re.compile(r"&(?=#?\w{1,32};)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# YAML 1.2, sections 7.3.3 and 5.3: what a plain scalar may not begin with, and what ends one.
_YAML_FIRST = re.compile(r"[-?](?:\s|$)|[:,\[\]{}#&*!|>'\"%@`]|---|\.\.\.")
_YAML_INSIDE = re.compile(r":(?:\s|$)|\s#|[,\[\]{}?]")
# Words and numbers that a reader would not take for text (YAML 1.1 readers know more of them than 1.2's).
_YAML_TYPED = re.compile(
    r"(?:~|null|true|false|yes|no|on|off|y|n)|[-+.]?\d[\d_.,:eExXoO+-]*|[-+]?\.(?:inf|nan)|=|<<", re.I
)
_HTML_BARE = re.compile(r"[\s\"'=<>`]")


def markdown_destination(value: str, *, angled: bool) -> str | None:
    """The destination of a link or definition (CommonMark 0.31, section 4.7 and 6.3).

    Args:
        value: the target, percent-encoded where a URL must be.
        angled: whether the destination stands in angle brackets.
    """
    if _CONTROL.search(value):
        return None
    text = _ENTITY.sub("&amp;", value)
    if angled:
        return re.sub(r"([\\<>])", r"\\\1", text).replace("|", "\\|")
    if " " in text or not text or text.startswith("<"):
        return None
    return text.replace("\\", "\\\\")


def html_attribute(value: str, *, quote: str) -> str | None:
    """The value of an HTML attribute (CommonMark 6.6); `quote` is the mark around it, empty for none."""
    if _CONTROL.search(value):
        return None
    text = _ENTITY.sub("&amp;", value)
    if quote:
        return text.replace(quote, "&quot;" if quote == '"' else "&#39;")
    return None if _HTML_BARE.search(text) or not text else text


def yaml_scalar(value: str, old: str) -> str | None:
    """A YAML scalar that every reader takes for this text.

    Args:
        value: the text.
        old: the scalar it replaces, quotes included. A block scalar, one of several lines, and one
            with an anchor or a tag are left alone.
    """
    if "\n" in old or "\r" in old or old[:1] in ("|", ">", "&", "!"):
        return None
    style = old[:1] if old[:1] in ("'", '"') else ""
    unsafe = _CONTROL.search(value) is not None
    plain = bool(value) and value == value.strip() and not unsafe
    plain = plain and not (
        _YAML_FIRST.match(value) or _YAML_INSIDE.search(value) or _YAML_TYPED.fullmatch(value)
    )
    if not style and plain:
        return value
    if style != '"' and not unsafe and ("'" not in value or style == "'"):
        return "'" + value.replace("'", "''") + "'"
    return json_string(value, "")


def json_string(value: str, old: str) -> str:
    """A JSON string (RFC 8259, section 7); escaped to ASCII where the old one was."""
    text = json.dumps(value, ensure_ascii=False)
    return json.dumps(value) if "\\u" in old else _CONTROL.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def plain_text(value: str) -> str | None:
    """A path spelled in prose or a code span: as it is, where no mark of Markdown is in it."""
    return None if _CONTROL.search(value) or re.search(r"[`<>\[\]|\\]", value) else value
