"""The OpenAPI 3.1 document of an Api, and the pages that show it.

Loaded by name when the first of them is asked for: no worker is to pay for it at its
start.
"""

from __future__ import annotations

import typing as t

from ..globals import _get_app_ctx
from ..openapi import OpenAPI
from ..openapi.assets import find_asset
from ..openapi.collect import Scope
from ..openapi.errors import make_swagger_uniform as make_swagger_uniform
from ..openapi.operation import Description
from ..openapi.published import Published, find_published
from ..openapi.serve import send_asset
from ..response import Response, abort
from .describe import describe_route as describe_route
from .describe import find_describer
from .postman import PostmanCollectionV1 as PostmanCollectionV1

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

    from ..app import Kolben
    from .api import Api

#: The document is named after this, and the endpoints of its URLs.
NAME = "rest"
#: Swagger UI's options by the configuration that Flask-RESTX has for them.
_OPTIONS = {
    "displayOperationId": "SWAGGER_UI_OPERATION_ID",
    "displayRequestDuration": "SWAGGER_UI_REQUEST_DURATION",
    "docExpansion": "SWAGGER_UI_DOC_EXPANSION",
    "supportedSubmitMethods": "SWAGGER_SUPPORTED_SUBMIT_METHODS",
    "validatorUrl": "SWAGGER_VALIDATOR_URL",
}
_OAUTH = {
    "appName": "SWAGGER_UI_OAUTH_APP_NAME",
    "clientId": "SWAGGER_UI_OAUTH_CLIENT_ID",
    "realm": "SWAGGER_UI_OAUTH_REALM",
}


class Document(OpenAPI):
    """What an Api says of itself in OpenAPI 3.1."""

    def __init__(self, api: Api) -> None:
        super().__init__(
            title=read(api.title),
            path=api._openapi_path,
            docs=api._doc or None,
            reference=api._reference_path,
            ui=self._read_options,
            name=NAME,
            claims=self._owns,
        )
        self.api = api
        self._in_blueprint = api.blueprint is not None

    def make_description(self) -> Description:
        """What is said of the whole."""
        description = super().make_description()
        find_describer(self.api, description.schemas).describe_whole(description)
        return description

    def get_published(self) -> Published:
        """The document that the current request is for."""
        # It becomes known to an app here, see `find_published`.
        find_published(_get_app_ctx().app)
        return super().get_published()

    def publish_on(self, app: Kolben, blueprint: str | None) -> None:
        """Make the document known to an app, below a blueprint's name."""
        self.publish(app, Scope(blueprint, "", self._owns))

    def answer_docs(self) -> Response:
        """The page with Swagger UI."""
        self.title = read(self.api.title)
        return self._answer_docs()

    def answer_reference(self) -> Response:
        """The page with all of the document, which needs no script."""
        return self._answer_reference()

    def answer_document(self) -> Response:
        """The document."""
        return self._answer_document()

    def answer_asset(self, name: str) -> Response:
        """A file of the pages."""
        return self._answer_asset(name)

    def _owns(self, rule: Rule, view: t.Any) -> bool:  # noqa: ARG002  # the protocol's signature
        return getattr(view, "api", None) is self.api

    def _read_options(self) -> dict[str, t.Any]:
        config = _get_app_ctx().app.config
        options: dict[str, t.Any] = {
            option: config[name] for option, name in _OPTIONS.items() if name in config
        }
        if config.get(_OAUTH["clientId"]):
            options["initOAuth"] = {
                option: config.get(name) for option, name in _OAUTH.items()
            }
        return options


def read(value: t.Any) -> str:
    """A text, which may be given as a function that returns it."""
    return str(value() if callable(value) else value)


def answer_asset(name: str) -> Response:
    """A file of the pages, for pages that users write."""
    asset = find_asset(name)
    if asset is None:
        abort(404)
    return send_asset(asset)
