"""What must hold of any input: no exception, positions inside the file, the same facts again and from the cache."""

from __future__ import annotations

from pathlib import Path

from doclint.config.load import config_of_text
from doclint.engine.codec import decode_facts, encode_facts
from doclint.errors import DoclintError
from doclint.extract.document import extract
from doclint.formats.json_source import JsonError, load_json
from doclint.formats.source import Source
from doclint.model.facts import DataSort, ExtractSettings, Span

SETTINGS = ExtractSettings(
    id_prefixes=("DOC",),
    id_forms=("EIP-",),
    name_patterns=(("DOC", r"\d{3}-[\w.-]+?\.md"),),
    front_matter_fields=("related", "schemaRefs"),
    id_fields=("related",),
    metadata_lines=(("last updated", "lastUpdated"),),
    metadata_sections=("metadata",),
    data=(
        DataSort("automation", ("automation.yaml",), (), ("script",)),
        DataSort("play", (), ("hosts", "tasks")),
    ),
)


def check_document(data: bytes) -> None:
    """Facts of a document.

    Raises:
        AssertionError: a position outside of the file, or other facts the second time.
    """
    facts = extract(data, SETTINGS)
    assert decode_facts(encode_facts(facts)) == facts, "the cache gives other facts"
    try:
        source = Source(data)
    except UnicodeDecodeError:
        assert facts.defects[0].kind == "unreadable"
        return
    if any(defect.kind == "unreadable" for defect in facts.defects):
        return
    lines = max(source.lines, 1)
    spans = [h.span for h in facts.headings] + [a.span for a in facts.anchors]
    spans += [span for r in facts.references for span in (r.span, r.target_span)]
    spans += [t.span for t in facts.tasks] + [d.span for d in facts.defects] + [b.span for b in facts.data]
    for span in spans:
        _inside(span, lines, source)


def _inside(span: Span, lines: int, source: Source) -> None:
    assert 1 <= span.line <= span.end_line <= lines + 1, (span, lines)
    assert (span.line, span.column) <= (span.end_line, span.end_column), span
    start, end = source.offsets(span)
    assert 0 <= start <= end <= len(source.data), span


def check_manifest(data: bytes) -> None:
    """A JSON text is read, or refused with a place in it."""
    try:
        source = Source(data)
        load_json(source)
    except UnicodeDecodeError:
        return
    except JsonError as error:
        assert error.span.line <= source.lines + 1


def check_configuration(data: bytes) -> None:
    """A configuration is read, or refused in one line."""
    try:
        config_of_text(Path("/"), data.decode("utf-8", "replace"))
    except DoclintError as error:
        assert "\n" not in str(error).strip()
