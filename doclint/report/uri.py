"""Paths as relative URI references (RFC 3986): percent-encoded bytes, `/` kept."""

from __future__ import annotations

from urllib.parse import quote_from_bytes


def relative_uri(path: str) -> str:
    """The URI of a path relative to the root; bytes that are not UTF-8 survive."""
    uri = quote_from_bytes(path.encode("utf-8", "surrogateescape"), safe="/")
    # `a:b/c` would read as a scheme.
    return f"./{uri}" if ":" in uri.partition("/")[0] else uri
