"""REST APIs that document themselves: the API of Flask-RESTPlus and Flask-RESTX."""

from __future__ import annotations

import importlib
import typing as t
from importlib.util import find_spec

from ..errors import MissingExtra

for _name in ("aniso8601", "jsonschema", "msgspec"):
    if find_spec(_name) is None:
        raise MissingExtra("'kolben.rest'", "rest")

# isort: split
from . import apidoc, cors, fields, inputs, reqparse  # noqa: E402
from .api import Api  # noqa: E402
from .marshalling import marshal, marshal_with, marshal_with_field  # noqa: E402
from .mask import Mask  # noqa: E402
from .model import Model, OrderedModel, SchemaModel  # noqa: E402
from .namespace import Namespace  # noqa: E402
from .resource import Resource  # noqa: E402
from .rest_error import RestError, SpecsError, ValidationError, abort  # noqa: E402

__all__ = [
    "Api",
    "Mask",
    "Model",
    "Namespace",
    "OrderedModel",
    "Resource",
    "RestError",
    "SchemaModel",
    "SpecsError",
    "ValidationError",
    "abort",
    "apidoc",
    "cors",
    "fields",
    "inputs",
    "marshal",
    "marshal_with",
    "marshal_with_field",
    "reqparse",
]


def __getattr__(name: str) -> t.Any:
    if name == "Swagger":
        # By name: it is for those who look at documents.
        return importlib.import_module(f"{__name__}.swagger").Swagger
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
