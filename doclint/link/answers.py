"""What answers the questions that checks and the resolver ask of a project."""

from __future__ import annotations

import re
from _blake2 import blake2b
from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from doclint.config.globs import glob_regex
from doclint.dialects.slug import Slugger
from doclint.link.model import Declared
from doclint.link.tables import Tables
from doclint.model.trace import vias_of
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, run_git, shallow_commits
from doclint.tree.read import Reader, Unreadable

if TYPE_CHECKING:
    from doclint.link.project import Project

ABSENT = "s"  # what is at a path in a submodule that is not checked out: nobody knows
JOINT = "\0"  # between the two keys of a question about two documents; no path holds it


class Answers:
    """Finds answers in the tables, the file set and the files; `Project` keeps them.

    Args:
        project: for answers that rest on other answers.
        files: which files exist.
        tables: what is known of documents and of the manifest.
        read: the bytes of a file of the tree; raises `Unreadable`.
        today: the date on which dates are judged.
    """

    def __init__(
        self, project: Project, files: FileSet, tables: Tables, read: Reader, today: str = ""
    ) -> None:
        self.project, self.files, self.tables, self.read, self.today = project, files, tables, read, today
        self._sizes: Counter[str] | None = None  # documents of each kind
        self._ties: dict[str, dict[str, set[str]]] = {}  # of a document whose links many questions are about

    def forget(self, question: str) -> None:
        """Let go of what the answer to a question was found with."""
        if question[0] == "k":
            self._ties.pop(question[1:].partition(JOINT)[0], None)

    def _node(self, path: str) -> str:
        files = self.files
        if path in files.files:
            mark = "t" if files.is_tracked(path) else "u"
            return f"l{mark}{files.links[path]}" if path in files.links else "f" + mark
        if path in files.folders:
            return "dt" if files.is_tracked(path) else "du"
        return ABSENT if files.submodules and files.not_checked_out(path) else ""

    def _matching(self, glob: str) -> tuple[str, ...]:
        regex = glob_regex(glob)
        return tuple(path for path in sorted(self.files.files) if regex.fullmatch(path))

    def _nearest_id(self, wanted: str) -> str:
        match = re.fullmatch(r"(.*?)(\d+)", wanted)
        if match is None:
            return ""
        number = match[2].lstrip("0") or "0"
        alike = (f"{match[1]}{number:0>{width}}" for width in range(len(number), len(wanted) + 3))
        return next((id_ for id_ in alike if id_ != wanted and self.tables.holders(id_)), "")

    def _of_kind(self, kind: str) -> tuple[str, ...]:
        kinds, documents = self.project.kinds, {document.path for document in self.project.documents()}
        found = []
        for path in sorted(self.files.files):
            if path not in documents:
                own = kinds.kind_of(path)
                if own is not None and own.name == kind:
                    found.append(path)
        return tuple(found)

    def _is_share(self, key: str) -> bool:
        count, percent, but, *kinds = key.split(JOINT)
        if self._sizes is None:
            self._sizes = Counter(d.kind for d in self.tables.documents() if not d.template)
        whole = sum(self._sizes[kind] or len(self.project.files_of_kind(kind)) for kind in kinds)
        return int(count) * 100 >= int(percent) * (whole - int(but))

    def _content(self, path: str) -> str:
        try:
            return blake2b(self.read(path), digest_size=16).hexdigest()
        except Unreadable as error:
            return f"!{error}"

    def _all_anchors(self, path: str) -> Mapping[str, int] | None:
        if self.tables.document(path) is None:
            return None
        facts = self.tables.outline(path)
        if any(defect.kind == "unreadable" for defect in facts.defects):
            return None
        found = {anchor.name: anchor.span.line for anchor in facts.anchors}
        for folder, dialect in self.project.config.dialects:
            if not folder or path.startswith(f"{folder}/"):
                slugger = Slugger(dialect)
                found |= {slugger.unique(heading.text): heading.span.line for heading in facts.headings}
        return found | {heading.slug: heading.span.line for heading in facts.headings}

    def _anchor(self, key: str) -> str:
        path, _, fragment = key.partition(JOINT)
        anchors = self.project.anchors(path)
        return "" if anchors is None else "1" if fragment in anchors else "0"

    def _metadata(self, path: str) -> Mapping[str, Any]:
        return self.tables.outline(path).metadata if self.tables.document(path) is not None else {}

    def _lines(self, path: str) -> int:
        return self.tables.outline(path).lines if self.tables.document(path) is not None else 0

    def _declared(self, path: str) -> Declared | None:
        manifests = self.project.config.manifests
        entries = self.tables.row(path).entries
        if not entries:
            return None
        return Declared(
            any(entry.strings(manifests[entry.number].schemas) for entry in entries),
            tuple(entry.text(manifests[entry.number].status) for entry in entries),
        )

    def _listed_schemas(self) -> tuple[str, ...]:
        fields = {f"/{manifest.schemas}/" for manifest in self.project.config.manifests if manifest.schemas}
        edges = (edge for row in self.project.manifest_rows() for edge in row.edges if edge.target)
        return tuple(sorted({e.target for e in edges if any(f in e.reference.field for f in fields)}))

    def _between(self, key: str) -> tuple[str, ...]:
        source, _, target = key.partition(JOINT)
        ties = self._ties.get(source)
        if ties is None:
            ties = {}
            for edge in self.project.edges_of(source):
                ties.setdefault(edge.intended_target, set()).update(vias_of(edge.reference))
            for edge in self.tables.row(source).edges:
                ties.setdefault(edge.intended_target, set()).add(edge.reference.via)
            self._ties[source] = ties
        return tuple(sorted(ties.get(target, ())))

    def _when(self, date: str) -> str:
        return "past" if date < self.today else "future" if date > self.today else "today"

    def _head(self, _: str) -> str:
        files = self.files
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
    answer: Callable[[Answers, str], Any]
    text: Callable[[Answers, str], str] | None = None


