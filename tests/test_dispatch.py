"""The walk and the general path: what a subclass, an extension or a mistake does."""

import threading

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import MapAdapter

from kolben import (
    Kolben,
    Request,
    Response,
    copy_current_request_context,
    dispatch,
    g,
    request,
    session,
    url_for,
)
from kolben.globals import request_ctx
from kolben.plan import POINTS, get_points

#: Points that are methods and are met by every request that has a view.
CALLED = (
    "request_context",
    "create_url_adapter",
    "full_dispatch_request",
    "preprocess_request",
    "dispatch_request",
    "ensure_sync",
    "finalize_request",
    "make_response",
    "process_response",
    "do_teardown_request",
    "do_teardown_appcontext",
)


def count(original, calls):
    def counting(*args, **kwargs):
        calls.append(1)
        return original(*args, **kwargs)

    return counting


@pytest.mark.parametrize("point", CALLED)
def test_point_overridden_by_a_subclass_is_called(point):
    calls = []
    base = getattr(Kolben, point)
    cls = type("Own", (Kolben,), {point: count(base, calls)})
    app = cls("own")
    app.add_url_rule("/", "index", lambda: "up")
    assert app.test_client().get("/").text == "up"
    assert calls


@pytest.mark.parametrize("point", CALLED)
def test_point_replaced_on_the_instance_after_the_first_request_is_called(app, point):
    calls = []
    app.add_url_rule("/", "index", lambda: "up")
    client = app.test_client()
    client.get("/")
    setattr(app, point, count(getattr(app, point), calls))
    assert client.get("/").text == "up"
    assert calls
    delattr(app, point)
    calls.clear()
    assert client.get("/").text == "up"
    assert calls == []


@pytest.mark.parametrize("point", CALLED)
def test_point_replaced_on_the_class_after_the_first_request_is_called(
    app, point, monkeypatch
):
    calls = []
    app.add_url_rule("/", "index", lambda: "up")
    client = app.test_client()
    client.get("/")
    monkeypatch.setattr(Kolben, point, count(getattr(Kolben, point), calls))
    assert client.get("/").text == "up"
    assert calls


def test_every_point_is_compared_for_each_request():
    assert len(get_points(Kolben)) == len(POINTS)
    assert set(CALLED) < set(POINTS)


def test_hook_appended_to_the_live_list_late_is_called(app, client):
    app.before_request_funcs[None] = []
    app.add_url_rule("/", "index", lambda: "view")
    assert client.get("/").text == "view"
    app.before_request_funcs[None].append(lambda: "hook")
    assert client.get("/").text == "hook"
    app.before_request_funcs[None].clear()
    assert client.get("/").text == "view"


def test_table_replaced_by_a_plain_dict_is_read(app, client):
    app.add_url_rule("/", "index", lambda: "view")
    client.get("/")
    app.after_request_funcs = {None: [lambda _: Response("hook")]}
    assert client.get("/").text == "hook"


def test_view_replaced_late_is_called(app, client):
    app.add_url_rule("/", "index", lambda: "old")
    client.get("/")
    app.view_functions["index"] = lambda: "new"
    assert client.get("/").text == "new"


def test_general_path_can_be_forced(app, client, monkeypatch):
    monkeypatch.setenv("KOLBEN_GENERAL", "1")
    app.add_url_rule("/", "index", lambda: "up")
    assert client.get("/").text == "up"
    assert app._changes.plan.compiled is False


def test_hook_that_changes_the_view_arguments_is_obeyed(app, client):
    @app.before_request
    def rewrite():
        request.view_args = {"name": "hook"}

    app.add_url_rule("/<name>", "show", lambda name: name)
    assert client.get("/url").text == "hook"


def test_hook_that_changes_the_rule_is_obeyed(app, client):
    app.add_url_rule("/a", "a", lambda: "a")
    app.add_url_rule("/b", "b", lambda: "b")
    target = next(rule for rule in app.url_map.iter_rules() if rule.endpoint == "b")

    @app.before_request
    def reroute():
        request.url_rule = target

    assert client.get("/a").text == "b"


def test_asynchronous_hooks_are_awaited(app, client):
    seen = []

    @app.before_request
    async def before():
        g.user = "ada"

    @app.after_request
    async def after(response):
        response.headers["X-User"] = g.user
        return response

    @app.teardown_request
    async def teardown(_):
        seen.append(g.user)

    app.add_url_rule("/", "index", lambda: g.user)
    answer = client.get("/")
    assert (answer.text, answer.headers["X-User"], seen) == ("ada", "ada", ["ada"])


