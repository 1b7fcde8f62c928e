"""The declarations of all keys, which validate files, pages, trace rules, parameters and baselines.

It also prints the configuration's JSON Schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from doclint.errors import did_you_mean
from doclint.model.trace import DIRECTIONS, LINK_VERBS
from doclint.model.vocabulary import ID_SCOPES, SCHEMA_REFS, SEVERITIES, SEVERITY_KEYS, SYNC_SIDES, VIAS

OptionType = Literal[
    "string",
    "strings",
    "words",  # a string or a list of them
    "integer",
    "boolean",
    "table",
    "tables",
    "table-or-tables",
    "strings-or-table",
    "pattern",  # a regular expression
    "severity",  # a severity, or a table of them by what they depend on
    "selector",  # an ID, a list of IDs, or a table of conditions
    "where",  # a table of conditions on metadata
]
_NONE: Mapping[str, Any] = MappingProxyType({})


class Option(NamedTuple):
    """One key: its type, and what its value must be."""

    type: OptionType
    doc: str
    choices: tuple[str, ...] = ()
    keys: Mapping[str, Option] = _NONE
    values: Option | None = None  # of a table with free keys
    required: bool = False
    minimum: int | None = None


_SEVERITY = Option("string", "A severity.", choices=SEVERITIES)
SEVERITY_TABLE: Mapping[str, Option] = {
    "default": _SEVERITY._replace(required=True),
    **dict.fromkeys(SEVERITY_KEYS, _SEVERITY),
}
SELECTOR_KEYS: Mapping[str, Option] = {
    "id": Option("words", "IDs or paths."),
    "kind": Option("words", "Kinds."),
    "path": Option("words", "Globs, relative to the docs base."),
    "where": Option("where", "Conditions on metadata."),
    "says": Option("words", "Beginnings of words that its metadata, headings or text must have."),
    "not": Option("selector", "Documents to exclude."),
}
TRACE_KEYS: Mapping[str, Option] = {
    "id": Option("string", "The rule's name.", required=True),
    "for": Option("selector", "The documents that the rule applies to."),
    "via": Option("words", "Vias of the links that count.", choices=VIAS),
    "field": Option("words", "Front-matter fields whose values are the links that count."),
    "direction": Option("string", "Whether incoming links count as well.", choices=DIRECTIONS),
    "depth": Option("integer", "Maximum distance to a target, in links.", minimum=0),
    "min": Option("integer", "Minimum number of targets.", minimum=0),
    "max": Option("integer", "Maximum number of targets.", minimum=0),
    "share": Option(
        "integer", "Percentage of the targets from which on a document is an index of all (90).", minimum=1
    ),
    "help": Option("string", "How to fix a finding."),
    **{verb: Option("selector", "The documents at the other end of the link.") for verb in LINK_VERBS},
    "must-have-file": Option("string", "Glob of the required file, with {stem}, {name}, {id} or {slug}."),
    "acyclic": Option("boolean", "Forbid loops."),
    "flow": Option(
        "table",
        "Forbid dependencies on documents whose value comes earlier in an order.",
        keys={
            "field": Option("string", "The field that is compared."),
            "order": Option("strings", "Values from lowest to highest.", required=True),
        },
    ),
    "unique": Option("string", "Field whose value must be unique."),
    "name": Option("pattern", "Regular expression that the file name must match."),
    "schema": Option("string", "JSON Schema that the front matter must satisfy."),
    "heading": Option("string", "What the first heading must carry, with {id}, {slug}, {stem} or {name}."),
    "sections": Option(
        "strings-or-table",
        "Headings that the document must have (| stands between alternatives), or the file that has them.",
        keys={
            "from": Option(
                "string", "Glob of that file, with {stem}, {name}, {id} or {slug}.", required=True
            ),
            "below": Option("string", "The section of it that holds them; default: its highest headings."),
        },
    ),
    "ordered": Option("boolean", "Whether its sections must stand in that order."),
}

KIND_KEYS: Mapping[str, Option] = {
    "name": Option("string", "The kind's name, for example DOC.", required=True),
    "folder": Option("string", "Folder of its documents, relative to the docs base."),
    "names": Option(
        "strings", "Path patterns below the folder; {id:3} is the number, {slug} the name.", required=True
    ),
    "templates": Option(
        "strings", "Globs of templates, below the folder; naming and metadata rules do not apply."
    ),
    "mention": Option(
        "boolean", "Whether a bare ID (DOC008) in prose or in the text of a link is a reference or a label."
    ),
    "id": Option(
        "string", "How IDs are written (EIP-{id}), whatever their case and the zeros before their number."
    ),
    "id-field": Option("string", "Front-matter field that holds the ID, or its number."),
    "id-heading": Option("boolean", "Whether the first heading may begin with the ID."),
    "title-field": Option("string", "Front-matter field that holds the title (title), in any case."),
    "status-field": Option("string", "Front-matter field that holds the status (status), in any case."),
    "metadata": Option("string", "YAML file beside a document that holds its metadata (kep.yaml)."),
    "schema": Option("string", "JSON Schema for the front matter, relative to the repository root."),
    "schema-refs": Option("string", "Where a document's schemas must be listed.", choices=SCHEMA_REFS),
    "id-scope": Option(
        "string",
        "Where an ID is unique: in the tree, or in each folder that counts for itself (services/a/adr).",
        choices=ID_SCOPES,
    ),
    "frozen": Option(
        "boolean", "Whether its documents, once past draft, are records: findings are infos, without fixes."
    ),
}

FIELD_KEYS: Mapping[str, Option] = {
    "name": Option("string", "The field's name in the front matter.", required=True),
    "kind": Option("string", "The kind of the documents that it names.", required=True),
    "inverse": Option("string", "The field by which those documents name this one in turn."),
}

DATA_KEYS: Mapping[str, Option] = {
    "name": Option("string", "What messages call it.", required=True),
    "schema": Option("string", "Its JSON Schema, relative to the repository root.", required=True),
    "files": Option("words", "Globs of files that hold it, relative to the docs base (**/automation.yaml)."),
    "blocks": Option(
        "words",
        "Names by which a fenced block calls itself, in a first line '# automation.yaml' or its info.",
    ),
    "fields": Option("words", "Keys by which a fenced block is known that calls itself nothing."),
    "scripts": Option("words", "Keys whose values are shell lines; the files that they name must exist."),
}

_SIDES = tuple(side for side in SYNC_SIDES if side != "later")  # which is for dates alone
MANIFEST_KEYS: Mapping[str, Option] = {
    "path": Option(
        "string",
        "Path of the manifest, relative to the docs base: JSON, YAML, or Markdown with a table of documents."
        " A glob means several, each for the documents of its own folder.",
    ),
    "kinds": Option("words", "The kinds whose documents it must list."),
    "entries": Option(
        "string", "Key of the list of documents; nav for MkDocs, empty for a YAML file that is one entry."
    ),
    "id": Option("string", "Field of an entry that holds the document's ID."),
    "file": Option("string", "Field that holds the document's path."),
    "title": Option("string", "Field that holds the title."),
    "status": Option("string", "Field that holds the status."),
    "owner": Option("string", "Field that holds the owner."),
    "updated": Option("string", "Field that holds the date of the last update."),
    "schemas": Option("string", "Field that lists schemas."),
    "cycle": Option(
        "string", "Key at the top that says how often its documents are reviewed (reviewCycles): monthly."
    ),
    "sync": Option(
        "table",
        "Field (title, status, owner, updated, schemas) -> the side that `manifest sync` takes.",
        keys={
            **{
                role: Option("string", "The side that is right.", choices=_SIDES)
                for role in ("title", "status", "owner", "schemas")
            },
            "updated": Option("string", "The side that is right.", choices=SYNC_SIDES),
        },
    ),
    "dependencies": Option(
        "tables",
        "Lists of dependencies between two documents.",
        keys={
            "list": Option("string", "Key of the list.", required=True),
            "source": Option("string", "Field with the ID of the dependent document.", required=True),
            "target": Option("string", "Field with the ID of the document it depends on.", required=True),
        },
    ),
}

OPTIONS: Mapping[str, Option] = {
    "docs-base": Option("string", "The folder that documentation paths are relative to; default: detected."),
    "docs-base-markers": Option("strings", "Folders whose presence identifies the docs base."),
    "packs": Option("strings", "Rule packs to use in addition to core; default: detected."),
    "include": Option("strings", "Globs of the files that are documents."),
    "exclude": Option("strings", "Globs of files not to check (they remain valid link targets)."),
    "select": Option("strings", "Rules to run: codes, prefixes (DL1) or names. Default: all."),
    "extend-select": Option("strings", "Rules to run in addition to those selected."),
    "ignore": Option("strings", "Rules to turn off."),
    "per-file-ignores": Option(
        "table", "Glob -> rules not reported for matching files.", values=Option("strings", "Rules.")
    ),
    "severity": Option("table", "Rule -> severity.", values=_SEVERITY),
    "rules": Option("table", "Rule -> its parameters.", values=Option("table", "Parameters.")),
    "rule-paths": Option("strings", "Folders of further rule pages, relative to the configuration file."),
    "kind": Option("tables", "A kind of document.", keys=KIND_KEYS),
    "field": Option("tables", "A front-matter field that names documents of a kind.", keys=FIELD_KEYS),
    "data": Option(
        "tables",
        "Structured data (YAML, JSON) in fenced blocks or files, and the schema that it must satisfy.",
        keys=DATA_KEYS,
    ),
    "rule": Option("tables", "A trace rule; see the section on trace rules.", keys=TRACE_KEYS),
    "reference-fields": Option("strings", "Front-matter fields whose values are references."),
    "schema-field": Option("string", "The front-matter field that lists schemas."),
    "retired": Option(
        "table",
        "ID that is given no more -> what became of its document (merged into DOC020).",
        values=Option("string", "What became of it."),
    ),
    "metadata-lines": Option(
        "table",
        "Bold labels and table rows at a document's start or end (Last Updated) -> the field they give.",
        values=Option("string", "A front-matter field."),
    ),
    "metadata-sections": Option("strings", "Headings of the sections that hold such lines, too."),
    "site-roots": Option(
        "strings", "Folders, besides the root, against which links that start with / are resolved."
    ),
    "endings": Option("strings", "Endings that a link to a site page may omit: .md, .html, /index.md."),
    "ignore-targets": Option(
        "strings", "Globs of link targets and #anchors not to check, compared as written."
    ),
    "manifest": Option("table-or-tables", "A documentation manifest.", keys=MANIFEST_KEYS),
    "fail-on": Option("string", "Lowest severity that makes the run fail.", choices=SEVERITIES),
    "max-file-size": Option(
        "integer", "Maximum size in bytes; larger documents are reported but not read.", minimum=1
    ),
    "baseline": Option("string", "The baseline file, relative to the root (doclint-baseline.json)."),
    "frozen": Option(
        "strings", "Globs of records (changelogs, logs, reports): findings in them are infos, without fixes."
    ),
    "aliases": Option(
        "table",
        "Beginnings of paths: each stands for a folder of the tree, or for another repository.",
        values=Option("string", "A folder, or 'other repository'."),
    ),
    "own-urls": Option(
        "strings", "URLs of this repository (https://github.com/OWNER/REPO); links to its files are checked."
    ),
    "anchors": Option(
        "string",
        "How headings become anchors. By default as on GitHub, and as a recognised site or forge makes them.",
        choices=("github", "gitlab", "mkdocs", "bitbucket", "kramdown", "vitepress"),
    ),
}

PACK_OPTIONS: Mapping[str, Option] = {
    **{
        k: OPTIONS[k]
        for k in (
            "docs-base-markers",
            "kind",
            "field",
            "data",
            "rule",
            "reference-fields",
            "schema-field",
            "metadata-lines",
            "manifest",
        )
    },
    "description": Option("string", "What the pack is for."),
    "detect": Option("strings", "Folders whose presence, at any depth, enables the pack."),
    "severity": OPTIONS["severity"],
    "rules": OPTIONS["rules"],
}


class Mistake(NamedTuple):
    """A mistake in a table: the keys that lead to it, and what was expected."""

    keys: tuple[str | int, ...]
    message: str


Keys = tuple[str | int, ...]


def validate(table: Mapping[str, Any], options: Mapping[str, Option]) -> Mistake | None:
    """The first mistake of `table` against `options`, in the table's order, or None."""
    return _validate_table(table, options, ())


