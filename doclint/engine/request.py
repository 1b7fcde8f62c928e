"""The input and the output of an analysis."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from doclint.engine.progress import Progress, unwatched
from doclint.formats.digest import digest
from doclint.link.evidence import Remarks
from doclint.link.project import Project
from doclint.model.config import Config
from doclint.model.facts import ExtractSettings
from doclint.model.finding import Finding
from doclint.model.rule import Rule
from doclint.tree.fileset import FileSet
from doclint.tree.read import Reader


class Request(NamedTuple):
    """A tree to be analysed under a configuration.

    Attributes:
        config: merged.
        files: which files exist.
        base: the docs base.
        documents: the paths of the documents, sorted.
        read: the bytes of a file.
        settings: of the extraction.
        rules: those to run, parameters applied.
        all_rules: every rule there is.
        external_state: the state of files outside the tree: rule pages, packs and their schemas.
        overlay: paths whose content is not that of the disk.
        progress: who watches.
        today: the date on which dates are judged (`YYYY-MM-DD`).
    """

    config: Config
    files: FileSet
    base: str
    documents: tuple[str, ...]
    read: Reader
    settings: ExtractSettings
    rules: tuple[Rule, ...]
    all_rules: tuple[Rule, ...]
    external_state: str = ""
    overlay: frozenset[str] = frozenset()
    progress: Progress = unwatched
    today: str = ""

    @property
    def key(self) -> str:
        """A digest of everything but the files of the tree that the result depends on."""
        words = (
            *(repr(self.config), repr(self.rules), repr(self.all_rules)),
            *(self.external_state, self.base, repr(self.settings)),
        )
        return digest(*(word.encode("utf-8", "surrogatepass") for word in words)).hex()


class Analysis:
    """The findings of a tree, before baseline and narrowing.

    Args:
        find: computes the findings, in order; called on first use.
        references: how many references were resolved.
        project: answers further questions.
        remarks: what there is to report of targets as a whole.
        changed: whether anything differs from what the store held.
        account: what the run did, for people.
    """

    def __init__(
        self,
        find: Callable[[], tuple[Finding, ...]],
        references: int,
        project: Project,
        remarks: Remarks,
        *,
        changed: bool = True,
        account: str = "",
    ) -> None:
        self._find, self.references, self.project, self.changed = find, references, project, changed
        self.remarks, self.account = remarks, account

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in order."""
        return self._find()
