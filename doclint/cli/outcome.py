"""Exit codes, and output on standard output and standard error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

EXIT_CLEAN, EXIT_FINDINGS, EXIT_ABNORMAL, EXIT_INTERRUPTED, EXIT_TERMINATED = 0, 1, 2, 130, 143


def print_error(line: str) -> None:
    """Print one line on standard error, if there is one."""
    if sys.stderr is not None:
        sys.stderr.write(f"doclint: {line}\n")
        sys.stderr.flush()


def write(text: str, *, coloured: bool = False) -> None:
    """Print a report on standard output, if there is one."""
    if coloured and os.name == "nt":
        import click  # it knows how to colour every console of Windows

        click.echo(text, nl=False, color=True)
    elif sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


def deliver(text: str, file: Path | None, *, coloured: bool = False) -> None:
    """Write what a command says to a file, or print it where none is named.

    Raises:
        DoclintError: the file cannot be written.
    """
    if file is None:
        write(text, coloured=coloured)
        return
    from doclint.edit.write import replace_file

    replace_file(file, text.encode("utf-8", "backslashreplace"), str(file))


def deliver_diff(data: bytes, file: Path | None, *, coloured: bool = False) -> None:
    """Write a diff to a file, or print it, byte for byte: it may hold any encoding and any line end.

    Raises:
        DoclintError: the file cannot be written.
    """
    if file is not None:
        from doclint.edit.write import replace_file

        replace_file(file, data, str(file))
        return
    if coloured:
        data = b"".join(_coloured(line) for line in data.splitlines(keepends=True))
    if sys.stdout is not None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


_COLOURS = {b"+++": b"1", b"---": b"1", b"dif": b"1", b"@@ ": b"36"}


def _coloured(line: bytes) -> bytes:
    """A line of a diff as git colours it; control characters of documents reach no terminal."""
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    from doclint.formats.escape import printable

    signs = {b"+": b"32", b"-": b"31"}
    colour = _COLOURS.get(line[:3]) or signs.get(line[:1])
    shown = printable(text).encode("utf-8")
    return (b"\x1b[" + colour + b"m" + shown + b"\x1b[0m\n") if colour else shown + b"\n"
