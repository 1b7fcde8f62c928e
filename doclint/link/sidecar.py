"""Metadata that lies in a file of its own beside a document (`kep.yaml`), as front matter would hold it."""

from __future__ import annotations

from typing import NamedTuple

from doclint.extract.fields import field_references
from doclint.formats.source import Source
from doclint.model.facts import NOWHERE, Defect, ExtractSettings, Reference, Span, Structured


class Sidecar(NamedTuple):
    """What such a file says: its values, the references among them, and what is wrong with it."""

    path: str
    structured: Structured | None = None
    references: tuple[Reference, ...] = ()
    defects: tuple[Defect, ...] = ()


def read_sidecar(path: str, data: bytes, settings: ExtractSettings) -> Sidecar:
    """The metadata in the bytes of a file at a path. Never raises: what is wrong is a defect."""
    # Imported where a kind has such files.
    from doclint.formats.yaml_guard import YamlError, load_yaml

    try:
        source = Source(data)
        structured = load_yaml(source.text, source, 0)
    except UnicodeDecodeError as error:
        return _defective(path, f"not UTF-8 at byte {error.start}", NOWHERE)
    except YamlError as error:
        line, column = error.line + 1, error.column + 1
        return _defective(path, error.message, Span(line, column, line, column + 1))
    if not isinstance(structured.data, dict):
        return _defective(path, "expected 'key: value' lines", NOWHERE)
    return Sidecar(path, structured, tuple(field_references(structured, settings, source)))


def _defective(path: str, message: str, span: Span) -> Sidecar:
    return Sidecar(path, defects=(Defect("front-matter", message, span),))