def _validate_table(table: Mapping[str, Any], options: Mapping[str, Option], at: Keys) -> Mistake | None:
    for key, value in table.items():
        option = options.get(key)
        if option is None:
            hint = did_you_mean(key, options) or f"known keys: {', '.join(sorted(options)) or 'none'}"
            return Mistake((*at, key), f"unknown key '{key}'; {hint}")
        mistake = _validate_value(value, option, (*at, key))
        if mistake:
            return mistake
    for key, option in options.items():
        if option.required and key not in table:
            return Mistake(at, f"the key '{key}' is missing")
    return None


_EXPECTED: Mapping[OptionType, tuple[str, tuple[type[Any], ...]]] = {
    "string": ("a string", (str,)),
    "pattern": ("a regular expression", (str,)),
    "integer": ("a whole number", (int,)),
    "boolean": ("true or false", (bool,)),
    "strings": ("a list of strings", (list,)),
    "words": ("a string or a list of strings", (str, list)),
    "tables": ("a list of tables", (list,)),
    "table": ("a table", (dict,)),
    "table-or-tables": ("a table, or a list of tables", (dict, list)),
    "strings-or-table": ("a list of strings, or a table", (list, dict)),
    "where": ("a table: field = value", (dict,)),
    "selector": (f"an ID, a list of IDs, or a table with {', '.join(SELECTOR_KEYS)}", (str, list, dict)),
    "severity": (f"one of {', '.join(SEVERITIES)}, or a table with a default", (str, dict)),
}


