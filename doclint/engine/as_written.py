"""Findings about broken references, judged by the commits that wrote them: what happened, what to write.

Only what is shown is judged, after everything else; nothing that is kept of a run depends on it. A verdict is
kept under the commit and the contents it was found for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from doclint.edit.proof import Prover
from doclint.formats.digest import digest
from doclint.formats.target import split_place, split_target
from doclint.history.memo import Memo
from doclint.history.model import Claim, Commit, Verdict
from doclint.history.witness import Witness
from doclint.link.kinds import value_of
from doclint.link.paths import folder_of, is_external, leaves_the_machine
from doclint.link.project import Project
from doclint.link.resolver.explain import Explainer
from doclint.model.facts import Reference
from doclint.model.finding import Diagnostic, Finding, History, Rewrite
from doclint.model.rule import Rule
from doclint.trace.select import own_field
from doclint.tree.fileset import FileSet
from doclint.tree.git import GitError, head_commit, shallow_commits
from doclint.tree.read import Reader

BUDGET = 10.0  # seconds for git, unless the user grants more
# Kinds of problem that a path may have because something happened to a file.
_HAPPENED = frozenset(("missing", "moved", "stale-id", "wrong-id", "unknown-id", "outside"))
# Statuses that claim that what a document names is there.
_CLAIMS = frozenset(
    ("ready", "approved", "accepted", "done", "resolved", "implemented", "final", "complete", "completed")
)


class Judged(NamedTuple):
    """The findings with what history tells of them, and what the user should know."""

    findings: tuple[Finding, ...]
    notices: tuple[str, ...] = ()


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
    happened = {r.code: r for r in rules if not _HAPPENED.isdisjoint(r.params.get("problems", ()))}
    hidden = frozenset(overlay)
    chosen = [
        number
        for number, finding in enumerate(findings)
        if finding.code in happened
        and finding.diagnostic.severity_key != "mention"
        and finding.diagnostic.path not in hidden
        and not is_external(finding.diagnostic.target)
        and not leaves_the_machine(finding.diagnostic.target)
    ]
    if not chosen or files.tracked is None:
        return Judged(tuple(findings))
    claims = [_claim(findings[number].diagnostic, project) for number in chosen]
    try:
        verdicts = _verdicts(claims, project, files, memo, budget)
    except GitError:
        return Judged(tuple(findings))  # there is no commit yet
    editor = _Editor(project, read)
    found = list(findings)
    for number, verdict in zip(chosen, verdicts, strict=True):
        if verdict is not None:
            found[number] = editor.told(found[number], verdict)
    return Judged(tuple(found), tuple(_notices(verdicts, budget)))


def _notices(verdicts: Sequence[Verdict | None], budget: float) -> Iterable[str]:
    unjudged = sum(verdict is None for verdict in verdicts)
    if unjudged:
        yield (
            f"history: {unjudged} of {len(verdicts)} broken references were not judged: "
            f"git does not track their files, or {budget:g} seconds were over (--history-budget)"
        )
    unknown = sum(verdict is not None and verdict.word == "unknown" for verdict in verdicts)
    if unknown:
        yield f"history: of {unknown} broken references this clone does not tell what they were (shallow?)"


def _claim(diagnostic: Diagnostic, project: Project) -> Claim:
    target = diagnostic.target.strip()
    bases: tuple[str, ...] = ()
    if diagnostic.severity_key != "link":
        target = split_place(target)[0]
        above = folder_of(diagnostic.path)
        folders = [above]
        while above:
            above = folder_of(above)
            folders.append(above)
        bases = tuple(dict.fromkeys((project.base, "", *folders)))
    spelled = diagnostic.severity_key == "path"
    return Claim(diagnostic.path, diagnostic.span.line, split_target(target)[0], bases, spelled)


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
    word, written, broken, path = json.loads(data)
    return Verdict(word, Commit(*written) if written else None, Commit(*broken) if broken else None, path)


class _Editor:
    """Says in a finding what history tells, and offers the fix that it proves."""

    def __init__(self, project: Project, read: Reader) -> None:
        self._project, self._explain = project, Explainer(project)
        self._prover = Prover(read, project.content, project.settings, project.resolver.resolve)

    def told(self, finding: Finding, verdict: Verdict) -> Finding:
        """A finding with its verdict."""
        d, severity = finding.diagnostic, finding.severity
        broken, spelled = verdict.broken, d.severity_key == "path"
        since = f"broken since {broken.shown}" if broken else "broken since the last commit"
        if verdict.word == "moved":
            said = d.message.removesuffix(f"; the file is at '{verdict.path}'")
            d = d._replace(message=f"{said}; {since}: renamed to '{verdict.path}'")
            d = self._mended(d, verdict.path)
        elif verdict.word == "document-moved":
            d = d._replace(message=f"{d.message}; this document has moved away from '{verdict.path}'")
            d = self._mended(d, verdict.path)
        elif verdict.word == "deleted":
            what = f"deleted in {broken.shown} by {broken.author}" if broken else "deleted, not yet committed"
            d = d._replace(message=f"{d.message}; {what}", fix=None)
        elif verdict.word == "never":
            d = d._replace(message=f"{d.message}; it never existed here")
            if spelled:
                d = d._replace(fix=None)
                if finding.code in _PLANNED and not self._claims_completion(d.path):
                    severity = "info"
        return finding._replace(severity=severity, diagnostic=d._replace(history=_history(verdict)))

    def _claims_completion(self, path: str) -> bool:
        document = self._project.document(path)
        if document is None:
            return False
        status = value_of(self._project.metadata(path), own_field(self._project, document, "status"))
        declared = self._project.declared(path)
        statuses = [status if isinstance(status, str) else "", *(declared.statuses if declared else ())]
        return any(one.strip().lower() in _CLAIMS for one in statuses)

    def _mended(self, d: Diagnostic, path: str) -> Diagnostic:
        """The diagnostic with the fix that leads to a path, where that reads back; else with a hint."""
        reference = self._reference(d)
        if reference is None:
            return d._replace(fix=None, help=f"it is '{path}' now")
        wanted = path + ("/" if split_target(reference.target)[0].endswith("/") else "")
        target = self._explain.format_target(d.path, reference, wanted)
        repair = Rewrite(d.path, reference, target, path)
        (proven,) = self._prover.prove([d._replace(repair=repair, fix=None)])
        return proven._replace(help=f"write '{target}'")

    def _reference(self, d: Diagnostic) -> Reference | None:
        """The reference that a diagnostic is about; None where it is in no document."""
        if not self._project.is_document(d.path):
            return None
        found = self._project.facts(d.path).references
        return next((r for r in found if r.target_span == d.span and r.target == d.target), None)


# Rules about paths that may have been written before their files.
_PLANNED = frozenset(("DL107", "DL108"))


def _history(verdict: Verdict) -> History:
    broken = verdict.broken or Commit("", "", "", "")
    written = verdict.written.hash if verdict.written is not None else ""
    return History(verdict.word, verdict.path, written, *broken)
