"""The linked project as checks and the resolver see it: every access is a recorded question.

A result that was found by asking holds while every answer holds (Shake's verifying traces: Mokhov, Mitchell
and Peyton Jones, "Build systems a la carte", 2018, section 4.2.2). So nothing here hands out a table to walk:
what cannot be asked cannot be forgotten.
"""

from __future__ import annotations

from _blake2 import blake2b
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from doclint.config.globs import is_glob, matcher, matches_any
from doclint.extract.data_blocks import DataFile, data_file
from doclint.formats.json_source import load_json
from doclint.formats.source import Source
from doclint.link.answers import ABSENT, JOINT, QUESTIONS, Answers
from doclint.link.evidence import Remarks, Verdict
from doclint.link.kinds import Kinds, extract_settings, value_of
from doclint.link.model import Declared, Document, Edge
from doclint.link.paths import INDEX_NAMES, folder_of, join
from doclint.link.resolver.ignored import IGNORED, IgnoredTargets
from doclint.link.resolver.links import SUBMODULE
from doclint.link.resolver.resolve import Resolver
from doclint.link.sidecar import Sidecar, read_sidecar
from doclint.link.tables import Entry, ManifestHead, ManifestRow, Tables
from doclint.model.config import Config, ManifestConfig
from doclint.model.facts import NOWHERE, Defect, ExtractSettings, Facts, Structured
from doclint.model.vocabulary import Via
from doclint.tree.fileset import FileSet, fold
from doclint.tree.git import GitError, last_changed
from doclint.tree.read import Reader, Unreadable

# Folders of decision records, which are records once they are accepted; and statuses before that.
_DECISIONS = frozenset(("adr", "adrs", "decisions", "decision-records"))
_DRAFTS = frozenset(("draft", "proposed", "proposal", "open", "review", "in-review", "in-progress", "idea"))
_LINKS = 10  # symbolic links that are followed one after the other


