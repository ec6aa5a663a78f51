"""Flask 3.1.3, module by module: every name that its modules hold.

Names that are of Flask's own making come first in each module; `shared` adds what
its modules only import, which people import from there all the same.

Left out, as on Flask 3.1.3 itself, because the extensions that still ask for them
do so to learn whether they run on an old Flask: `flask._request_ctx_stack`,
`flask._app_ctx_stack`, `flask.scaffold`, `flask.json.JSONEncoder` and `JSONDecoder`,
`flask.ext`. Left out as well: type variables (`F`, `T_route`, ...), which only
annotate the module they are in.
"""

from __future__ import annotations

from .package import Dropped, Package

_SHARED = {
    "annotations": "__future__:annotations",
    "ast": "ast",
    "b64decode": "base64:b64decode",
    "b64encode": "base64:b64encode",
    "BadRequest": "werkzeug.exceptions:BadRequest",
    "BadRequestKeyError": "werkzeug.exceptions:BadRequestKeyError",
    "BadSignature": "itsdangerous:BadSignature",
    "BaseLoader": "jinja2:BaseLoader",
    "BaseResponse": "werkzeug.wrappers:Response",
    "BuildError": "werkzeug.routing:BuildError",
    "cabc": "collections.abc",
    "cached_property": "werkzeug.utils:cached_property",
    "chain": "itertools:chain",
    "click": "click",
    "ContextVar": "contextvars:ContextVar",
    "dataclasses": "dataclasses",
    "datetime": "datetime:datetime",
    "decimal": "decimal",
    "defaultdict": "collections:defaultdict",
    "ft": "flask.typing",
    "HTTPException": "werkzeug.exceptions:HTTPException",
    "http_date": "werkzeug.http:http_date",
    "import_string": "werkzeug.utils:import_string",
    "importlib": "importlib",
    "is_running_from_reloader": "werkzeug.serving:is_running_from_reloader",
    "LocalProxy": "werkzeug.local:LocalProxy",
    "os": "os",
    "RequestRedirect": "werkzeug.routing:RequestRedirect",
    "Rule": "werkzeug.routing:Rule",
    "sys": "sys",
    "t": "typing",
    "timedelta": "datetime:timedelta",
    "TracebackType": "types:TracebackType",
    "update_wrapper": "functools:update_wrapper",
    "uuid": "uuid",
    "weakref": "weakref",
    "werkzeug": "werkzeug",
    "_wz_redirect": "werkzeug.utils:redirect",
}


def shared(names: str) -> dict[str, str]:
    """Rows for what several modules import from elsewhere."""
    return {name: _SHARED[name] for name in f"annotations t {names}".split()}


def of(module: str, names: str) -> dict[str, str]:
    """Rows for names that Kolben's `module` has under the same name."""
    return {name: f"{module}:{name}" for name in names.split()}


_SIGNALS = of(
    "kolben.signals",
    "appcontext_popped appcontext_pushed appcontext_tearing_down"
    " before_render_template got_request_exception message_flashed request_finished"
    " request_started request_tearing_down template_rendered",
)
_CONTEXT_VARS = of("kolben.globals", "_cv_app _cv_request")
_SESSIONS = of(
    "kolben.sessions",
    "NullSession SecureCookieSession SecureCookieSessionInterface SessionInterface"
    " SessionMixin session_json_serializer",
)
_RENDERERS = of(
    "kolben.templating",
    "render_template render_template_string stream_template stream_template_string",
)
_CONTEXT_FUNCTIONS = of(
    "kolben.context",
    "after_this_request copy_current_request_context has_app_context"
    " has_request_context",
)
_HELPERS = {
    **of("kolben.flashing", "flash get_flashed_messages"),
    **of("kolben.response", "abort make_response redirect"),
    **of("kolben.static", "send_file send_from_directory"),
    **of("kolben.streaming", "stream_with_context"),
    **of("kolben.templating", "get_template_attribute"),
    **of("kolben.urls", "url_for"),
}
_ENV = of("kolben.cli.dotenv", "get_debug_flag get_load_dotenv")
_PRIVATE_SETUP = {
    "_endpoint_from_view_func": "kolben.scaffold:_endpoint_from_view_func",
    "_sentinel": "kolben.context:_sentinel",
}
_SPLIT = {"_split_blueprint_path": "kolben.request:split_blueprint_path"}

