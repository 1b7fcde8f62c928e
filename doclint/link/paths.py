"""Paths as references spell them: splitting, joining, placeholders, relative spelling."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_PLACEHOLDER = re.compile(
    r"^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|"
    r"[*{}<>\[\]]|#{2,}|X{3,}|\$\w|\.{3}|…|YYYY|(?:^|/)(?:path/to|ruta|tu|your|my|mi)[-_/]|%s"
)
# A number that is still to be given. Prose tells how to name a file so; a link to such a file leads nowhere.
_NUMBER_TO_BE = re.compile(r"(?<![\dA-Za-z])0000(?!\d)|\b0*[xX]{2,}\b|\d[xX]{2,}")

# What a folder shows of itself, the first that there is.
README_NAMES = ("README.md", "readme.md", "Readme.md", "README.MD", "README.markdown")
INDEX_NAMES = (*README_NAMES, "index.md", "_index.md")


def is_external(target: str) -> bool:
    """Whether a link target leaves the repository for the web or another program."""
    if ":" not in target:
        return target.startswith("//")
    return target.startswith("//") or (
        _SCHEME.match(target) is not None and not target.lower().startswith("file:")
    )


def leaves_the_machine(target: str) -> bool:
    """A `file:` URL, a drive letter or a UNC path: local, and never inside the repository."""
    if ":" not in target:
        return target.startswith("\\\\")
    return target.lower().startswith("file:") or target.startswith("\\\\") or _DRIVE.match(target) is not None


def is_placeholder(target: str, *, link: bool = False) -> bool:
    """Whether a target is a template's hole or a pattern, not a path.

    Args:
        target: as written.
        link: whether it is that of a link, which is a promise that prose and code do not make.
    """
    return _PLACEHOLDER.search(target) is not None or (not link and _NUMBER_TO_BE.search(target) is not None)


def join(folder: str, path: str) -> str | None:
    """`path` seen from `folder`, normalised; None if it leaves the root. `""` is the root itself.

    posixpath.normpath would swallow a leading `..` of a rooted path, and costs three times as much.
    """
    parts = folder.split("/") if folder else []
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part and part != ".":
            parts.append(part)
    return "/".join(parts)


def folder_of(path: str) -> str:
    """The folder of a path; empty for the root."""
    return path.rpartition("/")[0]


def relative(path: str, folder: str) -> str:
    """`path` as spelled from `folder`."""
    return posixpath.relpath("/" + path, "/" + folder)


def nearest_paths(file: str, paths: Iterable[str]) -> list[str]:
    """Of several paths those that share the deepest folder with a file."""
    folder = folder_of(file).split("/") if "/" in file else []

    def shared(path: str) -> int:
        parts = path.split("/")[:-1]
        return next(
            (i for i, (a, b) in enumerate(zip(folder, parts, strict=False)) if a != b),
            min(len(folder), len(parts)),
        )

    found = list(paths)
    if len(found) < 2:
        return found
    best = max(map(shared, found))
    return [path for path in found if shared(path) == best]


def shared_tail(a: str, b: str) -> int:
    """How many last segments two paths share."""
    count = 0
    for x, y in zip(reversed(a.split("/")), reversed(b.split("/")), strict=False):
        if x != y:
            break
        count += 1
    return count
