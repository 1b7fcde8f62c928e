"""What a run printed, kept for its replay."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from doclint.cache.replay import record, replayable
from doclint.cli.outcome import print_error

if TYPE_CHECKING:
    from doclint.api import Run
    from doclint.tree.git import Asked
    from doclint.tree.status import Status


class Recorder:
    """Prints for a command and remembers it; `save` keeps it where the run may be replayed."""

    def __init__(
        self,
        argv: list[str],
        started_ns: int,
        seen: Mapping[bytes, Status],
        listing: Asked | None = None,
    ) -> None:
        self.argv, self.started_ns, self.seen, self.listing = argv, started_ns, seen, listing
        self.out = self.err = ""
        self.run: Run | None = None

    def say(self, text: str, *, coloured: bool = False) -> None:
        """Print a report on standard output."""
        self.out += text
        if coloured and os.name == "nt":
            import click  # it knows how to colour every console of Windows

            click.echo(text, nl=False, color=True)
        elif sys.stdout is not None:
            sys.stdout.write(text)
            sys.stdout.flush()

    def notice(self, line: str) -> None:
        """Print one line on standard error, after doclint's name."""
        self.err += f"doclint: {line}\n"
        print_error(line)

    def save(self, code: int) -> None:
        """Keep the run for its replay, if it is one that may be replayed."""
        if self.run is None or not self.run.settled or not replayable(self.argv):
            return
        from doclint.cache.inputs import input_paths

        inputs = input_paths(self.run.files, self.run.read, self.run.others)
        if inputs is not None:
            first, others, seen = inputs
            out = self.out.encode(sys.stdout.encoding or "utf-8", "backslashreplace")
            err = self.err.encode(sys.stderr.encoding or "utf-8", "backslashreplace")
            record(self.argv, code, out, err, (first, others), seen, self.started_ns)