def _validate_value(value: Any, option: Option, at: Keys) -> Mistake | None:
    expected, kinds = _EXPECTED[option.type]
    key = next((k for k in reversed(at) if isinstance(k, str)), "")
    wrong = Mistake(at, f"'{key}' must be {expected}, not {_toml_type(value)}")
    if not isinstance(value, kinds) or (option.type == "integer" and isinstance(value, bool)):
        return wrong
    if option.minimum is not None and value < option.minimum:
        return Mistake(at, f"'{key}' must be at least {option.minimum}, not {value}")
    if isinstance(value, list):
        inner = dict if option.type in ("tables", "table-or-tables") else str
        if not all(isinstance(item, inner) for item in value):
            return wrong
    if option.choices:
        for word in value if isinstance(value, list) else (value,):
            if word not in option.choices:
                hint = did_you_mean(str(word), option.choices)
                hint = f" ({hint})" if hint else ""
                return Mistake(at, f"'{key}' must be one of {', '.join(option.choices)}, not '{word}'{hint}")
    if option.type == "pattern":
        return _validate_pattern(value, at, key)
    if option.type == "where":
        return _validate_where(value, at)
    mistakes: list[Mistake | None] = []
    if option.type == "severity":
        if isinstance(value, dict):
            return _validate_table(value, SEVERITY_TABLE, at)
        return _validate_value(value, _SEVERITY, at)
    if option.type == "selector" and isinstance(value, dict):
        mistakes = [_validate_table(value, SELECTOR_KEYS, at)]
    elif isinstance(value, list) and option.keys and option.type != "strings-or-table":
        mistakes = [_validate_table(item, option.keys, (*at, i)) for i, item in enumerate(value)]
    elif option.type == "table" and option.values is not None:
        mistakes = [_validate_value(item, option.values, (*at, name)) for name, item in value.items()]
    elif isinstance(value, dict) and option.keys:
        mistakes = [_validate_table(value, option.keys, at)]
    return next((mistake for mistake in mistakes if mistake), None)


