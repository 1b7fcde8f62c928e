"""Work shared between processes: every piece is done, whatever becomes of who took it."""

from __future__ import annotations

import os
import time

import pytest

from doclint.tree import fork
from doclint.tree.fork import MOST_PIECES, Team, processes

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
HERE = os.getpid()


def team(count: int, hands: int, work: object) -> Team[tuple[int, int]]:
    return Team(
        count,
        work,  # type: ignore[arg-type]
        lambda result: b"%d %d" % result,
        lambda _, body: tuple(map(int, body.split())),  # type: ignore[arg-type,return-value]
        hands,
    )


def square(number: int) -> tuple[int, int]:
    time.sleep(0.002)
    return number * number, os.getpid()


@pytest.mark.parametrize("count", [0, 1, 2, 50])
@pytest.mark.parametrize("hands", [1, 2, 5])
def test_each_piece_is_done_once(count: int, hands: int) -> None:
    found = list(team(count, hands, square))
    assert sorted((number, result[0]) for number, result in found) == [(n, n * n) for n in range(count)]
    pids = {result[1] for _, result in found}
    assert len(pids) <= hands
    if count == 50 and hands > 1:
        assert len(pids) > 1


def test_as_many_pieces_as_a_pipe_takes() -> None:
    assert len(list(team(MOST_PIECES, 2, lambda n: (n, n)))) == MOST_PIECES


def test_what_a_killed_child_took_is_done_again() -> None:
    def killer(number: int) -> tuple[int, int]:
        if os.getpid() != HERE and number > 3:
            os.kill(os.getpid(), 9)
        return square(number)

    assert sorted(number for number, _ in team(30, 3, killer)) == list(range(30))


def test_where_no_process_is_granted_this_one_does_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError("Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert {pid for _, (_, pid) in team(5, 4, square)} == {HERE}


def test_an_error_in_a_child_is_raised_here() -> None:
    def mistaken(number: int) -> tuple[int, int]:
        if os.getpid() == HERE:
            time.sleep(0.05)  # let a child come upon it first
        if number == 2:
            raise ValueError("piece 2")
        return number, 0

    with pytest.raises(ValueError, match="piece 2"):
        list(team(4, 2, mistaken))


def test_no_more_processes_than_the_run_is_granted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert processes() == 1
    monkeypatch.setattr(fork.sys, "platform", "darwin")
    assert processes() == 1
