"""Why a written path reaches nothing: the one cause, and what would make it right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from doclint.formats.target import respell, split_target
from doclint.link.evidence import Witnesses
from doclint.link.kinds import Identity, normal_name
from doclint.link.model import Document, Edge, Problem
from doclint.link.nearest import Nearest, nearest_of
from doclint.link.paths import folder_of, is_placeholder, join, nearest_paths, relative, shared_tail
from doclint.model.facts import Reference

if TYPE_CHECKING:
    from doclint.link.project import Project

# Names so common that one elsewhere in the tree is no evidence of a move.
_COMMON = frozenset(
    (
        *("readme", "index", "template", "changelog", "contributing", "license", "manifest", "package"),
        *("__init__", "main", "mod", "lib", "config"),
    )
)
_NUMBER = re.compile(r"[1-9]\d*$")  # a name may spell it with other letters, and other zeros before it
_ID_ENDS = re.compile(r"(?<=\d)(?!\d)|(?=[-_ ])")


class Explainer:
    """Finds the cause of a broken reference."""

    def __init__(self, project: Project) -> None:
        self._project, self._base = project, project.base
        self._roots = dict.fromkeys(("", *(root for site in project.config.sites for root in site.roots)))
        self.nearest, self.witnesses = Nearest(), Witnesses()
        # Many documents break on one path: how many names were compared for it, and the nearest.
        self._near: dict[str, tuple[int, str]] = {}
        self._defined: tuple[str, list[str]] = ("", [])  # labels of the document asked about last
        self._bases: tuple[tuple[str, bool] | None, tuple[str, ...]] = (None, ())  # the same of folders

    def begin(self) -> None:
        """Begin with another document: what its explanations may cost, and its evidence, are counted anew."""
        self.nearest, self.witnesses = Nearest(), Witnesses()
        self._defined = ("", [])

    def bases(self, file: str, *, file_first: bool) -> tuple[str, ...]:
        """The folders that a declared or spelled path is tried from: those above its file among them."""
        if self._bases[0] == (file, file_first):
            return self._bases[1]
        own = folder_of(file)
        above = [own[:cut] for cut in range(len(own) - 1, 0, -1) if own[cut] == "/"]
        folders = [own, *above, self._base, ""] if file_first else [self._base, "", own, *above]
        self._bases = ((file, file_first), tuple(dict.fromkeys(folders)))
        return self._bases[1]

    def is_elsewhere(self, place: str) -> bool:
        """Whether the references of the whole tree prove that paths below a place are of another."""
        verdict = self._project.verdict_on(place)
        if verdict == "elsewhere-without-folder":
            return not any(self._project.is_folder(join(root, place) or "") for root in self._roots)
        return verdict == "elsewhere"

    def why_missing(
        self,
        file: str,
        reference: Reference,
        path: str,
        expected: str,
        bases: tuple[str, ...],
        *,
        hint: bool = True,
    ) -> Problem:
        """The one cause for which `path` reaches nothing; with a name that was perhaps meant if wanted."""
        project = self._project
        for folder in bases:
            candidate = join(folder, path.lstrip("/"))
            other = project.case_variant(candidate) if candidate else None
            if other:
                target = self.format_target(file, reference, other)
                why = (
                    "only with different letter case"
                    if other.lower() == (candidate or "").lower()
                    else "only in another Unicode form"
                )
                message = f"'{candidate}' exists {why}: '{other}'"
                proven = reference.via != "path"
                return Problem("case", message, f"write '{target}'", target, other, proven=proven)
            why = project.unlisted(candidate) if candidate else ""
            if candidate and why:
                message = f"'{candidate}' exists here, but git {why} it"
                return Problem("untracked", message, subject=candidate)
        written = path if reference.via == "path" else reference.target
        if is_placeholder(written, link=reference.via == "link"):
            return unfilled(reference.target)
        moved = self._moved_to(path)
        identity = project.kinds.identity_of_name(path) or project.kinds.numbered(expected)
        if moved is None and identity is not None:
            problem = self.identity_problem(identity, reference.target, file, reference)
            if problem is not None and project.kinds.identity_of_name(path) is None:
                problem = problem._replace(suggestion=None)  # a number alone does not prove what was meant
            if problem is not None and (problem.kind != "unknown-id" or reference.via == "path"):
                return problem
        if moved is not None:
            target = self.format_target(file, reference, moved)
            return Problem(
                "moved",
                f"'{reference.target}' does not exist; the file is at '{moved}'",
                f"write '{target}'",
                # Where such a path begins is not for the tree to say: a site's root, a home folder, an alias.
                None if path.startswith(("/", "~", "@")) else target,
                moved,
                proven=reference.via != "path" and self._is_same_path(file, path, moved),
            )
        if identity is not None and not project.holders(identity.id):
            unknown = self.unknown_id(identity.id)
            help_ = "; ".join(filter(None, (unknown.message, unknown.help)))
        else:
            help_ = self._did_you_mean(file, reference, expected) if hint else ""
        return Problem("missing", f"'{reference.target}' does not exist", help_, subject=expected)

    def missing_in(self, file: str, folder: str, name: str) -> Problem:
        """The problem of a bare file name in a list whose other names are files of a folder."""
        near = self.nearest.find(file, name, self._project.names_in(folder)[:500], 0.75)
        message = f"'{name}' does not exist in '{folder or '.'}', where others of this list are"
        help_ = f"did you mean '{near}'?" if near else ""
        return Problem("missing", message, help_, subject=f"{folder}/{name}".lstrip("/"))

    def identity_problem(
        self, identity: Identity, written: str, file: str = "", reference: Reference | None = None
    ) -> Problem | None:
        """What is wrong with a name that carries an ID: the name, the number, or both."""
        project, name = self._project, normal_name(identity.slug)
        all_holders = project.holders(identity.id)
        holders = [d for d in all_holders if d.kind == identity.kind]
        owners = [d for d in project.named(name) if d.kind == identity.kind and normal_name(d.slug) == name]
        same = [d for d in holders if normal_name(d.slug) == name]
        if owners and not same:
            owner = owners[0]
            target = self._target_of(owner, written, file, reference)
            return Problem(
                "wrong-id",
                f"'{identity.slug}' is the name of {owner.id}, not of {identity.id}",
                f"write '{target}' or use the name of {identity.id}'s document",
                None,
                owner.path,
                1,
                f"{owner.id} is {owner.path.rpartition('/')[2]}",
            )
        if holders:
            document = self.nearest_to(file, same or holders)
            target = self._target_of(document, written, file, reference)
            shown = _short(document.path, identity.id)
            return Problem(
                "stale-id",
                f"{identity.id} is '{shown}', not '{_short(written, identity.id)}'",
                f"write '{target}'",
                target if len(holders) == 1 or same else None,
                document.path,
                1,
                f"{identity.id} is {document.slug or shown}",
                proven=False,  # the number was meant, or the name: the tree cannot tell
            )
        if identity.id and not all_holders:
            return self.unknown_id(identity.id, written)
        return None

    def unknown_id(self, id_: str, written: str = "") -> Problem:
        """The problem of an ID that no document has; of a retired one, with what became of it.

        Args:
            id_: the ID.
            written: the name that spells it, where it is more than the ID.
        """
        project = self._project
        known, retired = project.kinds.canonical(id_), project.config.retired
        told = next((t for i, t in retired.items() if project.kinds.canonical(i) == known), "")
        if told:
            words = re.findall(r"[\w-]*\d", told)
            successor = next((word for word in words if word != known and project.holders(word)), "")
            help_ = f"name {successor} instead" if successor else ""
            return Problem("unknown-id", f"{id_} is retired: {told}", help_)
        near = project.nearest_id(id_)
        help_ = f"the nearest ID is {near}" if near else ""
        shown = f" ('{written}')" if written else ""
        return Problem("unknown-id", f"no document has the ID {id_}{shown}", help_)

    def document_of_name(self, text: str) -> Document | None:
        """The document whose ID and slug a text spells in full (`DOC009-DataModel`), case and marks aside."""
        wanted = normal_name(text)
        for match in _ID_ENDS.finditer(text):
            for document in self._project.holders(text[: match.start()]) if match.start() else ():
                if normal_name(document.id + document.slug) == wanted:
                    return document
        return None

    def format_target(self, file: str, reference: Reference, path: str) -> str:
        """The target that leads to `path`, in the manner of the written one, its query and fragment kept."""
        written = split_target(reference.target)[0]
        base = self._base + "/" if self._base else ""
        if reference.via == "link":
            if written.startswith("/"):
                return respell(reference.target, "/" + path, link=True)
            found = relative(path, folder_of(file)) + ("/" if path.endswith("/") else "")
            dotted = written.startswith("./") and not found.startswith("../")
            return respell(reference.target, f"./{found}" if dotted else found, link=True)
        if written.startswith(("./", "../")):
            found = relative(path, folder_of(file))
        else:
            found = (
                path[len(base) :] if base and path.startswith(base) and not written.startswith(base) else path
            )
        if ":" in found.partition("/")[0]:
            found = f"./{found}"  # RFC 3986, section 4.2: a first segment with a colon would be a scheme
        return respell(reference.target, found, link=False)

    def nearest_to(self, file: str, documents: list[Document]) -> Document:
        """Of several documents with one ID, that of the project a file is in, or is nearest to."""
        nearest = nearest_paths(file, (d.path for d in documents))[0]
        return next(d for d in documents if d.path == nearest)

    def prefer_base(self, candidates: tuple[str, ...] | list[str]) -> list[str]:
        """Of several candidates those below the docs base, if any are."""
        if len(candidates) > 1 and self._base:
            inside = [c for c in candidates if c.startswith(self._base + "/")]
            if inside:
                return inside
        return list(candidates)

    def with_label_hint(self, problem: Problem, file: str, reference: Reference) -> Problem:
        """An undefined reference with the nearest label that its document defines."""
        if self._defined[0] != file:
            found = self._project.facts(file).references if self._project.is_document(file) else ()
            self._defined = (file, [r.label.lower() for r in found if r.syntax == "definition"])
        near = self.nearest.find(file, reference.target.lower(), self._defined[1], 0.75)
        help_ = (
            f"did you mean '[{near}]'?"
            if near
            else f"add '[{reference.target}]: target' or write an inline link"
        )
        return Problem(problem.kind, problem.message, help_)

    def _target_of(self, document: Document, written: str, file: str, reference: Reference | None) -> str:
        if reference is None or ("/" not in written and reference.via != "link"):
            if "." not in written.rpartition("/")[2]:
                return f"{document.id}-{document.slug}" if document.slug else document.id
            return respell(written, document.path.rpartition("/")[2], link=False)
        return self.format_target(file, reference, document.path)

    def _moved_to(self, path: str) -> str | None:
        """The one file (or folder, for a path of several segments) that this path must mean now."""
        clean = path.strip("/")
        while clean.startswith(("./", "../")):
            clean = clean.partition("/")[2]
        name = clean.rpartition("/")[2]
        folder = path.endswith("/")
        if not name or (folder and "/" not in clean):
            return None
        # Of ten thousand files named index.md only those in a folder of this name share more than that.
        above = clean.rpartition("/")[0].rpartition("/")[2]
        ending = self._project.folders_ending if folder else self._project.files_ending
        candidates = ending(f"{above}/{name}") if above else ()
        if candidates:
            tails = {c: shared_tail(c, clean) for c in candidates}
            best = max(tails.values())
            candidates = tuple(c for c in candidates if tails[c] == best)
        elif not folder and name.partition(".")[0].lower() not in _COMMON:
            candidates = self._project.files_named(name)
        found = self.prefer_base(candidates)
        return found[0] + ("/" if folder else "") if len(found) == 1 else None

    def _is_same_path(self, file: str, written: str, found: str) -> bool:
        """Whether a path found elsewhere is the written one in another place of the same project.

        A name alone is no proof: it may be a namesake.
        """
        clean = written.strip("/")
        while clean.startswith(("./", "../")):
            clean = clean.partition("/")[2]
        base = f"{self._base}/" if self._base else ""
        same = file.startswith(base) == found.startswith(base)
        return same and "/" in clean and f"/{found.rstrip('/')}".endswith(f"/{clean}")

    def _did_you_mean(self, file: str, reference: Reference, expected: str) -> str:
        folder, _, name = expected.rpartition("/")
        siblings = self._project.names_in(folder)
        kept = self._near.get(expected)
        if kept is None:
            kept = self._near[expected] = self._nearest_name(name, siblings)
        compared, near = kept
        if self.nearest.may_compare(file, compared) and near:
            found = f"{folder}/{near}" if folder else near
            return f"did you mean '{self.format_target(file, reference, found)}'?"
        return ""

    def _nearest_name(self, name: str, siblings: Sequence[str]) -> tuple[int, str]:
        """How many names of a folder were compared with one that is not there, and the nearest of them."""
        if len(siblings) > 200:
            # difflib costs 20 us a name: of many, only those that begin or end alike and are as long.
            siblings = [
                n
                for n in siblings
                if abs(len(n) - len(name)) < 4 and (n[:3] == name[:3] or n[-7:] == name[-7:])
            ]
        return min(len(siblings), 500), nearest_of(name, siblings[:500], 0.75)


def broken(file: str, reference: Reference, problem: Problem) -> Edge:
    """The edge of a reference that reaches nothing."""
    return Edge(file, file, reference, "", problem)


def unfilled(target: str) -> Problem:
    """The problem of a template's hole."""
    return Problem("placeholder", f"'{target}' is an unfilled placeholder")


def _short(path: str, id_: str) -> str:
    """The end of a path from the segment with the ID: the file name, or the folder and file name."""
    name = path.rstrip("/").rpartition("/")[2]
    number = _NUMBER.search(id_)
    return name if (number[0] if number else id_) in name else "/".join(path.rstrip("/").split("/")[-2:])