def _validate_pattern(value: Any, at: Keys, key: str) -> Mistake | None:
    from doclint.formats.linear import PatternError, linear  # few configurations have one

    try:
        linear(value)
    except PatternError as error:
        return Mistake(at, f"'{key}' {error}")
    return None


# JSON Schema 2020-12 (core, applicator, validation): what a condition on metadata may say.
_KEYWORDS: Mapping[str, tuple[str, tuple[type[Any], ...]]] = {
    **dict.fromkeys(("const", "contains", "items"), ("a value", (object,))),
    **dict.fromkeys(("enum", "required", "anyOf", "allOf", "oneOf", "prefixItems"), ("a list", (list,))),
    **dict.fromkeys(("pattern", "format", "$comment"), ("a string", (str,))),
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
        ("a number", (int, float)),
    ),
    **dict.fromkeys(
        (*("minLength", "maxLength", "minItems", "maxItems"), *("minContains", "maxContains")),
        ("a whole number", (int,)),
    ),
    **dict.fromkeys(("properties", "patternProperties", "propertyNames", "not"), ("a table", (dict,))),
    **dict.fromkeys(("if", "then", "else", "additionalProperties"), ("a table", (dict, bool))),
    "type": ("a type or a list of types", (str, list)),
    "uniqueItems": ("true or false", (bool,)),
}
_TYPES = ("string", "number", "integer", "boolean", "array", "object", "null")


