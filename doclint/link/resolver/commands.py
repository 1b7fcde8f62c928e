"""What commands name: scripts, operands, folders, modules, scripts of package.json, targets of a Makefile.

A command is written for somebody who stands somewhere: every folder above the document is tried. doclint says
only on evidence that something is missing, for documents also tell how other projects are run.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from doclint.formats.json_source import JsonError
from doclint.link.model import Edge, Problem
from doclint.link.paths import join
from doclint.link.resolver.explain import Explainer, broken
from doclint.model.facts import Reference
from doclint.tree.read import Unreadable

if TYPE_CHECKING:
    from doclint.link.project import Project

_MODULE = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_TARGET = re.compile(r"^([^\s:#=][^:#=]*)::?(?!=)", re.M)
_SOURCE = re.compile(r"\.(?:py|sh|bash|js|mjs|cjs|ts|rb|pl|php|R|ps1|bat)$")
_MAKEFILES = ("GNUmakefile", "makefile", "Makefile")


class CommandResolver:
    """Resolves the words of commands."""

    def __init__(self, project: Project, explainer: Explainer) -> None:
        self._project, self._explain = project, explainer

    def resolve(self, file: str, reference: Reference) -> Edge | None:
        """The edge of a word; None if nothing shows that it is of this tree."""
        bases = self._folders(file, reference.field)
        if reference.syntax == "module":
            return self._module(file, reference, bases)
        if reference.syntax == "npm-script":
            return self._npm_script(file, reference, bases)
        if reference.syntax == "make-target":
            return self._make_target(file, reference, bases)
        return self._path(file, reference, bases)

    def _folders(self, file: str, folder: str) -> list[str]:
        """The folders in which the command may run: those above the document, after its `cd`."""
        found = []
        for base in self._explain.bases(file, file_first=True):
            below = join(base, folder) if folder else base
            if below is not None and (not folder or self._project.is_folder(below)):
                found.append(below)
        return found

    def _path(self, file: str, reference: Reference, bases: list[str]) -> Edge | None:
        project, path = self._project, reference.target
        for base in bases:
            found = join(base, path)
            if found and project.exists(found):
                return Edge(file, file, reference, found)
        if not bases or reference.syntax == "folder":
            return None
        name = path.rstrip("/").rpartition("/")[2]
        elsewhere = self._explain.prefer_base(project.files_named(name)) if "." in name else []
        if len(elsewhere) == 1 and (reference.syntax == "script" or "/" in path):
            message = f"'{path}' does not exist where this is run; it lies at '{elsewhere[0]}'"
            return broken(file, reference, Problem("moved", message, subject=elsewhere[0]))
        if not self._is_ours(path, bases, reference.syntax == "script"):
            return None
        expected = next(p for base in bases if (p := join(base, path)) is not None)
        return broken(
            file, reference, Problem("missing", f"'{path}' does not exist", self._near(path, bases), expected)
        )

    def _is_ours(self, path: str, bases: list[str], script: bool) -> bool:
        """Whether a missing file must be one of this tree: its folder holds files of its ending."""
        folder, _, name = path.rpartition("/")
        ending = name.rpartition(".")[2]
        if not folder.strip("./") or not (_SOURCE.search(name) if script else "." in name):
            return False
        inside = [found for base in bases if (found := join(base, folder)) and self._project.is_folder(found)]
        return any(n.endswith(f".{ending}") for found in inside for n in self._project.names_in(found))

    def _near(self, path: str, bases: list[str]) -> str:
        folder, _, name = path.rpartition("/")
        names = [
            n for base in bases if (found := join(base, folder)) for n in self._project.names_in(found)[:500]
        ]
        near = self._explain.nearest.find("command", name, names, 0.7)
        return f"did you mean '{folder}/{near}'?" if near else ""

    def _module(self, file: str, reference: Reference, bases: list[str]) -> Edge | None:
        """`python -m package.module`: known where its package lies in the tree."""
        project, name = self._project, reference.target
        if _MODULE.fullmatch(name) is None:
            return None
        path = name.replace(".", "/")
        top = path.partition("/")[0]
        for base in (*bases, *(join(base, "src") or "" for base in bases)):
            for ending in (".py", "/__main__.py", "/__init__.py"):
                found = join(base, path + ending)
                if found and project.is_file(found):
                    return Edge(file, file, reference, found)
        for base in bases:
            package = join(base, top)
            if "/" in path and package and project.is_file(f"{package}/__init__.py"):
                message = f"the package '{package}' has no module '{name}'"
                return broken(file, reference, Problem("missing", message, subject=f"{join(base, path)}.py"))
        return None

    def _npm_script(self, file: str, reference: Reference, bases: list[str]) -> Edge | None:
        for base in bases:
            path = f"{base}/package.json".lstrip("/")
            if not self._project.is_file(path):
                continue
            try:
                data = self._project.read_json(path).data
            except (Unreadable, JsonError, UnicodeDecodeError):
                return None
            scripts = data.get("scripts") if isinstance(data, dict) else None
            names = list(scripts) if isinstance(scripts, dict) else []
            if reference.target in names:
                return Edge(file, file, reference, path)
            return self._not_there(file, reference, path, names, "script")
        return None

    def _make_target(self, file: str, reference: Reference, bases: list[str]) -> Edge | None:
        for base in bases:
            path = next((p for n in _MAKEFILES if self._project.is_file(p := f"{base}/{n}".lstrip("/"))), "")
            if not path:
                continue
            try:
                text = self._project.read(path).decode("utf-8", "replace")
            except Unreadable:
                return None
            names = [name for line in _TARGET.findall(text) for name in line.split()]
            if reference.target in names:
                return Edge(file, file, reference, path)
            if re.search(r"^-?include\b|^[^#\n]*(?:%|\$[({])[^\n=]*:", text, re.M):
                return None  # its targets are made by patterns, variables, or other files
            return self._not_there(file, reference, path, names, "target")
        return None

    def _not_there(self, file: str, reference: Reference, path: str, names: list[str], what: str) -> Edge:
        near = self._explain.nearest.find(path, reference.target, names, 0.6)
        message = f"'{path}' has no {what} '{reference.target}'"
        problem = Problem("missing", message, f"did you mean '{near}'?" if near else "", subject=path)
        return broken(file, reference, problem)