MODULES: dict[str, dict[str, str]] = {
    "flask": {
        "Flask": "kolben.app:Kolben",
        "Blueprint": "kolben.blueprints:Blueprint",
        "Config": "kolben.config:Config",
        "Request": "kolben.request:Request",
        "Response": "kolben.response:Response",
        "jsonify": "kolben.json:jsonify",
        **of("kolben.globals", "current_app g request session"),
        **_CONTEXT_FUNCTIONS,
        **_HELPERS,
        **_RENDERERS,
        **_SIGNALS,
        **shared(""),
    },
    "flask.__main__": {"main": "kolben.cli.main:main"},
    "flask.app": {
        "Flask": "kolben.app:Kolben",
        "App": "kolben.app:Kolben",
        "cli": "flask.cli",
        "Environment": "kolben.templating:Environment",
        "Request": "kolben.request:Request",
        "Response": "kolben.response:Response",
        **of("kolben.context", "AppContext RequestContext"),
        **of("kolben.globals", "current_app g request request_ctx session"),
        **of("kolben.sessions", "SecureCookieSessionInterface SessionInterface"),
        **of("kolben.flashing", "get_flashed_messages"),
        **of("kolben.static", "send_from_directory"),
        **_ENV,
        **_CONTEXT_VARS,
        **of(
            "kolben.signals",
            "appcontext_tearing_down got_request_exception request_finished"
            " request_started request_tearing_down",
        ),
        "_sentinel": "kolben.context:_sentinel",
        "_url_quote": "urllib.parse:quote",
        "get_host": "werkzeug.wsgi:get_host",
        "Headers": "werkzeug.datastructures:Headers",
        "ImmutableDict": "werkzeug.datastructures:ImmutableDict",
        "InternalServerError": "werkzeug.exceptions:InternalServerError",
        "iscoroutinefunction": "inspect:iscoroutinefunction",
        "MapAdapter": "werkzeug.routing:MapAdapter",
        "RoutingException": "werkzeug.routing:RoutingException",
        **shared(
            "BadRequestKeyError BaseResponse BuildError HTTPException RequestRedirect"
            " Rule TracebackType cabc chain click ft is_running_from_reloader os sys"
            " timedelta weakref"
        ),
    },
    "flask.blueprints": {
        "Blueprint": "kolben.blueprints:Blueprint",
        "SansioBlueprint": "kolben.blueprints:Blueprint",
        "BlueprintSetupState": "kolben.blueprints:BlueprintSetupState",
        "AppGroup": "kolben.cli.group:AppGroup",
        "current_app": "kolben.globals:current_app",
        "send_from_directory": "kolben.static:send_from_directory",
        "_sentinel": "kolben.context:_sentinel",
        **shared("os timedelta"),
    },
    "flask.cli": {
        "AppGroup": "kolben.cli.group:AppGroup",
        "FlaskGroup": "kolben.cli.main:KolbenGroup",
        "cli": "kolben.cli.main:cli",
        "main": "kolben.cli.main:main",
        **of("kolben.cli.group", "ScriptInfo pass_script_info with_appcontext"),
        **of(
            "kolben.cli.locate",
            "NoAppException find_app_by_string find_best_app locate_app prepare_import",
        ),
        **of("kolben.cli.main", "get_version version_option"),
        **of("kolben.cli.run", "SeparatedPathType run_command"),
        "CertParamType": "kolben.cli.certificate:CertParamType",
        **of("kolben.cli.routes", "routes_command"),
        **of("kolben.cli.shell", "shell_command"),
        "load_dotenv": "kolben.cli.dotenv:load_dotenv",
        "show_server_banner": "kolben.devserver:show_server_banner",
        "current_app": "kolben.globals:current_app",
        **_ENV,
        "inspect": "inspect",
        "itemgetter": "operator:itemgetter",
        "ModuleType": "types:ModuleType",
        "ParameterSource": "click.core:ParameterSource",
        "platform": "platform",
        "re": "re",
        "run_simple": "werkzeug.serving:run_simple",
        "traceback": "traceback",
        **shared(
            "ast cabc click import_string importlib is_running_from_reloader os sys"
            " update_wrapper"
        ),
    },
    "flask.config": {
        **of("kolben.config", "Config ConfigAttribute"),
        "errno": "errno",
        "json": "json",
        "types": "types",
        **shared("import_string os"),
    },
    "flask.ctx": {
        **of("kolben.context", "AppContext RequestContext _AppCtxGlobals _sentinel"),
        **_CONTEXT_FUNCTIONS,
        **_CONTEXT_VARS,
        **of("kolben.signals", "appcontext_popped appcontext_pushed"),
        "contextvars": "contextvars",
        **shared("HTTPException TracebackType ft sys update_wrapper"),
    },
    "flask.debughelpers": {
        **of(
            "kolben.errors",
            "DebugFilesKeyError FormDataRoutingRedirect UnexpectedUnicodeError",
        ),
        "attach_enctype_error_multidict": "kolben.errors:explain_missing_files",
        "explain_template_loading_attempts": (
            "kolben.template_loader:explain_template_loading_attempts"
        ),
        "App": "kolben.app:Kolben",
        "Blueprint": "kolben.blueprints:Blueprint",
        "request_ctx": "kolben.globals:request_ctx",
        **shared("BaseLoader RequestRedirect"),
    },
    "flask.globals": {
        **of("kolben.globals", "app_ctx current_app g request request_ctx session"),
        **_CONTEXT_VARS,
        **shared("ContextVar LocalProxy"),
    },
    "flask.helpers": {
        **_HELPERS,
        **_ENV,
        **_SPLIT,
        **_CONTEXT_VARS,
        "get_root_path": "kolben.packages:get_root_path",
        **of("kolben.globals", "current_app request request_ctx session"),
        "message_flashed": "kolben.signals:message_flashed",
        "cache": "functools:cache",
        "_wz_abort": "werkzeug.exceptions:abort",
        **shared(
            "BaseResponse _wz_redirect datetime importlib os sys update_wrapper"
            " werkzeug"
        ),
    },
    "flask.json": {
        **of("kolben.json", "dump dumps jsonify load loads"),
        "current_app": "kolben.globals:current_app",
        "_default": "kolben.json.provider:_default",
        "_json": "json",
        **shared(""),
    },
    "flask.json.provider": {
        **of("kolben.json.provider", "DefaultJSONProvider JSONProvider _default"),
        "date": "datetime:date",
        "json": "json",
        **shared("dataclasses decimal http_date uuid weakref"),
    },
    "flask.json.tag": {
        **of(
            "kolben.json.tag",
            "JSONTag PassDict PassList TagBytes TagDateTime TagDict TagMarkup TagTuple"
            " TagUUID TaggedJSONSerializer",
        ),
        **of("kolben.json", "dumps loads"),
        "Markup": "markupsafe:Markup",
        "parse_date": "werkzeug.http:parse_date",
        "UUID": "uuid:UUID",
        **shared("b64decode b64encode datetime http_date"),
    },
    "flask.logging": {
        **of(
            "kolben.logging",
            "create_logger default_handler has_level_handler wsgi_errors_stream",
        ),
        "logging": "logging",
        "request": "kolben.globals:request",
        **shared("LocalProxy sys"),
    },
    "flask.sansio": {},
    "flask.sansio.app": {
        "App": "kolben.app:Kolben",
        **of("kolben.config", "Config ConfigAttribute"),
        **of("kolben.json.provider", "DefaultJSONProvider JSONProvider"),
        **of("kolben.template_loader", "DispatchingJinjaLoader"),
        "Environment": "kolben.templating:Environment",
        **of("kolben.scaffold", "Scaffold setupmethod"),
        "find_package": "kolben.packages:find_package",
        **_PRIVATE_SETUP,
        **_SPLIT,
        "_AppCtxGlobals": "kolben.context:_AppCtxGlobals",
        "create_logger": "kolben.logging:create_logger",
        "get_debug_flag": "kolben.cli.dotenv:get_debug_flag",
        "Aborter": "werkzeug.exceptions:Aborter",
        "logging": "logging",
        "Map": "werkzeug.routing:Map",
        "Response": "werkzeug.sansio.response:Response",
        **shared(
            "BadRequest BadRequestKeyError BuildError Rule _wz_redirect"
            " cached_property chain ft os sys timedelta"
        ),
    },
    "flask.sansio.blueprints": {
        **of("kolben.blueprints", "Blueprint BlueprintSetupState"),
        **of("kolben.blueprints", "DeferredSetupFunction"),
        **of("kolben.scaffold", "Scaffold setupmethod"),
        **_PRIVATE_SETUP,
        **shared("defaultdict ft os update_wrapper"),
    },
    "flask.sansio.scaffold": {
        **of("kolben.scaffold", "Scaffold setupmethod"),
        "find_package": "kolben.packages:find_package",
        **_PRIVATE_SETUP,
        "get_root_path": "kolben.packages:get_root_path",
        "_default_template_ctx_processor": (
            "kolben.templating:_default_template_ctx_processor"
        ),
        "default_exceptions": "werkzeug.exceptions:default_exceptions",
        "FileSystemLoader": "jinja2:FileSystemLoader",
        "pathlib": "pathlib",
        **shared(
            "BaseLoader HTTPException cached_property defaultdict ft importlib os sys"
            " update_wrapper"
        ),
    },
    "flask.sessions": {
        **_SESSIONS,
        "TaggedJSONSerializer": "kolben.json.tag:TaggedJSONSerializer",
        "c": "collections.abc",
        "CallbackDict": "werkzeug.datastructures:CallbackDict",
        "hashlib": "hashlib",
        "MutableMapping": "collections.abc:MutableMapping",
        "timezone": "datetime:timezone",
        "URLSafeTimedSerializer": "itsdangerous:URLSafeTimedSerializer",
        **shared("BadSignature datetime"),
    },
    "flask.signals": {
        **_SIGNALS,
        "_signals": "kolben.signals:_signals",
        "Namespace": "blinker:Namespace",
        "annotations": "__future__:annotations",
    },
    "flask.templating": {
        **of("kolben.template_loader", "DispatchingJinjaLoader"),
        "Environment": "kolben.templating:Environment",
        "_default_template_ctx_processor": (
            "kolben.templating:_default_template_ctx_processor"
        ),
        **_RENDERERS,
        **_CONTEXT_VARS,
        **of("kolben.globals", "current_app request"),
        **of("kolben.signals", "before_render_template template_rendered"),
        "stream_with_context": "kolben.streaming:stream_with_context",
        "BaseEnvironment": "jinja2:Environment",
        "Template": "jinja2:Template",
        "TemplateNotFound": "jinja2:TemplateNotFound",
        **shared("BaseLoader"),
    },
    "flask.testing": {
        "EnvironBuilder": "kolben.testing:EnvironBuilder",
        "FlaskClient": "kolben.testing:KolbenClient",
        "FlaskCliRunner": "kolben.testing:KolbenCliRunner",
        "ScriptInfo": "kolben.cli.group:ScriptInfo",
        "SessionMixin": "kolben.sessions:SessionMixin",
        "BaseRequest": "werkzeug.wrappers:Request",
        "Client": "werkzeug.test:Client",
        "CliRunner": "click.testing:CliRunner",
        "contextmanager": "contextlib:contextmanager",
        "copy": "copy:copy",
        "ExitStack": "contextlib:ExitStack",
        "Result": "click.testing:Result",
        "urlsplit": "urllib.parse:urlsplit",
        **shared("TracebackType importlib werkzeug"),
    },
    "flask.typing": {
        **of(
            "kolben.typing",
            "AfterRequestCallable AppOrBlueprintKey BeforeFirstRequestCallable"
            " BeforeRequestCallable ErrorHandlerCallable HeaderValue HeadersValue"
            " ResponseClass ResponseReturnValue ResponseValue RouteCallable"
            " ShellContextProcessorCallable TeardownCallable"
            " TemplateContextProcessorCallable TemplateFilterCallable"
            " TemplateGlobalCallable TemplateTestCallable URLDefaultCallable"
            " URLValuePreprocessorCallable",
        ),
        **shared("cabc"),
    },
    "flask.views": {
        **of("kolben.views", "MethodView View http_method_funcs"),
        **of("kolben.globals", "current_app request"),
        **shared("ft"),
    },
    "flask.wrappers": {
        "Request": "kolben.request:Request",
        "Response": "kolben.response:Response",
        **_SPLIT,
        "current_app": "kolben.globals:current_app",
        "json": "flask.json",
        "RequestBase": "werkzeug.wrappers:Request",
        "ResponseBase": "werkzeug.wrappers:Response",
        **shared("BadRequest HTTPException"),
    },
}

