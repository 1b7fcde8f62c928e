"""`doclint new` and `doclint next`: the next free ID of a kind, and a document that begins complete."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from doclint.config.globs import matches_any
from doclint.config.patterns import NamePattern
from doclint.edit.edits import PlannedChange, apply_edits
from doclint.errors import DoclintError, did_you_mean
from doclint.extract.document import extract
from doclint.formats.source import Source
from doclint.formats.target import respell
from doclint.formats.writers import markdown_destination
from doclint.link.model import Document
from doclint.link.paths import relative
from doclint.link.project import Project
from doclint.model.config import KindConfig
from doclint.model.facts import Span
from doclint.model.finding import Edit
from doclint.trace.select import selects
from doclint.tree.git import GitError, run_git
from doclint.tree.revision import find_commit

if TYPE_CHECKING:
    from doclint.engine.workspace import Workspace

_HOLE = re.compile(r"\{\{[^{}]*\}\}|\[[^\]]*[A-ZÁÉÍÓÚ_ ]{3,}[^\]]*\]|\{[^{}]*\}|YYYY-MM-DD|#{2,}")
_CHOICE = re.compile(r"[\w-]+(?:\s*\|\s*[\w-]+)+")
_DATES = ("date", "created", "createdDate", "creationDate", "lastUpdated", "updated", "reportedDate")
_NOBODY = ("@usuario", "@user", "@owner", "@team")
_ITEM = re.compile(r"([ \t]*(?:[-*+]|\d+[.)])[ \t]+)")


class New(NamedTuple):
    """A new document, and what else changes because of it.

    Attributes:
        id, path: of the document.
        changes: the document first.
        notes: what was done, and what people must do.
    """

    id: str
    path: str
    changes: tuple[PlannedChange, ...]
    notes: tuple[str, ...]


def kind_named(project: Project, name: str) -> KindConfig:
    """The kind of a name, in any case.

    Raises:
        DoclintError: there is none, or its documents carry no number.
    """
    kinds = project.kinds.all
    kind = next((kind for key, kind in kinds.items() if key.lower() == name.lower()), None)
    if kind is None:
        hint = did_you_mean(name, kinds) or f"kinds: {', '.join(sorted(kinds)) or 'none'}"
        raise DoclintError(f"no kind '{name}' ({hint})")
    if not any("{id" in pattern for pattern in kind.names) or project.kinds.id_of(kind.name, "1") is None:
        raise DoclintError(f"documents of the kind {kind.name} have no number in their names")
    return kind


def next_id(workspace: Workspace, project: Project, kind: KindConfig, against: Sequence[str] = ()) -> str:
    """The ID after the highest that is, or was, in use.

    In use are those of documents, of manifest entries, and of documents in other revisions; used up those
    that are retired, and those of documents that git knows were deleted.

    Args:
        workspace: the tree.
        project: its project.
        kind: whose ID.
        against: revisions whose documents count, too (`origin/main`).

    Raises:
        DoclintError: no such revision.
    """
    numbers = [0]

    def count(id_: str) -> None:
        match = re.search(r"\d+\Z", id_)
        if match is not None and project.kinds.kind_of_id(id_) == kind.name:
            numbers.append(int(match[0]))

    for id_ in (*project.ids(), *map(project.kinds.canonical, project.config.retired)):
        count(id_)
    for row in project.manifest_rows():
        for entry in row.entries:
            written = entry.text(project.roles(entry).id)
            identity = project.kinds.identity_of_name(f"{written}.md")
            count(identity.id if identity is not None else written)
    for path in _other_paths(workspace, against):
        identity = project.kinds.identify(path, kind)
        if identity is not None and identity.id:
            count(identity.id)
    found = project.kinds.id_of(kind.name, str(max(numbers) + 1))
    assert found is not None
    return found


def _other_paths(workspace: Workspace, against: Sequence[str]) -> Iterator[str]:
    """Paths in other revisions, and those that were deleted in this one's history."""
    root = workspace.root
    for name in against:
        try:
            commit, _ = find_commit(root, name)
            yield from _listed(run_git(root, "ls-tree", "-r", "-z", "--name-only", commit))
        except GitError as error:
            raise DoclintError(f"no revision '{name}': {error}") from None
    if workspace.setup.files.tracked is not None:
        try:
            yield from _listed(
                run_git(root, "log", "--format=", "--name-only", "-z", "--diff-filter=DR", "--relative")
            )
        except GitError:
            return  # no commit yet


