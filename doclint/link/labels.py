"""Link text that names a different document from the one it points to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doclint.link.kinds import normal_name
from doclint.link.model import Document, Edge, Problem
from doclint.model.facts import Reference

if TYPE_CHECKING:
    from doclint.link.project import Project

_FILE_NAME = re.compile(r"[\w./@+-]+\.(?:md|markdown|json|ya?ml)")
ALIAS = "alias "  # a mark: the ID, then a name it is given although no document bears both
_JOINT = "\0"


def alias_mark(id_: str, name: str) -> str:
    """The mark of a document that uses a name for an ID although no document has that name."""
    return f"{ALIAS}{id_}{_JOINT}{normal_name(name)}"


class Labels:
    """Judges the labels of edges that resolve."""

    def __init__(self, project: Project) -> None:
        self._project = project
        prefixes = [f"{re.escape(prefix)}\\d" for prefix in project.kinds.mention_prefixes()]
        forms = [f"(?i:{re.escape(prefix)})" for prefix in project.kinds.mention_forms()]
        words = "|".join((*prefixes, *forms))
        self._id = re.compile(rf"(?<![\w-])(?:{words})\d{{1,6}}(?![\w])") if words else None

    def judge(self, edge: Edge) -> Problem | None:
        """What is proved wrong about the label of an edge."""
        label = edge.reference.label
        if "#" in edge.reference.target or edge.target == edge.file:
            return None  # it names a section, not the document
        shown = edge.target.rpartition("/")[2]
        if "." in label and _FILE_NAME.fullmatch(label):
            return self._file_name(edge, label.rpartition("/")[2], shown)
        target = self._project.document(edge.target)
        if target is None or not target.id:
            return None
        if self._id is not None:
            ids = {self._project.kinds.canonical(i) for i in self._id.findall(label)}
            if ids and target.id not in ids and not any(self._names(target.kind, i) for i in ids):
                message = f"the label names {min(ids)}, the target is {target.id} ('{shown}')"
                return Problem("mislabelled", message, subject=edge.target)
        if not self._open(edge.reference, target):
            return None
        name = normal_name(label)
        others = [d for d in self._project.named(name) if d.kind == target.kind]
        if others and target not in others:
            other = others[0]
            return Problem(
                "mislabelled",
                f"the label '{label}' names {other.id}, the target is {target.id} ('{shown}')",
                f"link '{other.path.rpartition('/')[2]}' or correct the label",
                None,
                other.path,
                1,
                f"{other.id} is {other.slug}",
            )
        # What a document was called before it was renamed is known by who still calls it so.
        if self._project.marked(alias_mark(target.id, label)):
            return _another_name(label, target)
        return None

    def _file_name(self, edge: Edge, name: str, shown: str) -> Problem | None:
        if name.lower() == shown.lower():
            return None
        others = self._project.files_named(name)
        if others and edge.target not in others:
            message = f"the label names '{name}', the target is '{shown}'"
            return Problem("mislabelled", message, subject=edge.target)
        return None

    def _open(self, reference: Reference, target: Document) -> bool:
        """Whether a label could name another document at all."""
        name = normal_name(reference.label)
        if len(name) < 4 or name == normal_name(target.slug):
            return False
        return name != normal_name(self._project.title(target.path))

    def _names(self, kind: str, id_: str) -> bool:
        """A label may name the subject of a target of another kind: 'DOC009: its playbook'."""
        holders = self._project.holders(id_)
        return bool(holders) and all(d.kind != kind for d in holders)


def _another_name(label: str, target: Document) -> Problem:
    shown = target.path.rpartition("/")[2]
    return Problem(
        "mislabelled",
        f"the label '{label}' is a former name of {target.id}, now '{shown}'",
        f"{target.id} is {target.slug}: correct the label or the target",
        None,
        target.path,
        1,
        f"{target.id} is {target.slug}",
    )
