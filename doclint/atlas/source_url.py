"""The address of a line at the forge that a clone comes from, proposed from its remote `origin`."""

from __future__ import annotations

import re
from pathlib import Path

from doclint.tree.git import GitError, run_git

_REMOTE = re.compile(
    r"(?:(?:https?|ssh|git)://(?:[^/@]*@)?([\w.-]+)(?::\d+)?/|(?:[\w.-]+@)([\w.-]+):)([\w./~-]+?)(?:\.git)?/?"
)
# Part of the host -> what follows the project; others are left to the user.
_FORGES = {
    "github": "blob/{rev}/{path}#L{line}",
    "gitlab": "-/blob/{rev}/{path}#L{line}",
    "bitbucket": "src/{rev}/{path}#lines-{line}",
    "codeberg": "src/commit/{rev}/{path}#L{line}",
    "gitea": "src/commit/{rev}/{path}#L{line}",
}


def proposed(root: Path) -> str:
    """The template for a tree; empty where the remote is none that is known.

    Credentials in the remote's address are left out.
    """
    try:
        remote = run_git(root, "config", "--get", "remote.origin.url").decode("utf-8", "replace").strip()
        prefix = run_git(root, "rev-parse", "--show-prefix").decode("utf-8", "replace").strip()
    except GitError:
        return ""
    match = _REMOTE.fullmatch(remote)
    if match is None:
        return ""
    host = match[1] or match[2]
    form = next((form for name, form in _FORGES.items() if name in host.lower()), None)
    if form is None or "%" in prefix or "{" in prefix:
        return ""
    return f"https://{host}/{match[3].strip('/')}/{form.replace('{path}', prefix + '{path}')}"
