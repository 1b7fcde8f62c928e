"""Documents the manifest lists twice, by path or by ID."""

from __future__ import annotations

from collections.abc import Iterator

from doclint.context import Context
from doclint.link.tables import Entry
from doclint.model.finding import Diagnostic, Related


def check(context: Context) -> Iterator[Diagnostic]:
    """A diagnostic for each further entry of a document; the same path and ID together are one cause."""
    files: dict[str, list[Entry]] = {}
    for row in context.project.manifest_rows():
        for entry in row.entries:
            files.setdefault(entry.file, []).append(entry)
    for path in sorted(files):
        yield from _in_file(context, path, files[path])


def _in_file(context: Context, path_of_manifest: str, entries: list[Entry]) -> Iterator[Diagnostic]:
    config = context.project.roles(entries[0])
    first_by_path: dict[str, Entry] = {}
    first_by_id: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda e: e.order):
        path, id_ = entry.document_path or entry.text(config.file), entry.text(config.id)
        twin = first_by_path.get(path) if path else None
        what = f"the document '{path}'"
        if twin is None and id_:
            twin, what = first_by_id.get(id_), f"the id '{id_}'"
        if twin is not None:
            at = twin.span
            yield Diagnostic(
                path_of_manifest,
                entry.span,
                f"{what} is listed twice; first at line {at.line}",
                f"{path} {id_}",
                "remove one of the entries",
                related=(Related(path_of_manifest, at.line, "the first entry"),),
            )
            continue
        if path:
            first_by_path[path] = entry
        if id_:
            first_by_id[id_] = entry
