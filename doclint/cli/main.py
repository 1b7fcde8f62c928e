"""Where every command line starts, and the mapping of every outcome to an exit code.

`check` with plain options is understood here; everything else, and every mistake, goes through click, which
takes as long to import as a small check takes to run.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from doclint.cli.outcome import EXIT_ABNORMAL, EXIT_INTERRUPTED, print_error
from doclint.cli.recorder import Recorder
from doclint.errors import DoclintError

if TYPE_CHECKING:
    from doclint.tree.git import Asked
    from doclint.tree.status import Status


def main(
    since_ns: int = 0,
    seen: Mapping[bytes, Status] | None = None,
    listing: Asked | None = None,
) -> int:
    """Run the command line; its exit code.

    Args:
        since_ns: when looking at files began, in nanoseconds since the epoch; 0 means now.
        seen: states of files that were looked at, by absolute path.
        listing: git's listing of the tree the current folder lies in, begun.
    """
    gc.enable()
    # A surrogate from a non-UTF-8 path, or a terminal that is not UTF-8, must not end in a traceback.
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")
    return _run(Recorder(sys.argv[1:], since_ns or time.time_ns(), seen or {}, listing))


def _run(recorder: Recorder) -> int:
    try:
        code = _call(recorder)
        if sys.stdout is not None:
            sys.stdout.flush()
        recorder.save(code)
        return code
    except DoclintError as error:
        from doclint.report.escape import printable

        # It may quote a document, a path or a name: nothing of those acts on a terminal.
        print_error(printable(str(error)))
        return EXIT_ABNORMAL
    except SystemExit:
        # click's own way to end when the reader of its output has gone.
        return 128 + getattr(signal, "SIGPIPE", 13)
    except KeyboardInterrupt:
        print_error("interrupted")
        return EXIT_INTERRUPTED
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


def _call(recorder: Recorder) -> int:
    if recorder.argv[:1] == ["check"]:
        from doclint.cli.checking import check
        from doclint.cli.quick import parse

        request = parse(recorder.argv[1:])
        if request is not None:
            return check(recorder, request)
    from doclint.cli.group import call

    return call(recorder)
