"""An app, a blueprint and a blueprint in it, each with hooks that do as told.

``?do=<level>.<hook>.<n>:<action>`` tells a hook, view or signal what to do beside
writing to the log.
"""

from __future__ import annotations

import builtins
import inspect
from collections import defaultdict

import werkzeug.exceptions

LEVELS = ["app", "outer", "inner"]
ERRORS = [
    "404", "403", "405", "500", "418", "HTTPException", "NotFound", "Forbidden",
    "InternalServerError", "Exception", "LookupError", "KeyError", "TypeError",
]  # fmt: skip
HANDLER_ACTIONS = ["answer", "answer", "raise", "none", "abort", "itself", "again"]
SIGNALS = [
    "appcontext_pushed", "request_started", "request_finished",
    "got_request_exception", "request_tearing_down", "appcontext_tearing_down",
    "appcontext_popped",
]  # fmt: skip
ACTIONS = {
    "values": ["raise", "abort"],
    "before": [
        "answer", "raise", "abort", "empty", "tuple", "this", "session", "g",
        "change values", "other values", "other rule", "no route",
    ],
    "after": ["raise", "replace", "abort", "none", "session"],
    "teardown": ["raise"],
    "view": [
        "raise", "abort", "none", "tuple", "stream", "this", "badthis", "session",
        "abortresponse", "redirect", "type", "system", "g", "again", "connect", "json",
    ],
    "signal": ["raise"],
}  # fmt: skip
DO = [
    f"{level}.{hook}.{number}:{action}"
    for hook, actions in ACTIONS.items()
    if hook not in {"view", "signal"}
    for action in actions
    for level in LEVELS
    for number in (1, 2)
]
DO += [f"view:{action}" for action in ACTIONS["view"]] * 4
DO += [f"{name}:raise" for name in ("request_started", "request_finished")] * 2

OPTIONS = {
    "hooks": [True, True, False],
    "signals": [True, False],
    "testing": [False, False, True],
    "propagate": [None, None, False, True],
    "trap": [None, None, "TRAP_HTTP_EXCEPTIONS", "TRAP_BAD_REQUEST_ERRORS"],
    "session": [True, False],
    "twice": [False, True],
}


#: Kolben may make these later than Flask, or one for two.
MADE_WHEN_NEEDED = {"app_context", "request_context", "create_url_adapter"}


class Odd(Exception):
    pass


def act(web, log, what):
    """Do what the query asks of `what`; the value for the caller to return."""
    if not web.has_request_context():
        return None
    for wish in web.request.args.getlist("do"):
        name, _, action = wish.partition(":")
        if name != what:
            continue
        match action:
            case "answer":
                return f"answer of {what}"
            case "empty":
                return ""
            case "tuple":
                return f"tuple of {what}", 203, {"By": what}
            case "raise":
                raise KeyError(what)
            case "type":
                raise TypeError(what)
            case "abort":
                web.abort(418)
            case "abortresponse":
                web.abort(web.Response(f"response of {what}", 403))
            case "redirect":
                return web.redirect("/elsewhere")
            case "none":
                return None
            case "session":
                web.session[what] = web.session.get(what, 0) + 1
            case "stream":
                return stream(web, log, what)
            case "system":
                raise Odd(what)
            case "g":
                web.g.last = what
            case "again":
                return ask_again(web, log)
            case "json":
                return {"what": what, "a": ["ü", b""] if "b" in web.request.args else 1}
            case "connect":
                connect(web, web.current_app._get_current_object(), log)
            case "change values":
                web.request.view_args["n"] = "changed"
            case "other values":
                web.request.view_args = {"n": "other"}
            case "other rule":
                rules = web.current_app.url_map.iter_rules("outer.number")
                web.request.url_rule = next(iter(rules))
            case "no route":
                web.request.routing_exception = werkzeug.exceptions.Gone()
            case "this":
                web.after_this_request(this(log, what, fails=False))
            case "badthis":
                web.after_this_request(this(log, what, fails=True))
    return None


def ask_again(web, log):
    """The app asks itself for another page while it answers."""
    log.append("asks")
    app = web.current_app._get_current_object()
    answer = app.test_client().get("/outer/?do=view:g")
    log.append(f"asked {answer.status_code} {sorted(web.g)} {web.request.path}")
    return answer.get_data()


def this(log, what, fails):
    def run(response):
        log.append(f"after this {what}")
        if fails:
            raise KeyError("this")
        response.headers.add("This", what)
        return response

    return run


