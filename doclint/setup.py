"""What a run knows before it reads a document: configuration, tree, packs, rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from doclint.cache.home import state_of
from doclint.cache.pages import remembered
from doclint.cache.store import Store
from doclint.config.globs import matcher
from doclint.config.load import read_config, with_packs
from doclint.engine.increment import Task
from doclint.errors import DoclintError
from doclint.link.kinds import extract_settings
from doclint.link.paths import folder_of, join
from doclint.model.config import Config
from doclint.model.facts import ExtractSettings
from doclint.model.rule import Rule
from doclint.rulebook.pages import load_rules, page_folders
from doclint.rulebook.select import select_rules
from doclint.tree.docsbase import find_docs_base
from doclint.tree.fileset import Ahead, FileSet
from doclint.tree.read import Reader, read_bytes


class Setup(NamedTuple):
    """A tree with its configuration: everything known before a document is read.

    `pages` are the rule pages, packs and their schemas, wherever they lie; `outside` tells their state.
    """

    config: Config
    files: FileSet
    base: str
    rules: tuple[Rule, ...]
    known_rules: tuple[Rule, ...]
    pages: tuple[Path, ...] = ()
    outside: str = ""


def prepare(
    root: Path,
    config_file: Path | None = None,
    overrides: Mapping[str, object] | None = None,
    *,
    cached: bool = False,
    ahead: Ahead | None = None,
) -> Setup:
    """Read the configuration, list the tree, choose packs and rules.

    Args:
        root: the repository root.
        config_file: the configuration file, or None for the defaults.
        overrides: values that win over the file (select, ignore, …).
        cached: whether parsed rule pages may come from the cache.
        ahead: what is known of the tree already.

    Raises:
        DoclintError: a mistake in the configuration, a pack or a rule page.
    """
    root = root.resolve()
    config = read_config(root, config_file)
    extra = [(config_file.parent if config_file else root) / path for path in config.rule_paths]
    if overrides:
        config = config._replace(**overrides)  # type: ignore[arg-type]
    files = FileSet.scan(root, ahead)
    config, packs = with_packs(config, files.folders)
    folders = page_folders(packs, extra)
    known = remembered(folders, lambda: load_rules(folders)) if cached else load_rules(folders)
    base = config.docs_base
    if base is None:
        base = find_docs_base(files.folders, config.docs_base_markers)
    elif base and not files.is_folder(base):
        raise DoclintError(f"the docs base '{base}' is no folder of this tree", config.source)
    # With all that lies below: a pack's schemas, too, decide what is found.
    pages = [path for pack in packs for path in (pack.folder, *sorted(pack.folder.rglob("*")))]
    pages += [path for folder in extra for path in (folder, *sorted(folder.glob("*.md")))]
    rules = select_rules(known, config)
    return Setup(config, files, base, rules, known, tuple(pages), _outside(pages))


def open_store(setup: Setup, settings: ExtractSettings, cache: Path | bool | None) -> Store | None:
    """Where the facts of a tree are kept: a folder, True for the user's; None for none."""
    if not cache:
        return None
    return Store.open(setup.files.root, settings, cache if isinstance(cache, Path) else None)


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
    if not files.links:
        return chosen

    def elsewhere(path: str) -> bool:
        """Whether a path is a link to another, under whose name its content is checked."""
        target = join(folder_of(path), files.links[path]) if path in files.links else path
        return target != path and target in files.files

    return [path for path in chosen if not elsewhere(path)]


def task_of(setup: Setup, tree: Tree, base: str, settings: ExtractSettings) -> Task:
    """A tree to be judged under a set-up; the docs base may be another in another commit."""
    return Task(
        setup.config,
        tree.files,
        base,
        tree.documents,
        tree.read,
        settings,
        setup.rules,
        setup.known_rules,
        setup.outside,
    )


def _outside(pages: Iterable[Path]) -> str:
    """The state of everything outside the tree that findings depend on, doclint's version aside."""
    states = []
    for page in pages:
        try:
            states.append(f"{page} {state_of(page)}")
        except OSError:
            states.append(f"{page} -")
    return "\n".join(states)
