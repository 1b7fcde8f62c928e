"""The one table of configuration keys: it validates files and prints their JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from doclint.errors import did_you_mean
from doclint.model.finding import SEVERITIES
from doclint.model.trace import LINK_VERBS, VERBS


class Option(NamedTuple):
    """One key: its type (`string`, `strings`, `integer`, `boolean`, `table`, `tables`, `traces`)."""

    type: str
    doc: str
    choices: tuple[str, ...] = ()
    keys: Mapping[str, Option] = {}
    values: Option | None = None  # of a table with free keys
    required: bool = False


_SEVERITY = Option("string", "A severity.", choices=SEVERITIES)

KIND_KEYS: Mapping[str, Option] = {
    "name": Option("string", "The kind's name, for example DOC.", required=True),
    "folder": Option("string", "Where its documents live, relative to the docs base."),
    "names": Option(
        "strings", "Patterns of paths below the folder; {id:3} is the number, {slug} the name.", required=True
    ),
    "templates": Option(
        "strings", "Globs below the folder of templates, exempt from naming and metadata rules."
    ),
    "mention": Option("boolean", "Whether a bare ID in prose (DOC008) is a reference."),
    "id-field": Option("string", "Front-matter field that holds the ID."),
    "schema": Option("string", "JSON Schema of the front matter, relative to the repository root."),
    "schema-refs": Option("string", "Who must list schemas.", choices=("front-matter", "either", "none")),
}

MANIFEST_KEYS: Mapping[str, Option] = {
    "path": Option("string", "The manifest, relative to the docs base."),
    "entries": Option("string", "Key of the list of documents."),
    "id": Option("string", "Field of an entry that holds the document's ID."),
    "file": Option("string", "Field that holds the document's path."),
    "title": Option("string", "Field that holds the title."),
    "status": Option("string", "Field that holds the status."),
    "owner": Option("string", "Field that holds the owner."),
    "updated": Option("string", "Field that holds the date of the last update."),
    "schemas": Option("string", "Field that lists schemas."),
    "dependencies": Option(
        "tables",
        "Lists whose items tie two documents.",
        keys={
            "list": Option("string", "Key of the list.", required=True),
            "source": Option("string", "Field of the depending document's ID.", required=True),
            "target": Option("string", "Field of the ID depended on.", required=True),
        },
    ),
}

OPTIONS: Mapping[str, Option] = {
    "docs-base": Option(
        "string", "The folder documentation paths are relative to; found by itself if absent."
    ),
    "docs-base-markers": Option("strings", "Folders whose presence marks the docs base."),
    "packs": Option("strings", "Rule packs to use besides core; found by themselves if absent."),
    "include": Option("strings", "Globs of the files that are documents."),
    "exclude": Option("strings", "Globs of files that are not checked (they still exist as targets)."),
    "select": Option("strings", "Rules to run: codes, prefixes (DL1) or names. Default: all."),
    "extend-select": Option("strings", "Rules to run besides those selected."),
    "ignore": Option("strings", "Rules not to run."),
    "per-file-ignores": Option(
        "table", "Glob -> rules not reported there.", values=Option("strings", "Rules.")
    ),
    "severity": Option("table", "Rule -> severity.", values=_SEVERITY),
    "rules": Option("table", "Rule -> its parameters.", values=Option("table", "Parameters.")),
    "rule-paths": Option("strings", "Folders of further rule pages, relative to the configuration file."),
    "kind": Option("tables", "A kind of document.", keys=KIND_KEYS),
    "rule": Option("traces", "A trace rule; see the chapter on trace rules."),
    "reference-fields": Option("strings", "Front-matter fields whose strings are references."),
    "schema-field": Option("string", "The front-matter field that lists schemas."),
    "manifest": Option("table", "The documentation manifest.", keys=MANIFEST_KEYS),
    "fail-on": Option("string", "Lowest severity that makes the run fail.", choices=SEVERITIES),
    "max-file-size": Option("integer", "Larger documents are reported and not read; bytes."),
    "baseline": Option("string", "The baseline file, relative to the root (doclint-baseline.json)."),
    "anchors": Option("string", "How headings become anchors.", choices=("github", "gitlab", "mkdocs")),
}

PACK_OPTIONS: Mapping[str, Option] = {
    **{
        k: OPTIONS[k]
        for k in ("docs-base-markers", "kind", "rule", "reference-fields", "schema-field", "manifest")
    },
    "description": Option("string", "What the pack is for."),
    "detect": Option("strings", "Folders whose presence (anywhere) selects the pack by itself."),
    "severity": OPTIONS["severity"],
    "rules": OPTIONS["rules"],
}


class Mistake(NamedTuple):
    """A mistake in a table: the keys that lead to it, and what was expected."""

    keys: tuple[str | int, ...]
    message: str


def validate(table: Mapping[str, Any], options: Mapping[str, Option]) -> Mistake | None:
    """The first mistake of `table` against `options`, in the table's order, or None."""
    return _validate_table(table, options, ())


