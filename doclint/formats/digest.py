"""Digests of content. `hashlib` would import OpenSSL: 5 ms of a 50 ms run."""

from __future__ import annotations

from _blake2 import blake2b

try:
    from _sha1 import sha1  # type: ignore[import-not-found]
except ImportError:  # a Python that was built without it
    from hashlib import sha1

DIGEST = 16  # bytes


def digest(*parts: bytes) -> bytes:
    """A digest of some byte strings, told apart: how the text is cut matters."""
    state = blake2b(digest_size=DIGEST)
    for part in parts:
        state.update(len(part).to_bytes(8, "little"))
        state.update(part)
    return state.digest()


def content_digest(data: bytes) -> str:
    """A digest of the content of a file, and behind it git's name for a blob of that content (SHA-1)."""
    blob: str = sha1(b"blob %d\0" % len(data) + data).hexdigest()
    return digest(data).hex() + blob


def blob_of(content: str) -> str:
    """Git's name for the blob, of a `content_digest`."""
    return content[2 * DIGEST :]
