"""JSON Schemas of the project: loaded once, never from the network, never from outside the root."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from doclint.errors import DoclintError
from doclint.formats.confined import Refused, read_confined
from doclint.model.facts import NOWHERE, Span
from doclint.schemas.explore import MOST, explored
from doclint.schemas.patterns import Budget, TooManySteps, bounded, mistakes
from doclint.tree.read import Unreadable

if TYPE_CHECKING:
    from referencing import Registry

# Relative references need a base that urljoin knows; `.invalid` can never be a host (RFC 2606).
_BASE = "http://doclint.invalid/"
MAX_ERRORS = 50
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


class SchemaError(Exception):
    """A schema that cannot be used; the message says why, `span` where in its file.

    `here` is false of what is no mistake of the schema: doclint cannot run it, and others may.
    """

    def __init__(self, message: str, span: Span = NOWHERE, *, here: bool = True) -> None:
        super().__init__(message)
        self.span, self.here = span, here


class Violation(NamedTuple):
    """One place where data violates a schema.

    Attributes:
        pointer: JSON pointer of the value.
        cause: the schema's path to the keyword, and the key it is about: one cause in many entries.
        message: what is wrong, without quoting the data at length.
    """

    pointer: str
    cause: str
    message: str


class SchemaStore:
    """Schemas by path relative to the root; an absolute path is a pack's own.

    Args:
        read: the bytes of a file of the tree.
        exists: whether a path is a file of the tree.
        content: a digest of the content of a file.
        packs: the folders in which packs may lie: theirs are the schemas with absolute paths.
    """

    def __init__(
        self,
        read: Callable[[str], bytes],
        exists: Callable[[str], bool],
        content: Callable[[str], str],
        packs: Iterable[Path] = (),
    ) -> None:
        self._packs = tuple(packs)
        self._read, self._exists, self._content = read, exists, content
        self._loaded: dict[str, Any] = {}
        self._validators: dict[str, Any] = {}
        # Schema -> the files that validating with it has looked at: whoever uses it rests on all of them.
        self._closures: dict[str, set[str]] = {}
        self._closure: set[str] = set()
        self._budget = Budget()
        self._homes: dict[str, str] = {}  # where schemas say that they live -> the folder where they are

    def validate(self, path: str, data: Any) -> Iterator[Violation]:
        """Violations of `data` against the schema at `path`, in the order of the data.

        Raises:
            SchemaError: the schema cannot be read, is none, refers to the network, or cannot be run.
        """
        yield from self._within(path, lambda: self._violations(path, data))

    def _within(self, path: str, work: Callable[[], Iterator[Violation]]) -> Iterator[Violation]:
        """Do some work with a schema; then ask again for every file it rests on."""
        self._closure = self._closures.setdefault(path, set())
        try:
            yield from work()
        finally:
            for other in sorted(self._closures[path]):
                self._content(other)

    def _violations(self, path: str, data: Any) -> Iterator[Violation]:
        validator = self._validator(path)
        count = 0
        self._budget.begin(data)
        try:
            for error in validator.iter_errors(data):
                pointer = "".join(
                    "/" + str(p).replace("~", "~0").replace("/", "~1") for p in error.absolute_path
                )
                message = _describe(error)
                cause = "/".join(str(p) for p in error.absolute_schema_path)
                if error.validator in ("required", "additionalProperties"):
                    cause += f" {message}"
                yield Violation(pointer, cause, message)
                count += 1
                if count >= 10 * MAX_ERRORS:
                    return
        except Exception as error:
            raise _unusable(error) from None

    def check(self, path: str, *, run: bool = True) -> None:
        """Check that the file at `path` is a JSON Schema, and that its references lead somewhere.

        Args:
            path: the file.
            run: whether doclint validates with it: it must also be able to.

        Raises:
            SchemaError: it is not; the message says where.
        """
        try:
            list(self._within(path, lambda: self._checked(path)))
        except SchemaError as error:
            if run or error.here:
                raise

    def validate_with(self, path: str, data: Any, owner: str) -> Iterator[Violation]:
        """The same with the schema of a kind or sort of data: one of the tree that is unusable gives nothing,
        for DL305 reports it, once, on its own file.

        Raises:
            DoclintError: a pack's schema is unusable.
        """
        try:
            yield from self.validate(path, data)
        except SchemaError as error:
            if Path(path).is_absolute():
                raise DoclintError(f"the schema of {owner} cannot be used: {error}", path) from None

    def _checked(self, path: str) -> Iterator[Violation]:
        self._validator(path)
        yield from ()

    def _validator(self, path: str) -> Any:
        if path not in self._validators:
            try:
                self._validators[path] = self._build(path)
            except SchemaError as error:
                self._validators[path] = error
        found = self._validators[path]
        if isinstance(found, SchemaError):
            raise found
        return found

    def _build(self, path: str) -> Any:
        # Imported here: jsonschema costs 80 ms, and most runs validate nothing new.
        import jsonschema
        from jsonschema.validators import validator_for

        schema = self._load(path)
        if not isinstance(schema, dict | bool):
            kind = "a list" if isinstance(schema, list) else type(schema).__name__
            raise SchemaError(f"a schema is a JSON object, not {kind}")
        declared = schema.get("$schema") if isinstance(schema, dict) else None
        cls = validator_for(schema, default=jsonschema.Draft202012Validator)
        if isinstance(declared, str) and cls is jsonschema.Draft202012Validator and "2020-12" not in declared:
            raise SchemaError(f"unknown $schema '{declared[:100]}'; doclint fetches nothing")
        for mistake, here in mistakes([schema]):
            raise SchemaError(mistake, here=here)
        try:
            cls.check_schema(schema)  # type: ignore[arg-type]  # booleans are schemas
        except jsonschema.SchemaError as error:
            where = "".join(f"/{p}" for p in error.absolute_path) or "the top"
            raise SchemaError(f"at {where}: {_describe(error)}") from None
        except RecursionError:
            raise SchemaError("nested too deeply") from None
        from referencing.jsonschema import specification_with

        specification = specification_with(str(cls.META_SCHEMA["$schema"]))
        from urllib.parse import quote

        uri = _BASE + quote(path)
        resource = specification.create_resource(schema)
        registry = self._registry.with_resource(uri, resource).crawl()
        own = resource.id() if isinstance(schema, dict) else None
        if own:  # its neighbours have addresses beside its own
            self._homes.setdefault(own.rpartition("/")[0] + "/", posixpath.dirname(path))
        try:
            found = explored(registry.resolver(uri), resource, specification)
        except Exception as error:
            raise _unusable(error, known=not own) from None
        for mistake, here in mistakes(found):
            raise SchemaError(mistake, here=here)
        # Through a reference, so that the schema's own relative references resolve against its file.
        return bounded(cls, self._budget)({"$ref": uri}, registry=registry, format_checker=_formats())

    @cached_property
    def _registry(self) -> Registry[Any]:
        from jsonschema_specifications import REGISTRY as SPECIFICATIONS  # type: ignore[import-untyped]
        from referencing import Registry, Resource, exceptions
        from referencing import jsonschema as specifications

        def retrieve(uri: str) -> Any:
            from urllib.parse import unquote

            home = next((home for home in self._homes if uri.startswith(home)), None)
            if home is not None:
                path = posixpath.join(self._homes[home], unquote(uri.removeprefix(home)))
            else:
                path = unquote(uri.removeprefix(_BASE))
            path = posixpath.normpath(path)
            # Only files of the tree: `repo:////etc/passwd` and `../../x` are in no file list.
            if (home is None and not uri.startswith(_BASE)) or not self._exists(path):
                raise exceptions.NoSuchResource(uri)
            try:
                contents = self._load(path)
            except SchemaError:
                raise exceptions.NoSuchResource(path) from None
            return Resource.from_contents(contents, default_specification=specifications.DRAFT202012)

        # The schemas of schemas are installed: a reference to them needs no network.
        own: Registry[Any] = Registry(retrieve=retrieve)  # type: ignore[call-arg]  # attrs alias
        return own.combine(SPECIFICATIONS)

    def _load(self, path: str) -> Any:
        if not Path(path).is_absolute():
            self._closure.add(path)
        if path not in self._loaded:
            try:
                absolute = posixpath.isabs(path) or Path(path).is_absolute()
                data = read_confined(Path(path), self._packs) if absolute else self._read(path)
                self._loaded[path] = json.loads(data)
            except (Unreadable, Refused) as error:
                raise SchemaError(str(error)) from None
            except (ValueError, RecursionError) as error:
                if not data.strip():
                    raise SchemaError("the file is empty") from None
                line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
                reason = getattr(error, "msg", "it cannot be decoded").lower()
                raise SchemaError(f"not valid JSON: {reason}", Span(line, column, line, column + 1)) from None
        return self._loaded[path]


def _unusable(error: Exception, *, known: bool = True) -> SchemaError:
    """Why a schema cannot be run.

    Args:
        error: what stopped it.
        known: whether it is known where its relative references lead: not below an address of its own.
    """
    from referencing.exceptions import NoSuchResource, Unresolvable

    if isinstance(error, RecursionError):
        return SchemaError("its references form an endless loop", here=False)
    if isinstance(error, TooManySteps):
        return SchemaError("validating with it takes too long: its references multiply", here=False)
    if isinstance(error, OverflowError):
        return SchemaError(f"it has more than {MOST:,} parts", here=False)
    if isinstance(error, Unresolvable | NoSuchResource):
        ref = str(getattr(error, "ref", "") or error)
        if known and not _SCHEME.match(ref.removeprefix(_BASE)):
            return SchemaError(f"its $ref '{ref.removeprefix(_BASE)[:200]}' leads nowhere")
        return SchemaError(f"its $ref '{ref[:200]}' cannot be resolved without the network", here=False)
    return SchemaError(f"it cannot be run ({type(error).__name__})", here=False)


def schema_mark(path: str) -> str:
    """The mark of a document whose front matter lists the schema at a path."""
    return f"schema {path}"


def _formats() -> Any:
    """The one format that doclint asserts: `cron`, five fields (POSIX crontab). Others stay annotations."""
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())

    @checker.checks("cron", raises=ValueError)  # type: ignore[untyped-decorator, unused-ignore]
    def _is_cron(value: object) -> bool:
        if not isinstance(value, str):
            return True
        from datetime import datetime

        from cronsim import CronSim, CronSimError

        if len(value.split()) != 5:
            raise ValueError(f"expected five fields, not {len(value.split())}")
        try:
            CronSim(value, datetime(2000, 1, 1))
        except CronSimError as error:
            raise ValueError(str(error)[:1].lower() + str(error)[1:]) from None
        return True

    return checker


def _describe(error: Any) -> str:
    """A message of bounded length: jsonschema's own embeds the whole instance."""
    value, keyword = error.instance, error.validator
    expected = error.validator_value
    name = f"'{error.absolute_path[-1]}'" if error.absolute_path else "the document"
    if keyword == "required":
        missing = [k for k in expected if isinstance(value, dict) and k not in value]
        # One error a missing key: jsonschema names it in the message alone.
        named = next((k for k in missing if repr(k) in error.message), missing[0] if missing else "?")
        return f"the key '{named}' is missing"
    if keyword == "enum":
        return f"{name} must be one of {', '.join(_short(v) for v in expected)}, not {_short(value)}"
    if keyword == "const":
        return f"{name} must be {_short(expected)}, not {_short(value)}"
    if keyword == "type":
        types = expected if isinstance(expected, list) else [expected]
        return f"{name} must be of type {' or '.join(types)}, not {_short(value)}"
    if keyword == "pattern":
        return f"{name} must match '{expected}', not {_short(value)}"
    if keyword == "additionalProperties" and isinstance(value, dict):
        known = set(error.schema.get("properties", {}))
        extra = sorted(str(k) for k in value if k not in known)
        return f"unknown key {', '.join(repr(k) for k in extra[:3])}"
    if keyword == "format":
        why = f": {error.cause}" if error.cause else ""
        return f"{name} must be of the format '{expected}', not {_short(value)}{why}"
    if keyword in ("anyOf", "oneOf") and error.context:
        # The branch that fits best says most: its mistake lies deepest, or is none of type.
        best = max(error.context, key=lambda e: (len(e.absolute_path), e.validator not in ("type", "const")))
        return _describe(best)
    if keyword == "minLength":
        return f"{name} is too short"
    if keyword in ("minItems", "maxItems"):
        return f"{name} has {len(value)} items, {keyword} is {expected}"
    message = str(error.message)
    return message if len(message) < 160 else f"{name} violates '{keyword}'"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) < 60 else text[:57] + "…"
