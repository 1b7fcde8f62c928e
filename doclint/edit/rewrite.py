"""One repair -> one edit: the syntax of a reference picks the writer."""

from __future__ import annotations

import json

from doclint.formats import writers
from doclint.formats.dates import is_date
from doclint.formats.source import Source
from doclint.model.facts import Reference
from doclint.model.finding import Edit, Repair, Rewrite, SetValue

_JSON_VIAS = ("manifest", "dependency")


def in_json(repair: Repair) -> bool:
    """Whether a repair changes a JSON file rather than a document."""
    if isinstance(repair, Rewrite):
        return repair.reference.via in _JSON_VIAS
    return isinstance(repair, SetValue) and not repair.pointer


def edit_of(source: Source, repair: Repair) -> Edit | None:
    """The edit that implements a repair in its file; None if the value cannot be written there."""
    if isinstance(repair, Rewrite):
        return _reference(source, repair.path, repair.reference, repair.target)
    if isinstance(repair, SetValue):
        return _value(source, repair)
    text = writers.plain_text(repair.text)
    return None if text is None else Edit(repair.path, repair.span, text)


def _reference(source: Source, path: str, reference: Reference, target: str) -> Edit | None:
    data, span = source.data, reference.target_span
    start, end = source.offsets(span)
    text: str | None
    if reference.syntax == "field":
        # A scalar is replaced with its quotes: another value may need others.
        span = reference.span
        old = source.slice(*source.offsets(span))
        if reference.via in _JSON_VIAS and not path.endswith((".yml", ".yaml")):
            text = _token(old, reference.target, target)
        else:
            text = writers.yaml_scalar(target, old)
    elif reference.syntax == "html":
        quote = source.slice(start - 1, start)
        quote = quote if quote in ("'", '"') else ""
        text = writers.html_attribute(target, quote=quote)
    elif reference.via == "link":
        if span == reference.span:
            return None  # where the destination stands is not known, or it is its own text
        angled = data[start - 1 : start] == b"<" and data[end : end + 1] == b">"
        text = writers.markdown_destination(target, angled=angled)
    else:
        text = writers.plain_text(target)
    return None if text is None else Edit(path, span, text)


def _value(source: Source, repair: SetValue) -> Edit | None:
    old = source.slice(*source.offsets(repair.span))
    if not repair.pointer:
        text = _token(old, repair.old, repair.new)
    elif is_date(str(repair.old)) and is_date(str(repair.new)) and old.strip("'\"") == repair.old:
        text = old.replace(repair.old, repair.new)  # a date in the style of the other
    else:
        text = writers.yaml_scalar(str(repair.new), old)
    return None if text is None else Edit(repair.path, repair.span, text)


def _token(old: str, before: object, after: object) -> str | None:
    """A JSON scalar in place of another; None where `old` is not the token that is to be replaced."""
    try:
        if json.loads(old) != before or isinstance(before, dict | list):
            return None
    except ValueError:
        return None
    return writers.json_string(after, old) if isinstance(after, str) else json.dumps(after)
