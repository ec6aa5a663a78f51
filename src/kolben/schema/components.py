"""Schemas that are shared, and referred to by their names."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]
PREFIX = "#/components/schemas/"


def merge(schema: JSON, found: dict[str, JSON], components: dict[str, JSON]) -> JSON:
    """`schema` with the definitions it refers to, `found`, put among `components`."""
    names: dict[str, str] = {}
    for name, definition in found.items():
        new, number = name, 1
        while new in names.values() or (
            new in components
            and not _agree(definition, components[new], found, components, {name: new})
        ):
            number += 1
            new = f"{name}{number}"
        names[name] = new
    for name, definition in found.items():
        components.setdefault(names[name], _rename(definition, names))
    renamed: JSON = _rename(schema, names)
    return renamed


def _agree(
    one: Any,
    other: Any,
    found: dict[str, JSON],
    components: dict[str, JSON],
    assumed: dict[str, str],
) -> bool:
    """Whether two schemas say the same, whatever the names are that they refer by.

    `assumed` are pairs of names that are being compared: recursion ends there.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            _agree(value, other[key], found, components, assumed)
            for key, value in one.items()
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(
            _agree(*both, found, components, assumed)
            for both in zip(one, other, strict=True)
        )
    if _is_reference(one) and _is_reference(other):
        name, new = one.removeprefix(PREFIX), other.removeprefix(PREFIX)
        if name in assumed or name not in found or new not in components:
            return bool(assumed.get(name) == new)
        assumed[name] = new
        return _agree(found[name], components[new], found, components, assumed)
    # 1 and true, 1 and 1.0 are not the same to readers.
    return type(one) is type(other) and bool(one == other)


def _is_reference(value: Any) -> bool:
    # Also in the mapping of a discriminator, which has no $ref.
    return isinstance(value, str) and value.startswith(PREFIX)


def _rename(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _rename(each, names) for key, each in value.items()}
    if isinstance(value, list):
        return [_rename(each, names) for each in value]
    if _is_reference(value):
        name = value.removeprefix(PREFIX)
        return PREFIX + names.get(name, name)
    return value
