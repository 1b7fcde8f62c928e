"""Targets that the configuration says to leave alone (`ignore-targets`)."""

from __future__ import annotations

from collections.abc import Iterable

from doclint.config.globs import glob_regex
from doclint.formats.target import split_target
from doclint.link.model import Edge

IGNORED = "ignored "  # a mark: the glob that silenced something in a document


class IgnoredTargets:
    """Tells which targets match a glob, and knows which globs did so.

    Args:
        globs: of targets as written, without their fragment; one that begins with `#` is of fragments.
    """

    def __init__(self, globs: Iterable[str]) -> None:
        globs = tuple(globs)
        self._paths = [(glob, glob_regex(glob)) for glob in globs if not glob.startswith("#")]
        self._fragments = [(glob, glob_regex(glob[1:])) for glob in globs if glob.startswith("#")]
        self.used: set[str] = set()

    def path(self, path: str) -> bool:
        """Whether a path is to be left alone."""
        clean = path.removeprefix("./").lstrip("/")
        for glob, regex in self._paths:
            if (path.startswith("/") or not glob.startswith("/")) and regex.fullmatch(clean):
                self.used.add(glob)
                return True
        return False

    def forgive(self, edge: Edge) -> Edge:
        """A broken edge, without its problem where its target is to be left alone."""
        assert edge.problem is not None
        path, fragment = split_target(edge.reference.target)
        forgiven = self.path(path)
        for glob, regex in self._fragments if edge.problem.kind in ("anchor", "anchor-case") else ():
            if regex.fullmatch(fragment or ""):
                self.used.add(glob)
                forgiven = True
        return edge._replace(problem=None) if forgiven else edge
