"""`flask_restplus` and `flask_restx` as other names of `kolben.rest`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kolben.compat.facade import resolve
from kolben.compat.package import Package
from kolben.compat.restx import RESTPLUS, RESTX

NAMES = """
import kolben.compat
kolben.compat.install(instead_of=["flask_restx"])
import {name}
import kolben.rest
from {name} import Api, Mask, Model, Namespace, OrderedModel, Resource, SchemaModel
from {name} import abort, cors, fields, inputs, marshal, marshal_with, reqparse
from {name} import Swagger, ValidationError, apidoc, marshal_with_field
from {name}.api import Api as api, SwaggerView
from {name}.apidoc import apidoc as blueprint, ui_for
from {name}.errors import RestError, SpecsError, abort as also
from {name}.fields import MarshallingError, Nested, get_value
from {name}.inputs import iso8601interval
from {name}.mask import ParseError
from {name}.model import ModelBase
from {name}.namespace import Namespace as namespace
from {name}.postman import PostmanCollectionV1
from {name}.representations import output_json
from {name}.reqparse import Argument, RequestParser
from {name}.resource import Resource as resource
from {name}.swagger import Swagger as swagger
from {name}.utils import camel_to_dash, default_id, merge, not_none, unpack
assert Api is api is kolben.rest.Api
assert Namespace is namespace is kolben.rest.Namespace
assert Resource is resource is kolben.rest.Resource
assert abort is also is kolben.rest.abort
assert fields.Nested is Nested is kolben.rest.fields.Nested
assert Swagger is swagger
assert not_none({{"a": None, "b": 0}}) == {{"b": 0}}
assert unpack(("a", 201)) == ("a", 201, {{}})
assert unpack("a") == ("a", 200, {{}})
assert unpack(("a",), 500) == ("a", 500, {{}})
assert default_id("ThingList", "get") == "get_thing_list"
space = {{}}
exec("from {name} import *", space)
assert space["Api"] is Api and space["fields"] is fields
print({name}.__version__)
"""

# A finder in front of Python's own, as an installation is in front of the stand-in.
INSTALLED = """
import importlib.abc, importlib.machinery, sys

class Installed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name in ("flask_restx", "flask_restplus"):
            return importlib.machinery.ModuleSpec(name, self)
    def exec_module(self, module):
        module.real = True

sys.meta_path.insert(0, Installed())
import kolben.compat
kolben.compat.install()
import flask_restx, flask_restplus
print(flask_restx.real, hasattr(flask_restplus, "real"))
"""


@pytest.mark.parametrize(
    ("name", "version"), [("flask_restx", "1.3.2"), ("flask_restplus", "0.13.0")]
)
def test_the_names_that_are_imported_from_it_are_those_of_kolben_rest(
    run_python: Callable[..., str], name: str, version: str
) -> None:
    program = NAMES.format(name=name)
    assert run_python("-W", "error", "-c", program) == f"{version}\n"


def test_an_installed_restx_comes_first_an_installed_restplus_never(
    run_python: Callable[..., str],
) -> None:
    assert run_python("-c", INSTALLED) == "True False\n"


@pytest.mark.parametrize("package", [RESTX, RESTPLUS], ids=lambda each: each.name)
def test_every_row_leads_to_something(package: Package) -> None:
    for rows in package.modules.values():
        for target in rows.values():
            resolve(target)
