"""Exit codes, and output on standard output and standard error."""

from __future__ import annotations

import os
import sys
from pathlib import Path

EXIT_CLEAN, EXIT_FINDINGS, EXIT_ABNORMAL, EXIT_INTERRUPTED = 0, 1, 2, 130


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
