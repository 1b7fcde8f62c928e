"""Reviews of declared dependencies: what `doclint.lock` holds, and how it is compared.

The lock is text, sorted, one dependency a line (`SOURCE<TAB>TARGET<TAB>DIGEST`), so that it merges. The
digest is of the target's normative text: front matter, comments and the amount of white space do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from doclint.errors import DoclintError, did_you_mean
from doclint.formats.digest import digest
from doclint.formats.front_matter import read_front_matter
from doclint.formats.source import Source
from doclint.link.model import Edge
from doclint.link.project import Project
from doclint.trace.links import Links
from doclint.tree.git import GitError, run_git
from doclint.tree.read import Unreadable

LOCK_NAME = "doclint.lock"
_HEAD = "# doclint.lock: dependencies as they were last reviewed. Written by 'doclint review'.\n"
_VIAS = ("dependency", "front-matter")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
COMMITS = 50  # how far back a reviewed text is looked for


def declared(project: Project, links: Links) -> Iterator[Edge]:
    """The declared dependencies between documents, each pair once, in order."""
    seen: set[tuple[str, str]] = set()
    for source in project.documents():
        for edge in links.out(source.path, _VIAS):
            pair = (edge.source, edge.target)
            fit = bool(edge.target) and edge.source != edge.target and pair not in seen
            if fit and project.is_document(edge.target) and project.is_document(edge.source):
                seen.add(pair)
                yield edge


def normative_digest(data: bytes) -> str:
    """A digest of what a document says."""
    try:
        source = Source(data)
    except UnicodeDecodeError:
        return digest(data).hex()
    body = source.data[read_front_matter(source).body :].decode("utf-8")
    return digest(" ".join(_COMMENT.sub(" ", body).split()).encode()).hex()


def parse_lock(data: bytes, shown: str) -> dict[tuple[str, str], str]:
    """(source, target) -> digest.

    Raises:
        DoclintError: with the line of the mistake.
    """
    found: dict[tuple[str, str], str] = {}
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.rstrip("\r").split("\t")
        if len(fields) != 3 or not re.fullmatch(r"[0-9a-f]{32}", fields[2]):
            hint = " (a merge conflict?)" if line.startswith(("<<<<", "====", ">>>>")) else ""
            raise DoclintError(
                f"expected SOURCE, TARGET and a digest, separated by tabs{hint}", shown, number
            )
        found[_unescape(fields[0]), _unescape(fields[1])] = fields[2]
    return found


def dump_lock(entries: Mapping[tuple[str, str], str]) -> bytes:
    """The lock's bytes: sorted, a line an entry."""
    lines = (f"{_escape(s)}\t{_escape(t)}\t{d}\n" for (s, t), d in sorted(entries.items()))
    return (_HEAD + "".join(lines)).encode("utf-8", "surrogateescape")


def _escape(path: str) -> str:
    return path.replace("%", "%25").replace("\t", "%09").replace("\n", "%0A").replace("\r", "%0D")


def _unescape(text: str) -> str:
    for code, char in (("%09", "\t"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def renew(
    project: Project, names: Iterable[str], old: Mapping[tuple[str, str], str]
) -> dict[tuple[str, str], str]:
    """The entries of the lock once the dependencies of some documents (IDs or paths; all) were reviewed.

    Raises:
        DoclintError: a name that no document has, or a document that cannot be read.
    """
    wanted = set()
    for name in names:
        document = project.resolver.document_named(name)
        if document is None:
            near = did_you_mean(name, [*project.ids(), *(d.path for d in project.documents())])
            raise DoclintError(f"no document '{name}'" + (f" ({near})" if near else ""))
        wanted.add(document.path)
    entries: dict[tuple[str, str], str] = {}
    for edge in declared(project, Links(project)):
        pair = (edge.source, edge.target)
        if wanted and edge.source not in wanted:
            # Its review stays on record; that of a dependency which is gone leaves the record.
            if pair in old:
                entries[pair] = old[pair]
            continue
        try:
            entries[pair] = normative_digest(project.read(edge.target))
        except Unreadable as error:
            raise DoclintError(str(error), edge.target) from None
    return entries


def since_review(project: Project, path: str, reviewed: str) -> str:
    """The commits since a document's reviewed text, `OLD..NEW`; empty where git does not know."""
    if not project.in_git:
        return ""
    root = Path(project.root)
    try:
        out = (
            run_git(root, "log", f"-{COMMITS}", "--format=%h", "--", path).decode("ascii", "replace").split()
        )
        for commit in out:
            if normative_digest(run_git(root, "show", f"{commit}:./{path}")) == reviewed:
                newest = out[0] if out[0] != commit else "the work tree"
                return f"{commit}..{newest}"
    except GitError:
        return ""
    return ""
