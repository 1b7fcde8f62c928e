"""Changes as a unified diff, as `git apply` takes it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

from doclint.edit.edits import PlannedChange

_PLAIN = re.compile(r"[\w./@+,=:~^%()\[\]{} -]+", re.A)
_NAMED = {"\t": "\\t", "\n": "\\n", '"': '\\"', "\\": "\\\\"}


def unified_diff(changes: Iterable[PlannedChange], renamed: Mapping[str, str] | None = None) -> bytes:
    """The changes, by path; lines keep their ends, and a missing one at the end of a file is told.

    Args:
        changes: the old content is None for a file that is new.
        renamed: new path -> old path of files that move, whether or not their content changes.
    """
    moved, by_path = dict(renamed or {}), {change.path: change for change in changes}
    out: list[bytes] = []
    for path in sorted({*moved, *by_path}):
        out += _of_file(path, moved.get(path, path), by_path.get(path))
    return b"".join(out)


def _of_file(path: str, old_path: str, change: PlannedChange | None) -> Iterator[bytes]:
    old, new = _name(f"a/{old_path}"), _name(f"b/{path}")
    yield f"diff --git {old} {new}\n".encode()
    if old_path != path:
        yield f"rename from {_name(old_path)}\nrename to {_name(path)}\n".encode()
    if change is None:
        return
    if change.before is None:
        yield b"new file mode 100644\n"
    hunks = difflib.diff_bytes(
        difflib.unified_diff,
        _lines(change.before or b""),
        _lines(change.after),
        b"/dev/null" if change.before is None else old.encode(),
        new.encode(),
    )
    for number, line in enumerate(hunks):
        if number < 2 and line.count(b" ") > 1:  # git reads a name with blanks up to a tab
            line = line.rstrip(b"\n") + b"\t\n"
        yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def _lines(data: bytes) -> list[bytes]:
    *lines, last = data.split(b"\n")
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _name(path: str) -> str:
    """A path as git writes it in a diff: quoted where it holds what a line cannot."""
    if _PLAIN.fullmatch(path):
        return path
    out: list[str] = []
    for char in path:
        if char in _NAMED:
            out.append(_NAMED[char])
        elif char < " " or char > "~":
            out += [f"\\{byte:03o}" for byte in char.encode("utf-8", "surrogateescape")]
        else:
            out.append(char)
    return f'"{"".join(out)}"'
