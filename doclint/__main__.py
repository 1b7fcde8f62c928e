"""The console script and `python -m doclint`.

A run whose inputs are unchanged is answered here, before click or anything else is imported.
"""

from __future__ import annotations

import gc
import os
import sys
import time

TYPE_CHECKING = False  # typing costs 2 ms
if TYPE_CHECKING:
    from doclint.tree.status import Status


def main() -> None:
    """Run the command line and exit."""
    from doclint.cache.replay import replay

    since_ns = time.time_ns()
    seen: dict[bytes, Status] = {}
    try:
        code = replay(sys.argv[1:], seen)
    except BrokenPipeError:
        os._exit(141)  # as a shell says of who wrote to a reader that had gone (128 + SIGPIPE)
    except OSError:
        os._exit(2)  # what was to be said did not arrive
    if code is not None:
        sys.exit(code)
    gc.disable()  # imports leave no garbage, and it would be looked for again and again; `run` turns it on
    from doclint.tree.git import begin_listing_here

    # While git lists the tree, the rest of the program is imported.
    listing = begin_listing_here() if sys.argv[1:2] == ["check"] else None
    from doclint.cli.main import main as run

    code = run(since_ns, seen, listing)
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:  # closed by who started us
                stream.flush()
        except (OSError, ValueError):
            code = code or 2  # what was said did not arrive
    # Taking a million small tuples apart, one by one, takes longer than some runs do.
    os._exit(code)


if __name__ == "__main__":
    main()
