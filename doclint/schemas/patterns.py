"""Validators of jsonschema that an untrusted schema cannot keep busy: patterns run in linear time, items are
compared by hash, and the steps of one validation are counted.

A schema of the tree may hold any pattern (validation, section 6.3.3; applicator, 10.3.2), and references that
double at each level.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from doclint.formats.linear import NoPattern, PatternError, is_harmless, linear

STEPS = 200_000  # subschemas that are tried in one validation, and as many more as its data are large
STEPS_PER_VALUE = 200
_SHOWN = 80  # code points of a pattern in a message


class TooManySteps(Exception):
    """A schema that tries too many subschemas."""


class Budget:
    """The steps that the validation in progress may still take."""

    def __init__(self) -> None:
        self.left = STEPS

    def begin(self, data: Any) -> None:
        """Begin with some data."""
        self.left = STEPS + STEPS_PER_VALUE * _size(data)

    def spend(self, steps: int = 1) -> None:
        """Take some steps.

        Raises:
            TooManySteps: none is left.
        """
        self.left -= steps
        if self.left < 0:
            raise TooManySteps


def bounded(base: Any, budget: Budget) -> Any:
    """A validator class that extends one of jsonschema.

    Args:
        base: the class of a draft.
        budget: counts the steps of all its validators, and of those that references lead to.
    """
    # Imported here: jsonschema costs 80 ms.
    import attrs
    from jsonschema import validators

    def counted(rule: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
        """A keyword that holds each key against each pattern: that many steps."""

        def run(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
            patterns = schema.get("patternProperties", {})
            if isinstance(instance, dict) and isinstance(patterns, dict):
                budget.spend(len(instance) * len(patterns))
            return rule(validator, value, instance, schema)

        return run

    keywords: dict[str, Any] = {"pattern": _pattern, "uniqueItems": _unique_items}
    keywords["patternProperties"] = counted(_pattern_properties)
    keywords["additionalProperties"] = counted(_additional_properties)
    extend: Callable[..., Any] = validators.extend
    extended = extend(base, {name: rule for name, rule in keywords.items() if name in base.VALIDATORS})

    def evolve(self: Any, **changes: Any) -> Any:
        """A validator of another schema: of its own draft, and bounded, too."""
        budget.spend()
        schema = changes.setdefault("schema", self.schema)
        draft = validators.validator_for(schema, default=base)
        if draft is not base and draft not in drafts:
            drafts[draft] = bounded(draft, budget)
        cls = extended if draft is base else drafts[draft]
        for field in attrs.fields(extended):
            if field.init and field.alias not in changes:
                changes[field.alias] = getattr(self, field.name)
        return cls(**changes)

    drafts: dict[Any, Any] = {}
    extended.evolve = evolve
    return extended


def mistakes(schemas: Iterable[Any]) -> Iterator[tuple[str, bool]]:
    """Why patterns cannot be run of schemas that are used together, and whether no engine could."""
    stack: list[Any] = list(schemas)
    unevaluated = False
    keyed: list[str] = []
    seen: set[int] = set()
    while stack:
        value = stack.pop()
        if id(value) in seen:
            continue  # one is a part of another
        if isinstance(value, dict | list):
            seen.add(id(value))
        if isinstance(value, dict):
            unevaluated = unevaluated or "unevaluatedProperties" in value
            named = value.get("patternProperties")
            keyed += named if isinstance(named, dict) else ()
            for pattern in (value.get("pattern"), *(named if isinstance(named, dict) else ())):
                if isinstance(pattern, str):
                    try:
                        linear(pattern)
                    except PatternError as error:
                        yield f"the pattern '{_short(pattern)}' {error}", isinstance(error, NoPattern)
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    for pattern in keyed if unevaluated else ():
        if not is_harmless(pattern):  # jsonschema runs it with Python's engine there
            yield f"the pattern '{_short(pattern)}' cannot be run beside 'unevaluatedProperties'", False


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= _SHOWN else pattern[: _SHOWN - 1] + "…"


def _size(data: Any) -> int:
    """How many values some data hold."""
    count, stack = 0, [data]
    while stack:
        value = stack.pop()
        count += 1
        if isinstance(value, dict):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
    return count


def _pattern(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Any]:
    if validator.is_type(instance, "string") and linear(pattern).search(instance) is None:
        yield _error(f"{instance!r} does not match {pattern!r}")


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, schema: Any
) -> Iterator[Any]:
    if validator.is_type(instance, "object"):
        for pattern, below in patterns.items():
            search = linear(pattern).search
            for key, value in instance.items():
                if search(key) is not None:
                    yield from validator.descend(value, below, path=key, schema_path=pattern)


def _additional_properties(validator: Any, allowed: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if allowed is True or not validator.is_type(instance, "object"):
        return
    known = schema.get("properties", {})
    searches = [linear(pattern).search for pattern in schema.get("patternProperties", {})]
    extra = [key for key in instance if key not in known and all(search(key) is None for search in searches)]
    if validator.is_type(allowed, "object"):
        for key in extra:
            yield from validator.descend(instance[key], allowed, path=key)
    elif not allowed and extra:
        yield _error(f"unknown keys {', '.join(map(repr, extra))}")


def _unique_items(validator: Any, unique: Any, instance: Any, schema: Any) -> Iterator[Any]:
    if unique and validator.is_type(instance, "array"):
        seen = {json.dumps(_canonical(item), sort_keys=True) for item in instance}
        if len(seen) < len(instance):
            yield _error("an item occurs twice")


def _canonical(value: Any) -> Any:
    """A value in which equal numbers are written alike (JSON Schema core, section 4.2.2)."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_canonical(item) for item in value]
    if isinstance(value, dict):
        return {key: _canonical(item) for key, item in value.items()}
    return value


def _error(message: str) -> Any:
    from jsonschema.exceptions import ValidationError

    return ValidationError(message)
