"""The docs base: the folder that documentation paths are relative to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def find_docs_base(folders: Iterable[str], markers: Iterable[str]) -> str:
    """The folder that holds most of the marker folders; of several, the one nearest the root.

    Args:
        folders: every folder of the tree.
        markers: names such as `streaming_files`.

    Returns:
        A path relative to the root; empty for the root itself, also where no marker occurs.
    """
    wanted = {marker.strip("/") for marker in markers}
    counts: Counter[str] = Counter()
    for folder in folders:
        parent, _, name = folder.rpartition("/")
        if name in wanted:
            counts[parent] += 1
    if not counts:
        return ""
    return min(counts, key=lambda folder: (-counts[folder], folder.count("/") + bool(folder), folder))
