"""Small conveniences for extraction tests."""

from __future__ import annotations

from doclint.extract.document import extract
from doclint.model.facts import ExtractSettings, Facts, Span

SETTINGS = ExtractSettings(
    id_prefixes=("DOC", "OP"),
    name_patterns=(("DOC", r"\d{3}\-[\w.-]+?\.md"),),
    front_matter_fields=("schemaRefs", "related"),
)


def facts_of(text: str | bytes, settings: ExtractSettings = SETTINGS) -> Facts:
    return extract(text if isinstance(text, bytes) else text.encode(), settings)


def text_at(text: str, span: Span) -> str:
    """The text a span covers: an implementation of its own, line by line, code point by code point."""
    lines: list[str] = []
    line = ""
    i = 0
    while i < len(text):
        line += text[i]
        if text[i] == "\n" or (text[i] == "\r" and text[i + 1 : i + 2] != "\n"):
            lines.append(line)
            line = ""
        i += 1
    lines.append(line)
    if span.line == span.end_line:
        return lines[span.line - 1][span.column - 1 : span.end_column - 1]
    parts = [lines[span.line - 1][span.column - 1 :], *lines[span.line : span.end_line - 1]]
    return "".join([*parts, lines[span.end_line - 1][: span.end_column - 1]])
