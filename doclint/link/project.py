"""The linked project as checks and the resolver see it: every access is a recorded question.

A result that was found by asking holds while every answer holds (Shake's verifying traces: Mokhov, Mitchell
and Peyton Jones, "Build systems a la carte", 2018, section 4.2.2). So nothing here hands out a table to walk:
what cannot be asked cannot be forgotten.
"""

from __future__ import annotations

from _blake2 import blake2b
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from doclint.config.globs import glob_regex
from doclint.formats.json_source import load_json
from doclint.formats.source import Source
from doclint.link.evidence import Remarks, Verdict
from doclint.link.kinds import Kinds, extract_settings
from doclint.link.model import Declared, Document, Edge
from doclint.link.resolver.ignored import IGNORED, IgnoredTargets
from doclint.link.resolver.resolve import Resolver
from doclint.link.tables import Entry, ManifestHead, ManifestRow, Tables
from doclint.model.config import Config
from doclint.model.facts import ExtractSettings, Facts, Structured
from doclint.model.vocabulary import Via
from doclint.tree.fileset import FileSet, fold
from doclint.tree.git import GitError, last_changed, run_git, shallow_commits
from doclint.tree.read import Reader, Unreadable

JOINT = "\0"  # between the two keys of a question about two documents; no path holds it