class Project:
    """Answers every question about one tree, and records it.

    Args:
        config: the merged configuration.
        files: which files exist.
        kinds: compiled for the docs base.
        tables: what is known of documents and of the manifest.
        read: the bytes of a file of the tree; raises `Unreadable`.
        today: the date on which dates are judged (`YYYY-MM-DD`).
    """

    def __init__(
        self, config: Config, files: FileSet, kinds: Kinds, tables: Tables, read: Reader, today: str = ""
    ) -> None:
        self.config, self.kinds = config, kinds
        self._files, self._tables, self._read = files, tables, read
        self._today = today
        self._source = Answers(self, files, tables, read, today)
        self._answers: dict[str, Any] = {}
        self._texts: dict[str, str] = {}
        self._parsed: dict[str, Structured] = {}
        self._sidecars: dict[str, Sidecar] = {}
        self._data: dict[tuple[str, int, str], DataFile] = {}
        self._asked: set[str] | None = None
        self._is_record = matcher(config.frozen)
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
            answer = QUESTIONS[question[0]].answer(self._source, question[1:])
        finally:
            self._asked = asked
        self._answers[question] = answer
        return answer

    def answer_text(self, question: str) -> str:
        """The answer in the form in which two of them are compared: short, the same on every machine."""
        text = self._texts.get(question)
        if text is None:
            known = QUESTIONS[question[0]].text
            answer = self.ask(question) if known is None else known(self._source, question[1:])
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
            self._source.forget(question)

    def forget_answers(self) -> None:
        """Find every answer anew."""
        self._answers.clear()
        self._texts.clear()
        self._source = Answers(self, self._files, self._tables, self._read, self._today)

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
    def is_commit(self) -> bool:
        """Whether this is the tree of a commit rather than the work tree."""
        return self._files.revision is not None

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

    def document_of_folder(self, path: str, *, index: bool) -> str:
        """The document that a folder stands for: what its kind calls it, or its index page; may be empty.

        Args:
            path: the folder.
            index: whether an index page stands for it; who spells its path in prose means the folder itself.
        """
        folder = path.rstrip("/")
        if not self.is_folder(folder):
            return ""
        names = set(self.names_in(folder))
        wanted = (
            f"{folder}/{n}" for n in (*self.kinds.shared_names, *(INDEX_NAMES if index else ())) if n in names
        )
        return next((found for found in wanted if self.is_document(found)), "")

    def link_target(self, path: str) -> str | None:
        """What a symbolic link spells; None where the path is none."""
        node = self._ask_node(path)
        return node[2:] if node[:1] == "l" else None

    def _ask_node(self, path: str, links: int = _LINKS) -> str:
        """What is at a path.

        That nothing is there, because its folder does not exist, is asked of that folder: of a thousand paths
        that are tried below it, it is one question.
        """
        files = self._files
        if path not in files.files and path not in files.folders:
            cut = path.find("/")
            while cut > 0:
                if path[:cut] not in files.folders:
                    node = self.ask("f" + path[:cut])
                    if node[:1] == "l" and (real := join(folder_of(path[:cut]), f"{node[2:]}{path[cut:]}")):
                        return self._ask_node(real, links - 1) if links else ""
                    return ABSENT if node == ABSENT else ""  # nothing, or a file: nothing is below it
                cut = path.find("/", cut + 1)
        node = self.ask("f" + path)
        return str(node)

    def real_path(self, path: str) -> str:
        """A path without the symbolic links to folders that it leads through."""
        if path in self._files.files or path in self._files.folders:
            return path  # nothing that is listed lies behind a link
        for _ in range(_LINKS):
            cut = path.find("/")
            while cut > 0 and not self.link_target(path[:cut]):
                cut = path.find("/", cut + 1)
            target = self.link_target(path[:cut]) if cut > 0 else None
            real = join(folder_of(path[:cut]), target + path[cut:]) if target else None
            if real is None:
                break
            path = real
        return path

    def obstacle(self, path: str) -> tuple[str, str]:
        """What keeps a path that exists from being a target: `untracked`, or `submodule` and which one.

        Empty where nothing does.
        """
        node = self._ask_node(path.rstrip("/"))
        if node == ABSENT:
            return "submodule", self._files.not_checked_out(path)
        return ("untracked", "") if node[1:2] == "u" else ("", "")

    def case_variant(self, path: str) -> str | None:
        """The path that exists and differs only in case or Unicode form; None if there is none."""
        clean = path.rstrip("/")
        found: str = self.ask("c" + fold(clean))
        return found if found and found != clean else None

    def unlisted(self, path: str) -> str:
        """Why a path that exists on disk is not listed: git `ignores` or `does not track` it; else empty."""
        found: str = self.ask("i" + path)
        return found

    def files_named(self, name: str) -> tuple[str, ...]:
        """Files of exactly this base name, sorted."""
        found: tuple[str, ...] = self.ask("n" + name)
        return found

    def folders_named(self, name: str) -> tuple[str, ...]:
        """Folders of exactly this base name, sorted."""
        found: tuple[str, ...] = self.ask("m" + name)
        return found

    def files_ending(self, tail: str) -> tuple[str, ...]:
        """Files whose last two segments are `folder/name`, sorted."""
        found: tuple[str, ...] = self.ask("r" + tail)
        return found

    def folders_ending(self, tail: str) -> tuple[str, ...]:
        """Folders whose last two segments are these, sorted."""
        found: tuple[str, ...] = self.ask("R" + tail)
        return found

    def names_in(self, folder: str) -> Sequence[str]:
        """Base names of the files directly in a folder, sorted."""
        found: Sequence[str] = self.ask("l" + folder.rstrip("/"))
        return found

    def is_share(self, count: int, percent: int, kinds: Iterable[str], *, but: int = 0) -> bool:
        """Whether a number of files is at least some percentage of those of some kinds, but for a few."""
        return bool(self.ask(f"J{count}{JOINT}{percent}{JOINT}{but}{JOINT}{JOINT.join(kinds)}"))

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
        found = self.ask("I" + self.kinds.canonical(id_))
        return [d for path in found if (d := self.document(path)) is not None]

    def named(self, name: str) -> list[Document]:
        """Documents with an ID whose normalised slug or title is this name, by path."""
        return [d for path in self.ask("N" + name) if (d := self.document(path)) is not None]

    def nearest_id(self, wanted: str) -> str:
        """An existing ID that differs from this one by zeros before its number; empty if there is none."""
        found: str = self.ask("Z" + self.kinds.canonical(wanted))
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
        beside = self.sidecar(path)
        if beside is not None and beside.structured is not None:
            kind = self.kinds.all[self.ask("d" + path).kind]
            declared = value_of(beside.structured.data, kind.title_field)
            return declared if isinstance(declared, str) and declared else found
        return found

    def is_frozen(self, path: str) -> bool:
        """Whether a document is a record of what was true once, which is not mended."""
        document = self.document(path)
        if document is None or document.template:
            return False
        if self._is_record(path):
            return True
        kind = self.kinds.all.get(document.kind)
        decision = not _DECISIONS.isdisjoint(path.split("/")[:-1])
        if not decision and (kind is None or not kind.frozen):
            return False
        status = value_of(self.metadata(path), kind.status_field if kind is not None else "status")
        if isinstance(status, str) and status:
            return status.strip().lower() not in _DRAFTS
        return not decision

    def is_draft(self, path: str) -> bool:
        """Whether a document declares that it is not finished."""
        document = self.document(path)
        kind = self.kinds.all.get(document.kind) if document is not None else None
        status = value_of(self.metadata(path), kind.status_field if kind is not None else "status")
        return isinstance(status, str) and status.strip().lower() in _DRAFTS

    def facts(self, path: str) -> Facts:
        """Everything a document says."""
        self.ask("h" + path)
        return self._tables.facts(path)

    def metadata(self, path: str) -> Mapping[str, Any]:
        """The front matter of a document as a mapping; empty where there is none that can be read."""
        found: Mapping[str, Any] = self.ask("t" + path)
        beside = self.sidecar(path)
        if beside is not None and beside.structured is not None:
            return {**beside.structured.data, **found}
        return found

    def sidecar(self, path: str) -> Sidecar | None:
        """The metadata that a document of such a kind keeps in a file beside it; None if it has none."""
        document = self.document(path) if self.kinds.have_sidecars else None
        kind = self.kinds.all.get(document.kind) if document is not None else None
        if kind is None or not kind.metadata:
            return None
        file = f"{folder_of(path)}/{kind.metadata}".lstrip("/")
        if not self.is_file(file):
            return None
        content = self.content(file)
        found = self._sidecars.get(content)
        if found is None or found.path != file:
            try:
                found = read_sidecar(file, self.read(file), self.settings)
            except Unreadable as error:
                found = Sidecar(file, defects=(Defect("front-matter", str(error), NOWHERE),))
            self._sidecars[content] = found
        return found

    def data_file(self, path: str, number: int) -> DataFile:
        """A file of structured data, of the sort with this number in the configuration.

        Raises:
            Unreadable: it cannot be read.
        """
        key = (path, number, self.content(path))
        if key not in self._data:
            self._data[key] = data_file(path, self.read(path), self.settings.data[number])
        return self._data[key]

    def data_files(self, path: str) -> list[DataFile]:
        """The files of structured data that belong to a document: they lie in its folder.

        Where several documents lie there, they belong to the first that is of a kind, else to the first.
        """
        found = []
        folder = folder_of(path)
        base = f"{self.base}/" if self.base else ""
        for number, sort in enumerate(self.config.data):
            names: Iterable[str] = dict.fromkeys(glob.rpartition("/")[2] for glob in sort.files)
            for name in self.names_in(folder) if any(map(is_glob, names)) else names:
                file = f"{folder}/{name}".lstrip("/")
                if (
                    self.is_file(file)
                    and matches_any(file.removeprefix(base), sort.files)
                    and self._owner(folder) == path
                ):
                    with suppress(Unreadable):  # DL307 says so
                        found.append(self.data_file(file, number))
        return found

    def _owner(self, folder: str) -> str:
        paths = (f"{folder}/{name}".lstrip("/") for name in self.names_in(folder))
        documents = [d for p in paths if (d := self.document(p)) is not None and not d.template]
        return min(documents, key=lambda d: (not d.kind, d.path)).path if documents else ""

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

    def manifest_heads(self) -> tuple[ManifestHead, ...]:
        """The manifest files: which are there, and can be read. Their content is asked for by rows."""
        found: tuple[ManifestHead, ...] = self.ask("M")
        return found

    def manifest_rows(self) -> tuple[ManifestRow, ...]:
        """All that the manifest says."""
        found: tuple[ManifestRow, ...] = self.ask("E")
        return found

    def listed_documents(self, path: str) -> tuple[str, ...]:
        """The documents that a manifest lists, sorted."""
        found: tuple[str, ...] = self.ask("P" + path)
        return found

    def manifest_edges(self, via: Via) -> tuple[Edge, ...]:
        """The edges of one via that the manifest declares."""
        found: tuple[Edge, ...] = self.ask("v" + via)
        return found

    def roles(self, entry: Entry) -> ManifestConfig:
        """What the manifest of an entry calls its fields."""
        return self.config.manifests[entry.number]

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
        beside = self.sidecar(path) if not vias or "front-matter" in vias else None
        if beside is not None:
            found = (self.resolver.resolve(beside.path, reference) for reference in beside.references)
            yield from (edge._replace(source=path) for edge in found if edge is not None)
        for file in self.data_files(path) if self.config.data and (not vias or "command" in vias) else ():
            found = (self.resolver.resolve(file.path, reference) for reference in file.references)
            yield from (edge._replace(source=path) for edge in found if edge is not None)

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
        unmatched = tuple(glob for glob in globs if not self.marked(IGNORED + glob))
        absent = sorted({mark[len(SUBMODULE) :] for mark, _ in self.marks(SUBMODULE)})
        return Remarks(elsewhere, unmatched, tuple(absent))

    def marked(self, mark: str) -> tuple[str, ...]:
        """The documents that carry a mark, sorted."""
        found: tuple[str, ...] = self.ask("w" + mark)
        return found

    def marks(self, prefix: str) -> tuple[tuple[str, str], ...]:
        """(mark, document) of the marks that begin with `prefix`, sorted."""
        found: tuple[tuple[str, str], ...] = self.ask("W" + prefix)
        return found

    def is_past(self, date: str) -> bool:
        """Whether a date (`YYYY-MM-DD`) lies before today. A kept result holds until the answer changes."""
        return bool(self.ask("O" + date) == "past")

    def is_future(self, date: str) -> bool:
        """Whether a date (`YYYY-MM-DD`) lies after today."""
        return bool(self.ask("O" + date) == "future")

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
