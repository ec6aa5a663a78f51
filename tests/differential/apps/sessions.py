"""The session, flashed messages and what they do to the headers."""

from __future__ import annotations

import datetime
import uuid

from markupsafe import Markup

ACTIONS = [
    "nothing", "get", "contains", "set", "set other", "nested", "nested change",
    "modified", "delete", "clear", "pop", "permanent", "not permanent", "types",
    "flash", "flashes", "flash categories", "new", "big", "len", "replace",
    "unicode", "vary", "template", "late", "in after", "unstorable", "g",
]  # fmt: skip
OPTIONS = {
    "secret": [True, True, True, False],
    "refresh": [True, False],
    "cookie": [
        {},
        {},
        {"SESSION_COOKIE_SECURE": True, "SESSION_COOKIE_SAMESITE": "Strict"},
        {"SESSION_COOKIE_NAME": "own", "SESSION_COOKIE_PATH": "/sub"},
        {"SESSION_COOKIE_DOMAIN": "example.org", "SESSION_COOKIE_HTTPONLY": False},
        {"SESSION_COOKIE_PARTITIONED": True, "APPLICATION_ROOT": "/root"},
        {"PERMANENT_SESSION_LIFETIME": 7200},
        {"SECRET_KEY_FALLBACKS": ["older"]},
        {"MAX_COOKIE_SIZE": 100},
    ],
    "hooks": [False, True],
}
MOMENT = datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.UTC)


def create(web, secret=True, refresh=True, cookie=None, hooks=False):
    app = web.Flask(__name__)
    app.config.update(cookie or {}, SESSION_REFRESH_EACH_REQUEST=refresh)
    if secret:
        app.secret_key = "differential"
    log = app.extensions["log"] = []
    session = web.session

    def perform(action):
        match action:
            case "get":
                return repr(session.get("a"))
            case "contains":
                return "a" in session
            case "len":
                return len(session)
            case "set":
                session["a"] = 1
            case "set other":
                session["b"] = session.get("b", 0) + 1
            case "nested":
                session["n"] = {"list": [1]}
            case "nested change":
                session.get("n", {}).get("list", []).append(2)
            case "modified":
                session.modified = True
            case "delete":
                session.pop("a", None)
            case "clear":
                session.clear()
            case "pop":
                return repr(session.pop("b", "nothing"))
            case "permanent":
                session.permanent = True
            case "not permanent":
                session.permanent = False
            case "types":
                session["t"] = [(1,), b"x", uuid.UUID(int=3), Markup("<b>"), MOMENT]
                return repr(session["t"])
            case "flash":
                web.flash("message ü")
                web.flash("wrong", "error")
            case "flashes":
                return repr(web.get_flashed_messages())
            case "flash categories":
                return repr(web.get_flashed_messages(True, ["error"]))
            case "new":
                return f"{session.new} {session.modified} {session.accessed}"
            case "big":
                session["big"] = "x" * 5000
            case "replace":
                session.update({"a": 2, "c": 3})
            case "unicode":
                session["ü"] = "ü" * 3
            case "template":
                source = "{{ session.get('a') }} {{ get_flashed_messages() }}"
                return web.render_template_string(source)
            case "unstorable":
                session["bad"] = object()
            case "g":
                web.g.a = 1
        return None

    if hooks:

        @app.before_request
        def before():
            log.append(f"before {sorted(session)}")

        @app.after_request
        def after(response):
            if "in after" in web.request.args.getlist("do"):
                session["after"] = True
            return response

    @app.teardown_request
    def teardown(exc):
        log.append(f"teardown {type(exc).__name__}")

    @app.route("/", methods=["GET", "POST"])
    def index():
        actions = web.request.args.getlist("do")
        results = [str(perform(action)) for action in actions]
        response = web.make_response("\n".join(results))
        if "vary" in actions:
            response.headers["Vary"] = "Accept-Encoding"
        return response

    @app.route("/stream")
    def stream():
        def pieces():
            yield repr(session.get("a"))
            session["late"] = True

        return web.Response(web.stream_with_context(pieces()))

    return app
