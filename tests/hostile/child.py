"""doclint in a child process with limits: what an attacker wrote must not cost more."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple


class Done(NamedTuple):
    """What a run gave: exit code, both streams, seconds, and the peak of its memory in MiB."""

    code: int
    out: str
    err: str
    seconds: float
    peak: float


def doclint(
    root: Path, *arguments: str, seconds: float = 60, megabytes: int = 1024, env: dict[str, str] | None = None
) -> Done:
    """Run a command in a tree; fails the test if it takes longer or wants more memory."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "doclint", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONSAFEPATH": "1", **(env or {})},
        capture_output=True,
        timeout=seconds,
        preexec_fn=limit,
        check=False,
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    out, err = (text.decode("utf-8", "surrogateescape") for text in (done.stdout, done.stderr))
    assert "Traceback" not in err, err
    assert "internal error" not in err, err
    assert done.returncode >= 0, f"killed by signal {-done.returncode}: {err}"
    return Done(done.returncode, out, err, time.monotonic() - started, peak)


def codes(done: Done) -> list[str]:
    """`CODE path:line:column` of the findings of `--output-format concise`."""
    found = []
    for line in done.out.splitlines():
        place, _, rest = line.partition(": ")
        if rest[:2] == "DL":
            found.append(f"{rest.split(' ')[0]} {place}")
    return found
