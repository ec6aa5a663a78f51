"""REST APIs that document themselves: the API of Flask-RESTPlus and Flask-RESTX."""

try:
    import msgspec as _msgspec
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(
        "kolben.rest needs msgspec and others: pip install 'kolben[rest]'",
        name=error.name,
    ) from None

from . import cors, fields, inputs, reqparse
from .api import Api
from .marshalling import marshal, marshal_with, marshal_with_field
from .mask import Mask
from .model import Model, OrderedModel, SchemaModel
from .namespace import Namespace
from .resource import Resource
from .rest_error import RestError, SpecsError, ValidationError, abort

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
    "cors",
    "fields",
    "inputs",
    "marshal",
    "marshal_with",
    "marshal_with_field",
    "reqparse",
]

del _msgspec
