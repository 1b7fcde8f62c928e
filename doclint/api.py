"""The whole flow in one readable function: what the command line, the tests and an editor call."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from doclint.config.globs import matches_any
from doclint.config.load import find_config, read_config, with_packs
from doclint.engine.run import run_rules
from doclint.errors import DoclintError
from doclint.extract.document import extract, unreadable
from doclint.formats.source import line_text
from doclint.link.kinds import Kinds
from doclint.link.project import Project, link
from doclint.model.config import Config
from doclint.model.facts import ExtractSettings, Facts
from doclint.model.finding import Finding, Report
from doclint.model.rule import Rule
from doclint.rulebook.pages import load_rules
from doclint.rulebook.select import select_rules
from doclint.tree.docsbase import find_docs_base
from doclint.tree.fileset import FileSet
from doclint.tree.git import toplevel
from doclint.tree.read import Unreadable, read_bytes


@dataclass(frozen=True, slots=True)
class Setup:
    """A tree with its configuration: everything known before a document is read."""

    config: Config
    files: FileSet
    base: str
    rules: tuple[Rule, ...]
    known_rules: tuple[Rule, ...]


def find_root(start: Path) -> tuple[Path, Path | None]:
    """The repository root and the configuration file for a run started in a folder.

    The root is the work tree of git that holds `start`; outside git, the folder of the configuration
    file, else `start` itself.
    """
    top = toplevel(start)
    config = find_config(start, top or Path(start.anchor))
    if top is not None:
        return top, config
    return (config.parent if config else start), config


def prepare(
    root: Path, config_file: Path | None = None, overrides: Mapping[str, object] | None = None
) -> Setup:
    """Read the configuration, list the tree, choose packs and rules.

    Args:
        root: the repository root.
        config_file: the configuration file, or None for the defaults.
        overrides: values that win over the file (select, ignore, …).

    Raises:
        DoclintError: a mistake in the configuration, a pack or a rule page.
    """
    root = root.resolve()
    config = read_config(root, config_file)
    extra = [(config_file.parent if config_file else root) / path for path in config.rule_paths]
    if overrides:
        config = replace(config, **overrides)  # type: ignore[arg-type]
    files = FileSet.scan(root)
    config, packs = with_packs(config, files.folders)
    known = load_rules(packs, extra)
    base = config.docs_base
    if base is None:
        base = find_docs_base(files.folders, config.docs_base_markers)
    elif base and not files.is_folder(base):
        raise DoclintError(f"the docs base '{base}' is no folder of this tree", config.source)
    return Setup(config, files, base, select_rules(known, config), known)


def build(setup: Setup) -> Project:
    """Read every document and link the project.

    Raises:
        DoclintError: there is no document to read.
    """
    config, files = setup.config, setup.files
    settings = extract_settings(config, setup.base)
    root = files.root

    def read(path: str) -> bytes:
        return read_bytes(root, path, config.max_file_size)

    facts: dict[str, Facts] = {}
    for path in document_paths(files, config):
        try:
            facts[path] = extract(read(path), settings)
        except Unreadable as error:
            facts[path] = unreadable(str(error))
    if not facts:
        looked = f"{len(files.files)} files, none matches include = {list(config.include)}"
        raise DoclintError(f"nothing to check in '{root}': {looked}")
    return link(config, files, setup.base, facts, read)


def document_paths(files: FileSet, config: Config) -> list[str]:
    """The paths that are documents, sorted: included, not excluded, no link to another of them."""
    chosen = []
    for path in sorted(files.files):
        if matches_any(path, config.include) and not matches_any(path, config.exclude):
            full = files.root / path
            if full.is_symlink():
                target = os.path.relpath(os.path.realpath(full), os.path.realpath(files.root)).replace(
                    os.sep, "/"
                )
                if target != path and target in files.files:
                    continue  # its content is checked under its own name
            chosen.append(path)
    return chosen


def extract_settings(config: Config, base: str) -> ExtractSettings:
    """What of the configuration decides the facts of a file."""
    kinds = Kinds(config, base)
    fields = dict.fromkeys((*((config.schema_field,) if config.kinds else ()), *config.reference_fields))
    return ExtractSettings(
        id_prefixes=kinds.mention_prefixes(),
        name_patterns=kinds.file_name_patterns(),
        front_matter_fields=tuple(fields),
        anchors=config.anchors,
    )


def lint(
    root: Path,
    config_file: Path | None = None,
    *,
    only: Iterable[str] = (),
    overrides: Mapping[str, object] | None = None,
) -> Report:
    """Check a tree.

    Args:
        root: the repository root.
        config_file: its configuration file; None means the defaults.
        only: paths (files or folders, relative to the root) to report on. What is *resolved* is always
            the whole project; findings elsewhere that these files cause are reported too.
        overrides: configuration values that win over the file.

    Returns:
        The findings in their total order, with the lines of text they point at.

    Raises:
        DoclintError: a mistake in the configuration, or nothing to check.
    """
    setup = prepare(root, config_file, overrides)
    project = build(setup)
    findings = run_rules(project, setup.rules, setup.known_rules)
    chosen = tuple(only)
    if chosen:
        findings = tuple(f for f in findings if _concerns(f, chosen))
    return Report(
        root=str(setup.files.root),
        files=len(project.documents),
        references=project.references,
        findings=findings,
        frames=_frames(project, findings),
        notices=_notices(setup),
        fail_on=setup.config.fail_on,
    )


def _concerns(finding: Finding, paths: tuple[str, ...]) -> bool:
    places = (finding.draft.path, *finding.draft.about)
    return any(
        place == p or place.startswith(p.rstrip("/") + "/") or p in ("", ".")
        for place in places
        for p in paths
    )


def _frames(project: Project, findings: tuple[Finding, ...]) -> dict[tuple[str, int], str]:
    """The text of each line a finding points at; each file is read once more, only where it has findings."""
    frames: dict[tuple[str, int], str] = {}
    wanted: dict[str, set[int]] = {}
    for finding in findings:
        wanted.setdefault(finding.draft.path, set()).add(finding.draft.span.line)
    for path, lines in wanted.items():
        try:
            data = project.read(path) if project.files.is_file(path) else b""
        except Unreadable:
            continue
        for line in lines:
            frames[path, line] = line_text(data, line)
    return frames


def _notices(setup: Setup) -> tuple[str, ...]:
    """What the user should know of the run: globs that match nothing."""
    named = [("per-file-ignores", glob) for glob in setup.config.per_file_ignores]
    named += [("exclude", glob) for glob in setup.config.exclude]
    return tuple(
        f"{key}: '{glob}' matches no file"
        for key, glob in named
        if not any(matches_any(path, (glob,)) for path in setup.files.files)
    )