_MARKUP = Dropped("markupsafe:Markup", "use markupsafe.Markup")
_ESCAPE = Dropped("markupsafe:escape", "use markupsafe.escape")
_SAFE_JOIN = Dropped("kolben.compat.dropped:safe_join", "use werkzeug.utils.safe_join")
_SIGNALS_AVAILABLE = Dropped(
    "kolben.compat.dropped:signals_available", "signals always work"
)

# What Flask 1.0 to 2.2 had, where a present-day object does the same. A function
# that asks how the program was set up (`helpers.get_env`), a class behind a removed
# mechanism (`wrappers.JSONMixin`, `cli.DispatchingApp`) has no such object.
DROPPED: dict[str, dict[str, Dropped]] = {
    "flask": {
        "Markup": _MARKUP,
        "escape": _ESCAPE,
        "safe_join": _SAFE_JOIN,
        "signals_available": _SIGNALS_AVAILABLE,
        "__version__": Dropped(
            "kolben.compat.dropped:flask_version",
            "use importlib.metadata.version('flask')",
        ),
    },
    "flask.app": {
        "setupmethod": Dropped(
            "kolben.scaffold:setupmethod", "use flask.sansio.scaffold.setupmethod"
        ),
    },
    "flask.helpers": {
        "safe_join": _SAFE_JOIN,
        "find_package": Dropped(
            "kolben.packages:find_package", "use flask.sansio.scaffold.find_package"
        ),
        "locked_cached_property": Dropped(
            "werkzeug.utils:cached_property", "use werkzeug.utils.cached_property"
        ),
        "total_seconds": Dropped(
            "datetime:timedelta.total_seconds", "use datetime.timedelta.total_seconds"
        ),
    },
    "flask.json": {
        "htmlsafe_dumps": Dropped(
            "jinja2.utils:htmlsafe_json_dumps", "use jinja2.utils.htmlsafe_json_dumps"
        ),
    },
    "flask.signals": {"signals_available": _SIGNALS_AVAILABLE},
    "flask.templating": {"Markup": _MARKUP},
}

FLASK = Package(
    name="flask",
    source=__file__,
    modules=MODULES,
    # `flask.debughelpers`, `testing` and `views` wait for an import of their own.
    loaded=(
        "flask.app",
        "flask.blueprints",
        "flask.cli",
        "flask.config",
        "flask.ctx",
        "flask.globals",
        "flask.helpers",
        "flask.json",
        "flask.json.provider",
        "flask.json.tag",
        "flask.logging",
        "flask.sansio",
        "flask.sansio.app",
        "flask.sansio.blueprints",
        "flask.sansio.scaffold",
        "flask.sessions",
        "flask.signals",
        "flask.templating",
        "flask.typing",
        "flask.wrappers",
    ),
    dropped=DROPPED,
    distribution="Flask",
    version="3.1.3",
)
