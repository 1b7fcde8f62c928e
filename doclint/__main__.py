"""The console script and `python -m doclint`.

A run whose inputs are unchanged is answered here, before click or anything else is imported.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit."""
    from doclint.cache.replay import replay

    code = replay(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    from doclint.cli.main import main as run

    run()


if __name__ == "__main__":
    main()
