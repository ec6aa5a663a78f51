"""What is wrong with the data of a request, as JSON schema says it."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping
from itertools import islice

from .field import Changes, Schema

_ROOT = "http://localhost/schema.json"
MAX_ERRORS = 100


class Definitions:
    """The models of an Api, by name, for the models that refer to them."""

    def __init__(self, models: Mapping[str, t.Any]) -> None:
        self.models = models
        self._made: tuple[object, dict[str, Schema]] | None = None

    @property
    def stamp(self) -> object:
        """Is another when a model was added, replaced or changed."""
        return Changes.count, [id(model) for model in self.models.values()]

    @property
    def schemas(self) -> dict[str, Schema]:
        """The models in Swagger 2.0."""
        stamp = self.stamp
        if self._made is None or self._made[0] != stamp:
            for model in self.models.values():
                model._in_use = True
            schemas = {name: model.__schema__ for name, model in self.models.items()}
            self._made = (stamp, schemas)
        return self._made[1]


def find_errors(validator: t.Any, data: t.Any) -> list[t.Any]:
    """The errors of jsonschema, in its order; as many as anybody reads."""
    return list(islice(validator.iter_errors(data), MAX_ERRORS))


def make_validator(
    schema: Schema, resolver: t.Any = None, format_checker: t.Any = None
) -> t.Any:
    """A validator of jsonschema.

    ``resolver`` knows the models that the schema refers to: Definitions, a dict of
    schemas by name, a registry of `referencing`, or an old RefResolver.
    """
    # Here, because it takes a tenth of a second and many APIs never check by models.
    from jsonschema.validators import (  # type: ignore[import-untyped]  # it has no types
        Draft4Validator,
        validator_for,
    )

    options: dict[str, t.Any] = {"format_checker": format_checker}
    if isinstance(resolver, Definitions):
        resolver = resolver.schemas
    if isinstance(resolver, dict):
        schema = {"$id": _ROOT, "definitions": resolver, **schema}
    elif hasattr(resolver, "resolve"):
        return Draft4Validator(schema, resolver=resolver, **options)
    elif resolver is not None:
        options["registry"] = resolver
        root = resolver.get(_ROOT) if isinstance(resolver, Mapping) else None
        if root is not None:
            # So that "#/definitions/…" is looked for where the registry has it.
            schema = {"definitions": root.contents.get("definitions", {}), **schema}
    return validator_for(schema)(schema, **options)