def test_interrupt_in_a_view_leaves_no_context_and_tells_the_teardown(app, client):
    seen = []
    app.teardown_request(seen.append)

    @app.get("/")
    def index():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.get("/")
    assert [type(error) for error in seen] == [KeyboardInterrupt]
    assert not request


def test_context_that_a_view_forgets_to_pop_is_an_error(app, client):
    left = []

    @app.get("/")
    def index():
        ctx = app.test_request_context("/other")
        ctx.push()
        left.append(ctx)
        return ""

    with pytest.raises(AssertionError, match="Popped wrong request context"):
        client.get("/")


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "returned None"),
        (1, "int"),
        (("a",), "1 items"),
        (object(), "object"),
    ],
)
def test_answer_that_cannot_be_sent_names_the_view(app, client, value, told):
    app.add_url_rule("/", "the_view", lambda: value)
    with pytest.raises(TypeError) as caught:
        client.get("/")
    assert "'the_view'" in str(caught.value)
    assert told in str(caught.value)


def test_coroutine_out_of_a_plain_view_says_what_to_do(app, client):
    async def fetch():
        return "text"

    made = []

    def view():
        made.append(fetch())
        return made[0]

    app.add_url_rule("/", "the_view", view)
    with pytest.raises(TypeError, match="async def"):
        client.get("/")
    made[0].close()


def test_unhandled_error_is_logged_once_and_not_shown(app, client, caplog):
    app.testing = False

    @app.get("/")
    def index():
        raise ValueError("the secret detail")

    answer = client.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert [record.exc_info[0] for record in caplog.records] == [ValueError]


def test_head_has_the_length_and_no_body(app, client):
    app.add_url_rule("/", "index", lambda: "four")
    app.add_url_rule("/json", "json", lambda: {"a": 1})
    for path, length in (("/", 4), ("/json", 8)):
        answer = client.head(path)
        assert (answer.content_length, answer.data) == (length, b"")


def test_session_read_in_a_copied_context_is_the_requests(app, client):
    app.secret_key = "key"

    @app.get("/")
    def index():
        @copy_current_request_context
        def write():
            session["by"] = "thread"

        thread = threading.Thread(target=write)
        thread.start()
        thread.join()
        return session["by"]

    assert client.get("/").text == "thread"


@pytest.mark.parametrize("field", ["mimetype", "content_type"])
def test_content_type_of_two_lines_is_refused(field):
    with pytest.raises(ValueError, match="newline"):
        Response("x", **{field: "text/html\r\nSet-Cookie: stolen=1"})


def test_default_mimetype_changed_late_is_sent(app, client, monkeypatch):
    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/").mimetype == "text/html"
    monkeypatch.setattr(Response, "default_mimetype", "text/plain")
    assert client.get("/").mimetype == "text/plain"


def test_host_that_idna_cannot_encode_is_a_bad_request(app, client):
    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/", headers={"Host": "a..b"}).status_code == 400
    assert client.get("/", headers={"Host": "a.b"}).status_code == 200


def test_untrusted_host_is_a_bad_request(app, client):
    app.config["TRUSTED_HOSTS"] = ["example.org"]
    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/", headers={"Host": "evil.org"}).status_code == 400
    assert client.get("/", headers={"Host": "example.org"}).text == "x"


def test_trusted_host_is_seen_by_the_request_on_the_short_way_too(app, client):
    app.config["TRUSTED_HOSTS"] = ["example.org"]
    app.add_url_rule("/", "index", lambda: request.trusted_hosts)
    app.register_error_handler(404, lambda e: request.trusted_hosts)
    for path in ("/", "/unknown"):
        assert client.get(path, headers={"Host": "example.org"}).json == ["example.org"]


def test_host_taken_off_the_list_in_place_is_refused_from_then_on(app, client):
    trusted = app.config["TRUSTED_HOSTS"] = ["a.test", "b.test"]
    app.add_url_rule("/", "index", lambda: "x")
    host = {"Host": "b.test"}
    assert client.get("/", headers=host).status_code == 200
    trusted.remove("b.test")
    assert client.get("/", headers=host).status_code == 400
    assert client.get("/unknown", headers=host).status_code == 400
    app.config["TRUSTED_HOSTS"] = [".test"]
    assert client.get("/", headers=host).status_code == 200


