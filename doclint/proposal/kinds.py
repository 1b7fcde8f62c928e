"""Kinds, proposed from names with numbers: `adr/ADR0007-x.md`, `EIPS/eip-20.md`, `keps/*/1234-x/README.md`.

A number in a name is an ID if it tells documents apart: no date, no place in an order, and no two documents
of the group have the same.
"""

from __future__ import annotations

import os.path
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from doclint.proposal.parts import Part
from doclint.proposal.seen import Seen

_NAMED = re.compile(
    r"(?P<prefix>(?:[A-Za-z]{1,12}[-_]?)?)(?P<number>\d{1,6})(?:(?P<joint>[-_])(?P<slug>[^/]+?))?"
    r"(?P<end>\.md|\.markdown)?"
)
_DATE = re.compile(
    r"(?:(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01]))?"
    r"|\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_YEARS = range(1990, 2050)
# What orders or versions documents rather than naming them.
_ORDERING = frozenset(
    (
        *("java", "win", "windows", "ubuntu", "node", "go", "upgrade", "migration", "issue", "post", "error"),
        *("http", "port", "level", "round", "day", "night", "season", "episode", "vol", "volume", "no", "nr"),
        *("v", "version", "release", "part", "chapter", "ch", "step", "lesson", "week", "module"),
        *("section", "unit", "lab", "phase", "sprint", "page", "exercise", "ex", "appendix"),
        *("milestone", "iteration", "q", "fy", "h", "test", "example", "image", "fig", "slide", "python"),
    )
)
_NO_DOCUMENTS = re.compile(r"(?:readme|index|_index|template|summary|contributing|changelog)\b.*", re.I)
_TEMPLATE = re.compile(r"template|0000-(?:short-)?(?:title|name|xxxx)", re.I)
# Folders whose files stand in an order, or are numbered for other reasons, if their names are bare numbers.
_SEQUENCES = frozenset(
    (
        *("tutorial", "tutorials", "guide", "guides", "lessons", "chapters", "course", "courses", "book"),
        *("posts", "blog", "news", "newsletters", "errors", "ports", "notes", "slides", "exercises", "labs"),
    )
)
_MAIN = ("/README.md", "/readme.md", "/index.md")  # what a folder shows first
_LEAST = 3  # so many documents named alike make a kind
_TOLERATED = 10  # of so many documents, one may share its ID with another, or be named otherwise


class Named(NamedTuple):
    """A document whose path holds a number."""

    path: str
    folder: str  # above the segment with the number
    prefix: str
    number: str
    joint: str
    slugged: bool
    rest: str  # below that segment; empty where it is the file's own name


class Group(NamedTuple):
    """Documents named alike below one folder.

    Attributes:
        folder: above all of them.
        spread: whether they lie in folders of that folder, rather than in itself.
        rest: what follows the segment with the number.
        scope: the name of the folders in which the numbers are unique, if there are several; else empty.
        documents: one for each number.
        templates: paths that look like templates of theirs.
    """

    folder: str
    spread: bool
    rest: str
    documents: tuple[Named, ...]
    templates: tuple[str, ...]
    scope: str = ""

    @property
    def numbers(self) -> list[int]:
        """Their numbers."""
        return [int(named.number) for named in self.documents]

    @property
    def prefix(self) -> str:
        """The letters before the numbers, as most of them are written."""
        return Counter(named.prefix for named in self.documents).most_common(1)[0][0]

    @property
    def collides(self) -> bool:
        """Whether several documents share a number, beyond what a mistake explains."""
        numbers = {(named.folder if self.scope else "", int(named.number)) for named in self.documents}
        return (len(self.documents) - len(numbers)) * _TOLERATED > len(self.documents)

    @property
    def padded(self) -> int:
        """The width of numbers that are filled with zeros; 0 where they are not."""
        widths = Counter(len(named.number) for named in self.documents)
        (width, _), zeros = widths.most_common(1)[0], sum(n.number[0] == "0" for n in self.documents)
        return width if zeros and len(widths) == 1 else 0

    @property
    def names(self) -> list[str]:
        """The patterns of their names, the most frequent first."""
        above, width = "*/" if self.spread else f"**/{self.scope}/" if self.scope else "", self.padded
        id_ = f"{{id:{width}}}" if width else "{id}"
        end = self.rest or ".md"
        found = Counter(
            f"{above}{named.prefix}{id_}{named.joint + '{slug}' if named.slugged else ''}{end}"
            for named in self.documents
        )
        return [pattern for pattern, _ in found.most_common()]

    def path_of(self, named: Named) -> str:
        """The folder whose name carries the number of a document; its own folder where the file does."""
        return named.path.removesuffix(named.rest) if named.rest else named.folder


def groups_of(seen: Seen) -> list[Group]:
    """The groups of documents whose numbers are IDs, the largest first; of two with the same IDs one."""
    by_folder: dict[tuple[str, str, str], list[Named]] = defaultdict(list)
    templates: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for named in filter(None, map(_named, seen.documents)):
        key = (named.folder, named.prefix.lower(), named.rest)
        if _TEMPLATE.search(named.path[len(named.folder) :]):
            templates[key].append(named.path)
        else:
            by_folder[key].append(named)
    for path in seen.documents:  # a template without a number is one of those beside it
        folder, _, name = path.rpartition("/")
        if _TEMPLATE.search(name) and _named(path) is None:
            for key in by_folder:
                if key[0] == folder:
                    templates[key].append(path)
    found = _scoped(by_folder, templates)
    siblings: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for key in by_folder:
        if key[0]:
            siblings[key[0].rpartition("/")[0], key[1], key[2]].append(key)
    for (folder, _, rest), keys in siblings.items():
        if len(keys) > 1:
            documents = tuple(named for key in keys for named in by_folder.pop(key))
            found.append(Group(folder, True, rest, documents, tuple(p for k in keys for p in templates[k])))
    found += [Group(k[0], False, k[2], tuple(docs), tuple(templates[k])) for k, docs in by_folder.items()]
    taken: set[tuple[str, int]] = set()
    kept = []
    for group in sorted(found, key=lambda g: (-len(g.documents), g.folder, _is_part(g), g.rest)):
        ids = {(group.prefix.lower(), number) for number in group.numbers}
        if _is_kind(group, seen) and len(ids & taken) * _TOLERATED <= len(ids):
            kept.append(group)
            taken |= ids
    return kept


def _scoped(
    by_folder: dict[tuple[str, str, str], list[Named]], templates: dict[tuple[str, str, str], list[str]]
) -> list[Group]:
    """Groups in folders of one name (`services/a/adr`, `services/b/adr`), each of which counts for itself.

    They are taken out of `by_folder`.
    """
    named: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for folder, prefix, rest in by_folder:
        named[folder.rpartition("/")[2], prefix, rest].append((folder, prefix, rest))
    found = []
    for (name, _, rest), keys in named.items():
        numbers = [int(document.number) for key in keys for document in by_folder[key]]
        if name and len(keys) > 1 and len(set(numbers)) < len(numbers):
            common = os.path.commonpath([key[0].rpartition("/")[0] or "." for key in keys])
            documents = tuple(document for key in keys for document in by_folder.pop(key))
            paths = tuple(path for key in keys for path in templates[key])
            folder = "" if common in ("", ".") else common
            found.append(Group(folder, False, rest, documents, paths, name))
    return found


def _is_part(group: Group) -> tuple[bool, bool]:
    """Whether a file of a numbered folder is a part rather than the document: `plan.md`, not `spec.md`."""
    stem = group.rest.strip("/").rpartition(".")[0].lower()
    own = group.folder.rpartition("/")[2].lower()
    return group.rest not in _MAIN, bool(stem) and stem not in (own, own.removesuffix("s"))


def _named(path: str) -> Named | None:
    parts = path.split("/")
    for depth, part in enumerate(parts):
        match, last = _NAMED.fullmatch(part), depth == len(parts) - 1
        if match is None or (match["end"] is None) == last or (not last and depth < len(parts) - 2):
            continue
        if _DATE.match(part, match.start("number")):
            return None
        prefix, rest = match["prefix"], "" if last else f"/{parts[-1]}"
        joint, slugged = match["joint"] or "", match["slug"] is not None
        return Named(path, "/".join(parts[:depth]), prefix, match["number"], joint, slugged, rest)
    return None


def _is_kind(group: Group, seen: Seen) -> bool:
    letters = re.sub(r"[^A-Za-z]", "", group.prefix)
    if len(group.documents) < _LEAST or group.collides or letters.lower() in _ORDERING:
        return False
    numbers = group.numbers
    if not letters and sum(number in _YEARS for number in numbers) * 2 > len(numbers):
        return False
    bare = not letters and not id_field(group, seen)
    if bare and (all(n % 10 == 0 for n in numbers) or not any(d.slugged for d in group.documents)):
        return False  # 010, 020, 030; 404.md
    if bare and group.folder.rpartition("/")[2].lower() in _SEQUENCES:
        return False
    if len(letters) < 2 and max(numbers) < 100 and not group.padded > 2 and not id_field(group, seen):
        return False  # `01-introduction.md`: a place in an order
    return len(group.documents) * 2 >= _neighbours(group, seen)


def _neighbours(group: Group, seen: Seen) -> int:
    """How many documents (or folders with documents) there are where those of the group are."""
    homes = {named.folder for named in group.documents}
    if not group.rest:
        here = [path for path in seen.documents if path.rpartition("/")[0] in homes]
        named = {named.path for named in group.documents}
        return sum(p in named or not _NO_DOCUMENTS.match(p.rpartition("/")[2]) for p in here)
    found = set()
    for path in seen.documents:
        parts = path.split("/")
        for depth in range(len(parts) - 1):
            if "/".join(parts[:depth]) in homes:
                found.add("/".join(parts[: depth + 1]))
    return len(found - homes)


def id_field(group: Group, seen: Seen) -> str:
    """The metadata field in which nearly all documents of a group repeat their number; may be empty."""
    hits: Counter[str] = Counter()
    for named in group.documents:
        for key, value in seen.metadata(named.path).items():
            text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
            match = re.fullmatch(r"(?:[A-Za-z]+[-_ ]?)?#?0*(\d{1,9})", text)
            if match is not None and int(match[1]) == int(named.number):
                hits[key] += 1
    field, count = hits.most_common(1)[0] if hits else ("", 0)
    return field if count * _TOLERATED >= len(group.documents) * (_TOLERATED - 1) else ""


class _Form(NamedTuple):
    """How IDs are written in texts, how often they are there (those of the kind, others), and which are."""

    text: str
    hits: int
    misses: int
    others: frozenset[str] = frozenset()


def _forms(letters: Iterable[str], numbers: set[int], seen: Seen) -> list[_Form]:
    """The forms in which documents write IDs, the most frequent first.

    Args:
        letters: what stands before the number, in any case; empty for anything.
        numbers: those that documents have.
        seen: the tree.
    """
    before = "|".join(map(re.escape, letters)) or "[A-Z]{2,8}"
    case = re.I if letters else 0
    pattern = re.compile(rf"(?<![\w/.#-])({before})([- ]?)(\d{{1,6}})(?![\w-]|\.\w)", case)
    hits: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    spelled: dict[str, set[str]] = defaultdict(set)
    for text in seen.texts:
        for word, joint, number in pattern.findall(text):
            known = int(number) in numbers
            (hits if known else misses)[word + joint] += 1
            if known:
                spelled[word + joint].add(word + joint + number)
    return [_Form(form, n, misses[form], frozenset(spelled[form])) for form, n in hits.most_common()]


def propose_kinds(seen: Seen) -> Iterator[tuple[Part, Group]]:
    """The kinds of a tree, each with the documents it is made of."""
    taken: Counter[str] = Counter()
    for group in groups_of(seen):
        letters = re.sub(r"[^A-Za-z]", "", group.prefix)
        forms = _forms([letters] if letters else [], set(group.numbers), seen)
        form = _form_of(group, letters, forms)
        name = re.sub(r"[^A-Za-z]", "", form).upper() or _folder_name(group) or "DOC"
        taken[name] += 1
        name = name if taken[name] == 1 else f"{name}{taken[name]}"
        values: dict[str, object] = {"name": name}
        if group.folder:
            values["folder"] = group.folder
        values["names"] = group.names
        if group.scope:
            values["id-scope"] = "folder"
        if group.templates:
            values["templates"] = sorted({_template_glob(path) for path in group.templates})
        id_ = f"{form}{{id:{group.padded}}}" if group.padded else f"{form}{{id}}"
        written = {form + f"{number:0{group.padded}}" for number in group.numbers}
        loose = group.padded and any(f.others - written for f in forms)
        many = len({named.prefix for named in group.documents}) > 1
        if form and (form != group.prefix or not group.padded or many or loose):
            values["id"] = id_
        hits, misses = sum(f.hits for f in forms), sum(f.misses for f in forms)
        evidence = f"{len(group.documents)} documents"
        certain = hits >= misses * 3 if letters.isupper() else hits > misses * _TOLERATED
        if form and len(letters or form) > 1 and certain:
            values["mention"] = True
            evidence += f"; {hits} mentions in text" if hits else ""
            evidence += f", {misses} of unknown IDs" if misses else ""
        sidecar = _sidecar(group, seen)
        if sidecar:
            values["metadata"] = sidecar
        yield Part("kind", name, evidence, values, weight=len(group.documents)), group


def _form_of(group: Group, letters: str, forms: Sequence[_Form]) -> str:
    """What stands before the number of an ID: as texts write it, else as the names or the folder do."""
    written = next((f.text for f in forms if f.text[-1:] != " "), "")
    if letters:
        own = group.prefix.rstrip("_")
        return written or (own if own.isupper() or own.rstrip("-").isupper() else own.upper())
    best = forms[0] if forms else None
    if best and best.hits >= _LEAST and best.hits > best.misses * _TOLERATED:
        return best.text.rstrip(" ") + ("-" if best.text[-1:] == " " else "")
    acronym = _folder_name(group)
    return f"{acronym}-" if 2 <= len(acronym) <= 5 and acronym not in _PLAIN_FOLDERS else ""


_PLAIN_FOLDERS = frozenset(
    ("DOC", "DOCS", "TEXT", "SRC", "NOTE", "BLOG", "POST", "WIKI", "GUIDE", "TEST", "ITEM", "PAGE", "LOG")
)


def _folder_name(group: Group) -> str:
    """The name of the folder that holds a group, in the singular."""
    name = re.sub(r"[^A-Za-z]", "", group.folder.rpartition("/")[2]).upper()
    if name in ("DECISIONS", "DECISION", "ARCHITECTUREDECISIONS"):
        return "ADR"
    return name.removesuffix("S") if len(name) > 2 else name


def _template_glob(path: str) -> str:
    return "**/*template*" if "template" in path.rpartition("/")[2].lower() else "**/*template*/**"


def _sidecar(group: Group, seen: Seen) -> str:
    """The YAML file that lies beside nearly all documents of a group; may be empty."""
    if not group.rest:
        return ""
    homes = {group.path_of(named) for named in group.documents}
    beside = Counter(
        name
        for folder, _, name in (path.rpartition("/") for path in seen.files)
        if folder in homes and name.endswith((".yaml", ".yml"))
    )
    name, count = beside.most_common(1)[0] if beside else ("", 0)
    return name if count * _TOLERATED >= len(homes) * 8 else ""
