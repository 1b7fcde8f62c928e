"""The console script and `python -m doclint`."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line and exit."""
    # The one switch of the collector: facts hold no cycles, and it would walk a million tuples for nothing.
    gc.disable()
    try:
        from doclint.cli.main import main as run

        code = run()
    except KeyboardInterrupt:  # while modules were loaded
        sys.stderr.write("doclint: interrupted\n")
        code = 130
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # closed by the parent process
                stream.flush()
        except (OSError, ValueError):
            code = code or 2  # the output did not arrive
    # Taking a million small tuples apart, one by one, takes longer than some runs do.
    os._exit(code)


if __name__ == "__main__":
    main()
