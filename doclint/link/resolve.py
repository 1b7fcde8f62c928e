"""One reference -> one edge, and at most one problem: the cause, not its symptoms."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container

from doclint.formats.target import respell, split_target
from doclint.link.kinds import Identity, Kinds, normal_name
from doclint.link.model import Document, Edge, Problem
from doclint.link.nearest import Nearest
from doclint.link.paths import (
    folder_of,
    is_external,
    is_placeholder,
    join,
    leaves_the_machine,
    relative,
    shared_tail,
)
from doclint.link.symbols import Symbols
from doclint.model.facts import Reference
from doclint.tree.fileset import FileSet

README_NAMES = ("README.md", "readme.md")
_LINES = re.compile(r"L(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?")
_LINE_SUFFIX = re.compile(r":\d+$")
_ID = re.compile(r"[A-Za-z][\w-]*?\d{2,}")
_KNOWN_TEXT = re.compile(r"\.(?:md|markdown|json|ya?ml|toml|txt|rst|csv|html?|py|sh|js|ts|mdx)$", re.I)
# Names so common that one elsewhere in the tree is no evidence of a move.
_COMMON = frozenset(
    (
        *("readme", "index", "template", "changelog", "contributing", "license", "manifest", "package"),
        *("__init__", "main", "mod", "lib", "config"),
    )
)
# Pages GitHub serves beside the code: a relative link reaches them by climbing out of blob/BRANCH.
_SITE_PAGES = frozenset(
    (
        *("issues", "pulls", "wiki", "releases", "discussions", "actions", "projects", "security", "tags"),
        *("branches", "commits", "compare", "new", "edit"),
    )
)


class Resolver:
    """Resolves references against a file set, the symbols and the docs base."""

    def __init__(self, files: FileSet, symbols: Symbols, kinds: Kinds, schema_field: str) -> None:
        self.files, self._symbols, self.kinds = files, symbols, kinds
        self._base = kinds.base
        self._schema_field = schema_field
        self._nearest = Nearest()
        self._defined: tuple[str, list[str]] = ("", [])  # labels of the document asked about last

    @property
    def documents(self) -> Container[str]:
        """The paths that are documents."""
        return self._symbols.documents

    def resolve(self, at: str, reference: Reference) -> Edge | None:
        """The edge of one reference spelled in file `at`; None if it turns out to be no reference."""
        if reference.syntax == "undefined":
            problem = Problem("undefined", f"no definition for the reference '[{reference.target}]'")
            return Edge(at, at, reference, "", self._with_label_hint(problem, at, reference))
        if reference.via == "link":
            return self._link(at, reference)
        if reference.via == "mention":
            return self._mention(at, reference)
        if reference.via == "path":
            return self._spelled(at, reference)
        return self._declared(at, reference)

    # -- links -------------------------------------------------------------------------------------

    def _link(self, at: str, reference: Reference) -> Edge:
        target = reference.target
        if is_external(target):
            return Edge(at, at, reference)
        if leaves_the_machine(target):
            return self._broken(at, reference, Problem("outside", f"'{target}' is a path of one machine"))
        path, fragment = split_target(target)
        if not path:
            return self._anchored(at, reference, at, fragment)
        folder = "" if path.startswith("/") else folder_of(at)
        found = join(folder, path.lstrip("/"))
        if found is None:
            if is_placeholder(target):
                return self._broken(at, reference, _unfilled(target))
            if _is_site_page(at, path):
                return Edge(at, at, reference)
            return self._broken(at, reference, Problem("outside", f"'{target}' leaves the repository"))
        if self.files.exists(found):
            return self._existing(at, reference, found, fragment)
        problem = self._why_missing(at, reference, path, found, (folder,))
        return self._broken(at, reference, problem)

    def _existing(self, at: str, reference: Reference, found: str, fragment: str | None) -> Edge:
        if not self.files.is_tracked(found):
            problem = Problem("untracked", f"'{found}' exists here, but git does not track it", subject=found)
            return Edge(at, at, reference, found, problem)
        return self._anchored(at, reference, found, fragment)

    def _anchored(self, at: str, reference: Reference, found: str, fragment: str | None) -> Edge:
        edge = Edge(at, at, reference, found)
        if not fragment or fragment.lower() == "top" or fragment.startswith(":~:"):
            return edge
        page = found
        if self.files.is_folder(found):
            pages = (f"{found.rstrip('/')}/{name}".lstrip("/") for name in README_NAMES)
            page = next((page for page in pages if page in self._symbols.documents), "")
        document = self._symbols.documents.get(page)
        lines = _LINES.fullmatch(fragment)
        if lines:
            total = document.facts.lines if document else None
            last = max(int(n) for n in lines.groups() if n)
            if total is not None and last > total and fragment not in (self._symbols.anchors(page) or ()):
                message = f"'{page}' has {total} lines, no line {last}"
                return Edge(at, at, reference, found, Problem("anchor", message, subject=page))
            return edge
        anchors = self._symbols.anchors(page) if page else None
        if anchors is None or fragment in anchors or fragment.removeprefix("user-content-") in anchors:
            return edge
        lowered = fragment.lower()
        if lowered in anchors:
            # GitHub finds an anchor in any case, GitLab and static site generators do not.
            message = f"the anchor is '#{lowered}'; only GitHub finds it in another case"
            suggestion = self._respell_anchor(reference, lowered)
            return Edge(
                at,
                at,
                reference,
                found,
                Problem("anchor-case", message, f"write '#{lowered}'", suggestion, page),
            )
        where = "this file" if page == at else f"'{page}'"
        for anchor in anchors:
            if "\ufe0f" in anchor and anchor.replace("\ufe0f", "") == lowered.replace("\ufe0f", ""):
                return Edge(
                    at,
                    at,
                    reference,
                    found,
                    Problem(
                        "anchor",
                        f"no heading or id '#{fragment}' in {where}: its emoji carries an invisible U+FE0F",
                        f"write '#{anchor}' (with U+FE0F), or drop it from the heading",
                        self._respell_anchor(reference, anchor),
                        page,
                    ),
                )
        near = self._nearest.find(at, lowered, anchors, 0.7)
        help_ = f"did you mean '#{near}'?" if near else ""
        line = 0
        if near and document:
            line = next((h.span.line for h in document.facts.headings if h.slug == near), 0)
        problem = Problem(
            "anchor",
            f"no heading or id '#{fragment}' in {where}",
            help_,
            None,
            page,
            line,
            "the nearest heading",
        )
        return Edge(at, at, reference, found, problem)

    def _respell_anchor(self, reference: Reference, anchor: str) -> str:
        return f"{reference.target.partition('#')[0]}#{anchor}"

    # -- front matter and manifest -----------------------------------------------------------------

    def _declared(self, at: str, reference: Reference) -> Edge | None:
        target = reference.target.strip()
        if is_external(target):
            if reference.via == "manifest" or self._is_schema_field(reference):
                message = f"'{target}' is on the network; doclint checks local files only"
                return self._broken(at, reference, Problem("outside", message))
            return Edge(at, at, reference)
        if leaves_the_machine(target) or target.startswith("/"):
            return self._broken(
                at, reference, Problem("outside", f"'{target}' is not a path of this repository")
            )
        identity = self.kinds.identity_of_name(target)
        if "/" not in target and not _KNOWN_TEXT.search(target):
            if is_placeholder(target):
                return self._broken(at, reference, _unfilled(target))
            return self._by_id(at, reference, target, identity)
        path, fragment = split_target(target)
        bases = self._bases(at, file_first=False)
        left = 0
        for folder in bases:
            found = join(folder, path)
            if found is None:
                left += 1
            elif self.files.is_file(found) or (
                self.files.is_folder(found) and not self._is_schema_field(reference)
            ):
                return self._existing(at, reference, found, fragment)
        if is_placeholder(target):
            return self._broken(at, reference, _unfilled(target))
        if left == len(bases):
            return self._broken(at, reference, Problem("outside", f"'{target}' leaves the repository"))
        expected = next(p for folder in bases if (p := join(folder, path)) is not None)
        return self._broken(at, reference, self._why_missing(at, reference, path, expected, bases))

    def _is_schema_field(self, reference: Reference) -> bool:
        return f"/{self._schema_field}" in reference.field

    def _by_id(self, at: str, reference: Reference, target: str, identity: Identity | None) -> Edge | None:
        """A declared value that is no path: an ID (`DOC009`), an ID with its name, or free text."""
        exact = self._symbols.by_id.get(target)
        if exact:
            return Edge(at, at, reference, exact[0].path)
        for known, documents in self._symbols.by_id.items():
            if target.startswith(known) and normal_name(target) in {
                normal_name(d.id + d.slug) for d in documents
            }:
                return Edge(at, at, reference, documents[0].path)
        match = _ID.match(target)
        if match and match[0] in self._symbols.by_id and target[match.end() :][:1] in "-_ ":
            document = self._symbols.by_id[match[0]][0]
            problem = self._identity_problem(
                Identity(document.kind, match[0], target[match.end() + 1 :]),
                document.id + "-" + document.slug,
            )
            return self._broken(at, reference, problem) if problem else Edge(at, at, reference, document.path)
        if match and any(
            match[0].startswith(p) and match[0][len(p) :].isdigit() for p in self.kinds.mention_prefixes()
        ):
            return self._broken(
                at, reference, Problem("unknown-id", f"no document carries the ID {match[0]}")
            )
        return None

    # -- spelled paths -----------------------------------------------------------------------------

    def _spelled(self, at: str, reference: Reference) -> Edge | None:
        target = reference.target
        if ":" in target:
            target = _LINE_SUFFIX.sub("", target)
        if is_external(target) or target.startswith(("~", "@", "$", "-")) or "\\" in target:
            return None
        path, fragment = split_target(target)
        if not path:
            return None
        bases = self._bases(at, file_first=True)
        if path.startswith("/"):
            found = join("", path.lstrip("/"))
            return Edge(at, at, reference, found) if found and self.files.exists(found) else None
        for folder in bases:
            found = join(folder, path)
            if found is not None and self.files.exists(found):
                if found in self._symbols.documents:
                    return self._anchored(at, reference, found, fragment)
                return Edge(at, at, reference, found)
        if is_placeholder(target):
            return None
        if "/" not in path.rstrip("/"):
            return self._bare_name(at, reference, path)
        inside = [p for folder in bases if (p := join(folder, path)) is not None]
        if not inside:
            return None
        problem = self._why_missing(at, reference, path, inside[0], bases)
        if reference.syntax == "command" and problem.kind not in ("stale-id", "wrong-id"):
            return None  # a command may create what it names
        if problem.kind == "missing" and not self._first_folder_exists(path, bases):
            return None  # a path of some other tree: an example, a URL route, a branch name
        return self._broken(at, reference, problem)

    def _bare_name(self, at: str, reference: Reference, name: str) -> Edge | None:
        """A file name without a folder: an edge if it is unique, a problem only if an ID proves one."""
        if name.endswith("/") or name in self.kinds.shared_names:
            return None
        found = self._prefer_base(self.files.named(name))
        if len(found) == 1:
            return Edge(at, at, reference, found[0])
        identity = self.kinds.identity_of_name(name)
        if found or identity is None:
            return None
        problem = self._identity_problem(identity, name)
        if problem is None or (reference.syntax == "command" and problem.kind == "unknown-id"):
            return None
        return self._broken(at, reference, problem)

    def _first_folder_exists(self, path: str, bases: tuple[str, ...]) -> bool:
        parts = [part for part in path.split("/") if part not in (".", "..")]
        if path.startswith((".", "..")) and not path.startswith(("./", "../")):
            return False
        first = path[: path.index(parts[0]) + len(parts[0])] if parts else path
        return any((p := join(folder, first)) and self.files.is_folder(p) for folder in bases)

    # -- mentions ----------------------------------------------------------------------------------

    def _mention(self, at: str, reference: Reference) -> Edge:
        documents = self._symbols.by_id.get(reference.target)
        if documents:
            return Edge(at, at, reference, documents[0].path)
        return self._broken(
            at,
            reference,
            Problem(
                "unknown-id",
                f"no document carries the ID {reference.target}",
                self._near_id(at, reference.target),
            ),
        )

    def _near_id(self, at: str, wanted: str) -> str:
        near = self._nearest.find(at, wanted, self._symbols.by_id, 0.9)
        return f"the nearest ID is {near}" if near else ""

    # -- why a path is missing ---------------------------------------------------------------------

    def _why_missing(
        self, at: str, reference: Reference, path: str, expected: str, bases: tuple[str, ...]
    ) -> Problem:
        """The one cause for which `path` reaches nothing."""
        for folder in bases:
            candidate = join(folder, path.lstrip("/"))
            other = self.files.case_variant(candidate) if candidate else None
            if other:
                spelled = self._format_target(at, reference, other)
                why = (
                    "only with other upper and lower case"
                    if other.lower() == (candidate or "").lower()
                    else "only in another Unicode form"
                )
                return Problem(
                    "case", f"'{candidate}' exists {why}: '{other}'", f"write '{spelled}'", spelled, other
                )
            if candidate and self.files.is_ignored_file(candidate):
                return Problem(
                    "untracked", f"'{candidate}' exists here, but git ignores it", subject=candidate
                )
        if is_placeholder(reference.target):
            return _unfilled(reference.target)
        moved = self._moved_to(path)
        identity = self.kinds.identity_of_name(path)
        if moved is None and identity is not None:
            problem = self._identity_problem(identity, reference.target, at, reference)
            if problem is not None and (problem.kind != "unknown-id" or reference.via == "path"):
                return problem
        if moved is not None:
            spelled = self._format_target(at, reference, moved)
            return Problem(
                "moved",
                f"'{reference.target}' does not exist; the file is at '{moved}'",
                f"write '{spelled}'",
                # Where such a path begins is not for the tree to say: a site's root, a home folder, an alias.
                None if path.startswith(("/", "~", "@")) else spelled,
                moved,
            )
        help_ = ""
        if identity is not None and identity.id not in self._symbols.by_id:
            help_ = f"no document carries the ID {identity.id}"
        else:
            help_ = self._did_you_mean(at, reference, expected)
        return Problem("missing", f"'{reference.target}' does not exist", help_, subject=expected)

    def _identity_problem(
        self, identity: Identity, written: str, at: str = "", reference: Reference | None = None
    ) -> Problem | None:
        """What is wrong with a name that carries an ID: the name, the number, or both."""
        holders = [d for d in self._symbols.by_id.get(identity.id, ()) if d.kind == identity.kind]
        owners = self._symbols.named(identity.kind, identity.slug)
        same = [d for d in holders if normal_name(d.slug) == normal_name(identity.slug)]
        if owners and not same:
            owner = owners[0]
            spelled = self._spell_document(owner, written, at, reference)
            name = owner.path.rpartition("/")[2]
            message = f"'{identity.slug}' is the name of {owner.id}, not of {identity.id}"
            return Problem(
                "wrong-id",
                message,
                f"write '{spelled}' or name {identity.id}'s document",
                None,
                owner.path,
                1,
                f"{owner.id} is {name}",
            )
        if holders:
            document = (same or holders)[0]
            spelled = self._spell_document(document, written, at, reference)
            shown = _short(document.path, identity.id)
            message = f"{identity.id} is '{shown}', not '{_short(written, identity.id)}'"
            suggestion = spelled if len(holders) == 1 or same else None
            return Problem(
                "stale-id",
                message,
                f"write '{spelled}'",
                suggestion,
                document.path,
                1,
                f"{identity.id} is {document.slug or shown}",
            )
        if identity.id and identity.id not in self._symbols.by_id:
            return Problem(
                "unknown-id",
                f"no document carries the ID {identity.id} ('{written}')",
                self._near_id(at, identity.id),
            )
        return None

    def _spell_document(self, document: Document, written: str, at: str, reference: Reference | None) -> str:
        if reference is None or ("/" not in written and reference.via != "link"):
            if "." not in written.rpartition("/")[2]:
                return f"{document.id}-{document.slug}" if document.slug else document.id
            return respell(written, document.path.rpartition("/")[2], link=False)
        return self._format_target(at, reference, document.path)

    def _moved_to(self, path: str) -> str | None:
        """The one file (or folder, for a path of several segments) that this path must mean now."""
        clean = path.strip("/")
        while clean.startswith(("./", "../")):
            clean = clean.partition("/")[2]
        name = clean.rpartition("/")[2]
        folder = path.endswith("/")
        if not name or (folder and "/" not in clean):
            return None
        candidates = self.files.folders_named(name) if folder else self.files.named(name)
        if not candidates:
            return None
        tails = {c: shared_tail(c, clean) for c in candidates}
        best = max(tails.values())
        needed = 2 if folder or name.partition(".")[0].lower() in _COMMON else 1
        if best < needed:
            return None
        found = self._prefer_base([c for c in candidates if tails[c] == best])
        return found[0] + ("/" if folder else "") if len(found) == 1 else None

    def _prefer_base(self, candidates: tuple[str, ...] | list[str]) -> list[str]:
        if len(candidates) > 1 and self._base:
            inside = [c for c in candidates if c.startswith(self._base + "/")]
            if inside:
                return inside
        return list(candidates)

    def _did_you_mean(self, at: str, reference: Reference, expected: str) -> str:
        folder, _, name = expected.rpartition("/")
        siblings = self.files.names_in(folder)
        if len(siblings) > 200:
            # difflib costs 20 us a name: of many, only those that begin or end alike and are as long.
            siblings = [
                n
                for n in siblings
                if abs(len(n) - len(name)) < 4 and (n[:3] == name[:3] or n[-7:] == name[-7:])
            ]
        near = self._nearest.find(at, name, siblings[:500], 0.75)
        if near:
            found = f"{folder}/{near}" if folder else near
            return f"did you mean '{self._format_target(at, reference, found)}'?"
        return ""

    def _with_label_hint(self, problem: Problem, at: str, reference: Reference) -> Problem:
        if self._defined[0] != at:
            document = self._symbols.documents.get(at)
            found = document.facts.references if document else ()
            self._defined = (at, [r.label.lower() for r in found if r.syntax == "definition"])
        near = self._nearest.find(at, reference.target.lower(), self._defined[1], 0.75)
        help_ = (
            f"did you mean '[{near}]'?"
            if near
            else f"add '[{reference.target}]: target' or write an inline link"
        )
        return Problem(problem.kind, problem.message, help_)

    def _format_target(self, at: str, reference: Reference, path: str) -> str:
        """The target that leads to `path`, in the manner of the written one, its query and fragment kept."""
        written = split_target(reference.target)[0]
        base = self._base + "/" if self._base else ""
        if reference.via == "link":
            if written.startswith("/"):
                return respell(reference.target, "/" + path, link=True)
            found = relative(path, folder_of(at)) + ("/" if path.endswith("/") else "")
            dotted = written.startswith("./") and not found.startswith("../")
            return respell(reference.target, f"./{found}" if dotted else found, link=True)
        if written.startswith(("./", "../")):
            found = relative(path, folder_of(at))
        else:
            found = (
                path[len(base) :] if base and path.startswith(base) and not written.startswith(base) else path
            )
        if ":" in found.partition("/")[0]:
            found = f"./{found}"  # RFC 3986, section 4.2: a first segment with a colon would be a scheme
        return respell(reference.target, found, link=False)

    def _bases(self, at: str, file_first: bool) -> tuple[str, ...]:
        folders = [folder_of(at), self._base, ""] if file_first else [self._base, "", folder_of(at)]
        return tuple(dict.fromkeys(folders))

    def _broken(self, at: str, reference: Reference, problem: Problem | None) -> Edge:
        return Edge(at, at, reference, "", problem)


def _unfilled(target: str) -> Problem:
    return Problem("placeholder", f"'{target}' is a placeholder that nobody filled")


def _is_site_page(at: str, path: str) -> bool:
    """`../../issues` from a file at the root is github.com/OWNER/REPO/issues: blob/BRANCH is two levels."""
    depth = at.count("/") + 2
    parts = posixpath.normpath(path).split("/")
    ups = next((i for i, part in enumerate(parts) if part != ".."), len(parts))
    return ups == depth and len(parts) > ups and parts[ups] in _SITE_PAGES


def _short(path: str, id_: str) -> str:
    """The end of a path that holds the ID: the file's name, or its folder's and its own."""
    name = path.rstrip("/").rpartition("/")[2]
    return name if id_ in name else "/".join(path.rstrip("/").split("/")[-2:])