def _validate_where(table: Mapping[str, Any], at: Keys) -> Mistake | None:
    for field, condition in table.items():
        if isinstance(condition, dict):
            mistake = _validate_condition(condition, (*at, field))
            if mistake:
                return mistake
    return None


def _validate_condition(condition: Mapping[str, Any], at: Keys) -> Mistake | None:
    for keyword, value in condition.items():
        here = (*at, keyword)
        if keyword not in _KEYWORDS:
            hint = did_you_mean(keyword, _KEYWORDS) or f"known keywords: {', '.join(sorted(_KEYWORDS))}"
            return Mistake(here, f"unknown keyword '{keyword}' in 'where'; {hint}")
        expected, kinds = _KEYWORDS[keyword]
        number = isinstance(value, bool) and bool not in kinds and kinds != (object,)
        if not isinstance(value, kinds) or number:
            return Mistake(here, f"'{keyword}' must be {expected}, not {_toml_type(value)}")
        if keyword == "pattern":
            mistake = _validate_pattern(value, here, keyword)
            if mistake:
                return mistake
        if keyword == "type":
            for word in value if isinstance(value, list) else (value,):
                if word not in _TYPES:
                    return Mistake(here, f"'type' must be one of {', '.join(_TYPES)}, not '{word}'")
        below: list[Any] = []
        if keyword in ("properties", "patternProperties"):
            below = list(value.values())
        elif keyword in ("anyOf", "allOf", "oneOf", "prefixItems"):
            below = value
        elif keyword in ("not", "items", "contains", "if", "then", "else", "propertyNames"):
            below = [value]
        plain = keyword in ("contains", "items", "if", "then", "else")  # a value, or true and false
        for inner in below:
            if not isinstance(inner, dict | bool) and not plain:
                return Mistake(here, f"'{keyword}' must hold tables, not {_toml_type(inner)}")
            mistake = _validate_condition(inner, here) if isinstance(inner, dict) else None
            if mistake:
                return mistake
        if keyword == "items" and not isinstance(value, dict | bool):
            return Mistake(here, f"'items' must be a table, not {_toml_type(value)}")
        if keyword == "required" and not all(isinstance(name, str) for name in value):
            return Mistake(here, "'required' must be a list of strings")
    return None


def _toml_type(value: Any) -> str:
    names = {bool: "true or false", str: "a string", int: "a number", float: "a number", list: "a list"}
    if value is None:
        return "nothing"
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


def _schema_of(option: Option) -> dict[str, Any]:
    schema: dict[str, Any] = {"description": option.doc}
    if option.type in ("string", "integer", "boolean"):
        schema["type"] = option.type
        if option.minimum is not None:
            schema["minimum"] = option.minimum
    elif option.type == "pattern":
        schema.update(type="string", format="regex")
    elif option.type == "words":
        schema.update(type=["string", "array"], items={"type": "string"})
        if option.choices:
            schema["anyOf"] = [
                {"enum": list(option.choices)},
                {"type": "array", "items": {"enum": list(option.choices)}},
            ]
            return schema
    elif option.type == "selector":
        schema["type"] = ["string", "array", "object"]
    elif option.type == "strings":
        schema.update(type="array", items={"type": "string"})
    elif option.type == "tables":
        schema.update(type="array", items=_schema_of_table(option.keys))
    elif option.type == "strings-or-table":
        strings = {"type": "array", "items": {"type": "string"}}
        schema["anyOf"] = [strings, _schema_of_table(option.keys)]
    elif option.type == "table-or-tables":
        one = _schema_of_table(option.keys)
        schema["anyOf"] = [one, {"type": "array", "items": one}]
    elif option.type in ("table", "where"):
        if option.keys:
            schema.update(_schema_of_table(option.keys))
        else:
            schema["type"] = "object"
            if option.values is not None:
                schema["additionalProperties"] = _schema_of(option.values)
    if option.choices:
        schema["enum"] = list(option.choices)
    return schema
