"""A subclass of the app that overrides what Flask documents as overridable."""

from __future__ import annotations

from werkzeug.exceptions import Conflict, default_exceptions

from .nested import MADE_WHEN_NEEDED

OPTIONS = {
    "names": [
        [],
        ["dispatch_request"],
        ["full_dispatch_request"],
        ["preprocess_request", "process_response"],
        ["make_response"],
        ["finalize_request"],
        ["handle_exception"],
        ["handle_user_exception"],
        ["handle_http_exception"],
        ["wsgi_app"],
        ["create_url_adapter"],
        ["request_context"],
        ["do_teardown_request", "do_teardown_appcontext"],
        ["make_default_options_response"],
        ["ensure_sync"],
        ["async_to_sync"],
        ["log_exception"],
        ["raise_routing_exception"],
        ["handle_url_build_error"],
        ["inject_url_defaults"],
        ["make_config", "create_jinja_environment", "make_aborter"],
        ["update_template_context"],
        ["should_ignore_error"],
        ["trap_http_exception"],
        ["select_jinja_autoescape"],
        ["redirect"],
        ["url_for"],
        ["__call__"],
    ],
    "classes": [
        [],
        ["request_class"],
        ["response_class"],
        ["json_provider_class"],
        ["session_interface"],
        ["url_rule_class"],
        ["aborter_class"],
        ["app_ctx_globals_class"],
        ["config_class"],
        ["test_client_class"],
        ["request_class", "response_class", "json_provider_class"],
    ],
    "hooks": [False, True],
}


def create(web, names=(), classes=(), hooks=False):
    log = []

    def override(name, base):
        method = getattr(base, name)

        def run(self, *args, **kwargs):
            if name in MADE_WHEN_NEEDED:
                log.append(f"made: {name}")
            elif name != "ensure_sync":
                log.append(f"own {name}")
            return method(self, *args, **kwargs)

        return run

    body = {name: override(name, web.Flask) for name in names}
    body |= {name: make_class(web, name, log) for name in classes}
    App = type("App", (web.Flask,), body)
    app = App(__name__)
    app.secret_key = "differential"
    del log[:]
    app.extensions["log"] = log

    if hooks:
        app.before_request(lambda: log.append("before"))
        app.after_request(lambda response: log.append("after") or response)
        app.teardown_request(lambda exc: log.append("teardown"))
        app.register_error_handler(404, lambda error: ("handled", 404))

    @app.route("/")
    def index():
        return "index"

    @app.route("/json")
    def from_dict():
        return {"b": 1, "a": [2]}

    @app.route("/user/<name>/post/<int:number>")
    def user(name, number):
        return f"{name} {number}"

    @app.route("/session")
    def session():
        web.session["n"] = web.session.get("n", 0) + 1
        return str(web.session["n"])

    @app.route("/g")
    def from_g():
        web.g.a = web.g.get("a", 0) + 1
        return f"{web.g.a} {type(web.g._get_current_object()).__name__}"

    @app.route("/template")
    def template():
        return web.render_template_string("{{ request.path }} {{ config.SECRET_KEY }}")

    @app.route("/url")
    def url():
        return web.url_for("user", name="a b", number=1)

    @app.route("/build-error")
    def build_error():
        return web.url_for("nowhere")

    @app.route("/redirect")
    def redirect():
        return web.redirect("/")

    @app.route("/abort")
    def abort():
        web.abort(409)

    @app.route("/fail")
    def fail():
        raise KeyError("fail")

    @app.route("/none")
    def none():
        return None

    @app.route("/async")
    async def coroutine():
        return "async"

    @app.route("/slash/")
    def slash():
        return "slash"

    @app.route("/post", methods=["POST"])
    def post():
        return web.request.get_json()

    return app


def make_class(web, name, log):
    match name:
        case "request_class":

            class OwnRequest(web.Request):
                @property
                def is_json(self):
                    return True

                def on_json_loading_failed(self, e):
                    log.append("own on_json_loading_failed")
                    return {"failed": True}

            return OwnRequest
        case "response_class":

            class OwnResponse(web.Response):
                default_mimetype = "text/x-own"

                def __init__(self, *args, **kwargs):
                    log.append("own response")
                    super().__init__(*args, **kwargs)

                def get_wsgi_headers(self, environ):
                    headers = super().get_wsgi_headers(environ)
                    headers["X-Own"] = "headers"
                    return headers

            return OwnResponse
        case "json_provider_class":
            base = web.json.provider.DefaultJSONProvider

            class OwnProvider(base):
                sort_keys = False

                def response(self, *args, **kwargs):
                    log.append("own json response")
                    return super().response(*args, **kwargs)

            return OwnProvider
        case "session_interface":
            base = type(web.Flask.session_interface)

            class OwnSessions(base):
                def should_set_cookie(self, app, session):
                    log.append(f"should_set_cookie {session.modified}")
                    return super().should_set_cookie(app, session)

                def get_cookie_name(self, app):
                    return "own"

            return OwnSessions()
        case "url_rule_class":
            base = web.Flask.url_rule_class

            class OwnRule(base):
                def __init__(self, string, *args, **kwargs):
                    super().__init__(string, *args, **kwargs)
                    self.own = True

            return OwnRule
        case "aborter_class":
            base = web.Flask.aborter_class

            class OwnAborter(base):
                def __init__(self, mapping=None, extra=None):
                    super().__init__(mapping, extra)
                    self.mapping = {**default_exceptions, 409: Own}

            return OwnAborter
        case "app_ctx_globals_class":
            base = web.Flask.app_ctx_globals_class

            class OwnGlobals(base):
                b = "class attribute"

            return OwnGlobals
        case "config_class":

            class OwnConfig(web.Config):
                def __getitem__(self, key):
                    return super().__getitem__(key)

            return OwnConfig
        case "test_client_class":
            return None
    raise ValueError(name)


class Own(Conflict):
    description = "own conflict"
