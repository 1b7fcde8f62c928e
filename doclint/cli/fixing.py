"""`--fix`: rounds of planning and writing until nothing more can be repaired."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from doclint.cli.outcome import print_error
from doclint.edit.edits import plan
from doclint.edit.write import replace_file
from doclint.tree.read import Unreadable, read_bytes

if TYPE_CHECKING:
    from doclint.model.finding import Report

ROUNDS = 5
_LIMIT = 1_000_000_000


def fix_all(top: Path, report: Report, run: Callable[[], Report], *, unsafe: bool, quiet: bool) -> Report:
    """Write the fixes of a report, check again, and repeat while there is something to write.

    A file that changed since it was checked is left alone, and said.

    Returns:
        The report of what is left.
    """
    repaired = 0
    for _ in range(ROUNDS):
        planned = plan(report.findings, lambda path: read_bytes(top, path, _LIMIT), unsafe=unsafe)
        wrote = False
        for item in planned:
            try:
                same = read_bytes(top, item.path, _LIMIT) == item.before
            except Unreadable:
                same = False
            if not same:
                print_error(f"'{item.path}' changed while it was checked; left alone")
                continue
            replace_file(top / item.path, item.after, item.path)
            wrote = True
            repaired += item.repairs
        if not wrote:
            break
        report = run()
    if not quiet:
        print_error(f"fixed {repaired} finding{'s' if repaired != 1 else ''}")
    return report
