"""What an `Api` tells of itself: its URLs, and the documents of it."""

from __future__ import annotations

import logging
import threading
import typing as t
from functools import cached_property
from http import HTTPStatus

from ..blueprints import Blueprint
from ..collector import paused_collector
from ..globals import find_app_ctx, find_request_ctx
from ..urls import url_for
from .apidoc import load_documents, load_swagger
from .payload import Definitions
from .rest_error import abort

if t.TYPE_CHECKING:
    from werkzeug.routing import Rule

    from ..app import Kolben
    from .namespace import Namespace
    from .resource import Resource

_log = logging.getLogger(__name__)
#: In `app.extensions`: the blueprints' names that Apis are registered under.
NAMES = "kolben.rest"
View = t.Callable[..., t.Any]


class ApiDocuments:
    """The part of an `Api` that others look at."""

    blueprint: Blueprint | None
    prefix: str
    url_scheme: str | None
    _definitions: Definitions
    #: Those of documents that are being made.
    _describers: t.Sequence[t.Any] = ()
    _doc: str | t.Literal[False]
    _doc_view: View | None
    _schema: t.Any
    _schema_lock: threading.Lock
    _uniform_schema: tuple[t.Any, t.Any] | None = None

    # URLs -----------------------------------------------------------------------

    @property
    def blueprint_name(self) -> str | None:
        """The name under which the present app has the Api's blueprint, with those of
        the blueprints around it."""
        if self.blueprint is None:
            return None
        ctx = find_app_ctx()
        names = ctx.app.extensions.get(NAMES, {}) if ctx is not None else {}
        name: str = names.get(self, self.blueprint.name)
        return name

    def endpoint(self, name: str) -> str:
        """An endpoint of the Api as the app knows it."""
        blueprint = self.blueprint_name
        return name if blueprint is None else f"{blueprint}.{name}"

    def url_for(self, resource: type[Resource], **values: t.Any) -> str:
        """The URL of a resource."""
        return url_for(self.endpoint(resource.endpoint), **values)

    @property
    def specs_url(self) -> str:
        """The URL of the Swagger document; a full one where `url_scheme` is set."""
        external = None if self.url_scheme is None else True
        return self._build("specs", _scheme=self.url_scheme, _external=external)

    @property
    def base_url(self) -> str:
        """The full URL of the Api."""
        return self._build("root", _scheme=self.url_scheme, _external=True)

    @property
    def base_path(self) -> str:
        """The path of the Api."""
        return self._build("root", _external=False)

    def _build(self, name: str, **options: t.Any) -> str:
        endpoint = self.endpoint(name)
        ctx = find_request_ctx()
        values = (ctx.request.view_args if ctx is not None else None) or {}
        if ctx is not None and values:
            # The prefix of the blueprint may have variables.
            rule = next(ctx.app.url_map.iter_rules(endpoint))
            options.update({n: v for n, v in values.items() if n in rule.arguments})
        return url_for(endpoint, **options)

    @property
    def refresolver(self) -> t.Any:
        """The models by name, for what refers to them."""
        return self._definitions

    # Documents ------------------------------------------------------------------

    @property
    def __schema__(self) -> t.Any:
        """The document in Swagger 2.0, made once.

        Where it cannot be made, the reason is logged, and it says only that.
        """
        if self._schema is None:
            with self._schema_lock:
                if self._schema is None:
                    try:
                        with paused_collector():
                            self._schema = load_swagger().Swagger(self).as_dict()
                    except Exception:
                        _log.exception("Unable to render schema")
                        return {"error": "Unable to render schema"}
        return self._schema

    def _get_uniform(self, schema: t.Any) -> t.Any:
        """The same document where errors are uniform, also made once."""
        known = self._uniform_schema
        if known is None or known[0] is not schema:
            made = load_documents().make_swagger_uniform(schema)
            self._uniform_schema = known = (schema, made)
        return known[1]

    @cached_property
    def openapi(self) -> t.Any:
        """The document in OpenAPI 3.1, a `kolben.openapi.OpenAPI`.

        What is set on it, or appended to its `amendments`, before the document is
        asked for first is a part of that.
        """
        return load_documents().Document(self)

    def _describe(
        self,
        namespace: Namespace,
        resource: type[Resource],
        urls: tuple[str, ...],
        rule: Rule,
        method: str,
        schemas: dict[str, t.Any],
    ) -> t.Any:
        return load_documents().describe_route(
            self, namespace, resource, urls, rule, method, schemas
        )

    def _publish(self, app: Kolben, blueprint: str | None) -> None:
        self.openapi.publish_on(app, blueprint)

    @property
    def _openapi_path(self) -> str:
        return f"{self.prefix.rstrip('/')}/openapi.json"

    @property
    def _reference_path(self) -> str | None:
        return f"{self._doc.rpartition('/')[0]}/reference.html" if self._doc else None

    @property
    def _asset_path(self) -> str | None:
        if not self._doc:
            return None
        return f"{self._openapi_path.rpartition('/')[0]}/openapi-assets/<name>"

    def _send_document(self, **_values: t.Any) -> t.Any:
        return self.openapi.answer_document()

    def _send_reference(self, **_values: t.Any) -> t.Any:
        return self.openapi.answer_reference()

    def _send_asset(self, name: str, **_values: t.Any) -> t.Any:
        return self.openapi.answer_asset(name)

    def documentation(self, func: View) -> View:
        """Answer the page with the documentation with a view of one's own."""
        self._doc_view = func
        return func

    def render_root(self, **_values: t.Any) -> t.Any:
        """The Api's root, where no documentation is: 404."""
        abort(HTTPStatus.NOT_FOUND)

    def render_doc(self, **_values: t.Any) -> t.Any:
        """The page with the documentation."""
        if self._doc_view is not None:
            return self._doc_view()
        if not self._doc:
            abort(HTTPStatus.NOT_FOUND)
        return self.openapi.answer_docs()

    def as_postman(
        self, urlvars: bool = False, swagger: bool = False
    ) -> dict[str, t.Any]:
        """The Api as a collection for Postman.

        With `urlvars` the URLs have the parameters of their queries; with `swagger`
        the document itself is one of the requests.
        """
        collection = load_documents().PostmanCollectionV1(self, swagger=swagger)
        return t.cast(dict[str, t.Any], collection.as_dict(urlvars=urlvars))