def stream(web, log, what):
    def pieces():
        log.append("first piece")
        yield f"stream of {what} "
        yield web.request.path
        log.append("last piece")

    return web.Response(web.stream_with_context(pieces()))


def add_hooks(web, target, log, level, number):
    where = f"{level}.{{}}.{number}"

    @target.url_value_preprocessor
    def values(endpoint, view_args):
        what = where.format("values")
        log.append(f"{what} {endpoint} {view_args}")
        act(web, log, what)

    @target.before_request
    def before():
        what = where.format("before")
        request = web.request
        log.append(f"{what} {request.endpoint} {request.blueprints}")
        return act(web, log, what)

    @target.after_request
    def after(response):
        what = where.format("after")
        log.append(f"{what} {response.status_code}")
        for wish in web.request.args.getlist("do"):
            if wish == f"{what}:none":
                return None
            if wish == f"{what}:replace":
                return web.Response(f"replaced by {what}", 206)
        act(web, log, what)
        response.headers.add("After", what)
        return response

    @target.teardown_request
    def teardown(exc):
        what = where.format("teardown")
        log.append(f"{what} {type(exc).__name__} {web.has_request_context()}")
        act(web, log, what)


def add_handler(web, target, log, level, error, action):
    if error.isdigit():
        what = int(error)
    else:
        what = getattr(werkzeug.exceptions, error, None) or getattr(builtins, error)

    def handle(exc):
        original = type(getattr(exc, "original_exception", None)).__name__
        log.append(f"{level} handler {error} {type(exc).__name__} {original}")
        match action:
            case "answer":
                return f"{level} handled {error}", 422, {"Handled": level}
            case "raise":
                raise ValueError("in handler")
            case "none":
                return None
            case "abort":
                web.abort(410)
            case "again":
                raise exc
        return exc if hasattr(exc, "get_response") else repr(exc)

    target.register_error_handler(what, handle)


def create(
    web,
    handlers=(),
    hooks=True,
    signals=True,
    testing=False,
    propagate=None,
    trap=None,
    session=True,
    twice=False,
):
    app = web.Flask(__name__)
    app.config.update(TESTING=testing, PROPAGATE_EXCEPTIONS=propagate)
    if trap:
        app.config[trap] = True
    if session:
        app.secret_key = "differential"
    log = app.extensions["log"] = []
    outer = web.Blueprint("outer", __name__, url_prefix="/outer")
    inner = web.Blueprint("inner", __name__, url_prefix="/inner")
    targets = {"app": app, "outer": outer, "inner": inner}

    for level, target in targets.items():

        def view(n=None, level=level):
            log.append(f"view {level} {n}")
            return act(web, log, "view") or f"view of {level} {n}"

        target.add_url_rule("/", "index", view)
        target.add_url_rule("/<int:n>", "number", view, methods=["GET", "POST"])
        target.add_url_rule("/<n>/slash/", "slash", view)
        target.add_url_rule("/post", "post", view, methods=["POST"])
    for number in (1, 2) if hooks else ():
        for level, target in targets.items():
            add_hooks(web, target, log, level, number)
    for level, error, action in handlers:
        add_handler(web, targets[level], log, level, error, action)

    def teardown_app(exc):
        there = f"{web.has_request_context()} {web.has_app_context()}"
        log.append(f"teardown app context {type(exc).__name__} {there} {sorted(web.g)}")

    if hooks:
        app.teardown_appcontext(teardown_app)
    outer.register_blueprint(inner)
    app.register_blueprint(outer)
    if twice:
        app.register_blueprint(outer, name="again", url_prefix="/again")

    if signals:
        connect(web, app, log)
    return app


def connect(web, app, log, names=SIGNALS):
    receivers = app.extensions.setdefault("receivers", [])
    for name in names:

        def receive(sender, name=name, **extra):
            exc = extra.get("exc", extra.get("exception"))
            there = f"{web.has_request_context()} {web.has_app_context()}"
            log.append(f"signal {name} {sorted(extra)} {type(exc).__name__} {there}")
            act(web, log, name)

        receivers.append((name, receive))
        getattr(web, name).connect(receive, app)


# Late changes ---------------------------------------------------------------------


