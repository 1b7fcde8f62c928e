"""Where every command line starts, and the mapping of every outcome to an exit code."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from doclint.cli.outcome import EXIT_ABNORMAL, EXIT_INTERRUPTED, EXIT_TERMINATED, print_error
from doclint.errors import DoclintError


def main() -> int:
    """Run the command line; its exit code."""
    terminated: list[int] = []

    def end(number: int, frame: object) -> None:
        """Whoever ends us must find nothing half done: as with Ctrl-C, what was begun is taken back."""
        terminated.append(number)
        raise KeyboardInterrupt

    with suppress(ValueError):  # in another thread than the first nobody may say what a signal does
        signal.signal(signal.SIGTERM, end)
    try:
        code = _run()
    except KeyboardInterrupt:
        print_error("interrupted")
        code = EXIT_INTERRUPTED
    return EXIT_TERMINATED if terminated else code


def _run() -> int:
    # A surrogate from a non-UTF-8 path, or a terminal that is not UTF-8, must not end in a traceback.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    from doclint.cli.group import call

    try:
        code = call(sys.argv[1:])
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except DoclintError as error:
        from doclint.formats.escape import printable

        # It may quote a document, a path or a name: nothing of those acts on a terminal.
        print_error(printable(str(error)))
        return EXIT_ABNORMAL
    except SystemExit:
        # click's own way to end when the reader of its output has gone.
        return 128 + getattr(signal, "SIGPIPE", 13)
    except BrokenPipeError:
        # `doclint check | head`: the reader has what it wanted. Keep Python from complaining at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + getattr(signal, "SIGPIPE", 13)
    except Exception as error:
        if os.environ.get("DOCLINT_TRACEBACK"):
            raise
        where = f"{type(error).__name__}: {error}".split("\n")[0][:300]
        print_error(f"internal error: {where} (set DOCLINT_TRACEBACK=1 for the traceback)")
        return EXIT_ABNORMAL
