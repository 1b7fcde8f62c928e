"""`init`: propose, run the proposal, and keep of it what explains more than it adds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from doclint.config.load import config_of_text
from doclint.engine.workspace import Workspace
from doclint.model.config import Config
from doclint.proposal.fields import Relations, kind_fields, kind_links, reference_fields, relation_parts
from doclint.proposal.kinds import propose_kinds
from doclint.proposal.parts import Part, toml, without
from doclint.proposal.places import manifest, site_roots
from doclint.proposal.seen import Seen

_TRIES = 12  # parts whose share of the findings is measured, one run each
_DOCUMENTS = 10  # a part may add one finding for so many documents that it describes


class Measure(NamedTuple):
    """What a run found.

    Attributes:
        findings: their fingerprints, each with the code of its rule.
        references: how many references were resolved.
    """

    findings: Mapping[str, str]
    references: int

    def added(self, before: Measure) -> list[str]:
        """The codes of the findings that the run before did not have."""
        return [code for print_, code in self.findings.items() if print_ not in before.findings]

    def explains(self, before: Measure, parts: Iterable[Part]) -> bool:
        """Whether what was added since is little beside what is known now and was not known before."""
        new, gone = len(self.added(before)), len(before.added(self))
        resolved = max(0, self.references - before.references - new)
        weight = sum(part.weight for part in parts)
        return new <= gone + resolved + weight // _DOCUMENTS


class Proposal(NamedTuple):
    """A configuration, and what it changes.

    Attributes:
        text: the text of `doclint.toml`.
        before, after: what was found without it, and with it.
        dropped: parts that added more than they explained.
    """

    text: str
    before: Measure
    after: Measure
    dropped: tuple[Part, ...] = ()

    @property
    def summary(self) -> str:
        """One line: what changes."""
        added, gone = Counter(self.after.added(self.before)), len(self.before.added(self.after))
        before, after = len(self.before.findings), len(self.after.findings)
        found = "finding" if before == 1 else "findings"
        line = f"{before} {found} without this configuration, {after} with it"
        more = [f"{gone} fewer"] if gone else []
        codes = ", ".join(f"{code} {count}" for code, count in sorted(added.items()))
        more += [f"{added.total()} more: {codes}"] if added else []
        references = self.after.references - self.before.references
        more += [f"{references:+,} references"] if references else []
        return line + (f" ({'; '.join(more)})" if more else "")


def propose(root: Path, *, cache: Path | bool | None = True) -> Proposal:
    """Propose a configuration for a tree, as if it had none.

    Raises:
        DoclintError: nothing to check.
    """
    with Workspace.open(root, cache=cache) as workspace:
        config, base, before = workspace.setup.config, workspace.setup.base, _measure(workspace)
        if config.packs:
            return Proposal(_of_packs(config, base), before, before)
        seen = Seen(workspace.project(), workspace.read)
        parts = _parts(seen)

    def measure(chosen: Iterable[Part]) -> Measure:
        active = [part for part in chosen if part.active]
        values = _overrides(root, toml(active)) if active else {}
        with Workspace.open(root, overrides=values, cache=cache) as workspace:
            return _measure(workspace)

    kept, after = _settled(parts, before, measure)
    left = {part.key for part in kept}
    dropped = tuple(part for part in parts if part.key not in left)
    return Proposal(_text(kept), before, after, dropped)


def _measure(workspace: Workspace) -> Measure:
    analysis = workspace.analysis()
    return Measure({f.fingerprint: f.code for f in analysis.findings}, analysis.references)


def _parts(seen: Seen) -> list[Part]:
    parts: list[Part] = []
    paths: dict[str, list[str]] = {}
    for kind, group in propose_kinds(seen):
        relations = Relations(kind.name, group, kind.values.get("metadata", ""), seen)
        keys, statuses = kind_fields(relations)
        evidence = kind.evidence + (f"; statuses: {statuses}" if statuses else "")
        parts.append(kind._replace(values={**kind.values, **keys}, evidence=evidence))
        parts += relation_parts(relations)
        paths[kind.name] = [named.path for named in group.documents]
    taken = [str(value) for p in parts if p.table == "field" for k, value in p.values.items() if k != "kind"]
    parts += reference_fields(seen, taken)
    parts += site_roots(seen) if not seen.project.config.sites else ()
    parts += kind_links(seen, paths)
    return [*parts, *manifest(seen, paths)]


def _settled(
    parts: list[Part], before: Measure, measure: Callable[[Iterable[Part]], Measure]
) -> tuple[list[Part], Measure]:
    """The parts that explain more than they add, and what is found with them."""
    after = measure(parts)
    if not after.added(before):
        return parts, after
    active = sorted((part for part in parts if part.active), key=lambda part: part.weight)
    for part in active[-_TRIES:]:
        if part not in parts:
            continue  # dropped with what it needs
        rest = without(parts, [part.key])
        less = measure(rest)
        if not after.explains(less, [p for p in parts if p not in rest]):
            parts, after = rest, less
    if not after.explains(before, parts):
        parts, after = [part for part in parts if not part.active], before
    return parts, after


def _overrides(root: Path, text: str) -> dict[str, Any]:
    """The values of a configuration text that are not the defaults."""
    default, config = Config(root=str(root)), config_of_text(root, text)
    return {name: value for name, value in config._asdict().items() if value != getattr(default, name)}


def _of_packs(config: Config, base: str) -> str:
    names = ", ".join(config.packs or ())
    lines = ["# doclint configuration, proposed from this repository. Every line is optional.", ""]
    lines += [f"# Recognised by its folders: {names} (kinds, fields, manifest, schemas)."]
    lines += [
        toml([Part("packs", name, "its folders exist") for name in config.packs or ()]).splitlines()[-1]
    ]
    if base:
        lines += ["# The folder documentation paths are relative to.", f'docs-base = "{base}"']
    return "\n".join(lines) + "\n"


def _text(parts: list[Part]) -> str:
    lines = ["# doclint configuration, proposed from this repository. Every line is optional.", ""]
    lines += [
        "# Globs of files that are not checked; they still exist as targets.",
        '# exclude = ["archive/"]',
        "",
    ]
    text = "\n".join(lines) + "\n" + toml(parts)
    if not any(part.table == "kind" for part in parts):
        text += "\n# No names with IDs were found. A kind looks like this:\n# [[kind]]\n"
        text += '# name = "ADR"\n# folder = "adr"\n# names = ["ADR{id:4}-{slug}.md"]\n'
    return text.rstrip() + "\n"
