"""Labels that name another document than the one they stand on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from doclint.link.kinds import Kinds, normal_name
from doclint.link.model import Edge, Problem
from doclint.link.symbols import Symbols
from doclint.tree.fileset import FileSet

_FILE_NAME = re.compile(r"[\w./@+-]+\.(?:md|markdown|json|ya?ml)")


class Labels:
    """Judges the labels of edges that resolve.

    Args:
        aliases: (ID, name) pairs that the project spells although no document carries them: what a
            document was called before it was renamed.
    """

    def __init__(
        self, symbols: Symbols, kinds: Kinds, files: FileSet, aliases: Iterable[tuple[str, str]]
    ) -> None:
        self._symbols, self._files = symbols, files
        prefixes = kinds.mention_prefixes()
        self._id = (
            re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, prefixes))})\d{{2,6}}(?![\w])")
            if prefixes
            else None
        )
        self._aliases: dict[str, set[str]] = defaultdict(set)
        for id_, name in aliases:
            self._aliases[id_].add(normal_name(name))

    def judge(self, edges: Iterable[Edge]) -> Iterator[Edge]:
        """The edges whose label is proved to name something else, each with its problem."""
        for edge in edges:
            problem = self._problem(edge)
            if problem:
                yield Edge(edge.at, edge.source, edge.reference, edge.target, problem)

    def _problem(self, edge: Edge) -> Problem | None:
        label = edge.reference.label
        if "#" in edge.reference.target or edge.target == edge.at:
            return None  # it names a section, not the document
        target = self._symbols.documents.get(edge.target)
        shown = edge.target.rpartition("/")[2]
        if "." in label and _FILE_NAME.fullmatch(label):
            name = label.rpartition("/")[2]
            others = self._files.named(name)
            if name.lower() != shown.lower() and others and edge.target not in others:
                return Problem(
                    "mislabelled", f"the label names '{name}', the target is '{shown}'", about=edge.target
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
                    about=edge.target,
                )
        name = normal_name(label)
        own = {normal_name(target.slug), normal_name(target.title)}
        if len(name) < 4 or name in own:
            return None
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
        if name in self._aliases.get(target.id, ()):
            return Problem(
                "mislabelled",
                f"the label '{label}' is another name for {target.id}, which is '{shown}'",
                f"{target.id} is {target.slug}: correct the label or the target",
                None,
                target.path,
                1,
                f"{target.id} is {target.slug}",
            )
        return None

    def _names(self, kind: str, id_: str) -> bool:
        """A label may name the subject of a target of another kind: 'DOC009: its playbook'."""
        documents = self._symbols.by_id.get(id_, ())
        return bool(documents) and all(d.kind != kind for d in documents)
