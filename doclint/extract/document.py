"""One file's bytes to its facts: the entry of this layer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from doclint.extract.fields import field_references
from doclint.extract.metadata_lines import with_lines
from doclint.extract.quality import placeholders
from doclint.extract.suppressions import from_metadata
from doclint.formats.front_matter import read_front_matter
from doclint.formats.source import Source
from doclint.model.facts import NOWHERE, Defect, ExtractSettings, Facts, Reference, Structured


def extract(data: bytes, settings: ExtractSettings) -> Facts:
    """Everything doclint knows of one Markdown file.

    Args:
        data: the file's bytes.
        settings: what of the configuration matters here.

    Returns:
        Facts; a file that cannot be read as text has one `unreadable` defect and nothing else.
    """
    try:
        source = Source(data)
    except UnicodeDecodeError as error:
        return unreadable(f"not UTF-8: byte 0x{data[error.start]:02x} at offset {error.start}")
    nul = data.find(b"\0")
    if nul >= 0:
        return unreadable(f"not text: a NUL byte at offset {nul}")
    front = read_front_matter(source)
    # Imported here: a run in which every file is cached needs no parser.
    from doclint.extract.markdown import read_markdown

    try:
        facts = read_markdown(source, settings, front.body)
    except BaseException as error:
        # A Rust panic arrives as a BaseException; it is the document's finding and stops no other.
        if type(error).__name__ != "PanicException":
            raise
        return unreadable("the Markdown parser failed on this file")
    fields: tuple[Reference, ...] = ()
    suppressions = facts.suppressions
    if front.structured is not None:
        fields = tuple(field_references(front.structured, settings, source))
        own = facts._replace(front_matter=front.structured)
        facts = facts._replace(defects=(*_unfilled_title(own.metadata, front.structured), *facts.defects))
        suppression = from_metadata(own.metadata, front.structured)
        if suppression:
            suppressions = (suppression, *suppressions)
    return facts._replace(
        references=(*fields, *facts.references),
        suppressions=suppressions,
        front_matter=with_lines(front.structured, facts.front_matter),
        front_matter_span=front.span,
        defects=front.defects + facts.defects,
    )


def _unfilled_title(metadata: Mapping[str, Any], structured: Structured) -> Iterator[Defect]:
    """The template placeholder in the title of a document's metadata."""
    title = metadata.get("title")
    found = placeholders(title) if isinstance(title, str) else []
    if found:
        yield Defect("placeholder", "", structured.at("/title") or NOWHERE, found[0][2])


def unreadable(message: str) -> Facts:
    """The facts of a file that exists and says nothing."""
    return Facts(lines=0, defects=(Defect("unreadable", message, NOWHERE),))
