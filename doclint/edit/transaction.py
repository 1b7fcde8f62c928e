"""Writes several files as one: each has its old content or the new; the next run finishes an interrupted one.

A journal outside the tree holds the new contents before the first file is touched (write-ahead logging: Gray
and Reuter, "Transaction Processing", 1993, chapter 9). From there on all can be done again: a file that has
its old content gets the new, one that has the new is done, one that somebody changed since is left alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from doclint.edit.edits import PlannedChange
from doclint.edit.moves import Move, origin_of, undo_move
from doclint.errors import DoclintError
from doclint.formats.digest import digest

_WAIT = 30.0  # seconds for another run that writes to the same tree
_PLAN, _DATA, _LOCK = "plan.json", "data", "lock"


class Done(NamedTuple):
    """What a transaction did: the paths that have their new content, and those that were left alone."""

    written: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


class Journal:
    """The journal of one tree.

    Args:
        folder: where it lies, outside of the tree; made if it is missing.
        root: the tree.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self.folder, self.root = folder, root

    def recover(self) -> Done:
        """Finish what an interrupted run began.

        Raises:
            DoclintError: the system refused, or another run is writing.
        """
        if not self.folder.is_dir():
            return Done()
        with self._locked():
            return self._recover()

    def write(self, changes: Iterable[PlannedChange], moves: Sequence[Move] = ()) -> Done:
        """Move files, then give files their new contents.

        A file whose content is not as it was when the change was planned is left alone.

        Raises:
            DoclintError: the system refused; then no file has changed, and no name.
        """
        with self._locked():
            self._recover()
            wanted = list(changes)
            kept = [change for change in wanted if self._is_as_planned(change, moves)]
            left = tuple(change.path for change in wanted if change not in kept)
            if not kept and not moves:
                return Done((), left)
            entry = Path(tempfile.mkdtemp(prefix="run-", dir=self.folder))
            try:
                _write_plan(entry, kept, moves)
                self._carry_out(entry.name, kept, moves)
            except BaseException as error:
                shutil.rmtree(entry, ignore_errors=True)
                if isinstance(error, OSError):
                    shown = error.filename if isinstance(error.filename, str) else ""
                    shown = os.path.relpath(shown, self.root) if shown else str(self.root)
                    raise DoclintError(f"cannot write: {error.strerror or error}", shown) from None
                raise
            _flush()
            shutil.rmtree(entry, ignore_errors=True)
            return Done(tuple(change.path for change in kept), left)

    # -- one run ------------------------------------------------------------------------------------

    def _is_as_planned(self, change: PlannedChange, moves: Sequence[Move]) -> bool:
        """Whether a file has the content that a change was made from; one that is moved, at its old place."""
        return _content(self._real(origin_of(change.path, moves))) == change.before

    def _carry_out(self, name: str, changes: Sequence[PlannedChange], moves: Sequence[Move]) -> None:
        moved: list[Move] = []
        temporaries: list[tuple[PlannedChange, Path, Path | None]] = []
        try:
            for move in moves:
                moved.append(move)
                move.carry_out(self.root)
            for number, change in enumerate(changes):
                target = self._real(change.path)
                temporaries.append((change, target, _temporary(target, f"{name}-{number}")))
                _prepare(*temporaries[-1])
        except BaseException:  # also on Ctrl-C: nothing has its new content yet
            for _, _, temporary in temporaries:
                if temporary is not None:
                    temporary.unlink(missing_ok=True)
            for move in reversed(moved):
                undo_move(self.root, move)
            raise
        interrupted: KeyboardInterrupt | None = None
        for number, (change, target, temporary) in enumerate(temporaries):
            try:
                _put(change, target, temporary)
            except KeyboardInterrupt as error:  # the rest takes milliseconds: be whole, then stop
                interrupted = error
                _put(change, target, temporary)
            except OSError:
                self._take_back(temporaries, number)
                for move in reversed(moved):
                    undo_move(self.root, move)
                raise
        if interrupted is not None:
            raise interrupted

    def _take_back(self, temporaries: Sequence[tuple[PlannedChange, Path, Path | None]], number: int) -> None:
        """Give those files that have their new content the old one again."""
        for _, _, temporary in temporaries[number:]:
            if temporary is not None:
                temporary.unlink(missing_ok=True)
        for change, target, _ in temporaries[:number]:
            if change.before is None:
                target.unlink(missing_ok=True)
            else:
                back = PlannedChange(change.path, change.after, change.before, 0)
                temporary = _temporary(target, f"back-{number}")
                _prepare(back, target, temporary)
                _put(back, target, temporary)

    def _real(self, path: str) -> Path:
        """Where a path leads; a link is followed only within the tree.

        Raises:
            DoclintError: it leads out of the tree.
        """
        full = Path(os.path.realpath(self.root / path))
        if not full.is_relative_to(os.path.realpath(self.root)):
            raise DoclintError("it leads out of the repository, where doclint writes nothing", path)
        return full

    # -- what an interrupted run left ---------------------------------------------------------------

    def _recover(self) -> Done:
        written: list[str] = []
        left: list[str] = []
        for entry in sorted(self.folder.iterdir()):
            if not entry.is_dir():
                continue
            plan = _read_plan(entry)
            for move in plan.moves if plan is not None else ():
                if (self.root / move.old).exists() and not (self.root / move.new).exists():
                    move.carry_out(self.root)
            for number, change in enumerate(plan.changes if plan is not None else ()):
                target = self._real(change.path)
                stale = _temporary(target, f"{entry.name}-{number}")
                if stale is not None:
                    stale.unlink(missing_ok=True)
                now = _content(target)
                if now == change.after:
                    written.append(change.path)
                elif now == change.before or _is_half_written(now, change):
                    temporary = _temporary(target, f"{entry.name}-{number}")
                    _prepare(change, target, temporary)
                    _put(change, target, temporary)
                    written.append(change.path)
                else:
                    left.append(change.path)
            _flush()
            shutil.rmtree(entry, ignore_errors=True)
        return Done(tuple(written), tuple(left))

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            message = f"no journal can be kept in '{self.folder}': {error.strerror} (DOCLINT_CACHE_HOME)"
            raise DoclintError(message) from None
        try:
            _lock(handle)
            yield
        finally:
            os.close(handle)


