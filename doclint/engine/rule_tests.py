"""`doclint rules --test`: the Bad and Good examples of rule pages, run as projects of their own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from doclint.engine.workspace import Workspace
from doclint.errors import DoclintError
from doclint.model.rule import Rule
from doclint.report.concise import concise_line
from doclint.rulebook.examples import Example, Outcome, compare, examples
from doclint.tree.root import find_root


def run_examples(rules: Iterable[Rule], pages: Iterable[Path] = ()) -> Iterator[Outcome]:
    """What the two examples of each page give.

    Args:
        rules: those whose pages are tested.
        pages: folders of pages that the examples need besides the shipped ones.
    """
    folders = tuple(pages)
    for rule in rules:
        found = examples(rule.body)
        for name in ("Bad", "Good"):
            example = found.get(name)
            try:
                said = () if example is None else _said(rule, example, folders)
            except DoclintError as error:
                yield Outcome(rule, name, (f"cannot be checked: {error}",))
            else:
                yield compare(rule, name, example, said)


def _said(rule: Rule, example: Example, folders: tuple[Path, ...]) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory(prefix="doclint-example-") as name:
        root = Path(name).resolve()
        example.write(root)
        _, config = find_root(root)
        overrides = {"rule_paths": tuple(str(folder) for folder in folders)} if folders else None
        with Workspace.open(root, config, overrides=overrides, cache=None) as workspace:
            lines = [concise_line(finding) for finding in workspace.check(baseline=False).findings]
    return tuple(line for line in lines if f": {rule.code} " in line)
