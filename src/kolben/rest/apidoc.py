"""The page with the documentation of an Api, and its files, for pages users write."""

from __future__ import annotations

import importlib
import typing as t

from ..blueprints import Blueprint
from ..urls import url_for

if t.TYPE_CHECKING:
    from ..response import Response
    from .api import Api


class Apidoc(Blueprint):
    """The blueprint of the files; an app with an Api has it."""


apidoc = Apidoc("restx_doc", __name__)


@apidoc.route("/swaggerui/<path:filename>", endpoint="static")
def send_static(filename: str) -> Response:
    """A file of Swagger UI."""
    return t.cast("Response", load_documents().answer_asset(filename))


@apidoc.app_template_global()
def swagger_static(filename: str) -> str:
    """The URL of a file of Swagger UI."""
    return url_for("restx_doc.static", filename=filename)


def ui_for(api: Api) -> Response:
    """The page with the documentation of an Api: Swagger UI."""
    return t.cast("Response", api.openapi.answer_docs())


def load_documents() -> t.Any:
    """``kolben.rest.documents``, by name: it is for those who look at documents, and
    no worker is to pay for it at its start."""
    return importlib.import_module(f"{__package__}.documents")


def load_swagger() -> t.Any:
    """``kolben.rest.swagger``, the same way: Swagger 2.0 needs little of the rest."""
    return importlib.import_module(f"{__package__}.swagger")
