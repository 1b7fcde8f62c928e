"""Work shared with processes of the standard library's pool, where the system forks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

R = TypeVar("R")


def available_workers() -> int:
    """How many processes may share a run's work; one where none can be forked."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # macOS: system libraries do not survive it
        return 1
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)


def map_chunks(work: Callable[[int], R], count: int, workers: int) -> Iterator[tuple[int, R]]:
    """The number and the result of `work` for each number below `count`, in any order.

    The work begins at once, before the first result is asked for. A worker that is killed, or that cannot be
    started, costs time: what it left undone is done here.

    Args:
        work: what it changes in memory stays in the process that does it; its results are pickled, between
            these processes alone.
        count: how many chunks there are.
        workers: how many processes do the work; with one, this process does.
    """
    if workers < 2 or count < 2:
        return ((number, work(number)) for number in range(count))
    # Imported where they are needed: 25 ms.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("fork"), initializer=_begin, initargs=(work,)
    )
    futures: dict[int, Any] = {}
    with suppress(OSError, RuntimeError):  # no more processes are granted
        for number in range(count):
            futures[number] = pool.submit(_do, number)
    return _results(work, count, pool, futures)


def _results(
    work: Callable[[int], R], count: int, pool: Any, futures: dict[int, Any]
) -> Iterator[tuple[int, R]]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        for number in range(count):
            try:
                result = futures[number].result() if number in futures else work(number)
            except (BrokenProcessPool, OSError):
                result = work(number)
            yield number, result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_work: Callable[[int], Any]


def _begin(work: Callable[[int], Any]) -> None:
    # In a worker, which does nothing else: forked, it has the work without pickling it.
    global _work
    _work = work
    import signal

    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # a worker has nothing to take back
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # its parent decides what Ctrl-C means


def _do(number: int) -> Any:
    return _work(number)
