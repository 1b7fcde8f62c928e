"""The configuration of a run, after files, packs and defaults are merged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from doclint.model.trace import TraceRule
from doclint.model.vocabulary import IdScope, SchemaRefs, Severity


class KindConfig(NamedTuple):
    """Where the documents of one kind live and how their names carry ID and slug.

    Attributes:
        name: `DOC`.
        folder: where its documents live, relative to the docs base, ending in `/` (or empty).
        names: patterns of paths below `folder`: `DOC{id:3}-{slug}.md`, `OP{id:3}-{slug}/runbook.md`.
        templates: globs (below `folder`) of templates, exempt from naming and metadata rules.
        mention: whether a bare ID in prose is a reference.
        id: how its IDs are written (`EIP-{id}`, `ADR-{id:4}`), whatever their case and the zeros before their
            number. Empty where an ID is written as in the name, and in no other way.
        id_field: front-matter field that may hold the ID, or empty.
        id_heading: whether the first heading may begin with the ID.
        title_field, status_field: front-matter fields that hold title and status, in any case.
        metadata: file beside a document that holds its metadata (`kep.yaml`), or empty.
        schema: JSON Schema of its front matter: a path below the pack or the root, or empty.
        schema_refs: who must list schemas: `front-matter`, `either` (or the manifest), or `none`.
        frozen: whether its documents tell what was true once: past draft they are not mended.
        id_scope: where an ID is unique: in the `tree`, or in the `folder` in which its document lies.
    """

    name: str
    folder: str = ""
    names: tuple[str, ...] = ()
    templates: tuple[str, ...] = ()
    mention: bool = False
    id: str = ""
    id_field: str = ""
    id_heading: bool = False
    title_field: str = "title"
    status_field: str = "status"
    metadata: str = ""
    schema: str = ""
    schema_refs: SchemaRefs = "none"
    frozen: bool = False
    id_scope: IdScope = "tree"


class FieldConfig(NamedTuple):
    """A front-matter field whose values name documents of a kind, by number, ID or path.

    `inverse` is the field by which those documents name this one in turn; empty where there is none.
    """

    name: str
    kind: str
    inverse: str = ""


class DataConfig(NamedTuple):
    """A sort of structured data that documents show in fenced blocks, or keep in files, and its schema.

    Attributes:
        name: what messages call it.
        schema: its JSON Schema: a path below the pack or the root.
        files: globs of files that hold it, relative to the docs base.
        blocks: names by which a fenced block calls itself: in its first line as a comment, or in its info.
        fields: keys by which a fenced block is known that calls itself nothing.
        scripts: keys whose values are lines for a shell; the files that they name must exist.
    """

    name: str
    schema: str
    files: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


class DependencyConfig(NamedTuple):
    """A list in the manifest whose items tie two documents."""

    list: str
    source: str
    target: str


# Which side is right where a manifest entry and its document differ: what the document declares of itself. Of
# two lists of schemas neither proves the other wrong.
SYNC: Mapping[str, str] = MappingProxyType(
    {"title": "document", "status": "document", "owner": "document", "updated": "later", "schemas": "neither"}
)


class ManifestConfig(NamedTuple):
    """Where a manifest is and what its fields are called. Paths are relative to the docs base.

    `path` may be a glob: each file that it matches lists documents of its own folder. `kinds` are those whose
    documents must be listed; empty where the rule on unlisted documents says it. `cycle` is a key at the top
    that says how often the documents are reviewed. `sync` says for a field (title, status, owner, updated,
    schemas) which side is right where they differ (see `SYNC`).
    """

    path: str = ""
    kinds: tuple[str, ...] = ()
    entries: str = "documents"
    id: str = "id"
    file: str = "path"
    title: str = "title"
    status: str = "status"
    owner: str = "owner"
    updated: str = "lastUpdated"
    schemas: str = "schemaRefs"
    cycle: str = "reviewCycles"
    dependencies: tuple[DependencyConfig, ...] = ()
    sync: Mapping[str, str] = MappingProxyType({})


class SiteConfig(NamedTuple):
    """A site that is published from a folder of the tree.

    Attributes:
        folder: whose documents it is made of; empty for all.
        generator: what makes it; empty where the configuration describes it.
        roots: folders, besides the root of the tree, that a link beginning with a slash may start from.
        endings: what a link to a page may leave out.
        prefixes: (what a link may begin with, the folder that it stands for).
        foreign: folders that the generator takes from other repositories.
        cross_references: whether `[text][name]` without a definition names something of the whole project.
    """

    folder: str = ""
    generator: str = ""
    roots: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    prefixes: tuple[tuple[str, str], ...] = ()
    foreign: tuple[str, ...] = ()
    cross_references: bool = False


class RedirectFile(NamedTuple):
    """A file that says where pages went: what its form is, and the folder that its paths start from."""

    path: str
    form: str
    folder: str

    @property
    def speaks_of_urls(self) -> bool:
        """Whether its pages are URLs of the site rather than paths of the tree."""
        return self.form in ("docusaurus", "netlify")


# Documents that tell what was true once: changelogs, work logs, reports.
FROZEN = (
    "{CHANGELOG,Changelog,ChangeLog,changelog,CHANGES,Changes,HISTORY,History,NEWS,RELEASES}*.md",
    "{RELEASE,Release,release}{-,_,}{NOTES,Notes,notes}*.md",
    "{changelog,changelogs,changes,release-notes,releases,worklog,worklogs,work-log,logs,journal}/",
    "{postmortem,postmortems,retrospectives,reports,minutes,meeting-notes}/",
)
# Sections that hold the metadata of a document.
METADATA_SECTIONS = (
    "Document Control",
    "Document Information",
    "Metadata",
    "Control del documento",
    "Información del documento",
    "Metadatos",
)
INCLUDE = ("**/*.md", "**/*.markdown", "**/*.MD")


class Config(NamedTuple):
    """Everything a run depends on besides the files themselves."""

    root: str
    source: str | None = None
    docs_base: str | None = None
    docs_base_markers: tuple[str, ...] = ()
    packs: tuple[str, ...] | None = None
    include: tuple[str, ...] = INCLUDE
    exclude: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    severity: Mapping[str, Severity] = MappingProxyType({})
    rules: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    rule_paths: tuple[str, ...] = ()
    kinds: tuple[KindConfig, ...] = ()
    traces: tuple[TraceRule, ...] = ()
    reference_fields: tuple[str, ...] = ()
    fields: tuple[FieldConfig, ...] = ()
    data: tuple[DataConfig, ...] = ()
    schema_field: str = ""
    retired: Mapping[str, str] = MappingProxyType({})
    metadata_lines: Mapping[str, str] = MappingProxyType({})
    metadata_sections: tuple[str, ...] = METADATA_SECTIONS
    site_roots: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    sites: tuple[SiteConfig, ...] = ()
    redirects: tuple[RedirectFile, ...] = ()
    ignore_targets: tuple[str, ...] = ()
    frozen: tuple[str, ...] = FROZEN
    aliases: Mapping[str, str] = MappingProxyType({})
    own_urls: tuple[str, ...] = ()
    dialects: tuple[tuple[str, str], ...] = ()  # (folder, how anchors are made below it, too), recognised
    manifests: tuple[ManifestConfig, ...] = ()
    fail_on: Severity = "error"
    max_file_size: int = 10_000_000
    anchors: str = ""
    baseline: str = "doclint-baseline.json"
