"""Files that belong to a document by their name: `playbook-{stem}.md` to `DOC010-Deployment.md`."""

from __future__ import annotations

import re
from collections import defaultdict

from doclint.config.globs import glob_regex
from doclint.link.model import Document
from doclint.link.project import Project

_HOLE = re.compile(r"\{(stem|name|id|slug)\}")


def counterparts(project: Project, pattern: str, fields: dict[str, str]) -> list[str]:
    """The files that a pattern means for one document."""
    base = _base(project)
    folder, slash, last = pattern.rpartition("/")
    if set(last) & set("*?["):
        return list(
            project.files_matching(base + filled(pattern, fields) if slash else filled(pattern, fields))
        )
    # The name is exact, whatever characters the document's own name has.
    found = project.files_named(filled(last, fields))
    if not slash:
        return list(found)
    regex = glob_regex(f"{base}{filled(folder, fields)}/*")
    return [path for path in found if regex.fullmatch(path)]


def counterparts_by_id(project: Project, pattern: str) -> dict[str, list[str]]:
    """Files named after some document (`playbook-{stem}.md`) by the ID their name carries."""
    before, hole, after = pattern.rpartition("/")[2].partition("{stem}")
    found: dict[str, list[str]] = defaultdict(list)
    if not hole or set(before + after) & set("*?[{"):
        return found
    glob = _base(project) + filled(pattern, dict.fromkeys(("stem", "name", "id", "slug"), "*"))
    for path in project.files_matching(glob):
        name = path.rpartition("/")[2]
        identity = project.kinds.identity_of_name(name[len(before) : len(name) - len(after)] + ".md")
        if identity is not None:
            found[identity.id].append(path)
    return found


def fields_of(document: Document) -> dict[str, str]:
    """What the holes of a pattern are filled with."""
    name = document.path.rpartition("/")[2]
    return {"stem": name.rpartition(".")[0], "name": name, "id": document.id, "slug": document.slug}


def is_fixed(pattern: str) -> bool:
    """Whether a pattern means the same files for all documents."""
    return _HOLE.search(pattern) is None


def filled(pattern: str, fields: dict[str, str]) -> str:
    """A pattern with its `{stem}`, `{name}`, `{id}` and `{slug}` put in."""
    return _HOLE.sub(lambda m: fields[m[1]], pattern)


def _base(project: Project) -> str:
    return f"{project.base}/" if project.base else ""
