"""The kinds of check: one table from a name in a rule page to the code that runs it.

A check is a module below `doclint.checks` with

- `check(context)`: yields the diagnostics;
- `SCOPE`: `document` if it may be run on one document at a time; the whole project if it is missing;
- `PARAMS`: the parameters a rule may give it, in the form of `Option`;

and, where it needs them,

- `check_project(context)`: the diagnostics of a check of scope `document` that concern the whole project;
- `marks(context)`: strings by which project-wide checks find a document;
- `demands(context)`: which documents it applies to, and which fail, for the coverage matrix.

Modules are imported when a selected rule needs them: a run without schema rules loads no jsonschema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple, get_args

from doclint.config.options import Option, validate
from doclint.context import Context
from doclint.errors import DoclintError, did_you_mean
from doclint.model.finding import Diagnostic
from doclint.model.rule import Rule
from doclint.model.vocabulary import Scope
from doclint.trace.demand import Demand

Check = Callable[[Context], Iterator[Diagnostic]]

# name in a page -> module below doclint.checks
TABLE = {
    "reference": "reference",
    "duplicate-id": "duplicate_id",
    "file-name": "file_name",
    "schema-refs-required": "schema_refs_required",
    "defect": "defect",
    "leftover-placeholder": "leftover_placeholder",
    "front-matter-schema": "front_matter_schema",
    "data-schema": "data_schema",
    "valid-schema": "valid_schema",
    "schema-refs-drift": "schema_refs_drift",
    "manifest-schema": "manifest_schema",
    "manifest-listing": "manifest_listing",
    "manifest-drift": "manifest_drift",
    "stale-entry": "stale_entry",
    "duplicate-entry": "duplicate_entry",
    "unreferenced-schema": "unreferenced_schema",
    "trace": "trace",
    "orphan": "orphan",
    "redirects": "redirects",
    "suspect": "suspect",
    "unfinished-checklist": "unfinished_checklist",
    "overdue-review": "overdue_review",
}
# The engine's own: it needs the other rules' findings.
ENGINE_CHECKS = frozenset({"unused-suppression"})


class CheckKind(NamedTuple):
    """A kind of check, loaded."""

    name: str
    scope: Scope
    params: Mapping[str, Option]
    check: Check
    check_project: Check | None = None
    marks: Callable[[Context], Iterator[str]] | None = None
    demands: Callable[[Context], Iterator[Demand]] | None = None


def load_check(name: str, source: str = "", line: int | None = None) -> CheckKind:
    """The check of this name.

    Args:
        name: as a page has it.
        source: the page that asks for it, for messages.
        line: the line there.

    Raises:
        DoclintError: there is none.
    """
    module_name = TABLE.get(name)
    if module_name is None:
        known = sorted([*TABLE, *ENGINE_CHECKS])
        hint = did_you_mean(name, known) or f"known checks: {', '.join(known)}"
        raise DoclintError(f"no check '{name}'; {hint}", source or None, line)
    module = import_module(f"doclint.checks.{module_name}")
    scope: Scope = getattr(module, "SCOPE", "project")
    if scope not in get_args(Scope):
        raise TypeError(f"the scope of '{name}' must be one of {get_args(Scope)}, not '{scope}'")
    return CheckKind(
        name,
        scope,
        getattr(module, "PARAMS", MappingProxyType({})),
        module.check,
        getattr(module, "check_project", None),
        getattr(module, "marks", None),
        getattr(module, "demands", None),
    )


def validate_rule(rule: Rule) -> None:
    """Compare a rule with the check it names.

    Raises:
        DoclintError: no such check, or parameters that it does not have; with the line of the page.
    """
    if rule.check in ENGINE_CHECKS:
        params: Mapping[str, Option] = {}
    else:
        params = load_check(rule.check, rule.source, rule.lines.get("check")).params
    mistake = validate(rule.params, params)
    if mistake:
        keys = "/".join(map(str, mistake.keys))
        line = rule.lines.get(f"params/{keys}") or rule.lines.get("params")
        raise DoclintError(f"{rule.code}: {mistake.message}", rule.source, line)
