"""What a tree shows, read once for all that is proposed from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from doclint.link.project import Project
from doclint.tree.read import Unreadable

_TEXTS = 2000  # documents whose text is searched


class Seen:
    """A tree as it was read without a configuration.

    Args:
        project: linked.
        read: the bytes of a file.
    """

    def __init__(self, project: Project, read: Callable[[str], bytes]) -> None:
        self.project, self._read = project, read
        self.documents = tuple(document.path for document in project.documents())
        self.files = project.all_files()

    def metadata(self, path: str) -> Mapping[str, Any]:
        """The front matter of a document."""
        return self.project.metadata(path)

    def text(self, path: str) -> str:
        """The text of a file; empty where it cannot be read."""
        try:
            return self._read(path).decode("utf-8", "replace")
        except Unreadable:
            return ""

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The texts of the documents; of a large tree, those of a sample."""
        return tuple(map(self.text, self.documents[:: len(self.documents) // _TEXTS + 1]))


def strings(value: object) -> Iterator[str]:
    """The strings and numbers of a metadata value: a scalar, a list of them, or a text with commas."""
    for item in value if isinstance(value, list) else (value,):
        if isinstance(item, str):
            yield from (part.strip() for part in item.split(",") if part.strip())
        elif isinstance(item, int) and not isinstance(item, bool):
            yield str(item)
