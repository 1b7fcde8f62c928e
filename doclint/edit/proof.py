"""Verifies repairs: a fix must change the file as intended and leave the rest as before."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from doclint.edit.edits import apply_edits
from doclint.edit.rewrite import edit_of, in_json
from doclint.extract.document import extract
from doclint.formats.source import Source
from doclint.link.model import Edge
from doclint.model.facts import ExtractSettings, Facts, Reference
from doclint.model.finding import Diagnostic, Fix, Repair, ReplaceText, Rewrite, SetValue
from doclint.tree.read import Reader, Unreadable

_SOURCES = 8  # files kept: a manifest is asked for again and again, a document once
ONE_BY_ONE = 50  # fixes of one document that are tried by themselves where they do not hold together

Resolve = Callable[[str, Reference], Edge | None]


class Prover:
    """Turns the repairs of diagnostics into fixes.

    Args:
        read: the bytes of a file of the tree.
        content: a digest of the content of a file.
        settings: of the extraction.
        resolve: the edge of a reference spelled in a file.
    """

    def __init__(
        self, read: Reader, content: Callable[[str], str], settings: ExtractSettings, resolve: Resolve
    ) -> None:
        self._read, self._content = read, content
        self._settings, self._resolve = settings, resolve
        self._sources: dict[str, tuple[str, Source | None]] = {}

    def prove(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics, each with its fix if its repair is verified; order kept."""
        wanted = list(diagnostics)
        found = list(wanted)
        by_document: dict[str, list[int]] = {}
        for number, diagnostic in enumerate(found):
            repair = diagnostic.repair
            if repair is None:
                continue
            if in_json(repair):
                fix = self._in_json(repair)
                found[number] = diagnostic._replace(fix=fix, repair=None)
            else:
                by_document.setdefault(repair.path, []).append(number)
                found[number] = diagnostic._replace(repair=None)
        for path, numbers in by_document.items():
            repairs = [repair for n in numbers if (repair := wanted[n].repair) is not None]
            for number, fix in zip(numbers, self._in_document(path, repairs), strict=True):
                found[number] = found[number]._replace(fix=fix)
        return found

    def _source(self, path: str) -> Source | None:
        content = self._content(path)  # asked at each use: what is kept must not hide the question
        known = self._sources.get(path)
        if known is not None and known[0] == content:
            return known[1]
        try:
            source = Source(self._read(path))
        except (Unreadable, UnicodeDecodeError):
            source = None
        if len(self._sources) > _SOURCES:
            self._sources.clear()
        self._sources[path] = (content, source)
        return source

    def _in_json(self, repair: Repair) -> Fix | None:
        """One whole token is replaced by another, or an item follows the last: the rest cannot change."""
        source = self._source(repair.path)
        edit = None if source is None else edit_of(source, repair)
        if edit is None or (isinstance(repair, Rewrite) and not self._leads_there(repair, repair.reference)):
            return None
        return Fix((edit,), repair.safe)

    def _leads_there(self, repair: Rewrite, reference: Reference) -> bool:
        edge = self._resolve(repair.path, reference._replace(target=repair.target))
        return (
            edge is not None
            and edge.problem is None
            and edge.target.rstrip("/") == repair.leads_to.rstrip("/")
        )

    def _in_document(self, path: str, repairs: Sequence[Repair]) -> list[Fix | None]:
        source = self._source(path)
        if source is None:
            return [None] * len(repairs)
        settings = self._settings.of(path)
        before = extract(source.data, settings)
        edits = [edit_of(source, repair) for repair in repairs]

        def holds(numbers: Sequence[int]) -> bool:
            taken = [edit for n in numbers if (edit := edits[n]) is not None]
            data = apply_edits(source.data, taken)
            after = extract(data, settings)
            return self._same_but(before, after, [repairs[n] for n in numbers])

        first = {edit.span: n for n, edit in reversed(list(enumerate(edits))) if edit is not None}
        wanted = [
            n
            for n in sorted(first.values())
            if not isinstance(r := repairs[n], Rewrite) or self._leads_there(r, r.reference)
        ]
        if wanted and not holds(wanted):
            kept: list[int] = []
            for number in wanted[:ONE_BY_ONE]:
                if holds([*kept, number]):
                    kept.append(number)
            wanted = kept
        proven = set(wanted)
        return [
            Fix((edit,), repair.safe) if n in proven and edit is not None else None
            for n, (edit, repair) in enumerate(zip(edits, repairs, strict=True))
        ]

    def _same_but(self, before: Facts, after: Facts, repairs: Sequence[Repair]) -> bool:
        rewrites = {(r.reference.via, r.reference.target_span): r for r in repairs if isinstance(r, Rewrite)}
        texts = [r for r in repairs if isinstance(r, ReplaceText)]
        olds, news = tuple(before.references), tuple(after.references)
        shapes = (_shape(before), _shape(after))
        if shapes[0] != shapes[1] or len(olds) != len(news):
            return False
        if len(before.defects) - len(texts) != len(after.defects):
            return False
        definitions: dict[str, set[str]] = {}
        for repair in repairs:
            if isinstance(repair, Rewrite) and repair.reference.syntax == "definition":
                definitions.setdefault(repair.reference.target, set()).add(repair.target)
        seen = 0
        changed = {r.pointer: str(r.new) for r in repairs if isinstance(r, SetValue)}
        for old, new in zip(olds, news, strict=True):
            rewrite = rewrites.get((old.via, old.target_span))
            if old.syntax == "use" and new.target in definitions.get(old.target, ()):
                old = old._replace(target=new.target)  # a use shows the target of its definition
            if rewrite is not None:
                seen += 1
                if old.syntax == "field":
                    changed[old.field] = rewrite.target
            wanted = old.target if rewrite is None else rewrite.target
            if (old.via, old.syntax, wanted, old.field) != (new.via, new.syntax, new.target, new.field):
                return False
            if old.via == "link" and old.label != new.label:
                return False
            if rewrite is not None and not self._leads_there(rewrite, new):
                return False
        return seen == len(rewrites) and _replaced(before, changed) == _data(after)


def _shape(facts: Facts) -> tuple[Any, ...]:
    """The parts that no fix may change: the number of lines, headings, anchors, suppressions."""
    return (
        facts.lines,
        [(h.level, h.text, h.slug, h.span.line) for h in facts.headings],
        [(a.name, a.span.line) for a in facts.anchors],
        [(s.action, s.codes, s.span.line) for s in facts.suppressions],
    )


def _data(facts: Facts) -> Any:
    return None if facts.front_matter is None else facts.front_matter.data


def _replaced(facts: Facts, changed: Mapping[str, str]) -> Any:
    """The front matter with some of its values, named by JSON pointer, replaced."""
    data = copy.deepcopy(_data(facts))
    for pointer, value in changed.items():
        *parents, last = (p.replace("~1", "/").replace("~0", "~") for p in pointer.split("/")[1:])
        place = data
        for key in parents:
            place = place[int(key) if isinstance(place, list) else key]
        place[int(last) if isinstance(place, list) else last] = value
    return data
