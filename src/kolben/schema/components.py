"""JSON Schema 2020-12 of types, with what they share among the components."""

from __future__ import annotations

from typing import Any

import msgspec

JSON = dict[str, Any]
PREFIX = "#/components/schemas/"


def add_schema(annotation: Any, components: dict[str, JSON]) -> JSON:
    """The schema of a type; what it refers to is added to `components`.

    A name that is taken by another schema gets a number: ``Post2``.
    """
    (schema,), found = msgspec.json.schema_components(
        [annotation], ref_template=PREFIX + "{name}"
    )
    return merge(schema, found, components)


def merge(schema: JSON, found: dict[str, JSON], components: dict[str, JSON]) -> JSON:
    """`schema` with the definitions it refers to, `found`, put among `components`."""
    names: dict[str, str] = {}
    while True:
        # A new name of one changes what the others refer to, so all are tried again.
        changed = False
        for name, definition in found.items():
            new = names.get(name, name)
            number = 1
            while new in components and components[new] != _rename(definition, names):
                number += 1
                new = f"{name}{number}"
            if new != names.get(name, name):
                names[name] = new
                changed = True
        if not changed:
            break
    for name, definition in found.items():
        components.setdefault(names.get(name, name), _rename(definition, names))
    renamed: JSON = _rename(schema, names)
    return renamed


def _rename(value: Any, names: dict[str, str]) -> Any:
    if not names:
        return value
    if isinstance(value, dict):
        renamed = {key: _rename(each, names) for key, each in value.items()}
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith(PREFIX):
            name = reference.removeprefix(PREFIX)
            renamed["$ref"] = PREFIX + names.get(name, name)
        mapping = value.get("discriminator")
        if isinstance(mapping, dict) and "mapping" in mapping:
            renamed["discriminator"] = {
                **mapping,
                "mapping": {
                    key: PREFIX + names.get(name := each.removeprefix(PREFIX), name)
                    for key, each in mapping["mapping"].items()
                },
            }
        return renamed
    if isinstance(value, list):
        return [_rename(each, names) for each in value]
    return value
