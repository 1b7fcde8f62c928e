"""What a rename changes: paths, IDs, names and anchors, and every reference to them.

Whether a reference must be written anew is not guessed: it is resolved in the tree as it will be, and written
anew only if it no longer leads where it did. The new text is the first of several, from the most alike to the
plainest, that does; where none does, the rename is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from doclint.edit.edits import apply_edits
from doclint.edit.rewrite import edit_of
from doclint.extract.document import extract
from doclint.formats.source import Source
from doclint.formats.target import respell, split_place, split_target
from doclint.link.model import Document, Edge
from doclint.link.paths import folder_of, join, relative
from doclint.link.project import Project
from doclint.model.facts import ExtractSettings, Facts, Heading, Reference, Span
from doclint.model.finding import Edit, Rewrite, SetValue

_ENDINGS = ("/index.md", "/README.md", ".mdx", ".md", ".html")  # which a link to a page may leave out


class Renaming(NamedTuple):
    """What gets another name.

    Attributes:
        files: old path -> new path of each file.
        folders: the same of folders that move as a whole.
        ids: old path -> (old ID, new ID) of the documents that get another.
        names: names of documents (`DOC025-FrontendManifest`) -> their new names.
        slugs: the same of the part behind the ID, of documents that keep it.
    """

    files: Mapping[str, str]
    folders: Mapping[str, str]
    ids: Mapping[str, tuple[str, str]]
    names: Mapping[str, str]
    slugs: Mapping[str, str]

    def of(self, path: str) -> str:
        """The new path of a file or folder."""
        clean = path.rstrip("/")
        found = self.files.get(clean) or self.folders.get(clean)
        if found is not None:
            return found + path[len(clean) :]
        for old, new in self.folders.items():
            if path.startswith(f"{old}/"):
                return new + path[len(old) :]
        return path


class Unwritable(NamedTuple):
    """A reference that could not be made to lead where it did."""

    path: str
    line: int
    target: str
    meant: str


def own_edits(
    project: Project, document: Document, source: Source, renaming: Renaming, settings: ExtractSettings
) -> Iterator[Edit]:
    """The edits by which a document itself takes another ID: in its ID field and its first heading."""
    if document.path not in renaming.ids:
        return
    _, new = renaming.ids[document.path]
    facts = extract(source.data, settings)
    kind = project.kinds.all.get(document.kind)
    field = kind.id_field if kind is not None else ""
    structured = facts.front_matter
    if field and structured is not None and f"/{field}" in structured.values:
        old = structured.data.get(field)
        value = _renumbered(str(old), document.id, new)
        if value is not None:
            span = structured.values[f"/{field}"]
            edit = edit_of(source, SetValue(document.path, span, old, value, pointer=f"/{field}"))
            if edit is not None:
                yield edit
    title = kind.title_field if kind is not None else "title"
    if structured is not None and isinstance(structured.data.get(title), str):
        span = structured.values[f"/{title}"]
        yield from _replaced(source, document.path, span, {document.id: new})
    if facts.headings and facts.headings[0].level == 1:
        yield from _replaced(source, document.path, facts.headings[0].span, {document.id: new})


def heading_edit(source: Source, path: str, heading: Heading, text: str) -> Edit | None:
    """The edit that gives a heading another text; None where its form leaves no safe way."""
    raw = source.slice(*source.offsets(heading.span))
    atx = re.match(r"( {0,3}#{1,6}[ \t]+)(.*?)([ \t]+#*[ \t]*)?\Z", raw)
    if atx is not None:
        column = heading.span.column + len(atx[1])
        explicit = re.search(r"[ \t]*\{:?[ \t]*#[^}]*\}\Z", atx[2])
        end = column + (explicit.start() if explicit else len(atx[2]))
        return Edit(path, Span(heading.span.line, column, heading.span.line, end), text)
    first, newline, _ = raw.partition("\n")
    if newline and heading.span.end_line == heading.span.line + 1:
        end = heading.span.column + len(first.rstrip("\r"))
        return Edit(path, Span(heading.span.line, heading.span.column, heading.span.line, end), text)
    return None


def changed_anchors(before: Facts, after: Facts) -> dict[str, str]:
    """Old fragment -> new fragment of the headings of a document, which are the same but for their texts."""
    pairs = zip(before.headings, after.headings, strict=True)
    return {old.slug: new.slug for old, new in pairs if old.slug != new.slug}


class Rewriter:
    """Rewrites references of one tree for the tree as it will be.

    Args:
        project: as it is.
        future: as it will be: files at their new paths, with their new IDs and headings.
        renaming: what gets another name.
        anchors: new path -> old fragment -> new fragment.
    """

    def __init__(
        self, project: Project, future: Project, renaming: Renaming, anchors: Mapping[str, Mapping[str, str]]
    ) -> None:
        self._project, self._future, self._renaming, self._anchors = project, future, renaming, anchors
        self.unwritable: list[Unwritable] = []

    def edits(self, path: str, source: Source, references: Iterable[Reference]) -> Iterator[Edit]:
        """The edits that a file (at its old path) needs.

        Args:
            path: of the file.
            source: its text as it is.
            references: those that it spells.
        """
        new_path = self._renaming.of(path)
        self._project.resolver.begin()
        self._future.resolver.begin()
        record = self._project.is_frozen(path)
        for reference in references:
            if record and reference.via in ("path", "mention"):
                continue  # it tells what was there then
            edge = self._project.resolver.resolve(path, reference)
            goal = self._goal(edge)
            if edge is None or not goal:
                continue
            meant = self._renaming.of(goal)
            if reference.syntax == "use":  # its definition is rewritten
                if edge.target in self._renaming.files and not record:
                    yield from self._label(path, source, reference, edge, "][")
                continue
            target = self._rewritten(path, new_path, reference, edge, meant)
            if target is not None and target != reference.target:
                edit = edit_of(source, Rewrite(path, reference, target, meant))
                if edit is None:
                    self._refuse(path, reference, meant)
                else:
                    yield edit
            moved = edge.target in self._renaming.files or edge.document in self._renaming.files
            if moved and not record and reference.syntax == "inline" and reference.label:
                yield from self._label(path, source, reference, edge, "](")

    def _goal(self, edge: Edge | None) -> str:
        """Where a reference leads; of one that is broken where it must lead, if the file it means moves."""
        if edge is None or edge.target:
            return edge.target if edge is not None else ""
        problem = edge.problem
        known = problem is not None and problem.kind == "moved" and problem.subject in self._renaming.files
        return problem.subject if problem is not None and known else ""

    def _rewritten(
        self, path: str, new_path: str, reference: Reference, edge: Edge, meant: str
    ) -> str | None:
        """The text of a reference in the tree as it will be; None if it must stay and cannot."""
        for target in self._candidates(path, new_path, reference, edge, meant):
            if self._leads(new_path, reference._replace(target=target), meant, edge):
                return target
        self._refuse(path, reference, meant)
        return None

    def _refuse(self, path: str, reference: Reference, meant: str) -> None:
        self.unwritable.append(Unwritable(path, reference.span.line, reference.target, meant))

    def _leads(self, new_path: str, reference: Reference, meant: str, before: Edge) -> bool:
        edge = self._future.resolver.resolve(new_path, reference)
        if edge is None:
            return False
        found = edge.target if before.target else edge.intended_target
        if found.rstrip("/") != meant.rstrip("/"):
            return False
        now, then = edge.problem and edge.problem.kind, before.problem and before.problem.kind
        return now == then or now is None

    def _candidates(
        self, path: str, new_path: str, reference: Reference, edge: Edge, meant: str
    ) -> Iterator[str]:
        target = self._with_fragment(reference.target, edge.document or self._goal(edge), meant)
        is_relative = reference.via == "link" and target[:1] not in ("", "/", "#")
        if is_relative and folder_of(path) != folder_of(new_path):
            # Seen from the new folder: `../docs/a.md` would lead back into the folder it now lies in.
            for spelled in self._paths(path, new_path, target, self._goal(edge), meant, is_link=True):
                yield _alike(target, spelled, link=True)
                break
        yield target
        if "/" not in reference.target:
            if reference.target in self._renaming.names:
                yield self._renaming.names[reference.target]
            old, new = self._renaming.ids.get(edge.document or edge.target, ("", ""))
            number = _renumbered(reference.target, old, new)
            if number is not None:
                yield number
            elif old and reference.target.startswith(f"{old}-"):
                yield new + reference.target[len(old) :]
        if reference.via != "mention":
            is_link = reference.via == "link"
            for spelled in self._paths(path, new_path, target, self._goal(edge), meant, is_link=is_link):
                yield _alike(target, spelled, link=is_link)
                yield respell(target, spelled, link=is_link)

    def _with_fragment(self, target: str, old: str, meant: str) -> str:
        """A target with the fragment that its heading will have."""
        head, hash_, fragment = target.partition("#")
        changed = self._anchors.get(meant) or self._anchors.get(self._renaming.of(old)) or {}
        new = changed.get(fragment) or changed.get(split_target(target)[1] or "\0")
        return f"{head}#{new}" if hash_ and new else target

    def _paths(
        self, path: str, new_path: str, target: str, old: str, meant: str, *, is_link: bool
    ) -> Iterator[str]:
        """Spellings of a path, those most like the old one first."""
        written = split_target(target)[0] if is_link else split_target(split_place(target)[0])[0]
        if not written:
            return
        slash = "/" if written.endswith("/") else ""
        goal, source, base = meant.rstrip("/"), old.rstrip("/"), self._project.base
        dotted = "./" if written.startswith("./") else ""
        joined = join(folder_of(path), written) if is_link and not written.startswith("/") else None
        if joined is not None and source.startswith(joined):
            rest = source[len(joined) :]
            for ending in dict.fromkeys((rest, "")):
                if goal.endswith(ending):
                    found = relative(goal[: len(goal) - len(ending)] or ".", folder_of(new_path))
                    yield (dotted if not found.startswith("../") else "") + found + slash
        bare = written.rstrip("/").lstrip("/") if not dotted else written[2:].rstrip("/")
        if source.endswith(bare) and source[: len(source) - len(bare)] == goal[: len(source) - len(bare)]:
            # `@site/docs/a.md`, `/docs/a.md`, `docs/a.md` of the docs base: what stands before it stays.
            lead = written[: len(written) - len(bare) - len(slash)]
            yield lead + goal[len(source) - len(bare) :] + slash
        for ending in _ENDINGS:
            whole = bare + ending
            if source.endswith(whole) and goal.endswith(ending) and goal.startswith(source[: -len(whole)]):
                lead = written[: len(written) - len(bare) - len(slash)]
                yield lead + goal[len(source) - len(whole) : len(goal) - len(ending)] + slash
        shared = _shared_end(written.rstrip("/"), source)
        lead, kept = written.rstrip("/")[: len(written.rstrip("/")) - shared], source[: len(source) - shared]
        if shared and goal.startswith(kept):
            yield lead + goal[len(kept) :] + slash
        if not is_link and written.startswith(("./", "../")):
            yield relative(goal, folder_of(new_path)) + slash
        if "/" not in written and not slash:
            yield goal.rpartition("/")[2]
        if written.startswith("/"):
            yield f"/{goal}{slash}"
        if base and goal.startswith(f"{base}/") and not is_link:
            yield goal[len(base) + 1 :] + slash
        if not is_link:
            yield goal + slash
        yield relative(goal, folder_of(new_path)) + slash

    def _label(
        self, path: str, source: Source, reference: Reference, edge: Edge, behind: str
    ) -> Iterator[Edit]:
        """The edits of a label, which `behind` follows, that spells the old name or ID of its target."""
        start, end = source.offsets(reference.span)
        raw = source.data[start:end].decode("utf-8", "replace")
        cut = raw.find(behind)
        if cut < 0 or raw.endswith("[]") or "\n" in raw[:cut] or "[" in raw[1:cut]:
            return
        line, column = reference.span.line, reference.span.column
        place = Span(line, column + 1, line, column + cut)
        ids = self._renaming.ids.get(edge.document or edge.target)
        words = {**self._renaming.names, **({ids[0]: ids[1]} if ids else {})}
        old_name, new_name = (p.rpartition("/")[2] for p in (edge.target, self._renaming.of(edge.target)))
        if "." in old_name:
            words[old_name] = new_name
        found = list(_replaced(source, path, place, words))
        yield from found
        for old, new in self._renaming.slugs.items():
            if not found and reference.label == old:
                yield Edit(path, place, new)
                return


def _replaced(source: Source, path: str, span: Span, words: Mapping[str, str]) -> Iterator[Edit]:
    """Edits that replace whole words within a span of one line, the longest first."""
    if span.line != span.end_line or not words:
        return
    text = source.slice(*source.offsets(span))
    spelled = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    for match in re.finditer(rf"(?<![\w/-])(?:{spelled})(?![\w])", text):
        at = span.column + match.start()
        yield Edit(path, Span(span.line, at, span.line, at + len(match[0])), words[match[0]])


def _renumbered(written: str, old: str, new: str) -> str | None:
    """A written ID or number with the number of another ID; None if it spells neither."""
    if not old or written == old:
        return new or None
    numbers = [re.search(r"\d+\Z", id_) for id_ in (old, new)]
    mark = "#" if written.startswith("#") else ""
    digits = written.removeprefix("#")
    if not all(numbers) or not digits.isdecimal() or numbers[0] is None or numbers[1] is None:
        return None
    if digits.lstrip("0") != numbers[0][0].lstrip("0"):
        return None
    bare = numbers[1][0].lstrip("0")
    return mark + (bare.rjust(len(digits), "0") if digits.startswith("0") else bare)


def _alike(target: str, path: str, *, link: bool) -> str:
    """A target that leads to another path; the segments that it had already are spelled as they were."""
    whole = respell(target, path, link=link)
    if not link:
        return whole
    written = re.split(r"[?#]", target, maxsplit=1)[0]
    known = {split_target(segment)[0]: segment for segment in written.split("/")}
    tail = target[len(written) :]
    segments = [known.get(s) or respell(target, s, link=True).removesuffix(tail) for s in path.split("/")]
    return "/".join(segments) + tail


def _shared_end(a: str, b: str) -> int:
    """How many last characters two paths share, cut at a slash."""
    count = 0
    for x, y in zip(reversed(a.split("/")), reversed(b.split("/")), strict=False):
        if x != y:
            break
        count += len(x) + 1
    return max(count - 1, 0) if count <= min(len(a), len(b)) else min(len(a), len(b))


def content_after(data: bytes, edits: Iterable[Edit]) -> bytes:
    """A file with edits applied, each once."""
    unique: dict[tuple[Span, str], Edit] = {(edit.span, edit.text): edit for edit in edits}
    return apply_edits(data, unique.values())
