"""Targets that stand for another place: aliases of folders and repositories, and URLs of the tree itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

OTHER = "other repository"  # what an alias says of a path that is of none of this tree's
_BRANCHES = "(?:main|master|HEAD)"
# Below which a code host shows files of a branch: GitHub, GitLab, Bitbucket, Gitea.
_PAGES = "blob|tree|raw|blame|edit|src(?:/branch)?"
_OF_FILES = re.compile(f"/(?:{_PAGES})/")


class Place(NamedTuple):
    """Where a target leads: `path` from the root of the tree, None where it is of another repository."""

    path: str | None


class Places:
    """Tells where a target leads that is neither a plain path nor a URL of the web.

    Args:
        aliases: beginning of a path -> folder of the tree, or `OTHER`.
        own_urls: URLs of the tree: of the repository, or of its files on one branch.
    """

    def __init__(self, aliases: Mapping[str, str], own_urls: Iterable[str]) -> None:
        self._aliases = [(name.rstrip("/"), folder) for name, folder in sorted(aliases.items(), reverse=True)]
        self._urls = [_of_url(url) for url in own_urls]

    def find(self, target: str) -> Place | None:
        """The place a target means; None where it is a plain target."""
        for name, folder in self._aliases:
            if target == name or target.startswith(f"{name}/"):
                return Place(None if folder == OTHER else f"{folder}/{target[len(name) :].lstrip('/')}")
        for url in self._urls:
            match = url.match(target)
            if match is not None:
                return Place(target[match.end() :])
        return None


def _of_url(url: str) -> re.Pattern[str]:
    """What a URL of a file of the tree begins with.

    A URL of a branch is that of the files themselves; otherwise those of GitHub, GitLab and their like are
    tried, on the branches that a permanent link would not name.
    """
    clean = url.rstrip("/")
    host, _, path = clean.partition("://")[2].partition("/")
    whole = re.escape(clean)
    if _OF_FILES.search(f"/{path}/"):
        return re.compile(f"{whole}/")
    if path.count("/") > 1:  # of the files themselves, or of a repository in a group of groups
        return re.compile(rf"{whole}(?:(?:/-)?/(?:{_PAGES})/{_BRANCHES})?/(?!-/)")
    raw = rf"|https://raw\.githubusercontent\.com/{re.escape(path)}" if host == "github.com" else ""
    return re.compile(rf"(?:{whole}(?:/-)?/(?:{_PAGES}){raw})/{_BRANCHES}/")
