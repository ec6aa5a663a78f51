"""The order of everything in a request."""

import os

from kolben import (
    Blueprint,
    Kolben,
    after_this_request,
    appcontext_popped,
    appcontext_pushed,
    appcontext_tearing_down,
    got_request_exception,
    request_finished,
    request_started,
    request_tearing_down,
)
from kolben.sessions import SecureCookieSessionInterface

SIGNALS = [
    appcontext_pushed,
    request_started,
    request_finished,
    got_request_exception,
    request_tearing_down,
    appcontext_tearing_down,
    appcontext_popped,
]

# region: order
ORDER = [
    "appcontext_pushed",
    "open_session",
    "request_started",
    "url_value_preprocessor app",
    "url_value_preprocessor bp",
    "before_request app",
    "before_request bp",
    "view",
    "after_this_request",
    "after_request bp",
    "after_request app",
    "save_session",
    "request_finished",
    "teardown_request bp",
    "teardown_request app",
    "request_tearing_down",
    "teardown_appcontext",
    "appcontext_tearing_down",
    "appcontext_popped",
]
# endregion

# region: unmatched
UNMATCHED = [
    "url_value_preprocessor app",
    "before_request app",
    "after_request app",
    "teardown_request app",
    "teardown_appcontext",
]
# endregion


HOOKS = {"view", "after_this_request", "teardown_appcontext"}


def make_app(ran: list[str]) -> Kolben:
    app = Kolben(__name__)
    app.secret_key = "a secret"
    bp = Blueprint("bp", __name__, url_prefix="/bp")

    def note(text: str, result: object = None):
        def hook(*values: object) -> object:
            ran.append(text)
            return values[0] if result == "first" else result

        return hook

    for name, part in {"app": app, "bp": bp}.items():
        part.url_value_preprocessor(note(f"url_value_preprocessor {name}"))
        part.before_request(note(f"before_request {name}"))
        part.after_request(note(f"after_request {name}", "first"))
        part.teardown_request(note(f"teardown_request {name}"))
    app.teardown_appcontext(note("teardown_appcontext"))

    @bp.get("/")
    def view() -> str:
        after_this_request(note("after_this_request", "first"))
        ran.append("view")
        return ""

    bp.add_url_rule("/broken", "broken", lambda: {}["missing"])
    app.register_blueprint(bp)
    return app


class NotingSessions(SecureCookieSessionInterface):
    def __init__(self, ran: list[str]) -> None:
        self.ran = ran

    def open_session(self, app, request):
        self.ran.append("open_session")
        return super().open_session(app, request)

    def save_session(self, app, session, response):
        self.ran.append("save_session")
        return super().save_session(app, session, response)


def test_order():
    ran: list[str] = []
    app = make_app(ran)
    app.session_interface = NotingSessions(ran)
    receivers = []
    for signal in SIGNALS:

        def receive(sender, signal=signal, **values):
            ran.append(signal.name.replace("-", "_"))

        signal.connect(receive, app)
        receivers.append(receive)
    app.test_client().get("/bp/")
    for signal, receive in zip(SIGNALS, receivers, strict=True):
        signal.disconnect(receive, app)
    assert ran == ORDER


def test_hooks_have_that_order_on_both_ways(monkeypatch):
    for general in ("", "1"):
        monkeypatch.setitem(os.environ, "KOLBEN_GENERAL", general)
        ran: list[str] = []
        make_app(ran).test_client().get("/bp/")
        hooks = [each for each in ORDER if " " in each or each in HOOKS]
        assert ran == hooks


def test_unmatched_url_runs_the_hooks_of_the_app():
    ran: list[str] = []
    assert make_app(ran).test_client().get("/bp/nowhere").status_code == 404
    assert ran == UNMATCHED


def test_answer_of_a_hook_skips_the_view_and_not_what_follows():
    ran: list[str] = []
    app = make_app(ran)
    app.before_request(lambda: "closed")
    assert app.test_client().get("/bp/").text == "closed"
    assert "view" not in ran
    assert ran[-5:] == [
        "after_request bp",
        "after_request app",
        "teardown_request bp",
        "teardown_request app",
        "teardown_appcontext",
    ]


def test_teardown_gets_the_error_only_when_nobody_handled_it():
    for handled in (False, True):
        app = make_app([])
        seen: list[object] = []
        app.teardown_request(seen.append)
        if handled:
            app.register_error_handler(KeyError, lambda error: ("handled", 500))
        app.test_client().get("/bp/broken")
        assert [type(each) for each in seen] == [type(None) if handled else KeyError]


def test_failing_after_request_runs_all_of_them_again():
    ran: list[str] = []
    app = make_app(ran)

    @app.after_request
    def fail(response):
        ran.append("fail")
        raise OSError

    assert app.test_client().get("/bp/").status_code == 500
    assert ran.count("after_request bp") == 2
    assert ran.count("fail") == 2
