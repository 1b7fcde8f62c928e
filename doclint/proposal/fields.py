"""What metadata is for: titles, statuses, relations between documents and their inverses, paths of files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from doclint.formats.source import Source
from doclint.formats.yaml_guard import YamlError, load_yaml
from doclint.link.kinds import value_of
from doclint.link.paths import folder_of, join
from doclint.proposal.kinds import Group, Named
from doclint.proposal.parts import Part
from doclint.proposal.seen import Seen, strings

# Names of fields whose bare numbers are documents; elsewhere a number is a priority or a position.
_RELATIONS = re.compile(
    r"requires?|required-?by|replace[sd]?(?:-?by)?|supersede[sd]?(?:-?by)?|obsolete[sd]?(?:-?by)?|"
    r"depends?(?:-?on)?|dependenc(?:y|ies)|related(?:-?to)?|amends?|amended-?by|updates?|updated-?by|"
    r"extends?|extended-?by|see-?also|parents?|children|blocks|blocked-?by|implements?|implemented-?by|refines?"
)
_STATUS_NAMES = ("state", "stage", "phase", "lifecycle", "decision-status")
_FINAL = frozenset(("final", "accepted", "approved", "implemented", "active", "living", "done", "stable"))
_DRAFT = frozenset(("draft", "proposed", "idea", "review", "provisional", "open", "in-progress", "wip"))
_LEAST, _TOLERATED, _FEW = 3, 10, 12


class Relations:
    """The metadata of a kind's documents, and what it says of documents of the same kind.

    Args:
        kind: the kind's name.
        sidecar: the file beside each document that holds its metadata; empty for its front matter.
    """

    def __init__(self, kind: str, group: Group, sidecar: str, seen: Seen) -> None:
        self.kind, self.count = kind, len(group.documents)
        self.metadata: dict[int, Mapping[str, Any]] = {
            int(named.number): _metadata(group, named, sidecar, seen) for named in group.documents
        }
        letters = re.sub(r"[^A-Za-z]", "", group.prefix) or kind
        self._id = re.compile(
            rf"(?:(?P<form>{letters}|{kind})[-_ ]?|#)?0*(?P<number>\d{{1,9}})(?P<name>[-_.].*)?", re.I
        )
        self.own = {name for name in self._names() if self._repeats_number(name)}

    def _names(self) -> set[str]:
        return {name for fields in self.metadata.values() for name in fields}

    def _repeats_number(self, name: str) -> bool:
        found = [(number, self.numbers(fields.get(name))) for number, fields in self.metadata.items()]
        filled = [(number, {n for n, _ in told}) for number, told in found if told]
        return bool(filled) and sum(told == {n} for n, told in filled) * 2 > len(filled)

    def numbers(self, value: object) -> list[tuple[int, bool]]:
        """The numbers that a value names, each with whether it stands for a document beyond doubt."""
        found = []
        for text in strings(value):
            parts = [part for part in text.split("/") if part]
            matches = (self._id.fullmatch(part) for part in reversed(parts[-2:]))
            match = next(filter(None, matches), None)  # of a path, the folder of its file may have the number
            if match is not None and (match["name"] is None or match["form"] or len(parts) > 1):
                found.append((int(match["number"]), match["form"] is not None or len(parts) > 1))
        return found

    def targets(self, name: str) -> dict[int, set[int]]:
        """Document -> the documents that a field of it names."""
        return {
            number: {told for told, _ in self.numbers(fields[name])} & self.metadata.keys()
            for number, fields in self.metadata.items()
            if name in fields
        }

    def relations(self) -> dict[str, tuple[int, int]]:
        """Field that names documents -> how many of its values do, and how many name one that is missing."""
        found = {}
        for name in sorted(self._names() - self.own):
            hits = misses = others = 0
            related = _RELATIONS.fullmatch(name.lower().replace("_", "-")) is not None
            for fields in self.metadata.values():
                told = self.numbers(fields.get(name))
                others += sum(1 for _ in strings(fields.get(name))) - len(told)
                for number, certain in told:
                    if related or certain:
                        hits += number in self.metadata
                        misses += number not in self.metadata
            if hits > misses * 2 and hits >= others:
                found[name] = (hits, misses)
        return found


def _metadata(group: Group, named: Named, sidecar: str, seen: Seen) -> Mapping[str, Any]:
    if not sidecar:
        return seen.metadata(named.path)
    text = seen.text(f"{group.path_of(named)}/{sidecar}")
    try:
        data = load_yaml(text, Source(text.encode()), 0).data
    except YamlError:
        return {}
    return data if isinstance(data, dict) else {}


def kind_fields(relations: Relations) -> tuple[dict[str, object], str]:
    """The keys of a kind that say where its title and status stand, and the statuses in use."""
    statuses, field = _statuses(relations, "status"), ""
    if not statuses:
        found = ((name, _statuses(relations, name)) for name in _STATUS_NAMES)
        field, statuses = max(found, key=lambda item: item[1].total(), default=("", Counter()))
    if statuses.total() * 2 < relations.count or len(statuses) > _FEW:
        return {}, ""
    shown = ", ".join(f"{status} {count}" for status, count in statuses.most_common())
    return {"status-field": field} if field else {}, shown


def _statuses(relations: Relations, name: str) -> Counter[str]:
    values = (value_of(fields, name) for fields in relations.metadata.values())
    return Counter(value for value in values if isinstance(value, str) and value)


def relation_parts(relations: Relations) -> Iterator[Part]:
    """Fields that name documents of the kind, with their inverses, and what holds between statuses."""
    found = relations.relations()
    kind, paired = relations.kind, dict[str, str]()
    for name in found:
        for other in found:
            if name < other and _are_inverse(relations.targets(name), relations.targets(other)):
                paired[name] = other
    for name in found:
        names = [name, paired[name]] if name in paired else [name]
        hits, misses = sum(found[n][0] for n in names), sum(found[n][1] for n in names)
        if name in paired.values() or hits < _LEAST:
            continue
        values: dict[str, object] = {"name": name, "kind": kind}
        if name in paired:
            values["inverse"] = paired[name]
        evidence = f"{hits} values name documents of the kind {kind}"
        evidence += f", {misses} name one that does not exist" if misses else ""
        yield Part("field", name, evidence, values, (("kind", kind),))
        yield from _status_rule(relations, name)


def _are_inverse(forth: Mapping[int, set[int]], back: Mapping[int, set[int]]) -> bool:
    """Whether of two fields one says the inverse of the other: most of what they tell is told twice."""
    one = {(source, target) for source, targets in forth.items() for target in targets}
    two = {(target, source) for source, targets in back.items() for target in targets}
    return len(one & two) >= 2 and len(one & two) * 2 >= len(one | two)


def _status_rule(relations: Relations, name: str) -> Iterator[Part]:
    """That a finished document does not rest on a draft, where nearly all documents keep to it."""
    if not re.match(r"require|depend|extend", name.lower()):
        return
    statuses = {
        number: str(value_of(fields, "status") or "").lower() for number, fields in relations.metadata.items()
    }
    spelled = {
        text: value
        for fields in relations.metadata.values()
        if isinstance(value := value_of(fields, "status"), str) and (text := value.lower())
    }
    held = broken = 0
    for source, targets in relations.targets(name).items():
        if statuses[source] in _FINAL:
            held += sum(statuses[target] not in _DRAFT for target in targets)
            broken += sum(statuses[target] in _DRAFT for target in targets)
    if held < 5 or broken * _TOLERATED > held:
        return
    final, draft = ([spelled[s] for s in sorted(spelled) if s in known] for known in (_FINAL, _DRAFT))
    if final and draft:
        evidence = f"{held} of {held + broken} references from finished documents lead to no draft"
        values = {
            "id": f"no-draft-behind-{name}".lower(),
            "for": {"kind": relations.kind, "where": {"status": final}},
            "field": name,
            "must-not-link": {"kind": relations.kind, "where": {"status": draft}},
        }
        needs = (("kind", relations.kind), ("field", name))
        yield Part("rule", str(values["id"]), evidence, values, needs)


def reference_fields(seen: Seen, taken: Sequence[str]) -> Iterator[Part]:
    """Front-matter fields most of whose strings are paths that exist."""
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    base = seen.project.base
    for path in seen.documents:
        for field, value in seen.metadata(path).items():
            for text in strings(value) if field not in taken else ():
                total[field] += 1
                if "/" in text or text.endswith(".md"):
                    places = {join(folder, text.lstrip("/")) for folder in (base, "", folder_of(path))}
                    hits[field] += any(place and seen.project.is_file(place) for place in places)
    for field in sorted(hits):
        if hits[field] * 2 > total[field]:
            yield Part("reference-fields", field, f"{hits[field]} of {total[field]} values are files")


def kind_links(seen: Seen, kinds: Mapping[str, Sequence[str]]) -> Iterator[Part]:
    """Links that nearly all documents of one kind have to one of another: perhaps a rule, so a comment."""
    of_path = {path: kind for kind, paths in kinds.items() for path in paths}
    for kind, paths in kinds.items():
        counts: defaultdict[str, int] = defaultdict(int)
        for path in paths if len(paths) >= _TOLERATED else ():
            targets = {of_path.get(edge.intended_target, "") for edge in seen.project.edges_of(path)}
            for other in targets - {"", kind}:
                counts[other] += 1
        for other, count in sorted(counts.items()):
            if count * _TOLERATED >= len(paths) * 9:
                values = {
                    "id": f"{kind}-to-{other}".lower(),
                    "for": {"kind": kind},
                    "must-link": {"kind": other},
                }
                evidence = f"{count} of {len(paths)} {kind} documents link to a {other} document"
                yield Part("rule", str(values["id"]), evidence, values, active=False)
