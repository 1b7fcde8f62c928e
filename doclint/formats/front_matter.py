"""Front matter: the YAML block between two `---` lines at the very start of a file."""

from __future__ import annotations

import re
from typing import NamedTuple

from doclint.formats.flat_yaml import read_flat
from doclint.formats.source import Source
from doclint.model.facts import Defect, Span, Structured

# The block must start on the first line and hold at least one `key:` line, or be empty: a document that
# begins with a thematic break and has another one later loses no text.
_BLOCK = re.compile(
    rb"---[ \t]*(?:\r\n|\n|\r)(.*?)(?:(?<=\n)|(?<=\r))(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$)", re.S
)
_OPEN = re.compile(rb"---[ \t]*(?:\r\n|\n|\r)[ \t]*[A-Za-z_][\w-]*[ \t]*:(?:[ \t]|\r|\n)")
_KEY_LINE = re.compile(rb"^[ \t]*(?:[\"']?[\w$@.-][^\r\n:]*[\"']?[ \t]*:(?:[ \t]|\r|$)|#|[\[{&*!%?-])", re.M)


class FrontMatter(NamedTuple):
    """What was found: where the body starts (byte offset), the data, and what is wrong with it."""

    body: int
    structured: Structured | None = None
    span: Span | None = None
    defects: tuple[Defect, ...] = ()


def read_front_matter(source: Source) -> FrontMatter:
    """Split off and read the front matter of a file.

    `+++` (TOML) and `{` (JSON) blocks are not front matter to doclint; they stay body text.
    """
    data = source.data
    if not data.startswith(b"---"):
        return FrontMatter(0)
    match = _BLOCK.match(data)
    if match is None:
        if _OPEN.match(data):
            defect = Defect(
                "front-matter", "the front matter is never closed by a line '---'", source.span(0, 3)
            )
            return FrontMatter(0, None, None, (defect,))
        return FrontMatter(0)
    if match[1].strip() and not _KEY_LINE.search(match[1]):
        return FrontMatter(0)  # text between two rules
    span = source.span(0, match.end())
    start = match.start(1)
    text = match[1].decode("utf-8")
    simple = read_flat(text, source.position(start)[0]) if text else None
    if simple is not None:
        return FrontMatter(match.end(), simple, span)
    # Imported here: most front matter is simple, and YAML is slow to load.
    from doclint.formats.yaml_guard import YamlError, load_yaml

    try:
        structured = load_yaml(text, source, start)
    except YamlError as error:
        line = source.position(start)[0] + error.line
        column = error.column + 1
        at = Span(line, column, line, column + 1)
        return FrontMatter(match.end(), None, span, (Defect("front-matter", error.message, at),))
    if structured.data is not None and not isinstance(structured.data, dict):
        kind = "a list" if isinstance(structured.data, list) else "plain text"
        at = structured.values[""]
        return FrontMatter(
            match.end(),
            None,
            span,
            (Defect("front-matter", f"expected 'key: value' lines, found {kind}", at),),
        )
    return FrontMatter(match.end(), structured, span)