# By its letter. The engine's `touched` says which of them a change may answer otherwise; a test asks every
# kept question again after random edits.
QUESTIONS: Mapping[str, Question] = {
    "f": Question("what is at this path, and whether git tracks it", Answers._node),
    "c": Question("what is this path, but for case and Unicode form", lambda a, k: a.files.of_fold(k) or ""),
    "i": Question("why a file at this path is not listed", lambda a, k: a.files.unlisted(k)),
    "n": Question("the files of this name", lambda a, k: a.files.named(k)),
    "r": Question("the files whose last two segments are these", lambda a, k: a.files.ending(k)),
    "R": Question("the folders whose last two segments are these", lambda a, k: a.files.folders_ending(k)),
    "m": Question("the folders of this name", lambda a, k: a.files.folders_named(k)),
    "l": Question("the names in this folder", lambda a, k: tuple(a.files.names_in(k))),
    "F": Question("every file", lambda a, _: tuple(sorted(a.files.files))),
    "g": Question("the files that match this glob", Answers._matching),
    "K": Question("the files of this kind that are no documents", Answers._of_kind),
    "J": Question("whether so many are nearly all files of these kinds", Answers._is_share),
    "b": Question("the content of this file", Answers._content),
    "d": Question("which document is at this path", lambda a, k: a.tables.document(k)),
    "D": Question("every document's identity", lambda a, _: tuple(a.tables.documents())),
    "T": Question("the title of this document", lambda a, k: a.tables.title(k)),
    "I": Question("who carries this ID", lambda a, k: a.tables.holders(k)),
    "N": Question("who is called so", lambda a, k: a.tables.bearers(k)),
    "Z": Question("which ID is nearest to this one", Answers._nearest_id),
    "X": Question("every ID", lambda a, _: tuple(a.tables.ids())),
    "h": Question("everything this document says", lambda a, k: a.tables.digest(k)),
    "t": Question("the metadata of this document", Answers._metadata),
    "L": Question("the lines of this document", Answers._lines),
    "A": Question("the anchors of this document and their lines", Answers._all_anchors),
    "a": Question("whether this document has this anchor", Answers._anchor),
    "M": Question("the manifest files", lambda a, _: a.tables.heads()),
    "e": Question(
        "what the manifest says of this document",
        lambda a, k: a.tables.row(k),
        lambda a, k: a.tables.row_text(k),
    ),
    "y": Question("what the manifest declares of this document", Answers._declared),
    "E": Question(
        "all that the manifest says", lambda a, _: tuple(a.tables.rows()), lambda a, _: a.tables.rows_text()
    ),
    "P": Question("the documents that this manifest lists", lambda a, k: tuple(a.tables.listed(k))),
    "v": Question("the manifest's edges of this via", lambda a, k: tuple(a.tables.manifest_edges(k))),
    "S": Question("the schemas that the manifest lists", lambda a, _: a._listed_schemas()),
    "k": Question("by which vias this document refers to that file", Answers._between),
    "u": Question("of which tree paths below this place are", lambda a, k: a.tables.evidence(k).verdict),
    "w": Question("who carries this mark", lambda a, k: a.tables.marked(k)),
    "W": Question("who carries marks that begin so", lambda a, k: tuple(a.tables.marks(k))),
    "O": Question("whether this date is past, or is to come", Answers._when),
    "H": Question("the commit from which dates are told", Answers._head),
}