def append_hooks(app, web, patches):
    log = app.extensions["log"]

    def before():
        log.append("late before")

    def after(response):
        log.append("late after")
        response.headers.add("Late", "after")
        return response

    app.before_request_funcs.setdefault(None, []).append(before)
    app.after_request_funcs.setdefault(None, []).append(after)
    app.teardown_request_funcs.setdefault(None, []).append(
        lambda exc: log.append("late teardown")
    )
    app.teardown_appcontext_funcs.append(lambda exc: log.append("late app teardown"))
    app.url_value_preprocessors.setdefault(None, []).append(
        lambda endpoint, values: log.append("late values")
    )


def blueprint_hooks(app, web, patches):
    log = app.extensions["log"]
    for name in "outer", "outer.inner":
        app.before_request_funcs.setdefault(name, []).insert(
            0, lambda name=name: log.append(f"late before {name}")
        )


def new_hook_lists(app, web, patches):
    """Whole lists replaced, also the table entries."""
    log = app.extensions["log"]
    app.before_request_funcs[None] = [lambda: log.append("only before")]
    app.after_request_funcs[None] = []
    app.after_request_funcs.pop("outer", None)


def remove_hooks(app, web, patches):
    for table in (
        app.before_request_funcs,
        app.after_request_funcs,
        app.teardown_request_funcs,
    ):
        if table.get(None):
            del table[None][0]


def answer_before(app, web, patches):
    app.before_request_funcs.setdefault(None, []).insert(
        0, lambda: ("late answer", 202) if "late" in web.request.args else None
    )


def replace_view(app, web, patches):
    log = app.extensions["log"]

    def other(**values):
        log.append(f"replaced view {values}")
        return "replaced view"

    app.view_functions["index"] = other
    app.view_functions["outer.inner.index"] = other


def async_view(app, web, patches):
    async def other(**values):
        return f"async {web.request.path}"

    app.view_functions["outer.index"] = other


def replace_view_with_old(app, web, patches):
    """Wrap what is there, as decorators of extensions do."""
    view = app.view_functions["outer.inner.number"]

    def wrapper(**values):
        return web.make_response(view(**values)), {"Wrapped": "yes"}

    app.view_functions["outer.inner.number"] = wrapper


def patch_dispatch_request(app, web, patches):
    log = app.extensions["log"]
    before = app.dispatch_request

    def dispatch_request(*args, **kwargs):
        log.append("own dispatch_request")
        return before(*args, **kwargs)

    app.dispatch_request = dispatch_request


def patch_full_dispatch_request(app, web, patches):
    log = app.extensions["log"]
    before = app.full_dispatch_request

    def full_dispatch_request(*args, **kwargs):
        log.append("own full_dispatch_request")
        return before(*args, **kwargs)

    app.full_dispatch_request = full_dispatch_request


def patch_errors(app, web, patches):
    log = app.extensions["log"]
    user, any_error, http = (
        app.handle_user_exception,
        app.handle_exception,
        app.handle_http_exception,
    )

    def handle_user_exception(e):
        log.append(f"own handle_user_exception {type(e).__name__}")
        return user(e)

    def handle_exception(e):
        log.append(f"own handle_exception {type(e).__name__}")
        return any_error(e)

    def handle_http_exception(e):
        log.append(f"own handle_http_exception {type(e).__name__}")
        return http(e)

    app.handle_user_exception = handle_user_exception
    app.handle_exception = handle_exception
    app.handle_http_exception = handle_http_exception


def patch_response_chain(app, web, patches):
    log = app.extensions["log"]
    for name in "make_response", "process_response", "finalize_request":
        before = getattr(app, name)

        def run(*args, name=name, before=before, **kwargs):
            log.append(f"own {name}")
            return before(*args, **kwargs)

        setattr(app, name, run)


def patch_request_chain(app, web, patches):
    log = app.extensions["log"]
    names = (
        "preprocess_request",
        "request_context",
        "create_url_adapter",
        "do_teardown_request",
        "do_teardown_appcontext",
        "make_default_options_response",
        "raise_routing_exception",
        "log_exception",
        "ensure_sync",
        "should_ignore_error",
        "app_context",
        "trap_http_exception",
        "inject_url_defaults",
    )
    for name in names:
        before = getattr(app, name)

        def run(*args, name=name, before=before, **kwargs):
            if name in MADE_WHEN_NEEDED:
                log.append(f"made: {name}")
            elif name != "ensure_sync":
                log.append(f"own {name}")
            return before(*args, **kwargs)

        setattr(app, name, run)