def _validate_table(
    table: Mapping[str, Any], options: Mapping[str, Option], at: tuple[str | int, ...]
) -> Mistake | None:
    for key, value in table.items():
        option = options.get(key)
        if option is None:
            hint = did_you_mean(key, options) or f"known keys: {', '.join(sorted(options))}"
            return Mistake((*at, key), f"unknown key '{key}'; {hint}")
        mistake = _validate_value(value, option, (*at, key))
        if mistake:
            return mistake
    for key, option in options.items():
        if option.required and key not in table:
            return Mistake(at, f"the key '{key}' is missing")
    return None


_EXPECTED: Mapping[str, tuple[str, type[Any]]] = {
    "string": ("a string", str),
    "integer": ("a whole number", int),
    "boolean": ("true or false", bool),
    "strings": ("a list of strings", list),
    "tables": ("a list of tables", list),
    "traces": ("a list of tables", list),
    "table": ("a table", dict),
}


def _validate_value(value: Any, option: Option, at: tuple[str | int, ...]) -> Mistake | None:
    expected, kind = _EXPECTED[option.type]
    key = next((k for k in reversed(at) if isinstance(k, str)), "")
    wrong = Mistake(at, f"'{key}' must be {expected}, not {_toml_type(value)}")
    if not isinstance(value, kind) or (option.type == "integer" and isinstance(value, bool)):
        return wrong
    if option.choices and value not in option.choices:
        return Mistake(at, f"'{key}' must be one of {', '.join(option.choices)}, not '{value}'")
    if option.type == "strings" and not all(isinstance(item, str) for item in value):
        return wrong
    mistakes: list[Mistake | None] = []
    if option.type == "traces":
        return None if all(isinstance(item, dict) for item in value) else wrong
    if option.type == "tables":
        if not all(isinstance(item, dict) for item in value):
            return wrong
        mistakes = [_validate_table(item, option.keys, (*at, i)) for i, item in enumerate(value)]
    elif option.type == "table" and option.values is not None:
        mistakes = [_validate_value(item, option.values, (*at, name)) for name, item in value.items()]
    elif option.type == "table" and option.keys:
        mistakes = [_validate_table(value, option.keys, at)]
    return next((mistake for mistake in mistakes if mistake), None)


def _toml_type(value: Any) -> str:
    names = {bool: "true or false", str: "a string", int: "a number", float: "a number", list: "a list"}
    return names.get(type(value), "a table" if isinstance(value, dict) else "a date")


def json_schema() -> dict[str, Any]:
    """The configuration file's JSON Schema (draft 2020-12)."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "doclint configuration",
        **_schema_of_table(OPTIONS),
    }


def _schema_of_table(options: Mapping[str, Option]) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {key: _schema_of(option) for key, option in options.items()},
    }
    required = [key for key, option in options.items() if option.required]
    if required:
        schema["required"] = required
    return schema


def _trace_schema() -> dict[str, Any]:
    selector = {"type": ["string", "array", "object"]}
    keys: dict[str, Any] = {verb: {} for verb in VERBS}
    keys |= dict.fromkeys(LINK_VERBS, selector)
    keys |= {
        "id": {"type": "string"},
        "for": selector,
        "help": {"type": "string"},
        "via": {"type": ["string", "array"]},
    }
    keys |= {name: {"type": "integer", "minimum": 0} for name in ("depth", "min", "max")}
    keys["direction"] = {"enum": ["out", "either"]}
    return {"type": "object", "required": ["id"], "additionalProperties": False, "properties": keys}


def _schema_of(option: Option) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": option.doc}
    if option.type in ("string", "integer", "boolean"):
        schema["type"] = option.type
    elif option.type == "strings":
        schema.update(type="array", items={"type": "string"})
    elif option.type == "traces":
        schema.update(type="array", items=_trace_schema())
    elif option.type == "tables":
        schema.update(type="array", items=_schema_of_table(option.keys))
    elif option.type == "table":
        if option.keys:
            schema.update(_schema_of_table(option.keys))
        else:
            schema["type"] = "object"
            if option.values is not None:
                schema["additionalProperties"] = _schema_of(option.values)
    if option.choices:
        schema["enum"] = list(option.choices)
    return schema
