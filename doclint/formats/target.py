"""A path as a reference spells it: percent-encoding put in and taken out."""

from __future__ import annotations

import re

# What a URL path must not hold raw (RFC 3986, section 3.3), and what ends a destination, a table cell, a code
# span or an attribute around it. `:` would make a first segment a scheme (section 4.2).
_IN_LINK = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029%#?:\\<>|`\"'&{}^]")
_IN_FIELD = re.compile(r"[%#?]")  # a field is no URL, but its fragment and its encoding are read all the same
_ENCODED_TEXT = re.compile(r"%[89A-Fa-f][0-9A-Fa-f]")
_SUFFIX = re.compile(r"[?#].*", re.S)
# A place in a file as compilers, test runners and people write it: a.py:12, a.py:12-34, a.py:12,40,
# a.py:12:5, a.py::Class::method, a.py:NAME.
_PLACE = re.compile(r"(?<=[A-Za-z0-9]):(?:\d[\d:,-]*|:?[A-Za-z_][\w.:\[\]()-]*)\Z")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")


def split_target(target: str) -> tuple[str, str | None]:
    """Path and fragment of a target; the query is dropped, percent-encoding resolved once."""
    path, hash_, fragment = target.partition("#")
    if "?" in path:
        path = path.partition("?")[0]
    if "%" in target:
        from urllib.parse import unquote  # few targets are encoded: a run in which none is goes without

        path, fragment = unquote(path), unquote(fragment)
    return path, fragment if hash_ else None


def split_place(target: str) -> tuple[str, str]:
    """A plain path without the place in the file, and that place with its colon; empty if there is none."""
    match = _PLACE.search(target) if ":" in target else None
    if match is None or not _EXTENSION.search(target, 0, match.start()):
        return target, ""
    return target[: match.start()], match[0]


def written_path(target: str) -> str:
    """The path alone of what prose, code or a field spells: no place in the file, query or fragment."""
    return split_target(split_place(target)[0])[0]


def lines_of(place: str) -> list[int]:
    """The line numbers that a place (`:12-34`, `:12,40`, `:12:5`, where 5 is a column) names."""
    return [int(number) for number in re.findall(r"(?:^:|[-,])(\d+)", place)]


def respell(target: str, path: str, *, link: bool) -> str:
    """A target that leads to another path: encoded as `split_target` reads it, the rest kept.

    Blanks and letters beyond ASCII stay as they are where the old target has them raw.

    Args:
        target: as written (entities and escapes resolved, percent-encoding kept).
        path: the path it must spell, not encoded.
        link: whether it is the destination of a link (a URL) rather than a plain path.
    """
    suffix = _SUFFIX.search(target)
    tail = suffix[0] if suffix else "" if link else split_place(target)[1]
    if not link:
        return _IN_FIELD.sub(_encode, path) + tail
    written = target[: len(target) - len(tail)]
    keep_blanks = " " in written
    text = _IN_LINK.sub(lambda m: " " if m[0] == " " and keep_blanks else _encode(m), path)
    if not _balanced(text):
        text = text.replace("(", "%28").replace(")", "%29")
    if _ENCODED_TEXT.search(written):
        text = re.sub(r"[^\x00-\x7f]+", _encode, text)
    return text + tail


def _encode(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "surrogatepass"))


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0