def _listed(out: bytes) -> list[str]:
    return [
        name.strip("\n") for name in out.decode("utf-8", "surrogateescape").split("\0") if name.strip("\n")
    ]


class Creator:
    """Makes one document of a kind.

    Args:
        workspace: the tree, without an overlay.
        kind: of the document.
        today: its date (`YYYY-MM-DD`).
    """

    def __init__(self, workspace: Workspace, project: Project, kind: KindConfig, today: str) -> None:
        self._workspace, self._project, self._kind, self._today = workspace, project, kind, today
        stale = next((rule for rule in workspace.setup.rules if rule.check == "stale-entry"), None)
        self._date_field: str = (stale.params.get("field") if stale is not None else None) or "date"
        self._notes: list[str] = []

    def create(self, id_: str, slug: str, title: str, others: Sequence[str]) -> New:
        """A document with an ID, and the links and entries that tie it to others.

        Args:
            id_: its ID.
            slug: its name in the path.
            title: its title.
            others: IDs or paths of documents that it belongs to; it and they link one another.

        Raises:
            DoclintError: its path is taken, or another document does not exist.
        """
        workspace = self._workspace
        path = self._path(id_, slug)
        if workspace.setup.files.exists(path) or (workspace.root / path).exists():
            raise DoclintError(f"'{path}' exists already")
        documents = [self._document(name) for name in others]
        template = self._template()
        if template:
            self._notes.append(f"written from '{template}'")
        text = self._text(template, id_, title, path, documents)
        changes = [PlannedChange(path, None, text.encode("utf-8"), 0)]
        workspace.update(path, changes[0].after)
        try:
            future = workspace.project()
            document = future.document(path)
            if document is None or document.id != id_:
                raise DoclintError(f"'{path}' would be no document of the kind {self._kind.name}")
            linking = {other.path: other for other in (*documents, *self._indexes(future, document))}
            changes += [self._linked_from(d, path, id_, title, document) for d in linking.values()]
            synced = workspace.syncer(future, frozenset([path])).run()
            changes += synced.changes
            self._notes += [*synced.done, *synced.left]
        finally:
            workspace.update(path, None)
        return New(id_, path, tuple(changes), tuple(self._notes))

    def _path(self, id_: str, slug: str) -> str:
        patterns = [p for p in self._project.kinds.patterns(self._kind.name) if "{id" in p.pattern]
        pattern: NamePattern = next((p for p in patterns if "*" not in p.pattern), patterns[0])
        match = re.search(r"\d+\Z", id_)
        assert match is not None
        number = match[0].rjust(pattern.width, "0") if pattern.width else match[0]
        base = f"{self._project.base}/" if self._project.base else ""
        if "*" in pattern.pattern:
            raise DoclintError(
                f"the pattern '{pattern.pattern}' of the kind {self._kind.name} names no one folder"
            )
        return base + self._kind.folder + pattern.format(number, slug)

    def _document(self, name: str) -> Document:
        found = self._project.resolver.document_named(name)
        if found is None:
            hint = did_you_mean(name, self._project.ids())
            raise DoclintError(f"no document '{name}'" + (f" ({hint})" if hint else ""))
        return found

    def _template(self) -> str:
        """The first template of the kind, a plain `template.md` before others; empty if there is none."""
        base = f"{self._project.base}/" if self._project.base else ""
        folder = base + self._kind.folder
        files = self._workspace.setup.files.files
        below = (path for path in files if path.startswith(folder) and path.endswith((".md", ".markdown")))
        found = [path for path in below if matches_any(path[len(folder) :], self._kind.templates)]
        return min(found, key=lambda path: (len(path), path), default="")

    def _text(self, template: str, id_: str, title: str, path: str, others: Sequence[Document]) -> str:
        import frontmatter  # only a new document is written with it: there is no formatting to lose
        import yaml
        from frontmatter.default_handlers import YAMLHandler

        class _Handler(YAMLHandler):
            def load(self, fm: str, **_: Any) -> Any:
                return yaml.load(fm, _loader(yaml))  # a loader of plain values

        raw = self._workspace.read(template).decode("utf-8-sig").replace("\r\n", "\n") if template else ""
        try:
            post = frontmatter.loads(raw, handler=_Handler())
        except (yaml.YAMLError, ValueError):
            self._notes.append(f"the front matter of '{template}' is no YAML; it was not taken over")
            post = frontmatter.Post(re.sub(r"\A---\n.*?\n---\n", "", raw, count=1, flags=re.S))
        post.metadata = self._metadata(dict(post.metadata), id_, title, path, others)
        post.content = self._filled(
            _with_heading(post.content, f"{id_}: {title}", path, self._project), id_, title
        )
        if others and not self._field_of(others[0]):
            links = ", ".join(_link(other.id or other.path, other.path, path) for other in others)
            post.content = f"{post.content.rstrip()}\n\nRelated: {links}\n"
        text: str = frontmatter.dumps(post, sort_keys=False, allow_unicode=True)
        return text.rstrip("\n") + "\n"

    def _filled(self, text: str, id_: str, title: str) -> str:
        """A body with the template's holes for ID, title and date filled in; others are for people."""
        values = {
            "id": id_,
            "title": title,
            "titulo": title,
            "título": title,
            "name": title,
            "date": self._today,
            "fecha": self._today,
        }

        def value(match: re.Match[str]) -> str:
            words = re.split(r"[\W_]+", match[1].lower())
            return next((values[word] for word in reversed(words) if word in values), match[0])

        text = re.sub(r"\{\{\s*([\w .-]+?)\s*\}\}", value, text)
        return re.sub(
            r"(?i)((?:fecha|date|created|updated|actualizaci[oó]n)\b[^\n]{0,40}?)\[?YYYY-MM-DD\]?",
            lambda m: m[1] + self._today,
            text,
        )

    def _metadata(
        self, given: dict[str, Any], id_: str, title: str, path: str, others: Sequence[Document]
    ) -> dict[str, Any]:
        kind = self._kind
        found: dict[str, Any] = {}
        if kind.id_field and kind.id_field not in given:
            found[kind.id_field] = id_
        found[kind.title_field] = title
        found.update((key, value) for key, value in given.items() if key != kind.title_field)
        if kind.id_field:
            found[kind.id_field] = id_
        status = found.get(kind.status_field)
        if isinstance(status, str) and _CHOICE.fullmatch(status.strip()):
            found[kind.status_field] = status.split("|")[0].strip()
        elif not isinstance(status, str) or _HOLE.search(status):
            found[kind.status_field] = "draft"
        if self._is_open(found.get("owner")):
            found["owner"] = self._owner()
        for key in _DATES:
            if key in found and self._is_open(found[key]):
                found[key] = self._today
        if not any(key in found for key in _DATES):
            found[self._date_field] = self._today
        for key, value in found.items():
            if isinstance(value, str) and _CHOICE.fullmatch(value.strip()):
                found[key] = value.split("|")[0].strip()
        for other in others:
            field = self._field_of(other)
            if field:
                kept = [v for v in found.get(field) or () if isinstance(v, str) and not _HOLE.search(v)]
                found[field] = [*kept, other.id or relative(other.path, path.rpartition("/")[0])]
        return found

    @staticmethod
    def _is_open(value: object) -> bool:
        """Whether a template leaves a value to be given."""
        return value is None or (
            isinstance(value, str) and (not value or bool(_HOLE.search(value)) or value in _NOBODY)
        )

    def _owner(self) -> str:
        """The author's name as git knows it, in the form of an owner."""
        for key in ("user.email", "user.name"):
            try:
                value = run_git(self._workspace.root, "config", key).decode("utf-8", "replace").strip()
            except GitError:
                continue
            name = re.sub(r"[^A-Za-z0-9_.-]+", "-", value.partition("@")[0]).strip("-.").lower()
            if name:
                return f"@{name}"
        return "@unassigned"

    def _field_of(self, other: Document) -> str:
        """The front-matter field in which a new document names another; empty where there is none."""
        config = self._project.config
        declared = next((field.name for field in config.fields if field.kind == other.kind), "")
        if declared:
            return declared
        kind = self._project.kinds.all.get(other.kind)
        last = kind.folder.rstrip("/").rpartition("/")[2].lower() if kind is not None else ""
        named = next((f for f in config.reference_fields if last and f.lower().endswith(last)), "")
        return named or ("related" if "related" in config.reference_fields else "")

    # -- other documents ----------------------------------------------------------------------------

    def _indexes(self, project: Project, document: Document) -> Iterable[Document]:
        """The documents that must link one of this kind, as trace rules say it."""
        for rule in project.config.traces:
            back = rule.verb == "must-be-linked-by" or (
                rule.verb == "must-link" and rule.direction == "either"
            )
            if back and rule.targets.ids and selects(project, rule.sources, document):
                for id_ in rule.targets.ids:
                    yield from project.holders(id_)[:1]

    def _linked_from(self, other: Document, path: str, id_: str, title: str, new: Document) -> PlannedChange:
        """Another document with a link to the new one: behind the last of its kind, or else at the end."""
        data = self._workspace.read(other.path)
        source = Source(data)
        link = _link(f"{id_}: {title}", path, other.path)
        newline = "\r\n" if b"\r\n" in source.data else "\n"
        line, lead = self._list_of(other, source, new)
        lines = re.split(r"\r\n|\n|\r", source.text)
        if line:
            at = Span(line + 1, 1, line + 1, 1)
            text = f"{lead}{link}{newline}"
            if line >= source.lines and not source.data.endswith((b"\n", b"\r")):
                end = len(lines[line - 1]) + 1
                at, text = Span(line, end, line, end), f"{newline}{lead}{link}"
        else:
            end_line = len(lines)
            at = Span(end_line, len(lines[-1]) + 1, end_line, len(lines[-1]) + 1)
            gap = "" if not lines[-1] and len(lines) > 1 and not lines[-2] else newline
            text = f"{'' if not lines[-1] else newline}{gap}Related: {link}{newline}"
        after = apply_edits(data, [Edit(other.path, at, text)])
        if not self._leads(other.path, source, after, path):
            raise DoclintError("no place was found where a link to the new document would be one", other.path)
        self._notes.append(f"'{other.path}' links it")
        return PlannedChange(other.path, data, after, 0)

    def _leads(self, file: str, before: Source, after: bytes, path: str) -> bool:
        """Whether a changed document has one link more, which leads to the new one; headings stay."""
        settings = self._project.settings.of(file)
        old, new = extract(before.data, settings), extract(Source(after).data, settings)
        resolver = self._workspace.project().resolver
        edges = [resolver.resolve(file, r) for r in new.references if r.via == "link"]
        links = len([r for r in old.references if r.via == "link"])
        leads = any(edge is not None and edge.target == path for edge in edges)
        return (
            leads
            and len(edges) == links + 1
            and [h.text for h in old.headings] == [h.text for h in new.headings]
        )

    def _list_of(self, other: Document, source: Source, new: Document) -> tuple[int, str]:
        """The line of the last list item that links a document of the new one's kind, and its marker."""
        lines = re.split(r"\r\n|\n|\r", source.text)
        found = (0, "")
        for edge in self._project.edges_of(other.path):
            elsewhere = edge.reference.via == "link" and edge.intended_target != other.path
            target = self._project.document(edge.intended_target) if elsewhere else None
            line = edge.reference.span.line
            item = _ITEM.match(lines[line - 1])
            if target is not None and target.kind == new.kind and item is not None and line > found[0]:
                following = lines[line] if line < len(lines) else ""
                if not following.startswith((" ", "\t")):
                    found = (line, re.sub(r"\d+", lambda m: str(int(m[0]) + (int(m[0]) > 1)), item[1]))
        return found


def _loader(yaml: Any) -> Any:
    """A YAML loader that leaves as text what writing would change: dates, fractions, leading zeros."""

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        pass

    Loader.yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in found if tag.rpartition(":")[2] in ("bool", "null")]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"(?:0|[1-9]\d*)\Z"), list("0123456789"))
    return Loader


def _with_heading(text: str, heading: str, path: str, project: Project) -> str:
    """A body whose first top heading is this one."""
    source = Source(text.encode("utf-8"))
    headings = extract(source.data, project.settings.of(path)).headings
    first = next((h for h in headings if h.level == 1), None)
    if first is None or first.span.line != first.span.end_line:
        return f"# {heading}\n\n{text}".rstrip()
    start, end = source.offsets(first.span)
    return (source.data[:start] + f"# {heading}".encode() + source.data[end:]).decode("utf-8")


def _link(label: str, path: str, file: str) -> str:
    """A Markdown link from one file to another."""
    shown = re.sub(r"([\[\]\\`*_<>])", r"\\\1", label)
    target = markdown_destination(
        respell("", relative(path, file.rpartition("/")[0]), link=True), angled=False
    )
    return f"[{shown}]({target})"
