"""Lists and table columns of bare file names: what most of them are is evidence for the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from doclint.model.facts import Reference, Span

if TYPE_CHECKING:
    from doclint.link.project import Project

_LEAST = 3  # files of a list that prove where its names belong
_LINES = 3  # between two items: an item may have a few lines of text


class _List:
    """The names of one list, and where they belong, once that was asked."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names, self._asked = names, False
        self._folder: str | None = None

    def folder(self, find: Callable[[str], str | None]) -> str | None:
        """The folder of nearly all of its names that are files."""
        if not self._asked:
            self._asked = True
            folders = Counter(folder for name in self._names if (folder := find(name)) is not None)
            folder, count = folders.most_common(1)[0] if folders else ("", 0)
            self._folder = folder if count >= _LEAST and count * 5 >= folders.total() * 4 else None
        return self._folder


class Lists:
    """Where the names of a list belong, of the document asked about last."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self.begin()

    def begin(self) -> None:
        """Begin with another document, or anew: what is found then is asked anew."""
        self._file: str | None = None
        self._lists: dict[Span, _List] = {}

    def folder_of(self, file: str, reference: Reference, find: Callable[[str], str | None]) -> str | None:
        """The folder in which the other names of a list are; None where that is not proven.

        Args:
            file: the document.
            reference: the name in it that is no file.
            find: the folder of the only file of a name.
        """
        if self._file != file:
            known = self._project.is_document(file)
            self._file, self._lists = file, _lists(self._project.facts(file).references) if known else {}
        found = self._lists.get(reference.target_span)
        return found.folder(find) if found is not None else None


def _lists(references: Iterable[Reference]) -> dict[Span, _List]:
    """Where a bare file name stands -> its list: the names below and above it in the same column."""
    bare = [r for r in references if r.via == "path" and "/" not in r.target and "." in r.target.strip(".")]
    found: dict[Span, _List] = {}
    in_column = sorted(bare, key=lambda r: (r.target_span.column, _ending(r.target), r.target_span.line))
    for _, column in groupby(in_column, key=lambda r: (r.target_span.column, _ending(r.target))):
        items: list[Reference] = []
        for reference in column:
            if items and reference.target_span.line - items[-1].target_span.line > _LINES:
                _put(found, items)
                items = []
            items.append(reference)
        _put(found, items)
    return found


def _put(found: dict[Span, _List], items: list[Reference]) -> None:
    if len(items) > _LEAST:
        whole = _List(tuple(item.target for item in items))
        found.update((item.target_span, whole) for item in items)


def _ending(name: str) -> str:
    return name.rpartition(".")[2]
