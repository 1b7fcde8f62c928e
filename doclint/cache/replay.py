"""A run whose every input is unchanged prints what the last one printed.

The record of a run holds its output, its exit code, and the list of everything it looked at: the files it
read, the folders whose entries it took for existing, git's index and references, configuration, rule pages,
doclint's own code. Each is `lstat`-ed again; if all are as they were, the output is what it was. The run is
found under its arguments, folder, environment and date.

This module runs before anything else is imported; it must stay small.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from _blake2 import blake2b

from doclint import __version__
from doclint.cache.home import cache_home, digest, read_signed, secret, write_signed
from doclint.tree.status import Status, is_folder, status_of

# Arguments under which a run does more than print, or depends on more than its inputs.
_NEVER = (
    "--no-cache",
    "--fix",
    "--unsafe-fixes",
    "--stdin-filename",
    "--output-file",
    "--since",
    "--help",
    "-h",
)
_ENVIRONMENT = (
    *("NO_COLOR", "FORCE_COLOR", "TERM", "GITHUB_STEP_SUMMARY", "PYTHONUTF8", "LC_ALL", "LANG"),
    # What git takes for its repository, its index and its configuration.
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_CONFIG_GLOBAL", "HOME", "XDG_CONFIG_HOME"),
)
# A file changed within this time of being looked at may change again under the same time stamp.
RACY_NS = 250_000_000


def replayable(argv: list[str]) -> bool:
    """Whether a command line is one whose output may be replayed."""
    if sys.stdout is None or sys.stderr is None:  # closed by who started us
        return False
    return argv[:1] == ["check"] and not any(
        word == flag or word.startswith(flag + "=") for word in argv for flag in _NEVER
    )


def replay(argv: list[str], seen: dict[bytes, Status]) -> int | None:
    """Print what the last run of this command line printed, if its inputs are unchanged.

    Args:
        argv: the command line.
        seen: takes up the states of files that were looked at.

    Returns:
        Its exit code; None where there is nothing to replay.
    """
    key = secret(create=False)
    if key is None or not replayable(argv):
        return None
    body = read_signed(record_path(argv) or "", key)
    if body is None:
        return None
    try:
        code, states, out, err = _parse(body)
    except ValueError:
        return None
    # What changes most often stands first (git's index, folders): a run not to be replayed costs little.
    if any(_signature(paths, seen)[0] != signature for signature, paths in states):
        return None
    sys.stdout.flush()
    sys.stdout.buffer.write(out)
    sys.stdout.flush()
    sys.stderr.buffer.write(err)
    sys.stderr.flush()
    return code


def record(
    argv: list[str],
    code: int,
    out: bytes,
    err: bytes,
    inputs: tuple[list[bytes], list[bytes]],
    seen: dict[bytes, Status],
    started_ns: int,
) -> None:
    """Keep a run's output, unless something it looked at changed while it ran or just before.

    Args:
        argv: the command line.
        code: its exit code.
        out: what it printed on standard output.
        err: and on standard error.
        inputs: the paths it looked at: those that change most often, then the others.
        seen: states already known, as they were when the run began.
        started_ns: when that was, in nanoseconds since the epoch.
    """
    key, path = secret(create=True), record_path(argv)
    if key is None or path is None:
        return
    parts = [str(code).encode(), out, err]
    for paths in inputs:
        signature, youngest = _signature(paths, seen)
        if youngest > started_ns - RACY_NS:
            return
        parts += [signature, b"\0".join(paths)]
    body = b"".join(len(part).to_bytes(8, "little") + part for part in parts)
    write_signed(path, key, body)


def record_path(argv: list[str]) -> str | None:
    """Where the record of a command line in this folder and environment lies."""
    home = cache_dir_of(argv) or cache_home()
    if home is None:
        return None
    environment = [f"{name}={os.environ.get(name, '')}" for name in _ENVIRONMENT]
    words = [
        __version__,
        sys.version,
        os.getcwd(),  # noqa: PTH109
        str(sys.stdout.isatty()),
        time.strftime("%Y-%m-%d"),
        *environment,
        *argv,
    ]
    name = digest(*(word.encode("utf-8", "surrogatepass") for word in words)).hex()
    return f"{home}/replay/{name}"


def cache_dir_of(argv: list[str]) -> str | None:
    """The value of `--cache-dir` on a command line."""
    for i, word in enumerate(argv):
        if word == "--cache-dir" and i + 1 < len(argv):
            return argv[i + 1]
        if word.startswith("--cache-dir="):
            return word.partition("=")[2]
    return None


def _signature(paths: list[bytes], seen: dict[bytes, Status]) -> tuple[bytes, int]:
    """One digest of the state of all paths, and the time of the youngest change; fills `seen`."""
    youngest = 0
    lstat, told = os.lstat, status_of
    parts: list[tuple[int, ...]] = []
    for path in paths:
        s = seen.get(path)
        if s is None:
            try:
                s = seen[path] = told(lstat(path))
            except OSError:
                parts.append(())
                continue
        _, inode, _, changed, moved = s
        # A folder: which names it holds, not how large it is.
        parts.append((inode, changed) if is_folder(s) else s)
        if changed > youngest:
            youngest = changed
        if moved > youngest:
            youngest = moved
    state = blake2b(b"\0".join(paths), digest_size=32)
    # Version 2 knows no references to earlier values: equal states give equal bytes.
    state.update(marshal.dumps(parts, 2))
    return state.digest(), youngest


def _parse(body: bytes) -> tuple[int, list[tuple[bytes, list[bytes]]], bytes, bytes]:
    parts: list[bytes] = []
    at = 0
    while at < len(body):
        size = int.from_bytes(body[at : at + 8], "little")
        parts.append(body[at + 8 : at + 8 + size])
        at += 8 + size
    code, out, err, first, paths, second, others = parts
    return int(code), [(first, paths.split(b"\0")), (second, others.split(b"\0"))], out, err
