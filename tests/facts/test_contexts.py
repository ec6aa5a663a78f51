"""F5-F7: what is pushed when."""

from __future__ import annotations

from werkzeug.routing import BaseConverter


def test_f05_requests_share_g_with_an_app_context_already_pushed(web, app, client):
    @app.get("/")
    def count():
        web.g.count = web.g.get("count", 0) + 1
        return str(web.g.count)

    with app.app_context():
        assert client.get("/").text == "1"
        assert client.get("/").text == "2"
        assert web.g.count == 2


def test_f05_without_an_app_context_each_request_has_its_own_g(web, app, client):
    @app.get("/")
    def count():
        web.g.count = web.g.get("count", 0) + 1
        return str(web.g.count)

    assert client.get("/").text == "1"
    assert client.get("/").text == "1"


def test_f05_an_app_context_of_another_app_is_not_shared(web, app, client):
    @app.get("/")
    def count():
        web.g.count = web.g.get("count", 0) + 1
        return [web.g.count, web.current_app.name]

    with web.Flask("other").app_context():
        assert client.get("/").json == [1, "facts"]
        assert client.get("/").json == [1, "facts"]
        assert "count" not in web.g


def test_f05_appcontext_signals_and_teardown_belong_to_the_outer_context(
    web, app, client
):
    log = []
    app.teardown_appcontext(lambda exc: log.append("teardown"))

    with (
        web.appcontext_pushed.connected_to(lambda app: log.append("pushed"), app),
        web.appcontext_popped.connected_to(lambda app: log.append("popped"), app),
        app.app_context(),
    ):
        client.get("/")
        client.get("/")
        assert log == ["pushed"]
    assert log == ["pushed", "teardown", "popped"]


def test_f06_push_order_is_app_context_session_then_match(web, app, client):
    log = []

    class Sessions(type(app.session_interface)):
        def open_session(self, app, request):
            log.append(f"open_session {web.has_request_context()}")
            return super().open_session(app, request)

    class Word(BaseConverter):
        def to_python(self, value):
            log.append(f"match {web.session.get('word')}")
            return value

    app.session_interface = Sessions()
    app.url_map.converters["word"] = Word

    @app.get("/<word:word>")
    def show(word):
        log.append(f"view {word}")
        web.session["word"] = word
        return word

    def pushed(sender):
        log.append(f"appcontext_pushed {web.has_request_context()}")

    with web.appcontext_pushed.connected_to(pushed, app):
        client.get("/one")
        client.get("/two")

    assert log == [
        "appcontext_pushed False",
        "open_session True",
        "match None",
        "view one",
        "appcontext_pushed False",
        "open_session True",
        "match one",
        "view two",
    ]


def test_f06_a_session_is_opened_for_requests_that_match_nothing(web, app, client):
    opened = []

    class Sessions(type(app.session_interface)):
        def open_session(self, app, request):
            opened.append(request.path)
            return super().open_session(app, request)

    app.session_interface = Sessions()
    client.get("/missing")
    assert opened == ["/missing"]


def test_f06_the_endpoint_is_not_known_while_the_session_opens(web, app, client):
    seen = []

    class Sessions(type(app.session_interface)):
        def open_session(self, app, request):
            seen.append((request.endpoint, request.url_rule))
            return super().open_session(app, request)

    app.session_interface = Sessions()
    app.add_url_rule("/", "index", lambda: "index")
    client.get("/")
    assert seen == [(None, None)]


def test_f06_a_pushed_test_request_context_is_matched(web, app):
    app.add_url_rule("/<int:number>", "show", lambda number: "")
    with app.test_request_context("/7"):
        assert web.request.endpoint == "show"
        assert web.request.view_args == {"number": 7}


def test_f07_an_untrusted_host_is_a_400_that_hooks_see(web, app, client):
    app.config["TRUSTED_HOSTS"] = ["example.org", ".example.com"]
    seen = []

    @app.before_request
    def look():
        error = web.request.routing_exception
        seen.append((web.request.endpoint, getattr(error, "code", None)))

    @app.get("/")
    def index():
        return "index"

    assert client.get("/", base_url="http://evil.test").status_code == 400
    assert client.get("/", base_url="http://example.org").text == "index"
    assert client.get("/", base_url="http://any.example.com").text == "index"
    assert seen == [(None, 400), ("index", None), ("index", None)]


def test_f07_without_trusted_hosts_any_host_will_do(app, client):
    app.add_url_rule("/", "index", lambda: "index")
    assert client.get("/", base_url="http://evil.test").text == "index"
