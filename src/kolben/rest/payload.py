"""What is wrong with the data of a request, as JSON schema says it."""

from __future__ import annotations

import importlib
import typing as t
from collections.abc import Mapping
from functools import cache
from itertools import islice
from math import isnan

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


class Validator:
    """Checks data by a schema: quickly where they fit, by jsonschema where not.

    ``resolver`` knows the models that the schema refers to: Definitions, a dict of
    schemas by name, a registry of `referencing`, or an old RefResolver.
    """

    def __init__(
        self, schema: Schema, resolver: t.Any = None, format_checker: t.Any = None
    ) -> None:
        if isinstance(resolver, Definitions):
            resolver = resolver.schemas
        known = resolver if isinstance(resolver, dict) else None
        self._fits = _load_check().compile_check(
            schema, known, formats=format_checker is not None
        )
        self._arguments = (schema, resolver, format_checker)
        self._thorough: t.Any = None

    def find_errors(self, data: t.Any) -> list[t.Any]:
        """The errors of jsonschema, in its order; as many as anybody reads."""
        if self._fits is not None and self._fits(data):
            return []
        if self._thorough is None:
            self._thorough = _make_thorough(*self._arguments)
        return list(islice(self._thorough.iter_errors(data), MAX_ERRORS))


def _load_check() -> t.Any:
    """``kolben.schema``'s checks, by name: only what checks by models pays for them."""
    return importlib.import_module("..schema.json_schema_check", __package__)


def _make_thorough(schema: Schema, resolver: t.Any, format_checker: t.Any) -> t.Any:
    # Here, because it takes a tenth of a second and many APIs never check by models.
    from jsonschema.validators import (  # type: ignore[import-untyped]  # it has no types
        Draft4Validator,
        validator_for,
    )

    options: dict[str, t.Any] = {"format_checker": format_checker}
    if isinstance(resolver, dict):
        schema = {"$id": _ROOT, "definitions": resolver, **schema}
    elif hasattr(resolver, "resolve"):
        return _harden(Draft4Validator)(schema, resolver=resolver, **options)
    elif resolver is not None:
        options["registry"] = resolver
        root = resolver.get(_ROOT) if isinstance(resolver, Mapping) else None
        if root is not None:
            # So that "#/definitions/…" is looked for where the registry has it.
            schema = {"definitions": root.contents.get("definitions", {}), **schema}
    return _harden(validator_for(schema))(schema, **options)


@cache
def _harden(kind: t.Any) -> t.Any:
    """The class of validators, with what bears any data from the other side."""
    from jsonschema.exceptions import (  # type: ignore[import-untyped]  # as above
        ValidationError,
    )
    from jsonschema.validators import extend

    multiple_of = kind.VALIDATORS["multipleOf"]

    def be_unique(validator: t.Any, wanted: t.Any, value: t.Any, _: t.Any) -> t.Any:
        is_list = wanted and validator.is_type(value, "array")
        if is_list and not _load_check().is_unique(value):
            yield ValidationError(f"{value!r} has non-unique elements")

    def be_multiple(validator: t.Any, unit: t.Any, value: t.Any, part: t.Any) -> t.Any:
        if isinstance(value, float) and isnan(value):
            yield ValidationError(f"{value!r} is not a multiple of {unit}")
        else:
            yield from multiple_of(validator, unit, value, part) or ()

    return extend(kind, {"uniqueItems": be_unique, "multipleOf": be_multiple})
