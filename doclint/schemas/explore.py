"""All that validating with a schema may look at: itself, and what its references lead to, in any file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from referencing import Resource, Specification
    from referencing._core import Resolver

_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
MOST = 20_000  # subschemas that are looked at


def explored(
    resolver: Resolver[Any], resource: Resource[Any], specification: Specification[Any]
) -> list[Any]:
    """The schema, and every other that it refers to, however far.

    Args:
        resolver: resolves what the schema refers to.
        resource: the schema.
        specification: of its draft.

    Raises:
        Unresolvable: a reference leads nowhere, or to the network.
        OverflowError: there are more than `MOST`.
    """
    found = [resource.contents]
    todo = [(resolver, resource)]
    seen = set()
    while todo:
        resolver, resource = todo.pop()
        contents = resource.contents
        if id(contents) in seen or not isinstance(contents, dict):
            continue
        seen.add(id(contents))
        if len(seen) > MOST:
            raise OverflowError
        todo += ((resolver.in_subresource(below), below) for below in resource.subresources())
        for keyword in _REFERENCES:
            reference = contents.get(keyword)
            if isinstance(reference, str):
                target = resolver.lookup(reference)
                found.append(target.contents)
                todo.append((target.resolver, specification.create_resource(target.contents)))
    return found
