"""The set of files a run sees; it answers existence, case, folders, and what git tracks."""

from __future__ import annotations

import os
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from doclint.tree.git import GitError, GitProcess, begin_listing, listed_paths, refusal
from doclint.tree.status import Status, is_file, is_folder, is_link, look
from doclint.tree.walk import SKIPPED, walk

# Stands in a submodule of which nothing is here, so that its folder exists.
NOT_CHECKED_OUT = ".gitmodule"


class FileSet:
    """Immutable picture of a tree. Paths are relative to the root and `/`-separated.

    Args:
        root: the repository root.
        files: path -> its status (of the link itself where it is one); None where there is no disk.
        tracked: the paths git tracks, or None where git was not asked.
        links: symbolic links -> what they spell.
        revision: the commit whose tree this is; None for the work tree.
        since_ns: when looking at files began, in nanoseconds since the epoch.
        absent: files that git tracks and a sparse checkout leaves out: they exist, but cannot be read here.
        submodules: folders of other repositories that are part of this one.
        not_staged: files that are left out because git does not track them.
    """

    def __init__(
        self,
        root: Path,
        files: Mapping[str, Status | None],
        tracked: frozenset[str] | None,
        links: Mapping[str, str] | None = None,
        revision: str | None = None,
        since_ns: int = 0,
        absent: frozenset[str] = frozenset(),
        submodules: frozenset[str] = frozenset(),
        not_staged: frozenset[str] = frozenset(),
    ) -> None:
        self.root = root
        self.absent, self.submodules, self.not_staged = absent, submodules, not_staged
        self.since_ns = since_ns
        self.left: frozenset[str] = frozenset()  # paths on the disk at which nothing will be
        self.files = files
        self.tracked = tracked
        self.links = links or {}
        self.revision = revision
        folders = {""}
        for path in files:
            cut = path.rfind("/")
            while cut > 0:
                folder = path[:cut]
                if folder in folders:
                    break
                folders.add(folder)
                cut = folder.rfind("/")
        self.folders = frozenset(folders)
        self._ignored: dict[str, frozenset[str]] = {}
        self._ignored_below: dict[str, frozenset[str]] = {}

    @classmethod
    def scan(cls, root: Path, listing: GitProcess | None = None) -> FileSet:
        """List and stat a tree: from git where `root` lies in a work tree, else by a walk.

        Args:
            root: its root.
            listing: git's listing of it, begun; one of another root is not used.

        Raises:
            DoclintError: it is a git work tree, and git is missing or refuses to list it.
        """
        since_ns = time.time_ns()
        tracked: frozenset[str] | None = None
        sparse: frozenset[str] = frozenset()
        paths: Iterable[str]
        if listing is None or listing.root != root:
            listing = begin_listing(root)
        if listing is not None:
            try:
                listed, others, sparse = listed_paths(listing)
                tracked = frozenset(listed)
                paths = [*listed, *others]
            except GitError as error:
                raise refusal(root, error) from None
        else:
            paths = walk(root)
        files: dict[str, Status | None] = {}
        links: dict[str, str] = {}
        inside: dict[str, list[str]] = {}  # submodule -> its files
        prefix = f"{root}/"
        for path in paths:
            try:
                status = look(prefix + path)
            except OSError:
                if path in sparse:
                    files[path] = None
                continue  # in the index, but deleted from the work tree: it does not exist
            if is_file(status):
                files[path] = status
            elif is_link(status):
                try:
                    links[path] = os.readlink(prefix + path)  # noqa: PTH115  # text, not a Path
                except OSError:
                    continue  # gone in the meantime, or of another user's process
                files[path] = status
            elif is_folder(status):
                if tracked is not None and path in tracked:
                    inside[path] = list(walk(root, path))
                    files.update((inner, look(prefix + inner)) for inner in inside[path])
                    if not inside[path]:
                        files[f"{path}/{NOT_CHECKED_OUT}"] = status
            else:
                files[path] = status  # FIFO, socket, device: exists, and is never opened
        behind = _behind_links(prefix, files) if tracked is not None else ()
        for path in behind:
            files.pop(path, None)
            links.pop(path, None)
        if tracked is not None and inside:
            tracked = tracked.union(*inside.values())
        absent = frozenset(path for path in sparse if files.get(path, 0) is None)
        return cls(root, files, tracked, links, None, since_ns, absent, frozenset(inside))

    def with_file(self, path: str) -> FileSet:
        """The same set with one more file, which counts as tracked: what an editor has open and not saved."""
        tracked = None if self.tracked is None else self.tracked | {path}
        return self._with({**self.files, path: None}, tracked)

    def renamed(self, new_path: Callable[[str], str]) -> FileSet:
        """The same set with files under new paths, as it will be once they were moved."""
        files: dict[str, Status | None] = {}
        for path, status in self.files.items():
            new = new_path(path)
            files[new] = status if new == path else None
        tracked = None if self.tracked is None else frozenset(map(new_path, self.tracked))
        links = {new_path(path): target for path, target in self.links.items()}
        more = self.absent, self.submodules, self.not_staged
        found = FileSet(self.root, files, tracked, links, None, self.since_ns, *more)
        found.left = frozenset(self.files.keys() - files.keys())
        return found

    def of_index(self) -> FileSet:
        """The same set without the files that git does not track."""
        tracked = self.tracked
        if tracked is None or not self.untracked:
            return self
        absent = {f"{submodule}/{NOT_CHECKED_OUT}" for submodule in self.submodules}
        return self._with({p: s for p, s in self.files.items() if p in tracked or p in absent}, tracked)

    def _with(self, files: Mapping[str, Status | None], tracked: frozenset[str] | None) -> FileSet:
        links = {path: target for path, target in self.links.items() if path in files}
        more = self.absent, self.submodules, self.not_staged | (self.files.keys() - files.keys())
        return FileSet(self.root, files, tracked, links, self.revision, self.since_ns, *more)

    def not_checked_out(self, path: str) -> str:
        """The submodule that a path lies in, where nothing of it is checked out; empty if there is none."""
        found = (sub for sub in self.submodules if path.startswith(f"{sub}/"))
        return next((sub for sub in found if f"{sub}/{NOT_CHECKED_OUT}" in self.files), "")

    def is_file(self, path: str) -> bool:
        """Whether exactly this path is a file that git would see (or the walk saw)."""
        return path in self.files

    def is_folder(self, path: str) -> bool:
        """Whether exactly this path is a folder with at least one file below it."""
        return path.rstrip("/") in self.folders

    def exists(self, path: str) -> bool:
        """A file or a folder of exactly this name."""
        return path in self.files or path.rstrip("/") in self.folders

    def is_tracked(self, path: str) -> bool:
        """Whether git tracks the file, or a file below the folder; true where git was not asked."""
        if self.tracked is None or path in self.tracked:
            return True
        return path.rstrip("/") in self._tracked_folders

    def unlisted(self, path: str) -> str:
        """Why a path that exists on disk is not listed: git `ignores` or `does not track` it; else empty."""
        if path in self.not_staged:
            return "does not track"
        return "ignores" if self._is_ignored_file(path) else ""

    def _is_ignored_file(self, path: str) -> bool:
        """Whether a path git ignores exists all the same. Looks at ignored folders once, on demand."""
        if self.tracked is None or self.revision is not None or path in self.left:
            return False
        if not os.path.lexists(f"{self.root}/{path}"):
            return False
        # It may exist in other upper and lower case, or behind a link: names are compared one by one.
        top, _, rest = path.partition("/")
        if not rest:
            return path in self.ignored_in("")
        return path in self.ignored_in(top) or path.rstrip("/") in self._ignored_folders(top)

    def of_fold(self, folded: str) -> str | None:
        """The first path that is this one but for case and Unicode form; None if there is none."""
        return self._by_fold.get(folded)

    def named(self, name: str) -> tuple[str, ...]:
        """Files of exactly this base name, sorted."""
        return self._by_name.get(name, ())

    def folders_named(self, name: str) -> tuple[str, ...]:
        """Folders of exactly this base name, sorted."""
        return self._folders_by_name.get(name, ())

    def ending(self, tail: str) -> tuple[str, ...]:
        """Files whose last two segments are `folder/name`, sorted."""
        return self._by_tail.get(tail, ())

    def folders_ending(self, tail: str) -> tuple[str, ...]:
        """Folders whose last two segments are these, sorted."""
        return self._folders_by_tail.get(tail, ())

    def names_in(self, folder: str) -> list[str]:
        """Base names of the files directly in a folder, sorted."""
        return self._names_by_folder.get(folder.rstrip("/"), [])

    @cached_property
    def untracked(self) -> frozenset[str] | None:
        """The files that git does not track; None where git was not asked."""
        return None if self.tracked is None else frozenset(self.files.keys() - self.tracked)

    @cached_property
    def _names_by_folder(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for path in sorted(self.files):
            folder, _, name = path.rpartition("/")
            found[folder].append(name)
        return found

    @cached_property
    def _tracked_folders(self) -> frozenset[str]:
        assert self.tracked is not None
        there = self.tracked & self.files.keys()  # the index may have files that are deleted on the disk
        return frozenset(parent for path in there for parent in _parents(path)) | {""}

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {fold(path): path for path in sorted([*self.folders, *self.files], reverse=True)}

    @cached_property
    def _by_name(self) -> dict[str, tuple[str, ...]]:
        return _group_by_name(self.files)

    @cached_property
    def _by_tail(self) -> dict[str, tuple[str, ...]]:
        return _group_by_tail(self.files)

    @cached_property
    def _folders_by_tail(self) -> dict[str, tuple[str, ...]]:
        return _group_by_tail(self.folders)

    @cached_property
    def _folders_by_name(self) -> dict[str, tuple[str, ...]]:
        return _group_by_name(folder for folder in self.folders if folder)

    def ignored_in(self, top: str) -> frozenset[str]:
        """The paths in a folder at the top that no listing has: what git ignores; of `""` the names there."""
        if top not in self._ignored:
            skipped = top in SKIPPED - {"node_modules", "venv", ".venv"} or top in ("..", ".")
            if skipped or _is_link(f"{self.root}/{top}"):  # it may lead out of the tree
                found: frozenset[str] = frozenset()
            elif top:
                found = frozenset(walk(self.root, top)) - self.files.keys()
            else:
                with os.scandir(self.root) as entries:
                    found = frozenset(e.name for e in entries) - self.files.keys()
            self._ignored[top] = found
        return self._ignored[top]

    def _ignored_folders(self, top: str) -> frozenset[str]:
        if top not in self._ignored_below:
            self._ignored_below[top] = frozenset(p for path in self.ignored_in(top) for p in _parents(path))
        return self._ignored_below[top]


def _behind_links(prefix: str, files: Iterable[str]) -> list[str]:
    """Paths of the index below what is a symbolic link on the disk: they may lead out of the tree."""
    folders = {path.rpartition("/")[0] for path in files}
    above = {folder[:n] for folder in folders for n, char in enumerate(folder) if char == "/"}
    linked = tuple(f"{f}/" for f in (folders | above) - {""} if _is_link(prefix + f))
    return [path for path in files if path.startswith(linked)] if linked else []


def _is_link(path: str) -> bool:
    try:
        return is_link(look(path))
    except OSError:
        return False


def fold(path: str) -> str:
    """A path for comparison: case and Unicode form do not matter."""
    return unicodedata.normalize("NFC", path).casefold()


def _parents(path: str) -> list[str]:
    parts = path.split("/")
    return ["/".join(parts[:i]) for i in range(1, len(parts))]


def _group_by_tail(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        cut = path.rfind("/")
        if cut > 0:
            groups[path[path.rfind("/", 0, cut) + 1 :]].append(path)
    return {tail: tuple(sorted(group)) for tail, group in groups.items()}


def _group_by_name(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    groups: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        groups[path.rpartition("/")[2]].append(path)
    return {name: tuple(sorted(group)) for name, group in groups.items()}
