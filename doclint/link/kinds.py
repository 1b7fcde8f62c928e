"""Compiled kinds: which document a path is, and which document a written name refers to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from doclint.config.globs import matches_any
from doclint.config.patterns import IdForm, NamePattern
from doclint.model.config import Config, KindConfig
from doclint.model.facts import DataSort, ExtractSettings


class Identity(NamedTuple):
    """What a name says about its document. `id` is empty for kinds that carry none in the name."""

    kind: str
    id: str
    slug: str


class Kinds:
    """The kinds of a configuration, for one docs base."""

    def __init__(self, config: Config, base: str) -> None:
        self.base = base
        self._base = f"{base}/" if base else ""
        self.all: dict[str, KindConfig] = {kind.name: kind for kind in config.kinds}
        self._patterns = {
            kind.name: tuple(NamePattern.parse(pattern) for pattern in kind.names) for kind in config.kinds
        }
        self._forms = {kind.name: self._form(kind) for kind in config.kinds}
        self.have_sidecars = any(kind.metadata for kind in config.kinds)
        self._loose = [form for form in self._forms.values() if form is not None and form.loose]

    def _form(self, kind: KindConfig) -> IdForm | None:
        """How the IDs of a kind are written: as it says, else as in the first of its names that has one."""
        if kind.id:
            return IdForm.parse(kind.id)
        numbered = (p for p in self._patterns[kind.name] if "{id" in p.pattern)
        return next((IdForm(p.prefix, p.width) for p in numbered), None)

    def canonical(self, id_: str) -> str:
        """An ID as its document carries it, where its case and zeros do not matter; else as it is."""
        for form in self._loose:
            found = form.read(id_)
            if found is not None:
                return found
        return id_

    def id_of(self, kind: str, text: str) -> str | None:
        """The ID that a number (`1474`, `#1474`) or an ID names of those of a kind; None if neither."""
        form, text = self._forms.get(kind), text.strip()
        if form is None:
            return None
        number = text.removeprefix("#")
        return form.write(number) if number.isdecimal() and number.isascii() else form.read(text)

    def id_at_start(self, kind: KindConfig, text: str) -> str | None:
        """The ID of a kind with which a heading begins."""
        form = self._forms[kind.name]
        match = re.match(rf"{re.escape(form.prefix)}(\d+)(?!\w)", text, re.I) if form is not None else None
        return form.write(match[1]) if form is not None and match is not None else None

    @cached_property
    def shared_names(self) -> tuple[str, ...]:
        """File names that every document of a kind has (`runbook.md`): alone they name none of them."""
        last = [name.rpartition("/")[2] for kind in self.all.values() for name in kind.names if "/" in name]
        return tuple(dict.fromkeys(name for name in last if "{" not in name and "*" not in name))

    def kind_of(self, path: str) -> KindConfig | None:
        """The first kind in whose folder `path` lies and whose pattern it fits."""
        for kind in self.all.values():
            if self.identify(path, kind) is not None:
                return kind
        return None

    def identify(self, path: str, kind: KindConfig) -> Identity | None:
        """The identity of an existing path as a document of `kind`, or None if it is none."""
        folder = self._base + kind.folder
        if not path.startswith(folder):
            return None
        below = path[len(folder) :]
        if matches_any(below, kind.templates):
            return None
        for pattern in self._patterns[kind.name]:
            match = pattern.regex.fullmatch(below)
            if match:
                return self._identity(kind.name, pattern, match)
        return None

    def numbered(self, path: str) -> Identity | None:
        """The identity that a path claims by its number alone, in the folder of a kind with an ID form."""
        for kind in self.all.values():
            if kind.id and (identity := self.identify(path, kind)) is not None and identity.id:
                return identity
        return None

    def folder_kind(self, path: str) -> tuple[KindConfig, str] | None:
        """The kind in whose folder `path` lies (the deepest such folder), and the path below it."""
        found: tuple[KindConfig, str] | None = None
        for kind in self.all.values():
            folder = self._base + kind.folder
            if (
                kind.folder
                and path.startswith(folder)
                and (found is None or len(path) - len(folder) < len(found[1]))
            ):
                found = (kind, path[len(folder) :])
        return found

    def is_template(self, path: str) -> bool:
        """Whether a path is a template of the kind in whose folder it lies."""
        found = self.folder_kind(path)
        return found is not None and matches_any(found[1], found[0].templates)

    def identity_of_name(self, target: str) -> Identity | None:
        """The identity a written path or name claims by its last segments, wherever it points.

        Only names that carry a number count: a bare slug proves nothing.
        """
        parts = target.rstrip("/").split("/")
        for kind, patterns in self._patterns.items():
            for pattern in patterns:
                if not pattern.prefix or len(parts) < pattern.depth:
                    continue
                match = pattern.tail.fullmatch("/".join(parts[-pattern.depth :]))
                if match:
                    return self._identity(kind, pattern, match)
        return None

    def _identity(self, kind: str, pattern: NamePattern, match: re.Match[str]) -> Identity:
        groups = match.groupdict()
        number, slug, form = groups.get("id") or "", groups.get("slug") or "", self._forms[kind]
        if number and form is not None and form.loose:
            return Identity(kind, form.write(number), slug)
        return Identity(kind, f"{pattern.prefix}{number}" if number else "", slug)

    def patterns(self, kind: str) -> tuple[NamePattern, ...]:
        """The patterns of the paths of a kind."""
        return self._patterns.get(kind, ())

    def scope_of(self, path: str, kind: str) -> str:
        """The folder in which the ID of a document is unique; empty for the tree."""
        config = self.all.get(kind)
        if config is None or config.id_scope == "tree":
            return ""
        depth = max((p.depth for p in self._patterns[kind]), default=1)
        return "/".join(path.split("/")[:-depth])

    def is_id(self, text: str) -> bool:
        """Whether a text is an ID of a kind, whether or not a document carries it."""
        return self.kind_of_id(text) is not None

    def kind_of_id(self, text: str) -> str | None:
        """The kind of which a text is an ID, whether or not a document carries it; None if it is none."""
        for kind, form in self._forms.items():
            if form is None or form.read(text) is None:
                continue
            widths = {p.width for p in self._patterns[kind] if p.prefix == form.prefix}
            if form.loose or not widths or 0 in widths or len(text) - len(form.prefix) in widths:
                return kind
        return None

    def mention_prefixes(self) -> tuple[str, ...]:
        """Prefixes of the IDs that prose may mention: `DOC`, not `F`, which `F16` would be."""
        return tuple(
            sorted(
                p.prefix
                for p in {
                    p.prefix: p
                    for k, kind in self.all.items()
                    if kind.mention and not kind.id
                    for p in self._patterns[k]
                }.values()
                if len(p.prefix) > 1
            )
        )

    def mention_forms(self) -> tuple[str, ...]:
        """The same of kinds that say how their IDs are written."""
        kinds = (name for name, kind in self.all.items() if kind.mention and kind.id)
        return tuple(sorted({form.prefix for name in kinds if (form := self._forms[name]) is not None}))

    def file_name_patterns(self) -> tuple[tuple[str, str], ...]:
        """One-segment file names that carry an ID: literal prefix, and regular expression of the rest."""
        found = set()
        for patterns in self._patterns.values():
            for pattern in patterns:
                if pattern.prefix and pattern.depth == 1:
                    rest = pattern.tail.pattern[len(re.escape(pattern.prefix)) :]
                    rest = rest.replace("(?P<slug>[^/]+?)", r"[\w.-]+?")
                    found.add((pattern.prefix, re.sub(r"\(\?P<id>([^)]*)\)", r"\1", rest)))
        return tuple(sorted(found, key=lambda item: (-len(item[0]), item)))


def extract_settings(config: Config, base: str) -> ExtractSettings:
    """What of the configuration decides the facts of a file."""
    kinds = Kinds(config, base)
    ids = dict.fromkeys(name for f in config.fields for name in (f.name, f.inverse) if name)
    fields = dict.fromkeys(
        (*((config.schema_field,) if config.kinds else ()), *config.reference_fields, *ids)
    )
    return ExtractSettings(
        id_prefixes=kinds.mention_prefixes(),
        id_forms=kinds.mention_forms(),
        name_patterns=kinds.file_name_patterns(),
        front_matter_fields=tuple(fields),
        id_fields=tuple(ids),
        anchors=config.anchors or "github",
        metadata_lines=tuple((label.casefold(), field) for label, field in config.metadata_lines.items()),
        metadata_sections=tuple(name.casefold() for name in config.metadata_sections),
        data=tuple(DataSort(d.name, d.blocks, d.fields, d.scripts) for d in config.data),
    )


@lru_cache(maxsize=8192)
def normal_name(text: str) -> str:
    """A name for comparison: lower case, letters and digits only."""
    return re.sub(r"[\W_]+", "", text.lower())


def value_of(metadata: Mapping[str, Any], name: str) -> Any:
    """The value of a field, in whatever case its name is written; None where there is none."""
    if name in metadata or not metadata:
        return metadata.get(name)
    lowered = name.lower()
    return next((value for key, value in metadata.items() if str(key).lower() == lowered), None)
