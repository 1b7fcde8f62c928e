"""References in front matter: the strings of the fields that are declared to hold them."""

from __future__ import annotations

from doclint.formats.pointer import escape_pointer
from doclint.model.facts import Reference, Span, Structured


def field_references(structured: Structured, fields: tuple[str, ...]) -> list[Reference]:
    """The strings of the fields declared as references, at any depth of nesting below them."""
    if not isinstance(structured.data, dict):
        return []
    found: list[Reference] = []
    for name in fields:
        if name in structured.data:
            pointer = "/" + escape_pointer(name)
            _strings(structured, structured.data[name], pointer, found)
    return found


def _strings(structured: Structured, value: object, pointer: str, found: list[Reference]) -> None:
    if isinstance(value, str) and value:
        span = structured.values[pointer]
        found.append(Reference("front-matter", "field", value, "", span, unquoted(span, value), pointer))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            _strings(structured, item, f"{pointer}/{i}", found)
    elif isinstance(value, dict):
        for key, item in value.items():
            _strings(structured, item, f"{pointer}/{escape_pointer(key)}", found)


def unquoted(span: Span, value: str) -> Span:
    """The span of a scalar without its quotes, where it is quoted and stands on one line."""
    if span.line == span.end_line and span.end_column - span.column == len(value) + 2:
        return Span(span.line, span.column + 1, span.end_line, span.end_column - 1)
    return span
