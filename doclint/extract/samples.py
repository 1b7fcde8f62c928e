"""Front matter that a document shows in a fenced block for authors, who copy its mistakes with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from doclint.extract.fields import field_references
from doclint.formats.source import Source
from doclint.model.facts import ExtractSettings, Reference

_SAMPLE = re.compile(
    rb"[ ]{0,3}(`{3,}|~{3,})[^\n]*\n---[ \t]*\r?\n(?P<yaml>(?:(?!---)[^\n]*\n)*?)---[ \t]*\r?(?:\n|$)"
)
_BYTES = 20_000


def sample_references(
    source: Source, blocks: Iterable[tuple[int, int]], settings: ExtractSettings
) -> Iterator[Reference]:
    """The references in the declared fields of such samples.

    A sample that is no YAML, because a template's holes break it, declares nothing that could be checked.

    Args:
        source: the document.
        blocks: start and end of its fenced blocks, in bytes.
        settings: which fields hold references.
    """
    for start, end in blocks:
        match = _SAMPLE.match(source.data, start, min(end, start + _BYTES))
        if match is None or not any(
            f"{name}:".encode() in match["yaml"] for name in settings.front_matter_fields
        ):
            continue
        # Imported here: few documents show front matter.
        from doclint.formats.yaml_guard import YamlError, load_yaml

        try:
            structured = load_yaml(match["yaml"].decode("utf-8"), source, match.start("yaml"))
        except YamlError:
            continue
        for reference in field_references(structured, settings, source):
            yield reference._replace(syntax="sample")
