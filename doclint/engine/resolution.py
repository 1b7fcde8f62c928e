"""Comparison with a commit by what resolved there, whatever a rule calls it.

A reference that resolved then and does not now is new, also where nothing in today's tree shows that it was a
reference: the folder of a path in prose is gone, or the only file of its name. One that did not resolve then
is not new, also where it is called by another name now: the file it means has come to exist elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from doclint.engine.request import Request
from doclint.engine.run import finding_of, fingerprinted
from doclint.engine.state import State, askers_of
from doclint.engine.suppress import Suppressions, per_file
from doclint.engine.units import document_unit
from doclint.extract.document import extract
from doclint.formats.target import written_path
from doclint.link.paths import folder_of, join
from doclint.link.project import Project
from doclint.link.resolver.explain import Explainer
from doclint.model.facts import Reference
from doclint.model.finding import Diagnostic, Finding
from doclint.model.rule import Rule
from doclint.store.store import Store
from doclint.tree.git import GitError, run_git
from doclint.tree.revision import Change

_DOCUMENT = document_unit("")


class Resolution:
    """What resolved in a commit and does not now.

    Args:
        request: the work tree as it was analysed.
        project: linked.
        commit: the hash of the commit.
        diff: what differs between the two.
        store: with the state of the work tree; None where all documents must be looked at.
    """

    def __init__(
        self, request: Request, project: Project, commit: str, diff: Iterable[Change], store: Store | None
    ) -> None:
        self._request, self._project, self._commit, self._store = request, project, commit, store
        self._changed = {change.new: change.old for change in diff if change.status != "D"}
        self._gone = frozenset(change.old for change in diff if change.status in "DR")
        self._references = frozenset(rule.code for rule in request.all_rules if rule.check == "reference")
        self._explain = Explainer(project)
        self._then: dict[str, Counter[tuple[str, str]]] = {}

    @cached_property
    def _places(self) -> frozenset[str]:
        """The files and folders that the commit has and the work tree has not."""
        found = set(self._gone)
        for path in self._gone:
            folder = folder_of(path)
            while folder and folder not in self._request.files.folders:
                found.add(folder)
                folder = folder_of(folder)
        return frozenset(found)

    def only_new(
        self, findings: Iterable[Finding], old: Iterable[Finding], renamed: Mapping[str, str]
    ) -> list[Finding]:
        """Of findings that the commit does not have as they are, those that are new.

        Args:
            findings: left of a comparison by rule, document and target.
            old: what the commit's tree has, and the work tree has not under the same rule.
            renamed: old path -> new path.
        """
        known = Counter(
            (renamed.get(f.diagnostic.path, f.diagnostic.path), f.diagnostic.target)
            for f in old
            if f.code in self._references
        )
        new: list[Finding] = []
        for finding in findings:
            key = (finding.diagnostic.path, finding.diagnostic.target)
            if finding.code not in self._references:
                new.append(finding)
            elif known[key]:
                known[key] -= 1
            elif finding.diagnostic.severity_key != "path" or not self._was_silent(finding.diagnostic):
                new.append(finding)
        return new

    def _was_silent(self, d: Diagnostic) -> bool:
        """Whether the commit has a path in prose or code, and it resolved to nothing there."""
        if not self._places.isdisjoint(self._tried(d.path, d.target)):
            return False
        old = self._changed.get(d.path)
        if old is None:
            return d.path in (self._request.files.tracked or ())
        if d.path not in self._then:
            self._then[d.path] = self._spelled(old)
        if self._then[d.path]["path", d.target]:
            self._then[d.path]["path", d.target] -= 1
            return True
        return False

    def _spelled(self, path: str) -> Counter[tuple[str, str]]:
        """(via, target) of the references in a document of the commit."""
        try:
            data = run_git(self._request.files.root, "cat-file", "blob", f"{self._commit}:./{path}")
        except GitError:
            return Counter()
        return Counter((r.via, r.target) for r in extract(data, self._request.settings.of(path)).references)

    def _tried(self, path: str, target: str) -> list[str]:
        """The paths that a path in prose or code may mean."""
        written = written_path(target)
        if written.startswith("/"):
            folders: tuple[str, ...] = ("",)
            written = written.lstrip("/")
        else:
            folders = self._explain.bases(path, file_first=True)
        tried = (join(folder, written.rstrip("/")) for folder in folders)
        return [place for place in tried if place]

    def lost(self, rule: Rule | None, reported: Iterable[Finding]) -> list[Finding]:
        """Paths in prose and code that resolved in the commit, and that nothing shows to be references now.

        Args:
            rule: under which they are reported; None reports none.
            reported: what is reported of the work tree.
        """
        if rule is None or not self._gone:
            return []
        told = {(f.diagnostic.path, f.diagnostic.span) for f in reported}
        names = {path.rpartition("/")[2] for path in self._gone}
        names = {name for name in names if not self._project.files_named(name)}
        found: list[Finding] = []
        suppressed = {}
        for path in self._askers(names):
            facts = self._project.facts(path)
            spelled: Counter[tuple[str, str]] | None = None
            for reference in facts.references:
                if reference.via != "path" or (path, reference.target_span) in told:
                    continue
                if not self._means_what_is_gone(path, reference, names):
                    continue
                if self._project.resolver.resolve(path, reference) is not None:
                    continue
                if path not in self._changed and path not in (self._request.files.tracked or ()):
                    break  # the commit did not have this document
                if path in self._changed:  # did the commit have it?
                    spelled = self._spelled(self._changed[path]) if spelled is None else spelled
                    if not spelled["path", reference.target]:
                        continue
                message = f"'{reference.target}' does not exist any more"
                diagnostic = Diagnostic(
                    path, reference.target_span, message, reference.target, severity_key="path"
                )
                found.append(finding_of(rule, diagnostic._replace(frozen=self._project.is_frozen(path))))
                suppressed[path] = facts.suppressions
        ignored = per_file(self._request.config.per_file_ignores)
        kept = Suppressions({path: s for path, s in suppressed.items() if s}).keep(found)
        return [finding for finding in fingerprinted(kept) if not ignored(finding)]

    def _means_what_is_gone(self, path: str, reference: Reference, names: set[str]) -> bool:
        target = written_path(reference.target)
        if "/" not in target:
            return target in names
        return not self._places.isdisjoint(self._tried(path, reference.target))

    def _askers(self, names: Iterable[str]) -> Iterable[str]:
        """The documents that may name what is gone: those that asked for it, where that is known."""
        if self._store is None:
            return self._request.documents
        state = State(self._store.base)
        exact = {"f" + place for place in self._places} | {"n" + name for name in names}
        numbers = {n for _, _, askers in state.questions(sorted(exact), ()) for n in askers_of(askers)}
        units = state.unit_names(sorted(numbers))
        return [unit[len(_DOCUMENT) :] for unit in units if unit.startswith(_DOCUMENT)]
