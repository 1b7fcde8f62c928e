"""The manifest against the schema it names in its own `$schema`; also a manifest that is no manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doclint.link.context import Context
from doclint.link.manifest import Manifest
from doclint.link.paths import folder_of, is_external, join
from doclint.link.schemas import SchemaError, Violation
from doclint.model.facts import NOWHERE, Span
from doclint.model.finding import Diagnostic, Related


def check(context: Context) -> Iterator[Diagnostic]:
    """One diagnostic for each rule of the schema that is violated; repeats in other entries are related."""
    manifest = context.project.manifest
    if manifest is None or not manifest.found:
        return
    if manifest.error:
        message, span = manifest.error
        yield Diagnostic(manifest.path, span, message, manifest.path)
    if manifest.structured is None or not isinstance(manifest.structured.data, dict):
        return
    declared = manifest.structured.data.get("$schema")
    if not isinstance(declared, str):
        return
    span = manifest.structured.values["/$schema"]
    if is_external(declared):
        if "json-schema.org" not in declared:
            yield Diagnostic(
                manifest.path,
                span,
                f"the $schema '{declared}' is on the network; doclint fetches nothing",
                declared,
            )
        return
    path = join(folder_of(manifest.path), declared.partition("#")[0])
    if path is None or not context.project.files.is_file(path):
        yield Diagnostic(manifest.path, span, f"the $schema '{declared}' does not exist", declared)
        return
    try:
        yield from _violations(context, manifest, path)
    except SchemaError as error:
        yield Diagnostic(
            manifest.path,
            span,
            f"the $schema '{declared}' cannot be used: {error}",
            declared,
            affected_paths=(path,),
        )


def _violations(context: Context, manifest: Manifest, schema: str) -> Iterator[Diagnostic]:
    assert manifest.structured is not None
    # The same cause in forty entries is one finding with forty places.
    groups: dict[str, list[Violation]] = {}
    for violation in context.shared.schemas.validate(schema, manifest.structured.data):
        groups.setdefault(violation.cause, []).append(violation)
    for cause, group in groups.items():
        pointer, message = group[0].pointer, group[0].message
        span = _short_span(manifest, pointer)
        more = len(group) - 1
        count = f" (and in {more} more {'places' if more > 1 else 'place'})" if more else ""
        others = [manifest.span(violation.pointer) for violation in group[1:6]]
        where = f" in '{pointer}'" if pointer else ""
        yield Diagnostic(
            manifest.path,
            span,
            f"{message}{where}{count}",
            f"{re.sub(r'/[0-9]+', '/#', pointer)} {cause}",
            "",
            (schema,),
            related=tuple(Related(manifest.path, s.line, "the same") for s in others),
        )


def _short_span(manifest: Manifest, pointer: str) -> Span:
    """A value's span, or only its first character where it covers several lines."""
    span = manifest.span(pointer) if pointer else NOWHERE
    if span.line == span.end_line:
        return span
    return Span(span.line, span.column, span.line, span.column + 1)
