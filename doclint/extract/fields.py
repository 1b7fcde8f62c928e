"""References in front matter: the strings of the fields that are declared to hold them."""

from __future__ import annotations

import re
from typing import NamedTuple

from doclint.formats.pointer import escape_pointer
from doclint.formats.source import Source
from doclint.model.facts import ExtractSettings, Reference, Span, Structured

_PART = re.compile(r"[^\s,](?:[^,]*[^\s,])?")


def field_references(structured: Structured, settings: ExtractSettings, source: Source) -> list[Reference]:
    """The values of the fields declared as references, at any depth of nesting below them.

    Args:
        structured: the metadata.
        settings: which fields they are.
        source: the file that holds the metadata.
    """
    if not isinstance(structured.data, dict):
        return []
    found: list[Reference] = []
    for name in settings.front_matter_fields:
        if name in structured.data:
            reader = _Reader(structured, source, name in settings.id_fields, found)
            reader.read(structured.data[name], "/" + escape_pointer(name))
    return found


class _Reader(NamedTuple):
    structured: Structured
    source: Source
    ids: bool
    found: list[Reference]

    def read(self, value: object, pointer: str) -> None:
        if isinstance(value, list):
            for i, item in enumerate(value):
                self.read(item, f"{pointer}/{i}")
        elif isinstance(value, dict):
            for key, item in value.items():
                self.read(item, f"{pointer}/{escape_pointer(key)}")
        elif isinstance(value, str) and value:
            span = self.structured.values[pointer]
            place = unquoted(span, value)
            parts = list(_PART.finditer(value)) if self.ids and "," in value else []
            # Where each part stands is known of a text on one line that is written without escapes.
            if self.source.slice(*self.source.offsets(place)) == value:
                for part in parts:
                    at = place.column + part.start()
                    own = Span(place.line, at, place.line, at + len(part[0]))
                    self._add(part[0], own, own, pointer)
                if parts:
                    return
            self._add(value, span, place, pointer)
        elif self.ids and isinstance(value, int) and not isinstance(value, bool):
            # As written: `0020` is sixteen to YAML 1.1.
            span = self.structured.values[pointer]
            self._add(self.source.slice(*self.source.offsets(span)).strip(), span, span, pointer)

    def _add(self, text: str, span: Span, place: Span, pointer: str) -> None:
        self.found.append(Reference("front-matter", "field", text, "", span, place, pointer))


def unquoted(span: Span, value: str) -> Span:
    """The span of a scalar without its quotes, where it is quoted and stands on one line."""
    if span.line == span.end_line and span.end_column - span.column == len(value) + 2:
        return Span(span.line, span.column + 1, span.end_line, span.end_column - 1)
    return span
