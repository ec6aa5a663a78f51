"""What is wrong with the data of a request, as JSON schema says it."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping
from itertools import islice

from .field import Schema

_ROOT = "http://localhost/schema.json"
MAX_ERRORS = 100


def find_errors(
    schema: Schema, data: t.Any, resolver: t.Any = None, format_checker: t.Any = None
) -> list[t.Any]:
    """The errors of jsonschema, in its order; as many as anybody reads.

    ``resolver`` knows the models that the schema refers to: a dict of definitions by
    name, a registry of `referencing`, or an old RefResolver.
    """
    # Here, because it takes a tenth of a second and many APIs never check by models.
    from jsonschema.validators import Draft4Validator, validator_for  # type: ignore[import-untyped]  # it has no types

    if resolver is None:
        made = validator_for(schema)(schema, format_checker=format_checker)
    elif isinstance(resolver, dict):
        whole = {"$id": _ROOT, "definitions": resolver, **schema}
        made = validator_for(whole)(whole, format_checker=format_checker)
    elif hasattr(resolver, "resolve"):
        made = Draft4Validator(schema, resolver=resolver, format_checker=format_checker)
    else:
        if isinstance(resolver, Mapping) and "$id" not in schema:
            # So that "#/definitions/…" is looked for where the registry has it.
            root = resolver.get(_ROOT)
            if root is not None:
                schema = {"definitions": root.contents.get("definitions", {}), **schema}
        made = validator_for(schema)(
            schema, registry=resolver, format_checker=format_checker
        )
    return list(islice(made.iter_errors(data), MAX_ERRORS))