def patch_wsgi_app(app, web, patches):
    log = app.extensions["log"]
    before = app.wsgi_app

    def wsgi_app(environ, start_response):
        log.append("middleware in")
        try:
            return before(environ, start_response)
        finally:
            log.append("middleware out")

    app.wsgi_app = wsgi_app


def patch_class_make_response(app, web, patches):
    log = app.extensions["log"]
    before = web.Flask.make_response

    def make_response(self, rv):
        if self is app:
            log.append("class make_response")
        return before(self, rv)

    patches.set(web.Flask, "make_response", make_response)


def patch_class_dispatch(app, web, patches):
    log = app.extensions["log"]
    before = web.Flask.dispatch_request

    def dispatch_request(self, *args, **kwargs):
        log.append("class dispatch_request")
        return before(self, *args, **kwargs)

    patches.set(web.Flask, "dispatch_request", dispatch_request)


def patch_class_call(app, web, patches):
    log = app.extensions["log"]
    before = web.Flask.__call__

    def call(self, environ, start_response):
        log.append("class __call__")
        return before(self, environ, start_response)

    patches.set(web.Flask, "__call__", call)


def connect_late(app, web, patches):
    connect(web, app, app.extensions["log"])


def disconnect_late(app, web, patches):
    for name, receive in app.extensions.get("receivers", []):
        getattr(web, name).disconnect(receive, app)


def connect_any_sender(app, web, patches):
    log = app.extensions["log"]
    for name in "appcontext_pushed", "request_tearing_down", "appcontext_popped":

        def receive(sender, name=name, **extra):
            log.append(f"signal {name} to any receiver")

        signal = getattr(web, name)
        signal.connect(receive, weak=False)
        patches.when_done(lambda signal=signal, run=receive: signal.disconnect(run))


def session_interface(app, web, patches):
    log = app.extensions["log"]

    class Logging(type(app.session_interface)):
        def open_session(self, app, request):
            log.append("own open_session")
            return super().open_session(app, request)

        def save_session(self, app, session, response):
            log.append("own save_session")
            return super().save_session(app, session, response)

    app.session_interface = Logging()


def request_class(app, web, patches):
    log = app.extensions["log"]

    class Request(web.Request):
        def __init__(self, *args, **kwargs):
            log.append("made: Request")
            super().__init__(*args, **kwargs)

    app.request_class = Request


def response_class(app, web, patches):
    class Response(web.Response):
        default_mimetype = "text/x-late"

    app.response_class = Response


def json_provider(app, web, patches):
    class Provider(type(app.json)):
        def dumps(self, obj, **kwargs):
            return "/*own*/" + super().dumps(obj, **kwargs)

        def loads(self, s, **kwargs):
            return super().loads(s.removeprefix("/*own*/"), **kwargs)

    app.json = Provider(app)


def json_attributes(app, web, patches):
    app.json.sort_keys = False
    app.json.compact = False
    app.json.mimetype = "application/x-late+json"
    app.json.ensure_ascii = False
    app.json.default = repr


def patch_json_provider(app, web, patches):
    log = app.extensions["log"]
    before = app.json.response

    def response(*args, **kwargs):
        log.append("own json.response")
        return before(*args, **kwargs)

    app.json.response = response


def patch_json_class(app, web, patches):
    log = app.extensions["log"]
    cls = type(app.json)
    before = cls.response

    def response(self, *args, **kwargs):
        log.append("class json.response")
        return before(self, *args, **kwargs)

    patches.set(cls, "response", response)


def debug_late(app, web, patches):
    app.debug = True
    app.config["PROPAGATE_EXCEPTIONS"] = False


def patch_session_interface(app, web, patches):
    """On the default interface itself, which all apps share."""
    log = app.extensions["log"]
    interface = app.session_interface
    before = interface.save_session

    def save_session(app, session, response):
        log.append("patched save_session")
        return before(app, session, response)

    patches.set(interface, "save_session", save_session)


def patch_session_class(app, web, patches):
    log = app.extensions["log"]
    cls = type(app.session_interface)
    before = cls.open_session

    def open_session(self, app, request):
        log.append("class open_session")
        return before(self, app, request)

    patches.set(cls, "open_session", open_session)


def response_defaults(app, web, patches):
    patches.set(web.Response, "default_mimetype", "text/x-default")
    patches.set(web.Response, "default_status", 203)


def patch_response_class(app, web, patches):
    before = web.Response.get_wsgi_headers

    def get_wsgi_headers(self, environ):
        headers = before(self, environ)
        headers["Class"] = "patched"
        return headers

    patches.set(web.Response, "get_wsgi_headers", get_wsgi_headers)


