"""Labels that name another document than the one they stand on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from doclint.link.kinds import Kinds, normal_name
from doclint.link.model import Document, Edge, Problem
from doclint.link.symbols import Symbols
from doclint.model.facts import Reference
from doclint.tree.fileset import FileSet

_FILE_NAME = re.compile(r"[\w./@+-]+\.(?:md|markdown|json|ya?ml)")

# Of one document: the numbers of references, and what each leads to.
Waiting = tuple[list[int], list[str]]


class Labels:
    """Judges the labels of edges that resolve.

    What a document was called before it was renamed is known only when all documents have been looked at:
    first `judge` each edge, at the end ask for the `late` ones among those `waiting`.
    """

    def __init__(self, symbols: Symbols, kinds: Kinds, files: FileSet) -> None:
        self._symbols, self._files = symbols, files
        prefixes = kinds.mention_prefixes()
        self._id = (
            re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, prefixes))})\d{{2,6}}(?![\w])")
            if prefixes
            else None
        )
        # What the names given elsewhere may still prove wrong. Ten thousand documents have a hundred thousand
        # such references, so they themselves are not kept.
        self.waiting: dict[str, Waiting] = {}

    def judge(self, edge: Edge, number: int) -> Problem | None:
        """What is proved wrong about the label of an edge, the `number`th reference of its document."""
        target = self._symbols.documents.get(edge.target)
        found = self._problem(edge, target)
        if found is None and target is not None and target.id and edge.target != edge.file:
            numbers, targets = self.waiting.setdefault(edge.file, ([], []))
            numbers.append(number)
            targets.append(target.path)
        return found

    def _problem(self, edge: Edge, target: Document | None) -> Problem | None:
        label = edge.reference.label
        if "#" in edge.reference.target or edge.target == edge.file:
            return None  # it names a section, not the document
        shown = edge.target.rpartition("/")[2]
        if "." in label and _FILE_NAME.fullmatch(label):
            name = label.rpartition("/")[2]
            others = self._files.named(name)
            if name.lower() != shown.lower() and others and edge.target not in others:
                return Problem(
                    "mislabelled", f"the label names '{name}', the target is '{shown}'", subject=edge.target
                )
            return None
        if target is None or not target.id:
            return None
        if self._id is not None:
            ids = set(self._id.findall(label))
            if ids and target.id not in ids and not any(self._names(target.kind, i) for i in ids):
                named = sorted(ids)[0]
                return Problem(
                    "mislabelled",
                    f"the label names {named}, the target is {target.id} ('{shown}')",
                    subject=edge.target,
                )
        if not _open(edge.reference, target):
            return None
        name = normal_name(label)
        others_named = [d for d in self._symbols.by_name.get(name, ()) if d.kind == target.kind]
        if others_named and target not in others_named:
            other = others_named[0]
            return Problem(
                "mislabelled",
                f"the label '{label}' names {other.id}, the target is {target.id} ('{shown}')",
                f"link '{other.path.rpartition('/')[2]}' or correct the label",
                None,
                other.path,
                1,
                f"{other.id} is {other.slug}",
            )
        return None

    def _names(self, kind: str, id_: str) -> bool:
        """A label may name the subject of a target of another kind: 'DOC009: its playbook'."""
        documents = self._symbols.by_id.get(id_, ())
        return bool(documents) and all(d.kind != kind for d in documents)


def _another_name(label: str, target: Document) -> Problem:
    shown = target.path.rpartition("/")[2]
    return Problem(
        "mislabelled",
        f"the label '{label}' is another name for {target.id}, which is '{shown}'",
        f"{target.id} is {target.slug}: correct the label or the target",
        None,
        target.path,
        1,
        f"{target.id} is {target.slug}",
    )


def late(
    symbols: Symbols, waiting: Mapping[str, Waiting], aliases: Iterable[tuple[str, str]]
) -> Iterator[Edge]:
    """The edges judged before whose label is a name that the project gives to the target's ID elsewhere.

    Args:
        symbols: of the project.
        waiting: of all labels, by document.
        aliases: every (ID, name) pair that is spelled although no document carries it.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for id_, name in aliases:
        names[id_].add(normal_name(name))
    documents = symbols.documents
    for at, (numbers, targets) in waiting.items() if names else ():
        pairs = zip(numbers, targets, strict=True)
        wanted = {number: path for number, path in pairs if documents[path].id in names}
        for number, reference in enumerate(documents[at].facts.references) if wanted else ():
            if number in wanted:
                target = documents[wanted[number]]
                if normal_name(reference.label) in names[target.id] and _open(reference, target):
                    yield Edge(at, at, reference, target.path, _another_name(reference.label, target))


def _open(reference: Reference, target: Document) -> bool:
    """Whether a label could name another document at all."""
    name = normal_name(reference.label)
    own = {normal_name(target.slug), normal_name(target.title)}
    label = reference.label
    return (
        "#" not in reference.target
        and not ("." in label and _FILE_NAME.fullmatch(label))
        and len(name) >= 4
        and name not in own
    )
