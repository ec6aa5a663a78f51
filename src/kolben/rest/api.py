"""`Api`: resources on an app or a blueprint, and the documents of them."""

from __future__ import annotations

import logging
import threading
import typing as t
import warnings
from collections import OrderedDict
from functools import partial
from http import HTTPStatus

from ..blueprints import Blueprint, BlueprintSetupState
from ..errors import EndpointTaken
from ..globals import _get_app_ctx, _get_request_ctx
from .api_answers import ApiAnswers
from .api_documents import NAMES, ApiDocuments
from .apidoc import apidoc
from .error_routing import (
    answer_error,
    answer_mask_error,
    answer_parse_error,
    help_on_404,
    route_error,
)
from .errors import is_uniform
from .fields.whole import camel_to_dash
from .marshalling import DEFAULT_MASK_HEADER
from .mask import MaskError, ParseError
from .namespace import (
    Handler,
    Namespace,
    ResourceRoute,
    is_exception_class,
    note_handler,
)
from .payload import Definitions
from .representations import output_json
from .resource import Resource
from .resource_view import compile_view
from .rest_error import abort
from .swagger_text import SwaggerTexts

if t.TYPE_CHECKING:
    from ..app import Kolben

    # Type checkers are told what `__getattr__` finds.
    _Passed = Namespace
else:
    _Passed = object

_log = logging.getLogger(__name__)
#: In `app.extensions`: what makes documents known, when first somebody wants one.
_LATER = "kolben.openapi.later"
View = t.Callable[..., t.Any]
F = t.TypeVar("F", bound=View)


def default_id(resource: str, method: str) -> str:
    """The operation id of a resource's method, unless another is given."""
    return f"{method}_{camel_to_dash(resource)}"