def test_trusted_hosts_are_judged_anew_for_each_scheme(app, client):
    app.config["TRUSTED_HOSTS"] = ["a.test"]
    app.add_url_rule("/", "index", lambda: "x")
    host = {"Host": "a.test:1:80"}  # of HTTP, the usual port is left out
    for scheme, code in [("http", 200), ("https", 400), ("http", 200)]:
        answer = client.get("/", base_url=f"{scheme}://a.test", headers=host)
        assert answer.status_code == code


@pytest.mark.parametrize("trusted", [[None], [["a.test"]], 7])
def test_list_of_hosts_that_is_none_lets_nobody_in(app, client, trusted):
    app.testing = False
    app.config["TRUSTED_HOSTS"] = trusted
    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/", headers={"Host": "a.test"}).status_code == 500


def test_another_app_does_not_trust_the_hosts_of_the_first(app, client):
    app.config["TRUSTED_HOSTS"] = ["a.test"]
    other = Kolben("other")
    other.config["TRUSTED_HOSTS"] = ["b.test"]
    for each in (app, other):
        each.add_url_rule("/", "index", lambda: "x")
    host = {"Host": "a.test"}
    assert client.get("/", headers=host).status_code == 200
    assert other.test_client().get("/", headers=host).status_code == 400


def test_hosts_made_up_under_a_trusted_domain_do_not_pile_up(app, client, monkeypatch):
    monkeypatch.setattr(dispatch, "_trusted_hosts", set())
    monkeypatch.setattr(dispatch, "_MAX_TRUSTED_HOSTS", 3)
    app.config["TRUSTED_HOSTS"] = [".example.org"]
    app.add_url_rule("/", "index", lambda: "x")
    for number in range(10):
        host = {"Host": f"h{number}.example.org"}
        assert client.get("/", headers=host).status_code == 200
        assert client.get("/", headers={"Host": "evil.test"}).status_code == 400
        assert 1 <= len(dispatch._trusted_hosts) <= 3


class TrustsOneHost(Request):
    trusted_hosts = ("example.org",)


class TrustsAsItIsMade(Request):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.trusted_hosts = ["example.org"]


@pytest.mark.parametrize("request_class", [TrustsOneHost, TrustsAsItIsMade])
def test_host_that_the_request_class_does_not_trust_is_a_bad_request(
    app, client, request_class
):
    app.request_class = request_class
    app.add_url_rule("/", "index", lambda: "x")
    assert client.get("/", headers={"Host": "evil.org"}).status_code == 400
    assert client.get("/", headers={"Host": "example.org"}).text == "x"


def test_unknown_url_meets_hooks_and_handlers_as_any_other(app, client):
    seen = []
    app.add_url_rule("/known", "known", lambda: "x")

    @app.before_request
    def note():
        seen.append(type(request.routing_exception))
        seen.append((request.url_rule, request.view_args, request.host))

    @app.errorhandler(404)
    def missing(error):
        adapter = request_ctx.url_adapter
        seen.append(adapter.match("/known", "GET")[0])
        return f"{url_for('known')} {error.code}", 404

    for method in ("GET", "POST", "OPTIONS", "DELETE"):
        answer = client.open("/unknown", method=method)
        assert (answer.status_code, answer.text) == (404, "/known 404")
    assert seen == 4 * [NotFound, (None, None, "localhost"), "known"]


def test_hook_may_lead_an_unknown_url_to_a_view(app, client):
    app.add_url_rule("/known/<item>", "known", lambda item: item)

    @app.before_request
    def lead():
        request.url_rule = next(app.url_map.iter_rules("known"))
        request.view_args = {"item": "led"}
        request.routing_exception = None

    assert client.get("/unknown").text == "led"


def test_url_that_was_unknown_is_known_once_it_has_a_rule(app, client):
    assert client.get("/late").status_code == 404
    app._got_first_request = False
    app.add_url_rule("/late", "late", lambda: "x")
    assert client.get("/late").text == "x"
    assert client.post("/late").status_code == 405
    assert client.get("/late/").status_code == 404


def test_map_is_not_asked_for_an_unknown_url(app, client, monkeypatch):
    client.get("/")
    monkeypatch.setattr(MapAdapter, "match", None)
    assert client.get("/unknown").status_code == 404
