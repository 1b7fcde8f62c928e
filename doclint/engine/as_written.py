"""Findings about broken references, judged by the commits that wrote them: what happened, what to write.

Only what is shown is judged, after everything else; nothing that is kept of a run depends on it. A verdict is
kept under the commit and the contents it was found for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from doclint.dialects.sites import site_of
from doclint.edit.proof import Prover
from doclint.formats.digest import digest
from doclint.formats.target import split_place, split_target
from doclint.history.memo import Memo
from doclint.history.model import Claim, Commit, Verdict, shortened
from doclint.history.witness import Witness
from doclint.link.paths import is_external, leaves_the_machine
from doclint.link.project import Project
from doclint.link.resolver.explain import Explainer
from doclint.model.facts import Reference, Span
from doclint.model.finding import Diagnostic, Finding, History, Rewrite
from doclint.model.rule import Rule
from doclint.trace.select import statuses
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, has_commit, head_commit, shallow_commits
from doclint.tree.read import Reader

BUDGET = 10.0  # seconds for git, unless the user grants more
# Kinds of problem that a path may have because something happened to a file.
_HAPPENED = frozenset(("missing", "moved", "stale-id", "wrong-id", "unknown-id", "outside"))
# Rules about paths that may have been written before their files.
_PLANNED = frozenset(("DL107", "DL108"))
# Statuses that claim that what a document names is there.
_CLAIMS = frozenset(
    ("ready", "approved", "accepted", "done", "resolved", "implemented", "final", "complete", "completed")
)


class Judged(NamedTuple):
    """The findings with what history tells of them, and what the user should know.

    `complete` is false where another run may tell more.
    """

    findings: tuple[Finding, ...]
    notices: tuple[str, ...] = ()
    complete: bool = True


def judge(
    findings: Sequence[Finding],
    rules: Iterable[Rule],
    project: Project,
    files: FileSet,
    read: Reader,
    memo: Memo,
    overlay: Iterable[str] = (),
    budget: float = BUDGET,
) -> Judged:
    """What git tells of the broken references among some findings.

    Args:
        findings: in order; those of no broken reference are left as they are.
        rules: those that ran.
        project: what the findings are of.
        files: of the work tree.
        read: the bytes of a file.
        memo: what git said in earlier runs.
        overlay: paths whose content git does not know.
        budget: seconds for git.
    """
    happened = {r.code for r in rules if not _HAPPENED.isdisjoint(r.params.get("problems", ()))}
    hidden = frozenset(overlay)
    chosen = [
        number
        for number, finding in enumerate(findings)
        if finding.code in happened
        and _is_judged(finding.diagnostic)
        and finding.diagnostic.path not in hidden
    ]
    if not chosen or files.tracked is None:
        return Judged(tuple(findings))
    explain = Explainer(project)
    claims = [_claim(findings[number].diagnostic, project, files, explain) for number in chosen]
    try:
        verdicts = _verdicts(claims, project, files, memo, budget)
    except GitError as error:
        if not has_commit(files.root):
            return Judged(tuple(findings))
        notice = f"history: {_many(len(chosen))} not judged: {error} (--history-budget, --no-history)"
        return Judged(tuple(findings), (notice,), complete=False)
    found = list(findings)
    told = _Editor(project, read, explain).told([findings[number] for number in chosen], verdicts)
    for number, finding in zip(chosen, told, strict=True):
        found[number] = finding
    late = [c.path for c, v in zip(claims, verdicts, strict=True) if v is None and c.path in files.tracked]
    return Judged(tuple(found), tuple(_notices(claims, verdicts, late, files)), not late)


def _is_judged(d: Diagnostic) -> bool:
    return d.severity_key != "mention" and not is_external(d.target) and not leaves_the_machine(d.target)


def _many(count: int) -> str:
    return "1 broken reference was" if count == 1 else f"{count} broken references were"


def _notices(
    claims: Sequence[Claim], verdicts: Sequence[Verdict | None], late: Sequence[str], files: FileSet
) -> Iterator[str]:
    if late:
        yield f"history: {_many(len(late))} not judged: git had no time left, or refused (--history-budget)"
    untracked = sum(v is None for v in verdicts) - len(late)
    if untracked:
        yield f"history: {_many(untracked)} not judged: git does not track the files that contain them"
    unknown = sum(
        v is not None and v.word == "unknown" and c.certain for c, v in zip(claims, verdicts, strict=True)
    )
    if unknown and shallow_commits(files.root):
        yield f"history: {_many(unknown)} not judged: this clone is shallow (fetch-depth: 0 fetches all)"


def _claim(diagnostic: Diagnostic, project: Project, files: FileSet, explain: Explainer) -> Claim:
    target = diagnostic.target.strip()
    bases: tuple[str, ...] = ()
    spelled = diagnostic.severity_key == "path"
    if diagnostic.severity_key != "link":
        target = split_place(target)[0]
        bases = explain.bases(diagnostic.path, file_first=True)
    path = split_target(target)[0]
    # Sites, aliases, links to folders and submodules lead a path elsewhere, now and then.
    certain = not (
        path.startswith(("/", "@", "~"))
        or (diagnostic.severity_key == "link" and site_of(diagnostic.path, project.config.sites).generator)
        or project.config.site_roots
        or project.config.endings
        or any(path.startswith(alias) for alias in project.config.aliases)
        or files.links
        or files.submodules
    )
    return Claim(diagnostic.path, diagnostic.span.line, path, bases, spelled, certain)


def _verdicts(
    claims: Sequence[Claim], project: Project, files: FileSet, memo: Memo, budget: float
) -> list[Verdict | None]:
    """The verdicts on some claims: kept, or asked of git. With other files, a path leads elsewhere."""
    head = head_commit(files.root)
    cut = sorted(shallow_commits(files.root))
    listed = digest(*(path.encode("utf-8", "surrogatepass") for path in sorted(files.files)))
    state = f"{head} {listed.hex()} {cut}".encode()
    keys = [
        digest(b"verdict", state, repr((claim, project.content(claim.path))).encode("utf-8", "surrogatepass"))
        for claim in claims
    ]
    found: list[Verdict | None] = [_decoded(memo.get(key)) for key in keys]
    missing = [number for number, verdict in enumerate(found) if verdict is None]
    if missing:
        witness = Witness(files.root, files.exists, project.content, memo, budget)
        for number, verdict in zip(missing, witness.judge([claims[n] for n in missing]), strict=True):
            found[number] = verdict
            # What the work tree does to files that HEAD has may change without any of the key changing.
            if verdict is not None and (
                verdict.broken is not None or verdict.word not in ("moved", "deleted")
            ):
                memo.put(keys[number], json.dumps(verdict).encode("ascii"))
    return found


def _decoded(data: bytes | None) -> Verdict | None:
    if data is None:
        return None
    word, written, broken, path, certain = json.loads(data)
    by, since = (Commit(*commit) if commit else None for commit in (written, broken))
    return Verdict(word, by, since, path, certain)


class _Editor:
    """Says in findings what history tells, and offers the fixes that it proves."""

    def __init__(self, project: Project, read: Reader, explain: Explainer) -> None:
        self._project, self._explain = project, explain
        self._prover = Prover(read, project.content, project.settings, project.resolver.resolve)
        self._spans: tuple[str, dict[Span, list[Reference]]] = ("", {})

    def told(self, findings: Sequence[Finding], verdicts: Sequence[Verdict | None]) -> list[Finding]:
        """Findings with their verdicts; all fixes of a document are proven together."""
        found = [
            finding if verdict is None else self._told(finding, verdict)
            for finding, verdict in zip(findings, verdicts, strict=True)
        ]
        proven = self._prover.prove([finding.diagnostic for finding in found])
        return [f._replace(diagnostic=d) for f, d in zip(found, proven, strict=True)]

    def _told(self, finding: Finding, verdict: Verdict) -> Finding:
        d, severity = finding.diagnostic, finding.severity
        broken, spelled = verdict.broken, d.severity_key == "path"
        since = f"broken since {broken.shown}" if broken else "broken since the last commit"
        if verdict.word == "moved":
            said = d.message.removesuffix(f"; the file is at '{verdict.path}'")
            d = d._replace(message=f"{said}; {since}: renamed to '{verdict.path}'")
            d = self._mended(d, verdict)
        elif verdict.word == "document-moved":
            d = d._replace(message=f"{d.message}; this document has moved away from '{verdict.path}'")
            d = self._mended(d, verdict)
        elif verdict.word == "deleted":
            what = (
                f"deleted in {broken.shown} by {shortened(broken.author)}"
                if broken
                else "deleted, not yet committed"
            )
            identity = self._project.kinds.identity_of_name(split_target(d.target)[0])
            help_ = d.help
            if identity is not None and identity.id and not self._project.holders(identity.id):
                help_ = f'remove it, or retire the ID: retired = {{ {identity.id} = "what became of it" }}'
            d = d._replace(message=f"{d.message}; {what}", fix=None, help=help_)
        elif verdict.word == "never":
            d = d._replace(message=f"{d.message}; git never had that path")
            if spelled:
                d = d._replace(fix=None)
                if finding.code in _PLANNED and not self._claims_completion(d.path):
                    severity = "info"
        return finding._replace(severity=severity, diagnostic=d._replace(history=_history(verdict)))

    def _claims_completion(self, path: str) -> bool:
        document = self._project.document(path)
        declared = statuses(self._project, document) if document is not None else ()
        return any(status.strip().lower() in _CLAIMS for status in declared)

    def _mended(self, d: Diagnostic, verdict: Verdict) -> Diagnostic:
        """The diagnostic with the repair that leads to where the file is now; a record is left alone."""
        reference = self._reference(d)
        if reference is None:
            return d._replace(fix=None, help=f"it is '{verdict.path}' now")
        wanted = verdict.path + ("/" if split_target(reference.target)[0].endswith("/") else "")
        target = self._explain.format_target(d.path, reference, wanted)
        repair = Rewrite(d.path, reference, target, verdict.path, verdict.certain)
        return d._replace(fix=None, repair=None if d.frozen else repair, help=f"write '{target}'")

    def _reference(self, d: Diagnostic) -> Reference | None:
        """The reference that a diagnostic is about; None where it is in no document."""
        if self._spans[0] != d.path:
            known = self._project.is_document(d.path)
            spans: dict[Span, list[Reference]] = {}
            for reference in self._project.facts(d.path).references if known else ():
                spans.setdefault(reference.target_span, []).append(reference)
            self._spans = (d.path, spans)
        return next((r for r in self._spans[1].get(d.span, ()) if r.target == d.target), None)


def _history(verdict: Verdict) -> History:
    broken = verdict.broken or Commit("", "", "", "")
    written = verdict.written.hash if verdict.written is not None else ""
    return History(verdict.word, verdict.path, written, *broken)