class Api(ApiAnswers, ApiDocuments, _Passed):
    """Resources under one prefix, on an app or a blueprint, and their documents.

    `prefix` goes before all URLs; `doc` is where the page with the documentation is,
    False for none. `validate` checks what requests have against what methods expect.
    `default_mediatype` answers clients that ask for nothing the Api has; None answers
    them with 406. `catch_all_404s` answers every unknown URL of the app. Everything a
    namespace can do an Api can do as well, for its default namespace.
    """

    #: Whether a subclass has its own way to make responses.
    _makes_responses: t.ClassVar[bool] = False

    def __init__(
        self,
        app: Kolben | Blueprint | None = None,
        version: t.Any = "1.0",
        title: t.Any = None,
        description: t.Any = None,
        terms_url: t.Any = None,
        license: t.Any = None,  # noqa: A002  # the name in flask_restx
        license_url: t.Any = None,
        contact: t.Any = None,
        contact_url: t.Any = None,
        contact_email: t.Any = None,
        authorizations: dict[str, t.Any] | None = None,
        security: t.Any = None,
        doc: str | t.Literal[False] = "/",
        default_id: t.Callable[[str, str], str] = default_id,
        default: str = "default",
        default_label: str = "Default namespace",
        validate: bool | None = None,
        tags: list[t.Any] | None = None,
        prefix: str = "",
        ordered: bool = False,
        default_mediatype: str | None = "application/json",
        decorators: list[t.Callable[..., t.Any]] | None = None,
        catch_all_404s: bool = False,
        serve_challenge_on_401: bool = False,
        format_checker: t.Any = None,
        url_scheme: str | None = None,
        default_swagger_filename: str = "swagger.json",
        **kwargs: t.Any,  # noqa: ARG002  # flask_restx takes and drops them
    ) -> None:
        self.version = version
        self.title = title or "API"
        self.description = description
        self.terms_url = terms_url
        self.contact = contact
        self.contact_email = contact_email
        self.contact_url = contact_url
        self.license = license
        self.license_url = license_url
        self.authorizations = authorizations
        self.security = security
        self.default_id = default_id
        self.ordered = ordered
        self._validate = validate
        self._doc = doc
        self._doc_view: View | None = None
        self._default_error_handler: Handler | None = None
        self.tags = tags or []
        self.error_handlers: dict[type[Exception], Handler] = OrderedDict(
            {ParseError: answer_parse_error, MaskError: answer_mask_error}
        )
        self.models: dict[str, t.Any] = {}
        self._definitions = Definitions(self.models)
        self.format_checker = format_checker
        self.namespaces: list[Namespace] = []
        self.default_swagger_filename = default_swagger_filename
        self.ns_paths: dict[Namespace, str] = {}
        self.representations: dict[str, t.Callable[..., t.Any]] = OrderedDict(
            {"application/json": output_json}
        )
        self.urls: dict[str, t.Any] = {}
        self.prefix = prefix
        self.default_mediatype = default_mediatype
        self.decorators = decorators or []
        self.catch_all_404s = catch_all_404s
        self.serve_challenge_on_401 = serve_challenge_on_401
        self.blueprint_setup: BlueprintSetupState | None = None
        self.endpoints: set[str] = set()
        self.resources: list[tuple[t.Any, ...]] = []  # type: ignore[assignment]  # there they are as declared
        self.app: t.Any = None
        #: Rules that came after the blueprint was registered, for its next app.
        self._late: list[tuple[str, str, View, dict[str, t.Any]]] = []
        #: The routes of namespaces that have been taken over, by identity.
        self._taken: dict[int, ResourceRoute] = {}
        self._waiting: list[t.Callable[[Kolben | Blueprint], None]] = []
        self.blueprint: Blueprint | None = None
        self.url_scheme = url_scheme
        self._add_specs = True
        self._schema: t.Any = None
        self._schema_lock = threading.Lock()
        self._swagger_texts = SwaggerTexts()
        self._mediatypes: dict[tuple[t.Any, ...], str | None] = {}
        self.default_namespace = self.namespace(
            default,
            default_label,
            endpoint=f"{default}-declaration",
            validate=validate,
            api=self,
            path="/",
        )
        if app is not None:
            self.app = app
            self.init_app(app)

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        cls._makes_responses = any(
            getattr(cls, name) is not getattr(Api, name)
            for name in ("make_response", "output")
        )

    def __getattr__(self, name: str) -> t.Any:
        # `default_namespace` itself may not be there yet, or in a copy.
        if name == "default_namespace" or name.startswith("__"):
            raise AttributeError(name)
        try:
            return getattr(self.default_namespace, name)
        except AttributeError:
            raise AttributeError(f"Api does not have {name} attribute") from None

    # Set-up ---------------------------------------------------------------------

    def init_app(self, app: Kolben | Blueprint, **kwargs: t.Any) -> None:
        """Add what has been declared, and will be, to an app or a blueprint."""
        known = getattr(app, "view_functions", {}).get("root")
        if isinstance(getattr(known, "__self__", None), Api):
            raise EndpointTaken(
                "The app has an Api already: put this one on a blueprint,"
                " Api(Blueprint(name, __name__, url_prefix=...))."
            )
        self.app = app
        for name in (
            *("title", "description", "terms_url", "url_scheme"),
            *("contact", "contact_url", "contact_email", "license", "license_url"),
        ):
            if name in kwargs:
                setattr(self, name, kwargs[name])
        self._add_specs = kwargs.get("add_specs", True)
        if isinstance(app, Blueprint):
            self.blueprint = app
        for function in self._waiting:
            function(app)
        self._register_specs(app)
        self._register_doc(app)
        if isinstance(app, Blueprint):
            app.record(self._deferred_blueprint_init)
        else:
            self._init_app(app)

    def _when_on(self, function: t.Callable[[Kolben | Blueprint], None]) -> None:
        """Call `function` with what the Api is on, now or when it is put there."""
        if self.app is not None:
            function(self.app)
        else:
            self._waiting.append(function)

    def _deferred_blueprint_init(self, state: BlueprintSetupState) -> None:
        if not state.first_registration:
            raise ValueError(
                f"The blueprint {state.blueprint.name!r} has an Api and can be"
                " registered only once: make another Api on another blueprint for the"
                " second place."
            )
        # What the blueprint itself has not recorded.
        for rule, endpoint, view, options in self._late:
            state.add_url_rule(rule, endpoint, view, **options)
        self.blueprint_setup = state
        name = f"{state.name_prefix}.{state.name}".lstrip(".")
        state.app.extensions.setdefault(NAMES, {})[self] = name
        self._init_app(state.app, name)

    def _init_app(self, app: Kolben, blueprint: str | None = None) -> None:
        # Flask has no other way to see the errors of some routes only.
        app.handle_exception = partial(  # type: ignore[method-assign]  # as Flask-RESTX does
            route_error, self, app.handle_exception
        )
        app.handle_user_exception = partial(  # type: ignore[method-assign]  # the same
            route_error, self, app.handle_user_exception
        )
        for resource, namespace, urls, kwargs in self.resources:
            self._register_view(app, resource, namespace, *urls, **kwargs)
        if blueprint is not None:
            # From now on they are among the late ones.
            self.resources = []
        for namespace in self.namespaces:
            self._configure_namespace_logger(app, namespace)
        if apidoc.name not in app.blueprints:
            app.register_blueprint(apidoc)
        if self._add_specs:
            later = app.extensions.setdefault(_LATER, [])
            later.append(partial(self._publish, app, blueprint))
        config = app.config
        if self._validate is None:
            self._validate = config.get(
                "RESTX_VALIDATE", config.get("RESTPLUS_VALIDATE", False)
            )
        for name, value in (
            ("MASK_HEADER", DEFAULT_MASK_HEADER),
            ("MASK_SWAGGER", True),
            ("INCLUDE_ALL_MODELS", False),
        ):
            config.setdefault(f"RESTX_{name}", config.get(f"RESTPLUS_{name}", value))
        if "ERROR_404_HELP" in config:
            config["RESTX_ERROR_404_HELP"] = config["ERROR_404_HELP"]
            warnings.warn(
                "'ERROR_404_HELP' is deprecated: set 'RESTX_ERROR_404_HELP'.",
                DeprecationWarning,
                stacklevel=2,
            )

    def _register_specs(self, target: Kolben | Blueprint) -> None:
        if not self._add_specs:
            return
        self._register_view(
            target,
            SwaggerView,
            self.default_namespace,
            f"/{self.default_swagger_filename}",
            endpoint="specs",
            resource_class_args=(self,),
        )
        self.endpoints.add("specs")

    def _register_doc(self, target: Kolben | Blueprint) -> None:
        if self._add_specs:
            for name, path, view in (
                ("rest_document", self._openapi_path, self._send_document),
                # Before the root, which it may be itself.
                ("doc", self._doc, self.render_doc),
                ("rest_reference", self._reference_path, self._send_reference),
                ("rest_asset", self._asset_path, self._send_asset),
            ):
                if path:
                    target.add_url_rule(path, name, view)
        target.add_url_rule(self.prefix or "/", "root", self.render_root)

    def register_resource(
        self,
        namespace: Namespace,
        resource: type[Resource],
        *urls: str,
        **kwargs: t.Any,
    ) -> str:
        """Add a resource, now or when there is an app. Returns its endpoint."""
        endpoint = str(
            kwargs.pop("endpoint", None) or self.default_endpoint(resource, namespace)
        )
        kwargs["endpoint"] = endpoint
        self.endpoints.add(endpoint)
        if self.app is not None:
            self._register_view(self.app, resource, namespace, *urls, **kwargs)
        else:
            self.resources.append((resource, namespace, urls, kwargs))
        return endpoint

    def _register_view(
        self,
        target: t.Any,
        resource: type[Resource],
        namespace: Namespace,
        *urls: str,
        **kwargs: t.Any,
    ) -> None:
        endpoint = kwargs.pop("endpoint", None) or camel_to_dash(resource.__name__)
        args = kwargs.pop("resource_class_args", ())
        named = kwargs.pop("resource_class_kwargs", {})
        known = getattr(target, "view_functions", {}).get(endpoint)
        if known is not None and getattr(known, "view_class", None) is not resource:
            before = getattr(known, "view_class", known).__name__
            raise ValueError(
                f"The endpoint {endpoint!r} is that of {before} already: give"
                f" {resource.__name__} another, by endpoint=…."
            )
        resource.mediatypes = self.mediatypes_method()
        resource.endpoint = endpoint
        decorators = [*namespace.decorators, *self.decorators]
        view = compile_view(
            self, resource, endpoint, args, named, is_seen=bool(decorators)
        )
        view.__operations__ = partial(  # type: ignore[attr-defined]  # see kolben.openapi.operation
            self._describe, namespace, resource, urls
        )
        for decorate in decorators:
            view = decorate(view)
        state = self.blueprint_setup
        for url in urls:
            rule = f"{self.prefix}{url}"
            if state is not None:
                # The blueprint is registered, and does not take any more itself.
                state.add_url_rule(rule, endpoint, view, **kwargs)
                self._late.append((rule, endpoint, view, kwargs))
            else:
                target.add_url_rule(rule, endpoint, view, **kwargs)

    def default_endpoint(self, resource: type[Resource], namespace: Namespace) -> str:
        """The endpoint of a resource for which none was given."""
        endpoint = camel_to_dash(resource.__name__)
        if namespace is not self.default_namespace:
            endpoint = f"{namespace.name}_{endpoint}"
        made, number = endpoint, 1
        while made in self.endpoints:
            number += 1
            made = f"{endpoint}_{number}"
        return made

    # Namespaces -----------------------------------------------------------------

    def namespace(self, *args: t.Any, **kwargs: t.Any) -> Namespace:
        """Make a namespace, and add it."""
        kwargs.setdefault("ordered", self.ordered)
        namespace = Namespace(*args, **kwargs)
        self.add_namespace(namespace)
        return namespace

    def add_namespace(self, ns: Namespace, path: str | None = None) -> None:
        """Take over the resources and models of a namespace, at `path` if given."""
        if ns not in self.namespaces:
            self.namespaces.append(ns)
            if self not in ns.apis:
                ns.apis.append(self)
            if path is not None:
                self.ns_paths[ns] = path
        for route in ns.resources:
            self._take(ns, route)
        self.models.update(ns.models)
        if self.blueprint is None and self.app is not None:
            self._configure_namespace_logger(self.app, ns)

    def _take(self, ns: Namespace, route: ResourceRoute) -> None:
        """Register a route of a namespace, once: many add a namespace twice."""
        if id(route) in self._taken:
            return
        self._taken[id(route)] = route
        urls = self.ns_urls(ns, route.urls)
        self.register_resource(ns, route.resource, *urls, **route.kwargs)

    def get_ns_path(self, ns: Namespace) -> str | None:
        """The path that a namespace was given here, if it was."""
        return self.ns_paths.get(ns)

    def ns_urls(self, ns: Namespace, urls: t.Iterable[str]) -> list[str]:
        """URLs of a namespace with its path."""
        path = self.get_ns_path(ns) or ns.path
        return [path + url for url in urls]

    def _configure_namespace_logger(self, app: Kolben, namespace: Namespace) -> None:
        for handler in app.logger.handlers:
            namespace.logger.addHandler(handler)
        namespace.logger.setLevel(app.logger.level)

    # Errors ---------------------------------------------------------------------

    @t.overload
    def errorhandler(self, exception: type[Exception]) -> t.Callable[[F], F]: ...

    @t.overload
    def errorhandler(self, exception: F) -> F: ...

    def errorhandler(self, exception: t.Any) -> t.Any:
        """Answer an exception class with a function; alone, every other exception."""
        if is_exception_class(exception):
            return partial(note_handler, self.error_handlers, exception)
        self._default_error_handler = exception
        return exception

    @property
    def _own_and_child_error_handlers(self) -> dict[type[Exception], Handler]:
        handlers = dict(self.error_handlers)
        for namespace in self.namespaces:
            handlers.update(namespace.error_handlers)
        return handlers

    def owns_endpoint(self, endpoint: str) -> bool:
        """Whether an endpoint of the app is one of the Api's resources."""
        name = self.blueprint_name
        if name is not None:
            if not endpoint.startswith(f"{name}."):
                return False
            endpoint = endpoint.removeprefix(f"{name}.")
        return endpoint in self.endpoints

    def handle_error(self, e: Exception) -> t.Any:
        """The response for an error of one of the Api's routes."""
        return answer_error(self, e)

    def _help_on_404(self, message: str | None = None) -> str | None:
        return help_on_404(_get_app_ctx().app, message)

    def abort(self, *args: t.Any, **kwargs: t.Any) -> t.NoReturn:
        """`kolben.rest.abort`."""
        abort(*args, **kwargs)


class SwaggerView(Resource):
    """The document in Swagger 2.0."""

    def get(self, **_values: t.Any) -> t.Any:
        """The document, with 500 if it could not be made."""
        assert self.api is not None
        document = self.api.__schema__
        if "error" in document:
            return document, HTTPStatus.INTERNAL_SERVER_ERROR
        if is_uniform():
            document = self.api._get_uniform(document)
        # Proxies, and variables in the prefix, may put something else in front.
        path = self.api.base_path.rstrip("/") or "/"
        written = self.api._swagger_texts.find(document, path)
        response = self.api.make_response(written, HTTPStatus.OK)
        sent = written.sent
        if sent is not None and response.get_data() == sent[0]:
            response.set_etag(sent[1])
        else:
            # Somebody has a way of their own to write it.
            response.add_etag()
        response.headers.setdefault("Cache-Control", "no-cache")
        return response.make_conditional(_get_request_ctx().request)

    def mediatypes(self) -> list[str]:
        """JSON and nothing else."""
        return ["application/json"]
