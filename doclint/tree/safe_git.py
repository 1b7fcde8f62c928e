"""How git is called: so that nothing a checkout's `.git/config` says is executed, and nothing is fetched.

`core.fsmonitor`, hooks, `gpg.program` (through `log.showSignature`) and filters are commands that git runs on
its own. A clone from a stranger, an archive with a `.git` folder, or a tool may have written them.
"""

from __future__ import annotations

import os

# (git-config(1)) Each wins over every configuration file.
_SETTINGS = (
    "core.quotepath=off",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "core.alternateRefsCommand=",
    "log.showSignature=false",
    "protocol.allow=never",
    "submodule.recurse=false",
    "maintenance.auto=false",
    "gc.auto=0",
)
# What `git diff`, `git diff-files` and `git status` need besides: no external diff, no text conversion, no
# look into the work trees of submodules, which have configurations of their own.
NO_DRIVERS = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=dirty")
FILTERS = ("config", "-z", "--name-only", "--get-regexp", r"^filter\..*\.(clean|smudge|process|required)$")


def git_command(*arguments: str) -> list[str]:
    """The command line of a call of git."""
    return ["git", *(part for setting in _SETTINGS for part in ("-c", setting)), *arguments]


def git_environment() -> dict[str, str]:
    """The environment of a call: no locks that are not needed, no prompt, no network, messages in English;
    a path names one file, even `[id].md`."""
    return {
        **os.environ,
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LITERAL_PATHSPECS": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": "",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_PAGER": "cat",
        "LC_ALL": "C",
    }


def filters_off(listed: bytes) -> tuple[str, ...]:
    """The options that turn off filters: contents are compared as they are.

    Args:
        listed: what git says to `FILTERS`.

    Raises:
        ValueError: a filter that no option can name.
    """
    options: list[str] = []
    for item in listed.split(b"\0"):
        name = os.fsdecode(item)
        if "=" in name or "\n" in name:
            raise ValueError(f"the filter {name!r} in git's configuration cannot be turned off")
        if name:
            options += ["-c", f"{name}={'false' if name.endswith('.required') else ''}"]
    return tuple(options)
