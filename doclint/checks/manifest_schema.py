"""The manifest against the schema it names in its own `$schema`; also a manifest that is unreadable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.context import Context
from doclint.formats.json_source import JsonError
from doclint.link.paths import folder_of, is_external, join
from doclint.link.tables import ManifestHead
from doclint.model.facts import NOWHERE, Span, Structured
from doclint.model.finding import Diagnostic, Related
from doclint.schemas.validate import SchemaError, Violation
from doclint.tree.read import Unreadable


def check(context: Context) -> Iterator[Diagnostic]:
    """One diagnostic for each rule of the schema that is violated; repeats in other entries are related."""
    for head in context.project.manifest_heads():
        if head.found:
            yield from _of_file(context, head)


def _of_file(context: Context, head: ManifestHead) -> Iterator[Diagnostic]:
    if head.error:
        yield Diagnostic(head.path, head.place, head.error, head.path)
    if not head.path.endswith(".json"):
        return
    try:
        structured = context.project.read_json(head.path)
    except (Unreadable, UnicodeDecodeError, JsonError):
        return  # said above
    declared = structured.data.get("$schema") if isinstance(structured.data, dict) else None
    if not isinstance(declared, str):
        return
    span = structured.values["/$schema"]
    if is_external(declared):
        if "json-schema.org" not in declared:
            message = f"the $schema '{declared}' is on the network; doclint fetches nothing"
            yield Diagnostic(head.path, span, message, declared)
        return
    path = join(folder_of(head.path), declared.partition("#")[0])
    if path is None or not context.project.is_file(path):
        yield Diagnostic(head.path, span, f"the $schema '{declared}' does not exist", declared)
        return
    try:
        yield from _violations(context, head.path, structured, path)
    except SchemaError as error:
        message = f"the $schema '{declared}' cannot be used: {error}"
        yield Diagnostic(head.path, span, message, declared, affected_paths=(path,))


def _violations(context: Context, path: str, structured: Structured, schema: str) -> Iterator[Diagnostic]:
    # The same cause in forty entries is one finding with forty places.
    groups: dict[str, list[Violation]] = {}
    for violation in context.shared.schemas.validate(schema, structured.data):
        groups.setdefault(violation.cause, []).append(violation)
    for cause, group in groups.items():
        pointer, message = group[0].pointer, group[0].message
        more = len(group) - 1
        count = f" (and in {more} more {'places' if more > 1 else 'place'})" if more else ""
        others = [structured.at(violation.pointer) or NOWHERE for violation in group[1:6]]
        where = f" in '{pointer}'" if pointer else ""
        yield Diagnostic(
            path,
            _short_span(structured, pointer),
            f"{message}{where}{count}",
            f"{re.sub(r'/[0-9]+', '/#', pointer)} {cause}",
            "",
            (schema,),
            related=tuple(Related(path, span.line, "the same") for span in others),
        )


def _short_span(structured: Structured, pointer: str) -> Span:
    """A value's span, or only its first character where it covers several lines."""
    span = (structured.at(pointer) if pointer else None) or NOWHERE
    if span.line == span.end_line:
        return span
    return Span(span.line, span.column, span.line, span.column + 1)
