"""The half of an app that is put together: config, registries and their decorators."""

from __future__ import annotations

import importlib
import os
import sys
import typing as t
import weakref
from datetime import timedelta
from functools import cached_property, partial
from importlib.util import find_spec

from werkzeug.datastructures import ImmutableDict
from werkzeug.exceptions import Aborter
from werkzeug.routing import BuildError, Map, Rule

from . import typing as ft
from .blueprints import T_template_filter, T_template_global, T_template_test
from .cli.dotenv import get_debug_flag
from .config import Config, ConfigAttribute
from .context import _AppCtxGlobals
from .errors import EndpointTaken, LateSetup
from .globals import find_request_ctx
from .json.provider import DefaultJSONProvider, JSONProvider
from .lifespan import Lifespan
from .logging import create_logger
from .packages import find_package
from .plan import PLANNED
from .registry import Blueprints
from .request import Request, split_blueprint_path
from .response import Response
from .routing.map import UrlMap
from .routing.prefix import ErrorOwners
from .routing.rule import UrlRule
from .scaffold import F, Scaffold, T_teardown, _endpoint_from_view_func, setupmethod
from .sessions import SecureCookieSessionInterface, SessionInterface
from .templating import DispatchingJinjaLoader, Environment
from .view_kind import ENTRY, Kind, find_kind, get_original
from .views import View

if t.TYPE_CHECKING:
    import logging

    from .blueprints import Blueprint
    from .testing import KolbenClient, KolbenCliRunner

T_shell_context_processor = t.TypeVar(
    "T_shell_context_processor", bound=ft.ShellContextProcessorCallable
)
T_lifespan = t.TypeVar("T_lifespan", bound=t.Callable[[], t.Any])


def _make_timedelta(value: timedelta | int | None) -> timedelta | None:
    if value is None or isinstance(value, timedelta):
        return value
    return timedelta(seconds=value)