class _Plan(NamedTuple):
    changes: tuple[PlannedChange, ...]
    moves: tuple[Move, ...]


def _write_plan(entry: Path, changes: Sequence[PlannedChange], moves: Sequence[Move]) -> None:
    """The contents first, then, whole or not at all, what to do with them."""
    places: list[Any] = []
    with (entry / _DATA).open("wb") as file:
        for change in changes:
            before, after = change.before or b"", change.after
            absent = change.before is None
            places.append([os.fsencode(change.path).hex(), file.tell(), len(before), len(after), absent])
            file.write(before + after)
        file.flush()
        os.fsync(file.fileno())
    names = [[os.fsencode(move.old).hex(), os.fsencode(move.new).hex(), move.tracked] for move in moves]
    data = json.dumps([places, names]).encode("ascii")
    with (entry / "new").open("wb") as file:
        file.write(digest(data) + data)
        file.flush()
        os.fsync(file.fileno())
    (entry / "new").replace(entry / _PLAN)


def _read_plan(entry: Path) -> _Plan | None:
    """What an interrupted run wanted; None where it had not begun to change anything."""
    try:
        raw, contents = (entry / _PLAN).read_bytes(), (entry / _DATA).read_bytes()
    except OSError:
        return None
    data = raw[len(digest(b"")) :]
    if digest(data) + data != raw:
        return None
    places, names = json.loads(data)
    changes = tuple(
        PlannedChange(
            os.fsdecode(bytes.fromhex(path)),
            None if absent else contents[at : at + old],
            contents[at + old : at + old + new],
            0,
        )
        for path, at, old, new, absent in places
    )
    decoded = (
        (os.fsdecode(bytes.fromhex(old)), os.fsdecode(bytes.fromhex(new)), git) for old, new, git in names
    )
    return _Plan(changes, tuple(Move(*move) for move in decoded))


def _content(target: Path) -> bytes | None:
    """The content of a regular file; None where there is none."""
    try:
        if not stat.S_ISREG(target.stat().st_mode):
            return None
        return target.read_bytes()
    except FileNotFoundError:
        return None


def _is_half_written(now: bytes | None, change: PlannedChange) -> bool:
    """Whether a file that is written in place, because it has several names, was left in the middle."""
    if now is None or change.before is None:
        return False
    pairs = zip(now, change.after, strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(now), len(change.after)))
    return now[same:] == change.before[same:]


def _temporary(target: Path, name: str) -> Path | None:
    """The file beside a target that will replace it; None where it must be written in place.

    A file with several hard links is: a replacement would cut it from the others.
    """
    try:
        if target.stat().st_nlink > 1:
            return None
    except FileNotFoundError:
        pass
    return target.with_name(f".doclint-{name}")


def _prepare(change: PlannedChange, target: Path, temporary: Path | None) -> None:
    """Write the new content beside its target.

    Raises:
        OSError: the system refused, or would refuse to write the target.
    """
    if change.before is not None and not os.access(target, os.W_OK):
        raise PermissionError(13, "the file is read-only", str(target))
    if temporary is None:
        return
    if change.before is None:
        target.parent.mkdir(parents=True, exist_ok=True)
    with temporary.open("wb") as file:
        file.write(change.after)
    if change.before is not None:
        temporary.chmod(stat.S_IMODE(target.stat().st_mode))


def _put(change: PlannedChange, target: Path, temporary: Path | None) -> None:
    """Let a target have its new content."""
    if temporary is not None:
        if temporary.exists():
            temporary.replace(target)
        return
    with target.open("r+b") as file:
        file.write(change.after)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _flush() -> None:
    """Let the disk have everything before the journal goes."""
    if hasattr(os, "sync"):
        os.sync()


def _lock(handle: int) -> None:
    """Wait until no other run writes to the tree; the system frees the lock when a process ends.

    Raises:
        DoclintError: another run takes too long.
    """
    end = time.monotonic() + _WAIT
    while True:
        try:
            _try_lock(handle)
        except OSError:
            if time.monotonic() > end:
                raise DoclintError("another doclint is writing to this tree") from None
            time.sleep(0.05)
        else:
            return


def _try_lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