def patch_response_init(app, web, patches):
    log = app.extensions["log"]
    before = web.Response.__init__

    def init(self, *args, **kwargs):
        log.append("class Response.__init__")
        before(self, *args, **kwargs)

    patches.set(web.Response, "__init__", init)


def patch_request_class(app, web, patches):
    before = web.Request.__init__

    def init(self, *args, **kwargs):
        before(self, *args, **kwargs)
        self.max_content_length = 3

    patches.set(web.Request, "__init__", init)


def url_map_settings(app, web, patches):
    app.url_map.strict_slashes = False
    app.url_map.redirect_defaults = False
    app.url_map.merge_slashes = False


def new_tables(app, web, patches):
    """The tables themselves replaced by plain dicts."""
    for name in (
        "before_request_funcs",
        "after_request_funcs",
        "teardown_request_funcs",
        "url_value_preprocessors",
        "template_context_processors",
    ):
        setattr(app, name, defaultdict(list, getattr(app, name)))
    app.view_functions = dict(app.view_functions)
    log = app.extensions["log"]
    app.before_request_funcs[None] = [lambda: log.append("in a new table")]
    app.view_functions["index"] = lambda: "in a new table"


def update_tables(app, web, patches):
    """By the methods of dict other than assignment."""
    log = app.extensions["log"]
    app.view_functions.update(index=lambda: "updated", slash=lambda n: "updated")
    app.view_functions |= {"outer.index": lambda: "joined"}
    app.before_request_funcs.update({"outer": [lambda: log.append("updated")]})
    app.after_request_funcs.clear()
    app.teardown_request_funcs.update({"other": []})
    app.teardown_request_funcs.popitem()
    app.url_value_preprocessors.pop(None, None)
    app.before_request_funcs.setdefault("other", []).append(lambda: None)


def change_lists(app, web, patches):
    """Lists changed in place in each way a list has."""
    log = app.extensions["log"]
    hooks = app.before_request_funcs.setdefault(None, [])
    hooks[:1] = [lambda: None]
    hooks[0] = lambda: log.append("set")
    hooks += [lambda: log.append("extended")]
    hooks.reverse()
    del hooks[-1]
    app.after_request_funcs.setdefault(None, []).clear()


def rule_settings(app, web, patches):
    for rule in app.url_map.iter_rules():
        rule.provide_automatic_options = False


def subdomains_late(app, web, patches):
    app.subdomain_matching = True
    app.config["SERVER_NAME"] = "server.test"


def trusted_hosts_late(app, web, patches):
    app.config["TRUSTED_HOSTS"] = ["example.org"]


def secret_late(app, web, patches):
    app.config["SECRET_KEY"] = None
    app.config["SESSION_COOKIE_PATH"] = "/late"


def error_handlers(app, web, patches):
    log = app.extensions["log"]

    def handle(error):
        log.append(f"late handler {type(error).__name__}")
        return "late handler", 422

    app.error_handler_spec[None][404][werkzeug.exceptions.NotFound] = handle
    app.error_handler_spec["outer"][None][KeyError] = handle


def config_late(app, web, patches):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["TRAP_HTTP_EXCEPTIONS"] = False
    app.config["SESSION_COOKIE_NAME"] = "late"
    app.secret_key = "differential"


def new_rule(app, web, patches):
    """Past the setup check, as some extensions do."""
    rule = app.url_rule_class("/late/<int:n>", endpoint="late", methods=["GET"])
    app.url_map.add(rule)
    app.view_functions["late"] = lambda n: f"late {n}"


LATE = {
    name: function
    for name, function in list(globals().items())
    if inspect.isfunction(function)
    and list(inspect.signature(function).parameters) == ["app", "web", "patches"]
}

#: These replace parts of Kolben's own classes, or of objects that are not the app.
#: A plan looks at them when it is made and not for each request: they have to come
#: before an app's first request. Flask sees them at any time.
ONLY_BEFORE_THE_FIRST_REQUEST = {
    "patch_json_class",
    "patch_json_provider",
    "patch_response_class",
    "patch_response_init",
    "patch_session_class",
    "patch_session_interface",
    "response_defaults",
}
AFTER_THE_FIRST_REQUEST = sorted(LATE.keys() - ONLY_BEFORE_THE_FIRST_REQUEST)
