"""Set-up of a run, before any document is read: configuration, tree, packs, rules."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from doclint.checks import validate_rule
from doclint.config.data import rules_root
from doclint.config.globs import matcher
from doclint.config.load import read_config, with_packs
from doclint.config.packs import shipped_packs
from doclint.config.toml import line_in_file
from doclint.dialects.sites import recognised_dialects, recognised_redirects, recognised_sites
from doclint.engine.progress import Progress, unwatched
from doclint.engine.request import Request
from doclint.errors import DoclintError, did_you_mean
from doclint.formats.confined import Refused, resolved
from doclint.formats.digest import digest
from doclint.link.kinds import Kinds, extract_settings
from doclint.link.paths import folder_of, join
from doclint.link.resolver.elsewhere import OTHER
from doclint.model.config import INCLUDE, Config, KindConfig, ManifestConfig, SiteConfig
from doclint.model.rule import Rule
from doclint.rulebook.pages import load_rules, page_folders
from doclint.rulebook.select import require, select_rules
from doclint.store.fingerprint import state_of
from doclint.store.store import Store
from doclint.tree.docsbase import find_docs_base
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitProcess
from doclint.tree.read import Reader, read_bytes


class Setup(NamedTuple):
    """A tree with its configuration: everything known before a document is read.

    Attributes:
        config: merged.
        files: which files exist.
        base: the docs base.
        rules: those to run.
        all_rules: every rule there is.
        external_state: the state of rule pages, packs and their schemas, wherever they lie.
        today: the date on which dates are judged (`YYYY-MM-DD`).
    """

    config: Config
    files: FileSet
    base: str
    rules: tuple[Rule, ...]
    all_rules: tuple[Rule, ...]
    external_state: str = ""
    today: str = ""


def prepare(
    root: Path,
    config_file: Path | None = None,
    overrides: Mapping[str, object] | None = None,
    *,
    store: Store | None = None,
    listing: GitProcess | None = None,
    today: str = "",
) -> Setup:
    """Read the configuration, list the tree, choose packs and rules.

    Args:
        root: the repository root.
        config_file: the configuration file, or None for the defaults.
        overrides: values that win over the file (select, ignore, …); `extend_exclude` adds to `exclude`.
        store: where rule pages that were parsed and found valid are kept.
        listing: git's listing of the root, begun.
        today: the date on which dates are judged (`YYYY-MM-DD`).

    Raises:
        DoclintError: a mistake in the configuration, a pack or a rule page.
    """
    root = root.resolve()
    config = read_config(root, config_file)
    _check_page_folders(config, root, config_file)
    values = dict(overrides or {})
    more: Any = values.pop("extend_exclude", ())
    config = config._replace(**values)  # type: ignore[arg-type]
    config = config._replace(exclude=(*config.exclude, *more))
    extra = [(config_file.parent if config_file else root) / path for path in config.rule_paths]
    _check_paths(config)
    files = FileSet.scan(root, listing)
    own, given = config.kinds, config.manifests
    config, packs = with_packs(config, files.folders)
    config = _with_sites(config, files)
    all_rules = _rules(page_folders(packs, extra), store)
    base = config.docs_base
    if base is None:
        base = find_docs_base(files.folders, config.docs_base_markers)
    elif base and not files.is_folder(base):
        raise DoclintError(f"the docs base '{base}' is not a folder in this tree", config.source)
    _check_folders(config, own, files, base)
    config = _with_manifests(config, given, files, base)
    _check_retired(config)
    _check_aliases(config, files)
    # With all that lies below: a pack's schemas, too, decide what is found.
    pages = [path for pack in packs for path in (pack.folder, *sorted(pack.folder.rglob("*")))]
    pages += [path for folder in extra for path in (folder, *sorted(folder.glob("*.md")))]
    rules = select_rules(all_rules, config)
    _check_parameters(config, all_rules, rules)
    return Setup(config, files, base, rules, all_rules, _state(pages), today)


def _check_page_folders(config: Config, root: Path, config_file: Path | None) -> None:
    """That the folders of further rule pages lie in the root, or beside the configuration file.

    Raises:
        DoclintError: one does not.
    """
    base = config_file.parent if config_file else root
    for i, path in enumerate(config.rule_paths):
        try:
            resolved(base / path, (root, base))
        except Refused as error:
            line = line_in_file(root, config.source, ("rule-paths", i))
            raise DoclintError(f"rule-paths: '{path}' {error}", config.source, line) from None


def _check_paths(config: Config) -> None:
    """That files which the configuration names lie below the root.

    Raises:
        DoclintError: one does not.
    """
    named: list[tuple[tuple[str | int, ...], str]] = [(("baseline",), config.baseline)]
    named += [(("kind", i, "schema"), kind.schema) for i, kind in enumerate(config.kinds)]
    named += [(("data", i, "schema"), data.schema) for i, data in enumerate(config.data)]
    named += [(("rule",), t.value) for t in config.traces if t.verb == "schema"]
    for place, path in named:
        if path and (Path(path).is_absolute() or join("", path) is None):
            line = line_in_file(Path(config.root), config.source, place)
            raise DoclintError(f"'{path}' is not a path below the root", config.source, line)


def _with_manifests(config: Config, own: Sequence[ManifestConfig], files: FileSet, base: str) -> Config:
    """The configuration with those manifests of packs that are there, where it has some of its own.

    Raises:
        DoclintError: one of its own names no file, or a kind that does not exist.
    """
    known = {kind.name for kind in config.kinds}
    for i, manifest in enumerate(own):
        mistake = ""
        if not manifest.path or manifest.path.startswith("/") or join(base, manifest.path) is None:
            mistake = f"a manifest needs a path below the root, not '{manifest.path}'"
        for kind in manifest.kinds:
            if kind not in known:
                hint = did_you_mean(kind, known) or f"kinds: {', '.join(sorted(known)) or 'none'}"
                mistake = f"the manifest '{manifest.path}' names an unknown kind '{kind}' ({hint})"
        if mistake:
            place: tuple[str | int, ...] = ("manifest", i) if len(own) > 1 else ("manifest",)
            raise DoclintError(mistake, config.source, line_in_file(Path(config.root), config.source, place))
    others = (m for m in config.manifests if m not in own)
    there = (m for m in others if not own or files.is_file(join(base, m.path) or m.path))
    return config._replace(manifests=(*there, *own))


def _check_retired(config: Config) -> None:
    kinds = Kinds(config, "")
    for id_ in config.retired:
        if kinds.kind_of_id(id_) is None:
            line = line_in_file(Path(config.root), config.source, ("retired",))
            raise DoclintError(f"'{id_}' (retired) is no ID of a kind", config.source, line)


def _check_folders(config: Config, kinds: Iterable[KindConfig], files: FileSet, base: str) -> None:
    """That the folders of the configuration's own kinds exist; those of a pack need not.

    Raises:
        DoclintError: one does not.
    """
    for i, kind in enumerate(kinds):
        folder = join(base, kind.folder)
        if kind.folder and (folder is None or not files.is_folder(folder)):
            near = did_you_mean(folder or kind.folder, filter(None, files.folders))
            where = f" below the docs base '{base}'" if base else ""
            message = f"the kind '{kind.name}': no folder '{kind.folder.rstrip('/')}'{where}"
            line = line_in_file(Path(config.root), config.source, ("kind", i, "folder"))
            raise DoclintError(message + (f" ({near})" if near else ""), config.source, line)


def _check_aliases(config: Config, files: FileSet) -> None:
    """That an alias stands for a folder of the tree or for another repository, and an own URL is one.

    Raises:
        DoclintError: it stands for neither, or is none.
    """
    for i, url in enumerate(config.own_urls):
        scheme, _, rest = url.partition("://")
        if scheme not in ("http", "https") or "/" not in rest.strip("/"):
            line = line_in_file(Path(config.root), config.source, ("own-urls", i))
            message = f"own-urls: '{url}' is not the URL of a repository (https://HOST/OWNER/REPO)"
            raise DoclintError(message, config.source, line)
    for name, folder in config.aliases.items():
        if folder != OTHER and not files.is_folder(folder):
            near = did_you_mean(folder, [OTHER, *files.folders])
            line = line_in_file(Path(config.root), config.source, ("aliases", name))
            message = f"the alias '{name}': '{folder}' is neither a folder nor '{OTHER}'"
            raise DoclintError(message + (f" ({near})" if near else ""), config.source, line)


def _with_sites(config: Config, files: FileSet) -> Config:
    """With the sites of a tree: recognised, unless the configuration describes them."""
    sites = recognised_sites(files, lambda path: read_bytes(files.root, path, config.max_file_size))
    redirects = recognised_redirects(sites, files)
    if config.include == INCLUDE:
        mdx = (f"{s.folder}/**/*.mdx".lstrip("/") for s in sites if s.generator == "docusaurus")
        config = config._replace(include=(*config.include, *mdx))
    dialects = () if config.anchors else recognised_dialects(sites, files)
    if config.site_roots or config.endings:
        prefixes = tuple(dict.fromkeys(prefix for site in sites for prefix in site.prefixes))
        sites = (SiteConfig("", "", config.site_roots, config.endings, prefixes),)
    return config._replace(sites=sites, dialects=dialects, redirects=redirects)


def pages_to_test(
    root: Path, config_file: Path | None, path: Path | None
) -> tuple[tuple[Rule, ...], tuple[Path, ...]]:
    """The rules whose pages are to be tested, and the folders of pages that their examples need.

    Args:
        root, config_file: the project; without `path`, the pages of its `rule-paths` are tested, or all that
            doclint ships where it has none.
        path: a page, or a folder of pages.

    Raises:
        DoclintError: a mistake in a page, or no page.
    """
    if path is not None:
        folder = path.resolve() if path.is_dir() else path.resolve().parent
        rules = load_rules([folder])
        if not path.is_dir():
            rules = tuple(rule for rule in rules if rule.source.endswith(f"/{path.name}"))
        shipped = folder.is_relative_to(rules_root())
        folders: tuple[Path, ...] = () if shipped else (folder,)
    else:
        config = read_config(root.resolve(), config_file)
        base = config_file.parent if config_file else root
        folders = tuple((base / name).resolve() for name in config.rule_paths)
        rules = load_rules(folders or page_folders(shipped_packs(), ()))
    if not rules:
        raise DoclintError(f"no rule pages in '{path or root}'")
    for rule in rules:
        validate_rule(rule)
    return rules, folders


def _rules(folders: list[Path], store: Store | None) -> tuple[Rule, ...]:
    """The rules of some folders of pages, each valid: from the store while no page has changed.

    YAML is slow to import and to read, and pages seldom change. Mistakes in pages are not kept.
    """
    words: list[bytes] = []
    try:
        for folder in folders if store is not None else ():
            for entry in sorted(os.scandir(folder), key=lambda e: e.name):
                words += (os.fsencode(entry.path), state_of(entry.path).encode())
    except OSError:
        store = None  # `load_rules` says what is wrong
    key = "rules " + digest(*words).hex()
    kept = store.get(key) if store is not None else None
    if kept is None:
        rules = load_rules(folders)
        for rule in rules:
            validate_rule(rule)
        kept = json.dumps([rule._asdict() for rule in rules], default=dict).encode("ascii")
        if store is not None:
            store.put(key, kept)
    # Parsed or kept, they are made of the same text: what rests on them must not see a difference.
    return tuple(Rule(**table) for table in json.loads(kept))


def _check_parameters(config: Config, all_rules: tuple[Rule, ...], rules: tuple[Rule, ...]) -> None:
    """Validate the parameters that the configuration sets for rules against those of their checks.

    Raises:
        DoclintError: a parameter that the check does not have, a value it does not take, an unknown kind.
    """
    for selector, params in config.rules.items():
        for rule in require(selector, all_rules, config, "rules", selector):
            try:
                validate_rule(rule._replace(params={**rule.params, **params}, lines={}))
            except DoclintError as error:
                name = next((key for key in params if f"'{key}'" in error.message), "")
                line = line_in_file(Path(config.root), config.source, ("rules", selector, name))
                raise DoclintError(error.message, config.source, line) from None
    known = {kind.name for kind in config.kinds}
    for rule in rules:
        kinds = rule.params.get("kinds", ())
        for kind in (kinds,) if isinstance(kinds, str) else kinds:
            if kind not in known:
                hint = did_you_mean(kind, known) or f"kinds: {', '.join(sorted(known)) or 'none'}"
                line = line_in_file(Path(config.root), config.source, ("rules", rule.name, "kinds"))
                raise DoclintError(f"{rule.code}: no kind '{kind}' ({hint})", config.source, line)


def open_store(root: Path, cache: Path | bool | None) -> Store | None:
    """Where a tree's state is kept.

    Args:
        root: the root of the tree.
        cache: a directory, True for the default location, None to disable.
    """
    if not cache:
        return None
    return Store.open(root.resolve(), cache if isinstance(cache, Path) else None)


class Tree(NamedTuple):
    """A file set, its documents, and how to read them."""

    files: FileSet
    documents: tuple[str, ...]
    read: Reader

    @classmethod
    def of_work_tree(cls, setup: Setup, overlay: Mapping[str, bytes]) -> Tree:
        """The work tree, with an editor's contents over it.

        Raises:
            DoclintError: there is no document.
        """
        root, limit, files = setup.files.root, setup.config.max_file_size, setup.files
        for path in overlay:
            if not files.is_file(path):
                files = files.with_file(path)

        def read(path: str) -> bytes:
            return overlay[path] if path in overlay else read_bytes(root, path, limit)

        documents = tuple(document_paths(files, setup.config))
        if not documents:
            looked = f"{len(files.files)} files, none matches include = {list(setup.config.include)}"
            raise DoclintError(f"nothing to check in '{root}': {looked}")
        return cls(files, documents, read)


def document_paths(files: FileSet, config: Config) -> list[str]:
    """The paths that are documents, sorted: included, not excluded, no link to another of them."""
    included, excluded = matcher(config.include), matcher(config.exclude)
    chosen = [path for path in sorted(files.files) if included(path) and not excluded(path)]
    if files.absent or files.submodules:
        others = tuple(f"{folder}/" for folder in files.submodules)
        chosen = [path for path in chosen if path not in files.absent and not path.startswith(others)]
    if not files.links:
        return chosen

    def elsewhere(path: str) -> bool:
        """Whether a path is a link to another, under whose name its content is checked."""
        target = join(folder_of(path), files.links[path]) if path in files.links else path
        return target != path and target in files.files

    return [path for path in chosen if not elsewhere(path)]


def request_of(
    setup: Setup, tree: Tree, base: str, overlay: Iterable[str] = (), progress: Progress = unwatched
) -> Request:
    """A tree to be analysed under a set-up; the docs base may be another in another commit."""
    return Request(
        setup.config,
        tree.files,
        base,
        tree.documents,
        tree.read,
        extract_settings(setup.config, base),
        setup.rules,
        setup.all_rules,
        setup.external_state,
        frozenset(overlay),
        progress,
        setup.today,
    )


def _state(pages: Iterable[Path]) -> str:
    """The state of everything outside the tree that findings depend on, doclint's version aside."""
    states = []
    for page in pages:
        try:
            states.append(f"{page} {state_of(page)}")
        except OSError:
            states.append(f"{page} -")
    return "\n".join(states)