class App(Scaffold):
    """Everything that is registered on an app, and its settings."""

    #: Raises the exception for a status code; ``abort`` uses an instance.
    aborter_class = Aborter
    #: The class of :attr:`jinja_env`.
    jinja_environment = Environment
    #: The class of ``g``.
    app_ctx_globals_class = _AppCtxGlobals
    #: The class of :attr:`config`.
    config_class = Config
    #: ``TESTING``: exceptions are raised through to the test.
    testing = ConfigAttribute[bool]("TESTING")
    #: ``SECRET_KEY``: what sessions are signed with.
    secret_key = ConfigAttribute[str | bytes | None]("SECRET_KEY")
    #: ``PERMANENT_SESSION_LIFETIME``, as a timedelta.
    permanent_session_lifetime = ConfigAttribute[timedelta](
        "PERMANENT_SESSION_LIFETIME",
        get_converter=_make_timedelta,  # type: ignore[arg-type]  # None stays None
    )
    #: The class of :attr:`json`.
    json_provider_class: type[JSONProvider] = DefaultJSONProvider
    #: Options for the Jinja environment, read when it is first used.
    jinja_options: dict[str, t.Any] = {}  # noqa: RUF012  # copied where it is used
    url_rule_class: type[Rule] = UrlRule
    url_map_class: type[Map] = UrlMap
    #: The class of ``test_client()``; None is the built-in one.
    test_client_class: type[KolbenClient] | None = None
    #: The class of ``test_cli_runner()``; None is the built-in one.
    test_cli_runner_class: type[KolbenCliRunner] | None = None
    request_class: type[Request] = Request
    response_class: type[Response] = Response
    #: Opens and saves the session of each request.
    session_interface: SessionInterface = SecureCookieSessionInterface()

    default_config = ImmutableDict(
        {
            "DEBUG": None,
            "TESTING": False,
            "PROPAGATE_EXCEPTIONS": None,
            "SECRET_KEY": None,
            "SECRET_KEY_FALLBACKS": None,
            "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
            "USE_X_SENDFILE": False,
            "TRUSTED_HOSTS": None,
            "SERVER_NAME": None,
            "APPLICATION_ROOT": "/",
            "SESSION_COOKIE_NAME": "session",
            "SESSION_COOKIE_DOMAIN": None,
            "SESSION_COOKIE_PATH": None,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SECURE": False,
            "SESSION_COOKIE_PARTITIONED": False,
            "SESSION_COOKIE_SAMESITE": None,
            "SESSION_REFRESH_EACH_REQUEST": True,
            "MAX_CONTENT_LENGTH": None,
            "MAX_FORM_MEMORY_SIZE": 500_000,
            "MAX_FORM_PARTS": 1_000,
            "SEND_FILE_MAX_AGE_DEFAULT": None,
            "TRAP_BAD_REQUEST_ERRORS": None,
            "TRAP_HTTP_EXCEPTIONS": False,
            "EXPLAIN_TEMPLATE_LOADING": False,
            "PREFERRED_URL_SCHEME": "http",
            "TEMPLATES_AUTO_RELOAD": None,
            "MAX_COOKIE_SIZE": 4093,
            "PROVIDE_AUTOMATIC_OPTIONS": True,
            # Kolben's own
            "AFTER_RESPONSE_QUEUE_SIZE": 1_000,
            "AFTER_RESPONSE_DRAIN_SECONDS": 30,
            "STATIC_HASH_URLS": False,
        }
    )

    def __init__(
        self,
        import_name: str,
        static_url_path: str | None = None,
        static_folder: str | os.PathLike[str] | None = "static",
        static_host: str | None = None,  # for the subclass's route
        host_matching: bool = False,
        subdomain_matching: bool = False,
        template_folder: str | os.PathLike[str] | None = "templates",
        instance_path: str | None = None,
        instance_relative_config: bool = False,
        root_path: str | None = None,
    ) -> None:
        super().__init__(
            import_name=import_name,
            static_folder=static_folder,
            static_url_path=static_url_path,
            template_folder=template_folder,
            root_path=root_path,
        )
        if instance_path is None:
            instance_path = self.auto_find_instance_path()
        elif not os.path.isabs(instance_path):
            raise ValueError(
                "If an instance path is provided it must be absolute, and"
                f" {instance_path!r} is not."
            )
        #: The absolute path of the folder for files of this installation.
        self.instance_path = instance_path
        self.config = self.make_config(instance_relative_config)
        self.aborter = self.make_aborter()
        #: Reads and writes JSON for this app.
        self.json: JSONProvider = self.json_provider_class(self)  # type: ignore[arg-type]  # Kolben is the one app
        #: Called when ``url_for`` cannot build a URL; the first URL returned is used.
        self.url_build_error_handlers: list[
            t.Callable[[Exception, str, dict[str, t.Any]], str]
        ] = []
        self.teardown_appcontext_funcs: list[ft.TeardownCallable] = []
        self.shell_context_processors: list[ft.ShellContextProcessorCallable] = []
        #: The registered blueprints by full name.
        self.blueprints: dict[str, Blueprint] = Blueprints()
        #: For extensions: their state on this app, by the extension's name.
        self.extensions: dict[str, t.Any] = {}
        self.url_map = self.url_map_class(host_matching=host_matching)
        if isinstance(self.url_map, UrlMap):
            self.url_map.changes = self._changes
        self.subdomain_matching = subdomain_matching
        self._error_owners = ErrorOwners()
        # Asked when the handler of a 500 fails, by blueprint name; None: the app's.
        self._last_resorts: dict[ft.AppOrBlueprintKey, ft.ErrorHandlerCallable] = {}
        self._lifespan = Lifespan()
        self._got_first_request = False
        #: The rules of each endpoint, as they were added.
        self._endpoint_rules: dict[str, list[Rule]] = {}
        #: To be called when all is registered: views that name what did not exist yet.
        self._open_views: list[t.Callable[[], object]] = []
        #: Typed methods of view classes, by endpoint and name of the method.
        self._typed_methods: dict[tuple[str, str], t.Callable[..., t.Any]] = {}
        self.cli.name = self.name
        if self.has_static_folder:
            self._add_static_route(static_host)

    def _add_static_route(self, host: str | None) -> None:
        assert bool(host) == self.url_map.host_matching, (
            "Invalid static_host/host_matching combination: with host_matching the"
            " static route needs a static_host, without it there is none."
        )
        # A weak reference: the app would refer to itself through its view, and stay
        # in memory until the collector runs.
        ref = weakref.ref(self)
        self.add_url_rule(
            f"{self.static_url_path}/<path:filename>",
            endpoint="static",
            host=host,
            view_func=lambda **values: t.cast(App, ref()).send_static_file(**values),
        )

    def __setattr__(self, name: str, value: t.Any) -> None:
        super().__setattr__(name, value)
        if name in PLANNED:
            self._changes.note()

    def __delattr__(self, name: str) -> None:
        super().__delattr__(name)
        if name in PLANNED:
            self._changes.note()

    def _check_setup_finished(self, f_name: str) -> None:
        if self._got_first_request:
            raise LateSetup(
                f"The setup method '{f_name}' can no longer be called on the"
                " application. It has already handled its first request, any changes"
                " will not be applied consistently.\nMake sure that everything that"
                " sets the app up (imports, decorators, functions) is done before it"
                " is run."
            )

    # Settings -------------------------------------------------------------------

    @cached_property
    def name(self) -> str:  # type: ignore[override]  # a blueprint's is given
        """The import name, or the file's name if the app is in ``__main__``."""
        if self.import_name != "__main__":
            return self.import_name
        file: str | None = getattr(sys.modules["__main__"], "__file__", None)
        if file is None:
            return "__main__"
        return os.path.splitext(os.path.basename(file))[0]

    @cached_property
    def logger(self) -> logging.Logger:
        """The logger with the app's name."""
        return create_logger(self)  # type: ignore[arg-type]  # Kolben is the one app

    @cached_property
    def jinja_env(self) -> Environment:
        """The Jinja environment, made when first used."""
        return self.create_jinja_environment()

    def create_jinja_environment(self) -> Environment:
        """Make :attr:`jinja_env`; may be overridden."""
        raise NotImplementedError

    def make_config(self, instance_relative: bool = False) -> Config:
        """Make :attr:`config`; may be overridden."""
        defaults = dict(self.default_config)
        defaults["DEBUG"] = get_debug_flag()
        root = self.instance_path if instance_relative else self.root_path
        return self.config_class(root, defaults)

    def make_aborter(self) -> Aborter:
        """Make the object behind ``abort``; may be overridden."""
        return self.aborter_class()

    def auto_find_instance_path(self) -> str:
        """The instance folder beside the code, or under the prefix of an installed
        package."""
        prefix, path = find_package(self.import_name)
        if prefix is None:
            return os.path.join(path, "instance")
        return os.path.join(prefix, "var", f"{self.name}-instance")

    def create_global_jinja_loader(self) -> DispatchingJinjaLoader:
        """Make the loader that looks in the app, then in its blueprints."""
        return DispatchingJinjaLoader(self)  # type: ignore[arg-type]  # Kolben is the one app

    def select_jinja_autoescape(self, filename: str | None) -> bool:
        """Whether a template escapes by itself: HTML, XML, SVG, and strings."""
        if filename is None:
            return True
        return filename.endswith((".html", ".htm", ".xml", ".xhtml", ".svg"))

    @property
    def debug(self) -> bool:
        """``DEBUG``: reloader, debugger, unhandled errors raised."""
        debug: bool = self.config["DEBUG"]
        return debug

    @debug.setter
    def debug(self, value: bool) -> None:
        self.config["DEBUG"] = value
        if self.config["TEMPLATES_AUTO_RELOAD"] is None:
            self.jinja_env.auto_reload = value

    # Routes and blueprints --------------------------------------------------------

    @setupmethod
    def register_blueprint(self, blueprint: Blueprint, **options: t.Any) -> None:
        """Put a blueprint on the app.

        ``url_prefix``, ``subdomain``, ``url_defaults``, ``cli_group`` and ``name``
        win over its own; ``name`` allows to register one more than once.
        """
        blueprint.register(self, options)  # type: ignore[arg-type]  # Kolben is the one app

    def iter_blueprints(self) -> t.ValuesView[Blueprint]:
        """The blueprints in the order in which they were registered."""
        return self.blueprints.values()

    def _own_errors(self, name: str, prefix: str | None, subdomain: str | None) -> None:
        self._error_owners.add(name, prefix, subdomain)

    @setupmethod
    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: ft.RouteCallable | None = None,
        provide_automatic_options: bool | None = None,
        **options: t.Any,
    ) -> None:
        """Add a rule and, with ``view_func``, the view of its endpoint.

        ``methods`` default to the view's ``methods`` attribute or to GET; HEAD comes
        with GET. Other options go to the rule: ``defaults``, ``subdomain``, ``host``,
        ``strict_slashes``, ``redirect_to``, … Raises AssertionError when the endpoint
        has another view already.
        """
        if endpoint is None:
            endpoint = _endpoint_from_view_func(view_func)
        options["endpoint"] = endpoint
        methods = options.pop("methods", None)
        if methods is None:
            methods = getattr(view_func, "methods", None) or ("GET",)
        if isinstance(methods, str):
            raise TypeError(
                "Allowed methods must be a list of strings, for example:"
                f" @app.route({rule!r}, methods=[{methods!r}])"
            )
        methods = {item.upper() for item in methods}
        required = set(getattr(view_func, "required_methods", ()))
        if provide_automatic_options is None:
            provide_automatic_options = getattr(
                view_func, "provide_automatic_options", None
            )
        if provide_automatic_options is None:
            provide_automatic_options = (
                "OPTIONS" not in methods and self.config["PROVIDE_AUTOMATIC_OPTIONS"]
            )
            if provide_automatic_options:
                required.add("OPTIONS")
        rule_object = self.url_rule_class(rule, methods=methods | required, **options)
        rule_object.provide_automatic_options = provide_automatic_options  # type: ignore[attr-defined]  # Flask's addition
        self.url_map.add(rule_object)
        self._endpoint_rules.setdefault(endpoint, []).append(rule_object)
        if view_func is not None:
            view_func = get_original(view_func)
            known = get_original(self.view_functions.get(endpoint))
            if known is not None and known != view_func:
                raise EndpointTaken(
                    "View function mapping is overwriting an existing endpoint"
                    f" function: {endpoint}. It is {_describe(known)} already; give"
                    f" {_describe(view_func)} another name, or pass endpoint=..."
                )
            self.view_functions[endpoint] = self._adapt(endpoint, view_func)
        else:
            self._adapt_again(endpoint)

    @setupmethod
    def endpoint(self, endpoint: str) -> t.Callable[[F], F]:
        """Give an endpoint its view; the rule was added without one."""

        def decorator(f: F) -> F:
            self.view_functions[endpoint] = f
            if endpoint in self._endpoint_rules:
                self._adapt_again(endpoint)
            return f

        return decorator

    def _adapt(self, endpoint: str, view: t.Any) -> t.Any:
        """The view to store for an endpoint: a typed one reads its arguments itself.

        ``kolben.typed`` is loaded by name, and only for a view that needs it.
        """
        rules = self._endpoint_rules.get(endpoint, [])
        names = {name for rule in rules for name in rule.arguments}
        view_class = getattr(view, "view_class", None)
        if isinstance(view_class, type) and issubclass(view_class, View):
            kinds = view_class._find_kinds(names)
            if kinds:
                _load_typed().adapt_methods(self, endpoint, view, rules, kinds)
            return view
        sends_models = type(self).make_response is not self._originals["make_response"]  # type: ignore[attr-defined]  # Kolben is the one app
        kind = find_kind(view, names, sends_models=sends_models)
        if kind is Kind.OPEN:
            self._open_views.append(partial(self._adapt_again, endpoint))
        if kind is Kind.TYPED or (kind is Kind.SCALARS and _has_typed()):
            return _load_typed().adapt(self, view, rules, kind)
        return view

    def _adapt_again(self, endpoint: str) -> None:
        view = self.view_functions.get(endpoint)
        # What wraps an adapted view has a copy of its attributes.
        if view is not None and getattr(view, ENTRY, None) is None:
            adapted = self._adapt(endpoint, view)
            if adapted is not view:
                self.view_functions[endpoint] = adapted

    def _look_again(self) -> None:
        """Adapt the views that were registered before the names they mention existed.

        Called when all is registered.
        """
        views, self._open_views = self._open_views, []
        for look_again in views:
            look_again()
        # What names nothing now is left as it is.
        self._open_views.clear()

    def inject_url_defaults(self, endpoint: str, values: dict[str, t.Any]) -> None:
        """Let the ``url_defaults`` functions of the endpoint add values."""
        names: list[str | None] = [None]
        if "." in endpoint:
            names += reversed(split_blueprint_path(endpoint.rpartition(".")[0]))
        for name in names:
            if name in self.url_default_functions:
                for function in self.url_default_functions[name]:
                    function(endpoint, values)

    def handle_url_build_error(
        self, error: BuildError, endpoint: str, values: dict[str, t.Any]
    ) -> str:
        """Ask :attr:`url_build_error_handlers` for the URL, or raise ``error``."""
        for handler in self.url_build_error_handlers:
            try:
                url = handler(error, endpoint, values)
            except BuildError as e:
                error = e
            else:
                if url is not None:
                    return url
        # The error being handled keeps its traceback when raised again as it is.
        if error is sys.exc_info()[1]:
            raise
        raise error

    # Templates ------------------------------------------------------------------

    @setupmethod
    def template_filter(
        self, name: str | None = None
    ) -> t.Callable[[T_template_filter], T_template_filter]:
        """Make a function a filter in templates, under its name or ``name``."""

        def decorator(f: T_template_filter) -> T_template_filter:
            self.add_template_filter(f, name=name)
            return f

        return decorator

    @setupmethod
    def add_template_filter(
        self, f: ft.TemplateFilterCallable, name: str | None = None
    ) -> None:
        """``template_filter`` without a decorator."""
        self.jinja_env.filters[name or f.__name__] = f

    @setupmethod
    def template_test(
        self, name: str | None = None
    ) -> t.Callable[[T_template_test], T_template_test]:
        """Make a function a test (``is ...``) in templates."""

        def decorator(f: T_template_test) -> T_template_test:
            self.add_template_test(f, name=name)
            return f

        return decorator

    @setupmethod
    def add_template_test(
        self, f: ft.TemplateTestCallable, name: str | None = None
    ) -> None:
        """``template_test`` without a decorator."""
        self.jinja_env.tests[name or f.__name__] = f

    @setupmethod
    def template_global(
        self, name: str | None = None
    ) -> t.Callable[[T_template_global], T_template_global]:
        """Make a function callable in templates."""

        def decorator(f: T_template_global) -> T_template_global:
            self.add_template_global(f, name=name)
            return f

        return decorator

    @setupmethod
    def add_template_global(
        self, f: ft.TemplateGlobalCallable, name: str | None = None
    ) -> None:
        """``template_global`` without a decorator."""
        self.jinja_env.globals[name or f.__name__] = f

    # Life of the app ------------------------------------------------------------

    @setupmethod
    def teardown_appcontext(self, f: T_teardown) -> T_teardown:
        """Call ``f(error)`` when an app context ends, after requests and commands."""
        self.teardown_appcontext_funcs.append(f)
        return f

    @setupmethod
    def shell_context_processor(
        self, f: T_shell_context_processor
    ) -> T_shell_context_processor:
        """Give ``kolben shell`` the names of the dict that ``f()`` returns."""
        self.shell_context_processors.append(f)
        return f

    @setupmethod
    def on_startup(self, f: T_lifespan) -> T_lifespan:
        """Call ``f()`` once in each worker, in an app context, before its first
        request."""
        self._lifespan.startup.append(f)
        return f

    @setupmethod
    def on_shutdown(self, f: T_lifespan) -> T_lifespan:
        """Call ``f()`` when a worker stops that was started; last one first."""
        self._lifespan.shutdown.append(f)
        return f

    # Errors ---------------------------------------------------------------------

    def _find_error_handler(
        self, e: Exception, blueprints: list[str]
    ) -> ft.ErrorHandlerCallable | None:
        """The handler for an exception, or None.

        By its code first, then by class; in each from the inner blueprint to the app.
        An owner of the URL's prefix is a border: nothing outside of it is asked, not
        even by code, before it and what is inside have been asked in both ways.
        """
        exc_class, code = self._get_exc_class_and_code(type(e))
        owners = self._find_error_owners()
        names = (*dict.fromkeys([*blueprints, *owners]), None)
        spec = self.error_handler_spec
        for group in _split_after(names, owners):
            for key in (code, None) if code is not None else (None,):
                for name in group:
                    handlers = spec[name][key]
                    if handlers:
                        for cls in exc_class.__mro__:
                            handler = handlers.get(cls)
                            if handler is not None:
                                found: ft.ErrorHandlerCallable = handler
                                return found
        return None

    def _find_error_owners(self) -> list[str]:
        """The owners of the request's path, the one with the longest prefix first."""
        ctx = find_request_ctx() if self._error_owners else None
        if ctx is None:
            return []
        return self._error_owners.find(ctx.request.path, ctx.url_adapter)

    def _find_last_resort(
        self, blueprints: list[str]
    ) -> ft.ErrorHandlerCallable | None:
        """What answers in place of an error handler that failed, or None."""
        if not self._last_resorts:
            return None
        for name in (*blueprints, *self._find_error_owners(), None):
            if name in self._last_resorts:
                return self._last_resorts[name]
        return None


def _has_typed() -> bool:
    """Whether the library that typed views need is installed."""
    return find_spec("msgspec") is not None


def _load_typed() -> t.Any:
    """``kolben.typed``, by name: only an app with typed views pays for it."""
    return importlib.import_module(f"{__package__}.typed")


def _split_after(
    names: tuple[str | None, ...], borders: list[str]
) -> t.Iterator[tuple[str | None, ...]]:
    """``names`` in groups, each of which but the last ends with a border."""
    begin = 0
    for end, name in enumerate(names, 1):
        if name in borders:
            yield names[begin:end]
            begin = end
    yield names[begin:]


def _describe(function: t.Callable[..., t.Any]) -> str:
    """A function's name and where it is defined."""
    name = getattr(function, "__qualname__", repr(function))
    code = getattr(function, "__code__", None)
    if code is None:
        return name
    return f"{name} ({code.co_filename}:{code.co_firstlineno})"
