"""Schemas of Swagger 2.0 as JSON Schema 2020-12, the dialect of OpenAPI 3.1."""

from __future__ import annotations

import operator
import re
import typing as t
from urllib.parse import unquote

from .model import RawModel

Schema = dict[str, t.Any]

#: What the names of shared parts may be made of.
_UNUSUAL = re.compile(r"[^a-zA-Z0-9._-]+")
_DEFINITIONS = "#/definitions/"
_COMPONENTS = "#/components/schemas/"
_TYPES = frozenset(
    ("array", "boolean", "integer", "null", "number", "object", "string")
)
#: What a file is: bytes of any kind.
FILE: Schema = {"type": "string", "contentMediaType": "application/octet-stream"}
#: Keywords with a schema, with a list of them, and with some by name.
_ONE = frozenset(("additionalProperties", "contains", "else", "if", "not", "then"))
_LIST = frozenset(("allOf", "anyOf", "oneOf"))
_BY_NAME = frozenset(("dependentSchemas", "patternProperties", "properties"))
_PYTHON: dict[str, tuple[type, ...]] = {
    "array": (list, tuple),
    "boolean": (bool,),
    "integer": (int,),
    "null": (type(None),),
    "number": (int, float),
    "object": (dict,),
    "string": (str,),
}
_HOLDS: dict[str, t.Callable[[t.Any, t.Any], bool]] = {
    "exclusiveMaximum": operator.lt,
    "exclusiveMinimum": operator.gt,
    "maximum": operator.le,
    "minimum": operator.ge,
}
_LIMITS = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))


def make_name(name: str, used: t.Container[str]) -> str:
    """A name for a shared part that is not in `used`."""
    start = _UNUSUAL.sub("_", name) or "_"
    made, number = start, 1
    while made in used:
        number += 1
        made = f"{start}{number}"
    return made


class SchemaUpgrade:
    """Puts the models of an Api that are referred to among the shared `schemas`."""

    def __init__(
        self, models: t.Mapping[str, t.Any], schemas: dict[str, Schema]
    ) -> None:
        self._models = models
        self._schemas = schemas
        #: The new names by the old.
        self._names: dict[str, str] = {}
        #: Definitions that the schema of a model brings along.
        self._brought: dict[str, Schema] = {}

    def add(self, name: str) -> str | None:
        """The new name of a model, which is then among the shared schemas."""
        made = self._names.get(name)
        if made is not None:
            return made
        model = self._models.get(name)
        old = model.__schema__ if model is not None else self._brought.get(name)
        if old is None:
            return None
        made = self._names[name] = make_name(name, self._schemas)
        # There before its content: that may refer to it.
        shared = self._schemas[made] = {}
        shared.update(self.upgrade(old, root=f"{_COMPONENTS}{made}"))
        if made != name:
            shared.setdefault("title", name)
        if isinstance(model, RawModel):
            self._map_children(name, shared)
        return made

    def upgrade(self, old: t.Any, root: str = "") -> Schema:
        """A schema of Swagger 2.0 in the new dialect; `root` is what "#" stands for."""
        if not isinstance(old, dict):
            # True and False are schemas.
            return {} if old is not False else {"not": {}}
        if len(old) == 1 and "$ref" in old:
            # As most are.
            return self._refer(old["$ref"], root)
        brought = old.get("definitions")
        if isinstance(brought, dict):
            self._brought.update(brought)
        made: Schema = {}
        for name, value in old.items():
            if value is None and name not in {"const", "default"}:
                continue
            if name == "$ref":
                made.update(self._refer(value, root))
            elif name in _ONE:
                keep = isinstance(value, bool)
                made[name] = value if keep else self.upgrade(value, root)
            elif name in _LIST:
                made[name] = [self.upgrade(each, root) for each in value]
            elif name in _BY_NAME:
                made[name] = {
                    key: self.upgrade(each, root) for key, each in value.items()
                }
            elif name == "items":
                self._upgrade_items(made, old, root)
            elif name not in _LEFT:
                made[name] = value
        _upgrade_type(made)
        if not _SPECIAL.isdisjoint(old):
            _upgrade_special(made, old)
            if old.get("x-nullable") or old.get("nullable"):
                return _make_nullable(made)
        return made

    def _refer(self, reference: str, root: str) -> Schema:
        if reference.startswith(_DEFINITIONS):
            old = reference.removeprefix(_DEFINITIONS)
            name = self.add(old) or self.add(unquote(old))
            # Of what is not known nothing can be said.
            return {"$ref": f"{_COMPONENTS}{name}"} if name else {}
        if root and reference.startswith("#") and not reference.startswith(_COMPONENTS):
            return {"$ref": f"{root}{reference.removeprefix('#')}"}
        return {"$ref": reference}

    def _upgrade_items(
        self, made: Schema, old: t.Mapping[str, t.Any], root: str
    ) -> None:
        items = old["items"]
        if not isinstance(items, list | tuple):
            made["items"] = self.upgrade(items, root)
            return
        made["prefixItems"] = [self.upgrade(each, root) for each in items]
        rest = old.get("additionalItems", True)
        if rest is not True:
            made["items"] = rest if rest is False else self.upgrade(rest, root)

    def _map_children(self, name: str, shared: Schema) -> None:
        """Say which schema each value of a discriminator stands for."""
        own = shared if "discriminator" in shared else shared.get("allOf", [{}])[-1]
        discriminator = own.get("discriminator")
        if not isinstance(discriminator, dict):
            return
        mapping = {}
        for child, model in list(self._models.items()):
            if name in getattr(model, "ancestors", ()):
                mapping[model.name] = f"{_COMPONENTS}{self.add(child)}"
        discriminator["mapping"] = mapping


