"""Where answers of git are kept between runs; commits do not change."""

from __future__ import annotations

from typing import Protocol


class Memo(Protocol):
    """Bytes by key; what is kept may be lost."""

    def get(self, key: bytes) -> bytes | None:
        """What is kept under a key."""

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a value under a key."""


class NoMemo:
    """Keeps nothing."""

    def get(self, key: bytes) -> bytes | None:
        """Nothing."""
        return None

    def put(self, key: bytes, value: bytes) -> None:
        """Forget it."""
