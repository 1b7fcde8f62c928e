"""Kinds, proposed from names with numbers: `adr/ADR0007-x.md`, `EIPS/eip-20.md`, `keps/*/1234-x/README.md`.

A number in a name is an ID if it tells documents apart: no date, no place in an order, and no two documents
of the group have the same.
"""

from __future__ import annotations

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
_DATE = re.compile(r"(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])(?:[-_.]?(?:0[1-9]|[12]\d|3[01]))?(?!\d)")
_YEARS = range(1990, 2050)
# What orders or versions documents rather than naming them.
_ORDERING = frozenset(
    (
        *("v", "version", "release", "part", "chapter", "ch", "step", "lesson", "week", "day", "module"),
        *("section", "unit", "lab", "level", "phase", "sprint", "page", "exercise", "ex", "appendix"),
        *("milestone", "iteration", "q", "fy", "h", "test", "example", "image", "fig", "slide", "python"),
    )
)
_NO_DOCUMENTS = re.compile(r"(?:readme|index|_index|template|summary|contributing|changelog)\b.*", re.I)
_TEMPLATE = re.compile(r"template|0000-(?:short-)?(?:title|name|xxxx)", re.I)
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
        documents: one for each number.
        templates: paths that look like templates of theirs.
    """

    folder: str
    spread: bool
    rest: str
    documents: tuple[Named, ...]
    templates: tuple[str, ...]

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
        numbers = self.numbers
        return (len(numbers) - len(set(numbers))) * _TOLERATED > len(numbers)

    @property
    def padded(self) -> int:
        """The width of numbers that are filled with zeros; 0 where they are not."""
        widths = Counter(len(named.number) for named in self.documents)
        (width, _), zeros = widths.most_common(1)[0], sum(n.number[0] == "0" for n in self.documents)
        return width if zeros and len(widths) == 1 else 0

    @property
    def names(self) -> list[str]:
        """The patterns of their names, the most frequent first."""
        above, width = "*/" if self.spread else "", self.padded
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
    siblings: dict[tuple[str, str, str], list[tuple[str, str, str]]] = defaultdict(list)
    for key in by_folder:
        if key[0]:
            siblings[key[0].rpartition("/")[0], key[1], key[2]].append(key)
    found: list[Group] = []
    for (folder, _, rest), keys in siblings.items():
        if len(keys) > 1:
            documents = tuple(named for key in keys for named in by_folder.pop(key))
            found.append(Group(folder, True, rest, documents, tuple(p for k in keys for p in templates[k])))
    found += [Group(k[0], False, k[2], tuple(docs), tuple(templates[k])) for k, docs in by_folder.items()]
    taken: set[tuple[str, int]] = set()
    kept = []
    for group in sorted(found, key=lambda g: (-len(g.documents), g.folder, g.rest)):
        ids = {(group.prefix.lower(), number) for number in group.numbers}
        if _is_kind(group, seen) and len(ids & taken) * _TOLERATED <= len(ids):
            kept.append(group)
            taken |= ids
    return kept


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
    """How IDs are written in texts, and how often they are there: those of the kind, and others."""

    text: str
    hits: int
    misses: int


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
    for text in seen.texts:
        for word, joint, number in pattern.findall(text):
            (hits if int(number) in numbers else misses)[word + joint] += 1
    return [_Form(form, count, misses[form]) for form, count in hits.most_common()]


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
        if group.templates:
            values["templates"] = sorted({_template_glob(path) for path in group.templates})
        id_ = f"{form}{{id:{group.padded}}}" if group.padded else f"{form}{{id}}"
        if form and (
            form != group.prefix or not group.padded or len({n.prefix for n in group.documents}) > 1
        ):
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