class Project:
    """Answers every question about one tree, and records it.

    Args:
        config: the merged configuration.
        files: which files exist.
        kinds: compiled for the docs base.
        tables: what is known of documents and of the manifest.
        read: the bytes of a file of the tree; raises `Unreadable`.
    """

    def __init__(self, config: Config, files: FileSet, kinds: Kinds, tables: Tables, read: Reader) -> None:
        self.config, self.kinds = config, kinds
        self._files, self._tables, self._read = files, tables, read
        self._answers: dict[str, Any] = {}
        self._texts: dict[str, str] = {}
        self._parsed: dict[str, Structured] = {}
        self._asked: set[str] | None = None
        self.resolver = Resolver(self)

    # -- recording -----------------------------------------------------------------------------------

    def condensed(self, asked: Iterable[str]) -> set[str]:
        """The questions without those implied by another: their answers change only together.

        The facts of a document, for example, include its metadata, its title and its anchors.
        """
        questions = set(asked)
        whole = {question[1:] for question in questions if question[0] == "h"}
        return {q for q in questions if q[0] not in "dtTLAa" or q[1:].partition(JOINT)[0] not in whole}

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """While it lasts, every question asked is added to the set it gives."""
        before, self._asked = self._asked, set()
        try:
            yield self._asked
        finally:
            self._asked = before

    def ask(self, question: str) -> Any:
        """The answer to a question: a letter of `QUESTIONS`, and its key.

        What is looked at to find the answer is no question of the asker: it asked for the answer.
        """
        asked = self._asked
        if asked is not None:
            asked.add(question)
        found = self._answers.get(question, self)
        if found is not self:
            return found
        self._asked = None
        try:
            answer = QUESTIONS[question[0]].answer(self, question[1:])
        finally:
            self._asked = asked
        self._answers[question] = answer
        return answer

    def answer_text(self, question: str) -> str:
        """The answer in the form in which two of them are compared: short, the same on every machine."""
        text = self._texts.get(question)
        if text is None:
            known = QUESTIONS[question[0]].text
            answer = self.ask(question) if known is None else known(self, question[1:])
            text = answer if answer.__class__ is str else repr(answer)
            if len(text) > 32:
                text = "#" + blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
                self._texts[question] = text  # several rules ask for every document
        return text

    def forget(self, questions: Iterable[str]) -> None:
        """Discard the cached answers to these questions."""
        for question in questions:
            self._answers.pop(question, None)
            self._texts.pop(question, None)

    def forget_answers(self) -> None:
        """Find every answer anew."""
        self._answers.clear()
        self._texts.clear()

    # -- files ---------------------------------------------------------------------------------------

    @property
    def base(self) -> str:
        """The docs base, relative to the root; empty for the root."""
        return self.kinds.base

    @property
    def root(self) -> str:
        """The repository root as an absolute path, for messages and git."""
        return str(self._files.root)

    @property
    def settings(self) -> ExtractSettings:
        """What of the configuration decides the facts of a file."""
        return extract_settings(self.config, self.base)

    def exists(self, path: str) -> bool:
        """A file or a folder of exactly this name."""
        return self._ask_node(path.rstrip("/")) != ""

    def is_file(self, path: str) -> bool:
        """Whether exactly this path is a file."""
        return self._ask_node(path)[:1] in ("f", "l")

    def is_folder(self, path: str) -> bool:
        """Whether exactly this path is a folder with at least one file below it."""
        return self._ask_node(path.rstrip("/"))[:1] == "d"

    def is_tracked(self, path: str) -> bool:
        """Whether git tracks the file, or a file below the folder; true outside git."""
        return self._ask_node(path.rstrip("/"))[1:2] != "u"

    def link_target(self, path: str) -> str | None:
        """What a symbolic link spells; None where the path is none."""
        node = self._ask_node(path)
        return node[2:] if node[:1] == "l" else None

    def _ask_node(self, path: str) -> str:
        """What is at a path.

        That nothing is there, because its folder does not exist, is asked of that folder: of a thousand paths
        that are tried below it, it is one question.
        """
        files = self._files
        if path not in files.files and path not in files.folders:
            cut = path.find("/")
            while cut > 0:
                if path[:cut] not in files.folders:
                    self.ask("f" + path[:cut])  # nothing, or a file: nothing is below it
                    return ""
                cut = path.find("/", cut + 1)
        node: str = self.ask("f" + path)
        return node

    def case_variant(self, path: str) -> str | None:
        """The path that exists and differs only in case or Unicode form; None if there is none."""
        clean = path.rstrip("/")
        found: str = self.ask("c" + fold(clean))
        return found if found and found != clean else None

    def is_ignored_file(self, path: str) -> bool:
        """Whether a path git ignores exists all the same."""
        return bool(self.ask("i" + path))

    def files_named(self, name: str) -> tuple[str, ...]:
        """Files of exactly this base name, sorted."""
        found: tuple[str, ...] = self.ask("n" + name)
        return found

    def folders_named(self, name: str) -> tuple[str, ...]:
        """Folders of exactly this base name, sorted."""
        found: tuple[str, ...] = self.ask("m" + name)
        return found

    def names_in(self, folder: str) -> Sequence[str]:
        """Base names of the files directly in a folder, sorted."""
        found: Sequence[str] = self.ask("l" + folder.rstrip("/"))
        return found

    def all_files(self) -> tuple[str, ...]:
        """Every file, sorted."""
        found: tuple[str, ...] = self.ask("F")
        return found

    def files_matching(self, glob: str) -> tuple[str, ...]:
        """The files whose paths match a glob, sorted."""
        found: tuple[str, ...] = self.ask("g" + glob)
        return found

    def files_of_kind(self, kind: str) -> tuple[str, ...]:
        """Files of a kind that are no documents (schemas), sorted."""
        found: tuple[str, ...] = self.ask("K" + kind)
        return found

    def read(self, path: str) -> bytes:
        """The bytes of a file of the tree.

        Raises:
            Unreadable: it is none, or cannot be read.
        """
        if self._tables.document(path) is not None:
            self.ask("h" + path)
            return self._read(path)
        try:
            data = self._read(path)
        except Unreadable as error:
            self._answers["b" + path] = f"!{error}"
            self.ask("b" + path)
            raise
        self._answers["b" + path] = blake2b(data, digest_size=16).hexdigest()
        self.ask("b" + path)
        return data

    def content(self, path: str) -> str:
        """A digest of the content of a file; of one that cannot be read, why not."""
        found: str = self.ask(("b" if self._tables.document(path) is None else "h") + path)
        return found

    def read_json(self, path: str) -> Structured:
        """A JSON file with positions, parsed once for each content.

        Raises:
            Unreadable: it is none, or cannot be read.
            UnicodeDecodeError, JsonError: it is not UTF-8, or not JSON.
        """
        content = self.content(path)
        if content not in self._parsed:
            self._parsed[content] = load_json(Source(self.read(path)))
        return self._parsed[content]

    # -- documents -----------------------------------------------------------------------------------

    def document(self, path: str) -> Document | None:
        """The document at a path; None if there is none."""
        found: Document | None = self.ask("d" + path)
        return found

    def is_document(self, path: str) -> bool:
        """Whether a path is a document."""
        return self.document(path) is not None

    def holders(self, id_: str) -> list[Document]:
        """The documents that carry an ID, by path."""
        return [d for path in self.ask("I" + id_) if (d := self.document(path)) is not None]

    def named(self, name: str) -> list[Document]:
        """Documents with an ID whose normalised slug or title is this name, by path."""
        return [d for path in self.ask("N" + name) if (d := self.document(path)) is not None]

    def nearest_id(self, wanted: str) -> str:
        """An existing ID that differs from this one by a digit; empty if there is none."""
        found: str = self.ask("Z" + wanted)
        return found

    def ids(self) -> tuple[str, ...]:
        """Every ID."""
        found: tuple[str, ...] = self.ask("X")
        return found

    def documents(self) -> tuple[Document, ...]:
        """Every document, by path."""
        found: tuple[Document, ...] = self.ask("D")
        return found

    def title(self, path: str) -> str:
        """The title of a document: as declared, else its first top heading, else the file's name."""
        found: str = self.ask("T" + path)
        return found

    def facts(self, path: str) -> Facts:
        """Everything a document says."""
        self.ask("h" + path)
        return self._tables.facts(path)

    def metadata(self, path: str) -> Mapping[str, Any]:
        """The front matter of a document as a mapping; empty where there is none that can be read."""
        found: Mapping[str, Any] = self.ask("t" + path)
        return found

    def lines(self, path: str) -> int | None:
        """How many lines a file has; None where it cannot be read."""
        if self.is_document(path):
            found: int = self.ask("L" + path)
            return found
        try:
            data = self.read(path)
        except Unreadable:
            return None
        return data.count(b"\n") + (data[-1:] not in (b"", b"\n"))

    def anchors(self, path: str) -> Mapping[str, int] | None:
        """Every fragment that resolves in a document -> its line; None if it is none that was read."""
        found: Mapping[str, int] | None = self.ask("A" + path)
        return found

    def has_anchor(self, path: str, fragment: str) -> bool | None:
        """Whether a fragment resolves in a document; None if it is none that was read."""
        found = self.ask("a" + path + JOINT + fragment)
        return None if found == "" else found == "1"

    # -- the manifest --------------------------------------------------------------------------------

    def manifest_row(self, path: str) -> ManifestRow:
        """What the manifest says of one document."""
        found: ManifestRow = self.ask("e" + path)
        return found

    def manifest_head(self) -> ManifestHead:
        """The manifest file: whether it is there, and can be read. Its content is asked for by rows."""
        found: ManifestHead = self.ask("M")
        return found

    def manifest_rows(self) -> tuple[ManifestRow, ...]:
        """All that the manifest says."""
        found: tuple[ManifestRow, ...] = self.ask("E")
        return found

    def listed_documents(self) -> tuple[str, ...]:
        """The documents that the manifest lists, sorted."""
        found: tuple[str, ...] = self.ask("P")
        return found

    def manifest_edges(self, via: Via) -> tuple[Edge, ...]:
        """The edges of one via that the manifest declares."""
        found: tuple[Edge, ...] = self.ask("v" + via)
        return found

    def last_entry(self) -> Entry | None:
        """The entry that stands last in the manifest; None where there is none."""
        found: Entry | None = self.ask("s")
        return found

    def listed_schemas(self) -> tuple[str, ...]:
        """The schemas that the manifest lists for documents, and that exist, sorted."""
        found: tuple[str, ...] = self.ask("S")
        return found

    def declared(self, path: str) -> Declared | None:
        """What the manifest says of a document that concerns its own rules; None where it lists none."""
        found: Declared | None = self.ask("y" + path)
        return found

    # -- links and marks -----------------------------------------------------------------------------

    def edges_of(self, path: str, vias: Collection[str] = ()) -> Iterator[Edge]:
        """The edges of one document; only those of some vias if any are given."""
        for reference in self.facts(path).references if self.is_document(path) else ():
            if not vias or reference.via in vias:
                edge = self.resolver.resolve(path, reference)
                if edge is not None:
                    yield edge

    def links_between(self, source: str, target: str) -> tuple[str, ...]:
        """The vias by which a document refers to a file; empty where it does not."""
        found: tuple[str, ...] = self.ask("k" + source + JOINT + target)
        return found

    def verdict_on(self, place: str) -> Verdict:
        """Whether references below a place (see `Evidence`) are of this tree, as the whole tree tells."""
        found: Verdict = self.ask("u" + place)
        return found

    def remarks(self) -> Remarks:
        """What a run reports of targets as a whole; not for checks."""
        globs = self.config.ignore_targets
        ignored = IgnoredTargets(globs)
        doubtful = (e for e in self._tables.all_evidence() if e.verdict != "here")
        found = (e for e in doubtful if self.resolver.is_elsewhere(e.place))
        elsewhere = tuple(e for e in found if not ignored.path(f"{e.place}/any"))
        return Remarks(elsewhere, tuple(glob for glob in globs if not self.marked(IGNORED + glob)))

    def marked(self, mark: str) -> tuple[str, ...]:
        """The documents that carry a mark, sorted."""
        found: tuple[str, ...] = self.ask("w" + mark)
        return found

    def marks(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """(mark, document) of the marks that begin with `prefix`, sorted."""
        found: tuple[tuple[str, str], ...] = self.ask("W" + prefix)
        return found

    def last_changed(self) -> Mapping[str, str]:
        """Path -> date of its last commit, as far as the history reaches; empty outside git."""
        self.ask("H")
        if self._last_changed is None:
            try:
                self._last_changed = last_changed(self._files.root, self._files.revision or "HEAD")[0]
            except GitError:
                self._last_changed = {}  # no git or no commit yet: nothing is older than anything
        return self._last_changed

    _last_changed: Mapping[str, str] | None = None

    @property
    def in_git(self) -> bool:
        """Whether git was asked which files there are."""
        return bool(self.ask("H") != "")

    # -- answers -------------------------------------------------------------------------------------

    def _node(self, path: str) -> str:
        files = self._files
        if path in files.files:
            mark = "t" if files.is_tracked(path) else "u"
            return f"l{mark}{files.links[path]}" if path in files.links else "f" + mark
        if path in files.folders:
            return "dt" if files.is_tracked(path) else "du"
        return ""

    def _matching(self, glob: str) -> tuple[str, ...]:
        regex = glob_regex(glob)
        return tuple(path for path in sorted(self._files.files) if regex.fullmatch(path))

    def _nearest_id(self, wanted: str) -> str:
        places = range(len(wanted) + 1)
        inserted = {wanted[:i] + digit + wanted[i:] for i in places for digit in "0123456789"}
        dropped = {wanted[:i] + wanted[i + 1 :] for i in places[:-1]}
        for group in (inserted, dropped):
            known = [id_ for id_ in group - {wanted} if self._tables.holders(id_)]
            if known:
                return max(known)
        return ""

    def _of_kind(self, kind: str) -> tuple[str, ...]:
        kinds, documents = self.kinds, {document.path for document in self.documents()}
        found = []
        for path in sorted(self._files.files):
            if path not in documents:
                own = kinds.kind_of(path)
                if own is not None and own.name == kind:
                    found.append(path)
        return tuple(found)

    def _content(self, path: str) -> str:
        try:
            return blake2b(self._read(path), digest_size=16).hexdigest()
        except Unreadable as error:
            return f"!{error}"

    def _all_anchors(self, path: str) -> Mapping[str, int] | None:
        if self._tables.document(path) is None:
            return None
        facts = self._tables.outline(path)
        if any(defect.kind == "unreadable" for defect in facts.defects):
            return None
        found = {anchor.name: anchor.span.line for anchor in facts.anchors}
        return found | {heading.slug: heading.span.line for heading in facts.headings}

    def _anchor(self, key: str) -> str:
        path, _, fragment = key.partition(JOINT)
        anchors = self.anchors(path)
        return "" if anchors is None else "1" if fragment in anchors else "0"

    def _metadata(self, path: str) -> Mapping[str, Any]:
        return self._tables.outline(path).metadata if self._tables.document(path) is not None else {}

    def _lines(self, path: str) -> int:
        return self._tables.outline(path).lines if self._tables.document(path) is not None else 0

    def _declared(self, path: str) -> Declared | None:
        names = self.config.manifest
        entries = self._tables.row(path).entries
        if not entries or self._tables.head().error:
            return None
        return Declared(
            any(entry.strings(names.schemas) for entry in entries),
            tuple(entry.text(names.status) for entry in entries),
        )

    def _listed_schemas(self) -> tuple[str, ...]:
        field = f"/{self.config.manifest.schemas}/"
        edges = (edge for row in self.manifest_rows() for edge in row.edges)
        return tuple(sorted({e.target for e in edges if e.target and field in e.reference.field}))

    def _between(self, key: str) -> tuple[str, ...]:
        source, _, target = key.partition(JOINT)
        ties = self._answers.get("\0" + source)
        if ties is None:
            ties = {}
            for edge in self.edges_of(source):
                ties.setdefault(edge.intended_target, set()).add(edge.reference.via)
            for edge in self._tables.row(source).edges:
                ties.setdefault(edge.intended_target, set()).add(edge.reference.via)
            self._answers["\0" + source] = ties  # no question: what many of them look at
        return tuple(sorted(ties.get(target, ())))

    def _head(self, _: str) -> str:
        files = self._files
        if files.tracked is None:
            return ""
        try:
            commit = run_git(files.root, "rev-parse", files.revision or "HEAD").decode("ascii", "replace")
        except GitError:
            return "none"
        return commit.strip() + " ".join(sorted(shallow_commits(files.root)))


class Question(NamedTuple):
    """One kind of question: what it asks, what answers it, and maybe a shorter way to its text."""

    asks: str
    answer: Callable[[Project, str], Any]
    text: Callable[[Project, str], str] | None = None


# By its letter. The engine's `touched` says which of them a change may answer otherwise; a test asks every
# kept question again after random edits.
QUESTIONS: Mapping[str, Question] = {
    "f": Question("what is at this path, and whether git tracks it", Project._node),
    "c": Question("what is this path, but for case and Unicode form", lambda p, k: p._files.of_fold(k) or ""),
    "i": Question("whether git ignores a file at this path", lambda p, k: p._files.is_ignored_file(k)),
    "n": Question("the files of this name", lambda p, k: p._files.named(k)),
    "m": Question("the folders of this name", lambda p, k: p._files.folders_named(k)),
    "l": Question("the names in this folder", lambda p, k: tuple(p._files.names_in(k))),
    "F": Question("every file", lambda p, _: tuple(sorted(p._files.files))),
    "g": Question("the files that match this glob", Project._matching),
    "K": Question("the files of this kind that are no documents", Project._of_kind),
    "b": Question("the content of this file", Project._content),
    "d": Question("which document is at this path", lambda p, k: p._tables.document(k)),
    "D": Question("every document's identity", lambda p, _: tuple(p._tables.documents())),
    "T": Question("the title of this document", lambda p, k: p._tables.title(k)),
    "I": Question("who carries this ID", lambda p, k: p._tables.holders(k)),
    "N": Question("who is called so", lambda p, k: p._tables.bearers(k)),
    "Z": Question("which ID is nearest to this one", Project._nearest_id),
    "X": Question("every ID", lambda p, _: tuple(p._tables.ids())),
    "h": Question("everything this document says", lambda p, k: p._tables.digest(k)),
    "t": Question("the metadata of this document", Project._metadata),
    "L": Question("the lines of this document", Project._lines),
    "A": Question("the anchors of this document and their lines", Project._all_anchors),
    "a": Question("whether this document has this anchor", Project._anchor),
    "M": Question("the manifest file", lambda p, _: p._tables.head()),
    "e": Question(
        "what the manifest says of this document",
        lambda p, k: p._tables.row(k),
        lambda p, k: p._tables.row_text(k),
    ),
    "y": Question("what the manifest declares of this document", Project._declared),
    "E": Question(
        "all that the manifest says", lambda p, _: tuple(p._tables.rows()), lambda p, _: p._tables.rows_text()
    ),
    "P": Question("the documents that the manifest lists", lambda p, _: tuple(p._tables.listed())),
    "v": Question("the manifest's edges of this via", lambda p, k: tuple(p._tables.manifest_edges(k))),
    "s": Question("the last entry of the manifest", lambda p, _: p._tables.last_entry()),
    "S": Question("the schemas that the manifest lists", lambda p, _: p._listed_schemas()),
    "k": Question("by which vias this document refers to that file", Project._between),
    "u": Question("of which tree paths below this place are", lambda p, k: p._tables.evidence(k).verdict),
    "w": Question("who carries this mark", lambda p, k: p._tables.marked(k)),
    "W": Question("who carries marks that begin so", lambda p, k: tuple(p._tables.marks(k))),
    "H": Question("the commit from which dates are told", Project._head),
}