_SPECIAL = frozenset(
    (
        *("default", "discriminator", "enum", "example", "exclusiveMaximum"),
        *("exclusiveMinimum", "nullable", "required", "x-nullable"),
    )
)
#: What becomes something else; of "items" and the others above, with their value.
_LEFT = frozenset(
    ("additionalItems", "definitions", "example", "nullable", "x-nullable")
)


def _upgrade_type(schema: Schema) -> None:
    kind = schema.get("type")
    if kind == "file":
        schema.pop("format", None)
        schema.update(FILE)
    elif kind == "void":
        schema["type"] = "null"
    elif isinstance(kind, list | tuple):
        schema["type"] = [each for each in kind if each in _TYPES]
        if not schema["type"]:
            del schema["type"]
    elif isinstance(kind, str) and kind not in _TYPES:
        # Such as "date": a text of that kind.
        schema["type"] = "string"
        schema.setdefault("format", kind)
    elif kind is not None and not isinstance(kind, str):
        del schema["type"]


def _upgrade_special(made: Schema, old: Schema) -> None:
    """What few schemas have; see `_SPECIAL`."""
    _upgrade_limits(made)
    if "example" in old:
        made["examples"] = [old["example"]]
    if isinstance(made.get("enum"), tuple | set | frozenset):
        made["enum"] = list(made["enum"])
    if "default" in made and not _fits(made["default"], made):
        # What is written where there is no value; nobody may send it.
        del made["default"]
    if isinstance(made.get("required"), bool):
        # Draft 3 had it in the property.
        del made["required"]
    if isinstance(made.get("discriminator"), str):
        made["discriminator"] = {"propertyName": made["discriminator"]}


def _upgrade_limits(schema: Schema) -> None:
    for exclusive, limit in _LIMITS:
        value = schema.get(exclusive)
        if isinstance(value, bool):
            del schema[exclusive]
            if value and limit in schema:
                schema[exclusive] = schema.pop(limit)


def _fits(value: t.Any, schema: Schema) -> bool:
    """Whether a default may stand with its schema, as far as that is easily told."""
    kind = schema.get("type", "object" if "allOf" in schema else None)
    types = _PYTHON.get(kind) if isinstance(kind, str) else None
    if types is not None:
        flag = isinstance(value, bool) and kind != "boolean"
        if flag or not isinstance(value, types):
            return False
    if kind == "array":
        items = schema.get("items", {})
        return isinstance(items, bool) or all(_fits(each, items) for each in value)
    if "enum" in schema and value not in schema["enum"]:
        return False
    return not isinstance(value, int | float) or all(
        holds(value, schema[name])
        for name, holds in _HOLDS.items()
        if isinstance(schema.get(name), int | float)
    )


def _make_nullable(schema: Schema) -> Schema:
    kind = schema.get("type")
    if isinstance(kind, str | list):
        kinds = [kind] if isinstance(kind, str) else kind
        schema["type"] = [*(each for each in kinds if each != "null"), "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
        return schema
    if not schema:
        return schema
    return {"anyOf": [schema, {"type": "null"}]}
