"""The kinds of check: one table from a name in a rule page to the code that runs it.

Modules are imported when a selected rule needs them: a run without schema rules loads no jsonschema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from doclint.errors import DoclintError
from doclint.link.context import Context
from doclint.link.demand import Demand
from doclint.model.finding import Diagnostic

Check = Callable[[Context], Iterator[Diagnostic]]

# name in a page -> module below doclint.checks that has a function `check`
TABLE = {
    "reference": "reference",
    "duplicate-id": "duplicate_id",
    "file-name": "file_name",
    "schema-refs-required": "schema_refs_required",
    "defect": "defect",
    "leftover-placeholder": "leftover_placeholder",
    "front-matter-schema": "front_matter_schema",
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
    "suspect": "suspect",
}
# Checks whose findings in a document depend on that document's facts, on what exists, and on the public side
# (IDs, titles, metadata, anchors) of others: a change elsewhere that leaves those alone leaves them alone.
LOCAL = frozenset(
    {"reference", "defect", "front-matter-schema", "schema-refs-required", "leftover-placeholder"}
)
# Checks whose findings depend on the manifest and on the dates of commits alone.
DATED = frozenset({"stale-entry"})
# Checks that ask the history of commits for anything.
HISTORY = DATED | {"suspect"}
# The engine's own: it needs the other rules' findings.
ENGINE_CHECKS = frozenset({"unused-suppression"})


def load_check(name: str, source: str) -> Check:
    """The check of this name.

    Raises:
        DoclintError: there is none; `source` is the page that asks for it.
    """
    module = TABLE.get(name)
    if module is None:
        known = ", ".join(sorted([*TABLE, *ENGINE_CHECKS]))
        raise DoclintError(f"no check '{name}'; known checks: {known}", source)
    found: Check = import_module(f"doclint.checks.{module}").check
    return found


def load_demands(name: str) -> Callable[[Context], Iterator[Demand]] | None:
    """What says of whom the check of this name demands something; None where it demands nothing."""
    module = TABLE.get(name)
    return getattr(import_module(f"doclint.checks.{module}"), "demands", None) if module else None
