"""The state of the last run as tables: documents, units, questions with their answers and askers, marks."""

from __future__ import annotations

import json
import sqlite3
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from doclint.engine.codec import (
    decode_diagnostics,
    decode_row,
    decode_suppressions,
    dumps,
    encode_diagnostics,
    encode_row,
)
from doclint.engine.gather import facts_key
from doclint.engine.request import Request
from doclint.engine.snapshot import Snapshot
from doclint.engine.units import MANIFEST, UnitResult, document_unit
from doclint.formats.digest import digest
from doclint.link.evidence import Evidence, summed
from doclint.link.model import Document, Edge
from doclint.link.tables import ManifestHead, ManifestRow, MemoryTables, names_of
from doclint.model.facts import ExtractSettings, Span, Suppression
from doclint.model.finding import Diagnostic
from doclint.tree.status import SIZE


def row_digest(data: bytes) -> str:
    """A digest of an encoded row of the manifest."""
    return digest(data).hex()


class State:
    """Reads and writes the tables of a store's database; see `Store` for what they are.

    It also is the tables (`doclint.link.tables.Tables`) from which an increment's questions are answered, but
    for facts.
    """

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._put_rows: Mapping[str, ManifestRow] | None = None

    def _rows(self, query: str, *values: Any) -> list[Any]:
        return self._base.execute(query, values).fetchall()

    # -- the whole ----------------------------------------------------------------------------------

    @property
    def key(self) -> str:
        """The key of the request it was made for; empty where there is none."""
        return self._meta("key") or ""

    def _meta(self, key: str) -> Any:
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return rows[0][0] if rows else None

    def put_meta(self, key: str, value: str | bytes) -> None:
        """Set a value in the `meta` table."""
        self._base.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def snapshot(self) -> Snapshot:
        """The tree as the last run saw it; an empty one where there was none."""
        files, states = self._meta("files"), self._meta("states")
        return Snapshot.decode(files, states) if files and states is not None else Snapshot()

    def put_snapshot(self, old: Snapshot, new: Snapshot) -> None:
        """Set the tree as this run saw it; only what differs is written."""
        same = (old.paths, old.untracked, old.links) == (new.paths, new.untracked, new.links)
        if not same:
            self.put_meta("files", new.encode_files())
        if not same or old.states != new.states:
            self.put_meta("states", new.encode_states())

    def write(
        self,
        documents: Iterable[tuple[Document, str, str]],
        results: Mapping[str, UnitResult],
        answers: Mapping[str, str],
        tables: MemoryTables,
        snapshot: Snapshot,
        key: str,
    ) -> None:
        """Fill an empty database.

        Args:
            documents: each with its title and the digest of its content.
            results: of all units, by name.
            answers: to every question that one of them asked.
            tables: for what the manifest says.
            snapshot: of the tree.
            key: of the request.
        """
        base = self._base
        base.execute("BEGIN")
        for document, title, content in documents:
            self.put_document(document, title, content)
        askers: dict[str, array[int]] = {question: array("I") for question in answers}
        for number, (name, result) in enumerate(results.items()):
            for question in result.asked:
                askers[question].append(number)
            self._put_unit(number, name, result)
        base.executemany(
            "INSERT INTO questions VALUES (?, ?, ?)",
            ((q, answers[q], numbers.tobytes()) for q, numbers in sorted(askers.items())),
        )
        base.executemany(
            "INSERT OR IGNORE INTO marks VALUES (?, ?)",
            sorted((mark, name.partition(" ")[2]) for name, r in results.items() for mark in r.marks),
        )
        base.executemany("INSERT INTO evidence VALUES (?, ?, ?)", tables.all_evidence())
        self.put_manifest(tables.manifests, tables.manifest_rows)
        self.put_asked(MANIFEST, results[MANIFEST].asked)
        self.put_snapshot(Snapshot(), snapshot)
        self.put_meta("key", key)
        base.execute("COMMIT")

    def facts_key(self, settings: ExtractSettings, path: str) -> bytes:
        """What the facts of a document are kept under."""
        return facts_key(settings.of(path), self.digest(path))

    # -- documents ----------------------------------------------------------------------------------

    def put_document(self, document: Document, title: str, content: str) -> None:
        """Set a document."""
        path, kind, id_, slug, template = document
        self._base.execute(
            "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)",
            (path, content, kind, id_, slug, template, title),
        )
        for name in names_of(document, title):
            self._base.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (name, path))

    def drop_document(self, document: Document, title: str) -> None:
        """Forget a document as it was known."""
        self._base.execute("DELETE FROM documents WHERE path = ?", (document.path,))
        for name in names_of(document, title):
            self._base.execute("DELETE FROM names WHERE name = ? AND path = ?", (name, document.path))

    def document(self, path: str) -> Document | None:
        """The document at a path."""
        rows = self._rows("SELECT path, kind, id, slug, template FROM documents WHERE path = ?", path)
        return _document(rows[0]) if rows else None

    def documents(self) -> Iterator[Document]:
        """All documents, by path."""
        for row in self._rows("SELECT path, kind, id, slug, template FROM documents ORDER BY path"):
            yield _document(row)

    def title(self, path: str) -> str:
        """The title of a document."""
        rows = self._rows("SELECT title FROM documents WHERE path = ?", path)
        return str(rows[0][0]) if rows else ""

    def contents(self) -> dict[str, str]:
        """A digest of the content of each document."""
        return dict(self._rows("SELECT path, digest FROM documents"))

    def as_seen(self, request: Request) -> dict[str, str]:
        """Content digests of the documents that are unchanged since the snapshot, and readable now."""
        files, contents = request.files.files, self.contents()
        unproven = set(self.snapshot().unproven(request, request.documents))
        limit = request.config.max_file_size  # it may be another than that of the run that saw them
        return {
            path: content
            for path in request.documents
            if path not in unproven
            and (status := files.get(path)) is not None
            and status[SIZE] <= limit
            and (content := contents.get(path, ""))[:1] not in ("", "!")
        }

    def digest(self, path: str) -> str:
        """A digest of the content of a document."""
        rows = self._rows("SELECT digest FROM documents WHERE path = ?", path)
        return str(rows[0][0]) if rows else ""

    def holders(self, id_: str) -> tuple[str, ...]:
        """The paths of the documents that carry an ID, sorted."""
        if not id_:
            return ()
        return tuple(
            row[0]
            for row in self._rows("SELECT path FROM documents WHERE id = ? AND id != '' ORDER BY path", id_)
        )

    def ids(self) -> Iterator[str]:
        """Every ID, in the order of the documents that carry it first."""
        seen: set[str] = set()
        for (id_,) in self._rows("SELECT id FROM documents WHERE id != '' ORDER BY path"):
            if id_ not in seen:
                seen.add(id_)
                yield id_

    def bearers(self, name: str) -> tuple[str, ...]:
        """Documents with an ID whose normalised slug or title is `name`, sorted."""
        return tuple(
            row[0] for row in self._rows("SELECT path FROM names WHERE name = ? ORDER BY path", name)
        )

    # -- the manifest -------------------------------------------------------------------------------

    def put_manifest(self, heads: Iterable[ManifestHead], rows: Mapping[str, ManifestRow]) -> set[str]:
        """Store the manifests; return the paths for which their content has changed."""
        self.put_meta("manifest", dumps(list(heads)))
        before = dict(self._rows("SELECT path, digest FROM manifest"))
        changed = before.keys() - rows.keys()
        self._base.executemany("DELETE FROM manifest WHERE path = ?", [(path,) for path in changed])
        for path, row in sorted(rows.items()):
            data = encode_row(row)
            text = row_digest(data)
            if before.get(path) != text:
                changed.add(path)
                files = "\n".join(sorted({entry.file for entry in row.entries}))
                vias = " ".join(sorted({edge.reference.via for edge in row.edges}))
                values = (path, text, f"\n{files}\n", f" {vias} ", zlib.compress(data, 1))
                self._base.execute("INSERT OR REPLACE INTO manifest VALUES (?, ?, ?, ?, ?)", values)
        self._put_rows = rows
        return set(changed)

    def heads(self) -> tuple[ManifestHead, ...]:
        """The manifests."""
        heads = json.loads(self._meta("manifest") or "[]")
        return tuple(
            ManifestHead(path, found, error, Span(*at), number, cycle, Span(*cycle_at))
            for path, found, error, at, number, cycle, cycle_at in heads
        )

    def row(self, path: str) -> ManifestRow:
        """What the manifest says of a document."""
        rows = self._rows("SELECT row FROM manifest WHERE path = ?", path)
        return decode_row(zlib.decompress(rows[0][0])) if rows else ManifestRow()

    def rows(self) -> Iterator[ManifestRow]:
        """All that the manifest says."""
        if self._put_rows is not None:  # what was just written need not be read
            yield from (row for _, row in sorted(self._put_rows.items()))
            return
        for (data,) in self._rows("SELECT row FROM manifest ORDER BY path"):
            yield decode_row(zlib.decompress(data))

    def row_text(self, path: str) -> str:
        """A digest of what the manifest says of a document; empty where it says nothing."""
        rows = self._rows("SELECT digest FROM manifest WHERE path = ?", path)
        return str(rows[0][0]) if rows else ""

    def rows_text(self) -> str:
        """A digest of all that the manifest says."""
        rows = self._rows("SELECT path, digest FROM manifest ORDER BY path")
        return digest(*(f"{path} {text}".encode() for path, text in rows)).hex()

    def listed(self, file: str) -> Iterator[str]:
        """The documents that a manifest lists, sorted."""
        query = "SELECT path FROM manifest WHERE instr(files, ?) AND path != '' ORDER BY path"
        yield from (row[0] for row in self._rows(query, f"\n{file}\n"))

    def manifest_edges(self, via: str) -> Iterator[Edge]:
        """The edges of one via that the manifest declares."""
        rows: Iterable[ManifestRow] = self.rows()
        if self._put_rows is None:  # only those that have any are decoded
            query = "SELECT row FROM manifest WHERE instr(vias, ?) ORDER BY path"
            rows = (decode_row(zlib.decompress(data)) for (data,) in self._rows(query, f" {via} "))
        return (edge for row in rows for edge in row.edges if edge.reference.via == via)

    # -- units --------------------------------------------------------------------------------------

    def _put_unit(self, number: int, name: str, result: UnitResult) -> None:
        self._base.execute(
            "INSERT OR REPLACE INTO units VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                name,
                result.references,
                encode_diagnostics(result.found) if result.found else None,
                dumps(result.suppressions) if result.suppressions else None,
                dumps(result.marks) if result.marks else None,
                dumps(result.evidence) if result.evidence else None,
            ),
        )

    def put_unit(self, name: str, result: UnitResult) -> int:
        """Store the result of a unit; return its number."""
        number = self.unit_number(name)
        if number is None:
            number = int(self._rows("SELECT COALESCE(MAX(number), -1) + 1 FROM units")[0][0])
        self._put_unit(number, name, result)
        return number

    def put_asked(self, name: str, asked: Iterable[str]) -> set[str]:
        """Set what a unit with thousands of questions asked; those that it had not asked before."""
        key, now = f"asked {name}", set(asked)
        kept = self._rows("SELECT value FROM meta WHERE key = ?", key)
        before = set(json.loads(zlib.decompress(kept[0][0]))) if kept else set()
        if now != before:
            self.put_meta(key, zlib.compress(dumps(sorted(now)).encode("ascii"), 1))
        return now - before

    def unit_number(self, name: str) -> int | None:
        """The number of a unit; None where it never ran."""
        rows = self._rows("SELECT number FROM units WHERE key = ?", name)
        return int(rows[0][0]) if rows else None

    def unit_names(self, numbers: Iterable[int]) -> list[str]:
        """The names of units that still are; sorted."""
        found = []
        for number in numbers:
            found += [row[0] for row in self._rows("SELECT key FROM units WHERE number = ?", number)]
        return sorted(found)

    def drop_unit(self, name: str) -> None:
        """Forget a unit."""
        self._base.execute("DELETE FROM units WHERE key = ?", (name,))

    def references(self) -> int:
        """How many references all units resolved."""
        return int(self._rows("SELECT COALESCE(SUM(references_), 0) FROM units")[0][0])

    def found(self) -> Iterator[tuple[str, Diagnostic]]:
        """(code of the rule, diagnostic) of all units."""
        for (text,) in self._rows("SELECT findings FROM units WHERE findings IS NOT NULL"):
            yield from decode_diagnostics(text)

    def suppressed(self) -> dict[str, tuple[Suppression, ...]]:
        """The suppressions of each document that has any."""
        rows = self._rows("SELECT key, suppressions FROM units WHERE suppressions IS NOT NULL")
        return {name.partition(" ")[2]: decode_suppressions(json.loads(text)) for name, text in rows}

    # -- questions ----------------------------------------------------------------------------------

    def questions(self, exact: Iterable[str], prefixes: Iterable[str]) -> list[tuple[str, str, bytes]]:
        """(question, answer, askers) of those that were asked."""
        found: list[tuple[str, str, bytes]] = []
        for question in exact:
            found += self._rows("SELECT question, answer, askers FROM questions WHERE question = ?", question)
        for prefix in prefixes:
            found += self._rows(
                "SELECT question, answer, askers FROM questions WHERE question >= ? AND question < ?",
                prefix,
                prefix[:-1] + chr(ord(prefix[-1]) + 1),
            )
        return found

    def put_answer(self, question: str, answer: str) -> None:
        """Set the answer to a question."""
        self._base.execute("UPDATE questions SET answer = ? WHERE question = ?", (answer, question))

    def add_asker(self, question: str, answer: str, number: int) -> None:
        """Record that a unit asked a question."""
        rows = self._rows("SELECT askers FROM questions WHERE question = ?", question)
        own = array("I", [number])
        if not rows:
            self._base.execute("INSERT INTO questions VALUES (?, ?, ?)", (question, answer, own.tobytes()))
        elif number not in (known := askers_of(rows[0][0])):
            self._base.execute(
                "UPDATE questions SET askers = ? WHERE question = ?", ((known + own).tobytes(), question)
            )

    # -- marks --------------------------------------------------------------------------------------

    def marked(self, mark: str) -> tuple[str, ...]:
        """The documents that carry a mark, sorted."""
        return tuple(
            row[0] for row in self._rows("SELECT path FROM marks WHERE mark = ? ORDER BY path", mark)
        )

    def marks(self, prefix: str) -> Iterator[tuple[str, str]]:
        """(mark, document) of the marks that begin with `prefix`, sorted."""
        yield from self._rows(
            "SELECT mark, path FROM marks WHERE mark >= ? AND mark < ? ORDER BY mark, path",
            prefix,
            prefix[:-1] + chr(ord(prefix[-1]) + 1),
        )

    def marks_of(self, path: str) -> frozenset[str]:
        """The marks of a document."""
        rows = self._rows("SELECT marks FROM units WHERE key = ?", document_unit(path))
        return frozenset(json.loads(rows[0][0])) if rows and rows[0][0] else frozenset()

    def put_marks(self, path: str, before: frozenset[str], now: frozenset[str]) -> None:
        """Let a document be found under the marks it has now, and no longer under those before."""
        gone, new = ([(mark, path) for mark in marks] for marks in (before - now, now - before))
        self._base.executemany("DELETE FROM marks WHERE mark = ? AND path = ?", gone)
        self._base.executemany("INSERT OR IGNORE INTO marks VALUES (?, ?)", new)

    # -- evidence -----------------------------------------------------------------------------------

    def evidence(self, place: str) -> Evidence:
        """What the references of all documents tell of a place."""
        rows = self._rows("SELECT * FROM evidence WHERE place = ?", place)
        return Evidence(*rows[0]) if rows else Evidence(place, 0, 0)

    def all_evidence(self) -> list[Evidence]:
        """The same of every place."""
        return [Evidence(*row) for row in self._rows("SELECT * FROM evidence ORDER BY place")]

    def evidence_of(self, path: str) -> tuple[Evidence, ...]:
        """What the references of one document tell."""
        rows = self._rows("SELECT evidence FROM units WHERE key = ?", document_unit(path))
        return tuple(Evidence(*item) for item in json.loads(rows[0][0])) if rows and rows[0][0] else ()

    def put_evidence(self, before: Iterable[Evidence], now: Iterable[Evidence]) -> set[str]:
        """Let a document tell something else than before; the places of which it does."""
        withdrawn = (Evidence(place, -resolved, -dangling) for place, resolved, dangling in before)
        changed = {e.place: e for e in summed((*withdrawn, *now)).values() if e.resolved or e.dangling}
        for place, more in changed.items():
            _, resolved, dangling = summed((self.evidence(place), more))[place]
            self._base.execute(
                "INSERT OR REPLACE INTO evidence VALUES (?, ?, ?)", (place, resolved, dangling)
            )
        return set(changed)


def askers_of(data: bytes) -> array[int]:
    """The numbers of the units that asked a question."""
    found = array("I")
    found.frombytes(data)
    return found


def _document(row: tuple[str, str, str, str, int]) -> Document:
    path, kind, id_, slug, template = row
    return Document(path, kind, id_, slug, bool(template))
