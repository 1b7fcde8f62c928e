"""Where the cache lies, and the key that signs it. Imports next to nothing: a warm run starts here."""

from __future__ import annotations

import os
from _blake2 import blake2b  # hashlib would import OpenSSL: 5 ms of a 50 ms run

from doclint.tree.status import content_state, status_of

TYPE_CHECKING = False  # typing costs 2 ms
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import IO

MAC = 16
DIGEST = 16  # bytes of a content digest


def cache_home() -> str | None:
    """`$DOCLINT_CACHE_HOME`, else `$XDG_CACHE_HOME/doclint`, else `~/.cache/doclint`; None without a home."""
    own = os.environ.get("DOCLINT_CACHE_HOME")
    if own:
        return own
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111
    return os.path.join(base, "doclint") if os.path.isabs(base) else None  # noqa: PTH117, PTH118


def secret(*, create: bool) -> bytes | None:
    """The key that signs what this user caches; made on first use. None where it cannot be kept."""
    home = cache_home()
    if home is None:
        return None
    path = f"{home}/key"
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            key = file.read(64)
        if len(key) == 32:
            return key
    except OSError:
        pass
    if not create:
        return None
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)  # noqa: PTH103
        # Two first runs at once: the one that links its key first wins, the other reads it.
        draft = f"{path}.{os.getpid()}"
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123
            file.write(os.urandom(32))
        try:
            os.link(draft, path)
        except OSError:
            if not os.path.exists(path):  # noqa: PTH110
                os.replace(draft, path)  # noqa: PTH105  # a file system without hard links
        if os.path.exists(draft):  # noqa: PTH110
            os.unlink(draft)  # noqa: PTH108
        with open(path, "rb") as file:  # noqa: PTH123
            key = file.read(64)
    except OSError:
        return None
    return key if len(key) == 32 else None


def sign(key: bytes, *parts: bytes) -> bytes:
    """The signature of some bytes under a key."""
    state = blake2b(digest_size=MAC, key=key)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()


def digest(*parts: bytes) -> bytes:
    """A content digest of some bytes."""
    return sign(b"", *parts)


def _seal(key: bytes, name: bytes, *body: bytes) -> bytes:
    """The signature of a file; into how many parts its content is cut makes no difference."""
    state = blake2b(digest_size=MAC, key=key)
    state.update(len(name).to_bytes(8, "little") + name)
    for part in body:
        state.update(part)
    return state.digest()


def read_signed(path: str, key: bytes) -> bytes | None:
    """The content of a signed file; None where it is missing, cut or not ours."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            data = file.read()
    except OSError:
        return None
    body = data[MAC:]
    name = os.fsencode(path.rpartition("/")[2])
    return body if len(data) > MAC and data[:MAC] == _seal(key, name, body) else None


def open_signed(path: str, key: bytes) -> tuple[bytes, IO[bytes]] | None:
    """The first line of a file whose first line is signed, and the file, open; None where it is not ours.

    What follows the line is not looked at: it must hold digests of that.
    """
    try:
        file = open(path, "rb")  # noqa: PTH123, SIM115
    except OSError:
        return None
    try:
        mac, line = file.read(MAC), file.readline()
    except OSError:
        mac = line = b""
    if line and mac == _seal(key, os.fsencode(path.rpartition("/")[2]), line):
        return line, file
    file.close()
    return None


def write_signed(path: str, key: bytes, *body: bytes, after: Iterable[bytes] = ()) -> None:
    """Write a signed file in one replace; a cache that cannot be written is no mistake of the user.

    Args:
        path: of the file.
        key: what signs it.
        body: its content, in parts: a large one need not be put together first.
        after: what follows unsigned, because the body holds digests of it.
    """
    draft = f"{path}.{os.getpid()}.tmp"
    name = os.fsencode(path.rpartition("/")[2])
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
        with open(draft, "wb") as file:  # noqa: PTH123
            file.write(_seal(key, name, *body))
            file.writelines(body)
            file.writelines(after)
        os.replace(draft, path)  # noqa: PTH105
    except OSError:
        try:
            os.unlink(draft)  # noqa: PTH108
        except OSError:
            return


def state_of(path: str | os.PathLike[str]) -> str:
    """What of a file's state (a link followed) changes whenever its content does.

    Raises:
        OSError: there is nothing, or it cannot be looked at.
    """
    return " ".join(map(str, content_state(status_of(os.stat(path)))))  # noqa: PTH116
