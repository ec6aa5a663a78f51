"""One format for all errors of an app or a blueprint, whatever raised them."""

import io
import json
import logging
import typing
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Meta
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import (
    HTTPException,
    MethodNotAllowed,
    RequestedRangeNotSatisfiable,
    ServiceUnavailable,
    TooManyRequests,
    Unauthorized,
    default_exceptions,
)
from werkzeug.test import EnvironBuilder
from werkzeug.wsgi import ClosingIterator

from kolben import (
    Blueprint,
    Kolben,
    Response,
    abort,
    redirect,
    request,
    send_file,
    session,
)
from kolben.errors import SetupError
from kolben.rest import Api, Resource, fields
from kolben.rest import abort as rest_abort
from kolben.rest.errors import ApiError, Conflict, uniform_errors
from kolben.rest.errors import is_uniform as is_uniform_scope
from kolben.sessions import SecureCookieSessionInterface
from kolben.typed import Answer, Query, Status


class OutOfStock(Exception):
    pass


class NoShelf(ApiError):
    error_code = 2101
    code = 409
    msg = "There is no such shelf."


@pytest.fixture
def app(app):
    # What a server would answer, also where a test wants to see an exception.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.fixture(params=["app", "blueprint", "nested", "api"])
def scope(request, app):
    """What has uniform errors; ``finish`` puts it on the app. Its URLs begin with
    /api in any case."""
    if request.param == "app":
        api = Blueprint("api", __name__, url_prefix="/api")
        uniform_errors(app)
        api.finish = lambda: app.register_blueprint(api)
        return api
    if request.param == "blueprint":
        api = Blueprint("api", __name__, url_prefix="/api")
        uniform_errors(api)
        api.finish = lambda: app.register_blueprint(api)
        return api
    if request.param == "api":
        api = Blueprint("api", __name__, url_prefix="/api")
        uniform_errors(Api(api, doc=False))
        api.finish = lambda: app.register_blueprint(api)
        return api
    outer = Blueprint("outer", __name__, url_prefix="/api")
    uniform_errors(outer)
    inner = Blueprint("inner", __name__)
    outer.register_blueprint(inner)
    inner.finish = lambda: app.register_blueprint(outer)
    return inner


def is_uniform(response, status, code, line=None):
    """Whether an answer has the format, in all its parts."""
    content = json.loads(response.data)
    assert response.status_code == status
    assert response.mimetype == "application/json"
    assert {"error_code", "msg", "request", "request_id"} <= set(content)
    assert content["error_code"] == code
    assert content["msg"]
    assert content["request_id"] == response.headers["X-Request-ID"]
    assert line is None or content["request"] == line
    return True


# Whatever raised it -------------------------------------------------------------------


@pytest.mark.parametrize("status", sorted(default_exceptions))
def test_every_error_of_werkzeug(scope, client, status):
    scope.get("/x", endpoint="x")(lambda: abort(status))
    scope.finish()
    response = client.get("/api/x?token=1")
    codes = {400: 1000, 401: 1005, 403: 1004, 404: 1001, 405: 1008, 409: 1011}
    codes |= {413: 1012, 415: 1013, 422: 1000, 429: 1010, 503: 1014, 500: 999}
    content = response.json
    assert is_uniform(response, status, content["error_code"], "GET /api/x")
    assert content["error_code"] == codes.get(status, content["error_code"])


def test_url_without_a_route(scope, client):
    scope.finish()
    assert is_uniform(client.get("/api/no?q=1"), 404, 1007, "GET /api/no")
    assert is_uniform(client.post("/api"), 404, 1007, "POST /api")


def test_method_without_a_route_says_which_there_are(scope, client):
    scope.get("/x", endpoint="x")(lambda: "")
    scope.finish()
    response = client.delete("/api/x")
    assert is_uniform(response, 405, 1008, "DELETE /api/x")
    assert set(response.allow) == {"GET", "HEAD", "OPTIONS"}


def test_error_of_ones_own(scope, client):
    @scope.get("/x")
    def view():
        raise NoShelf()

    scope.finish()
    assert is_uniform(client.get("/api/x"), 409, 2101)


def test_message_of_abort_is_kept_and_texts_for_everybody_are_not(scope, client):
    scope.get("/own", endpoint="own")(lambda: abort(404, "No post has this name."))
    scope.get("/plain", endpoint="plain")(lambda: abort(404))
    scope.finish()
    assert client.get("/api/own").json["msg"] == "No post has this name."
    plain = client.get("/api/plain", headers={"Accept-Language": "zh"})
    assert plain.json["msg"] == "资源不存在。"


def test_http_exception_class_of_ones_own_keeps_its_text(scope, client):
    class PaymentRequired(HTTPException):
        code = 402
        description = "Pay first."

    @scope.get("/x")
    def view():
        raise PaymentRequired()

    scope.finish()
    response = client.get("/api/x")
    assert is_uniform(response, 402, 999)
    assert response.json["msg"] == "Pay first."


def test_body_that_cannot_be_read(scope, client):
    scope.post("/x", endpoint="x")(lambda: {"got": request.get_json()})
    scope.finish()
    broken = client.post("/api/x", data="{", content_type="application/json")
    assert is_uniform(broken, 400, 1000, "POST /api/x")
    assert is_uniform(client.post("/api/x", data="{}"), 415, 1013)


def test_missing_form_field(scope, client, app):
    scope.post("/x", endpoint="x")(lambda: request.form["name"])
    scope.finish()
    for app.debug in (False, True):
        assert is_uniform(client.post("/api/x"), 400, 1000)


def test_body_too_large(scope, client, app):
    scope.post("/x", endpoint="x")(lambda: {"got": len(request.get_data())})
    scope.finish()
    app.config["MAX_CONTENT_LENGTH"] = 5
    assert is_uniform(client.post("/api/x", data="123456"), 413, 1012)


def test_host_that_is_not_trusted_is_not_repeated(scope, client, app):
    app.config["TRUSTED_HOSTS"] = ["example.org"]
    scope.get("/x", endpoint="x")(lambda: "")
    scope.finish()
    response = client.get("/api/x", headers={"Host": "evil.example"})
    assert is_uniform(response, 400, 1007)
    assert "evil" not in response.text


def test_coroutine_view(scope, client):
    @scope.get("/x")
    async def view():
        abort(403)

    scope.finish()
    assert is_uniform(client.get("/api/x"), 403, 1004)


def test_headers_of_the_error_are_right(scope, client):
    later = datetime(2030, 1, 1, tzinfo=UTC)
    errors = [
        Unauthorized(www_authenticate=WWWAuthenticate("basic", {"realm": "a"})),
        TooManyRequests(retry_after=7),
        ServiceUnavailable(retry_after=later),
        MethodNotAllowed(["GET", "PUT"]),
        RequestedRangeNotSatisfiable(9),
        Conflict(headers={"X-Shard": "1"}),
    ]

    @scope.get("/<int:which>")
    def view(which):
        raise errors[which]

    scope.finish()
    got = [client.get(f"/api/{which}") for which in range(len(errors))]
    assert got[0].headers["WWW-Authenticate"] == "Basic realm=a"
    assert got[1].headers["Retry-After"] == "7"
    assert got[2].headers["Retry-After"] == "Tue, 01 Jan 2030 00:00:00 GMT"
    assert got[3].headers["Allow"] == "GET, PUT"
    assert got[4].headers["Content-Range"] == "bytes */9"
    assert got[5].headers["X-Shard"] == "1"
    for response, error in zip(got, errors, strict=True):
        assert is_uniform(response, error.code, response.json["error_code"])


def test_problem_details(scope, client):
    scope.finish()
    response = client.get("/api/no", headers={"Accept": "application/problem+json"})
    assert response.mimetype == "application/problem+json"
    assert response.json["status"] == 404
    assert response.json["error_code"] == 1007


# Unhandled exceptions -----------------------------------------------------------------


def test_unhandled_exception_tells_the_log_and_not_the_client(scope, client, caplog):
    @scope.get("/x")
    def view():
        password = "hunter2"
        raise OutOfStock(f"cannot log in with {password}")

    scope.finish()
    response = client.get("/api/x?key=k3y", headers={"X-Request-ID": "abc-1"})
    assert is_uniform(response, 500, 999, "GET /api/x")
    for internal in ("hunter2", "OutOfStock", "Traceback", "view", ".py"):
        assert internal not in response.text
    assert "hunter2" in caplog.text
    assert "def view" not in response.text
    for record in caplog.records:
        assert "abc-1" in record.getMessage()
    assert "k3y" not in caplog.text
    assert caplog.text.count("Traceback") == 1


def test_unhandled_exception_leaves_the_app_in_tests_and_in_debug_mode(
    scope, app, client
):
    @scope.get("/x")
    def view():
        raise OutOfStock("gone")

    scope.finish()
    app.config["PROPAGATE_EXCEPTIONS"] = None
    with pytest.raises(OutOfStock):
        client.get("/api/x")
    app.testing, app.debug = False, True
    with pytest.raises(OutOfStock):
        client.get("/api/x")
    app.debug = False
    assert is_uniform(client.get("/api/x"), 500, 999)


def test_abort_with_500_is_logged_with_where_it_was(scope, client, caplog):
    scope.get("/x", endpoint="x")(lambda: abort(500, "The printer is on fire."))
    scope.finish()
    response = client.get("/api/x")
    assert response.json["msg"] == "The printer is on fire."
    assert response.json["request_id"] in caplog.text
    assert caplog.text.count("Traceback") == 1


def test_errors_of_clients_are_logged_at_info(scope, client, caplog):
    scope.finish()
    client.get("/api/no")
    assert not caplog.records
    with caplog.at_level(logging.INFO):
        response = client.get("/api/no?token=secret")
    (record,) = caplog.records
    assert record.request_id == response.json["request_id"]
    assert "GET /api/no: 404 with error_code 1007" in record.getMessage()
    assert "secret" not in caplog.text


# Hooks and handlers -------------------------------------------------------------------


@pytest.mark.parametrize("moment", ["before_request", "after_request"])
def test_hook_that_fails(scope, client, caplog, moment):
    scope.get("/x", endpoint="x")(lambda: "")

    @getattr(scope, moment)
    def hook(*args):
        raise OutOfStock("in the hook")

    scope.finish()
    response = client.get("/api/x")
    assert is_uniform(response, 500, 999)
    assert response.json["request_id"] in caplog.text
    assert "in the hook" in caplog.text


@pytest.mark.parametrize("moment", ["before_request", "after_request"])
def test_hook_of_the_app_that_fails(scope, app, client, moment):
    scope.get("/x", endpoint="x")(lambda: "")

    @getattr(app, moment)
    def hook(*args):
        raise OutOfStock("in the hook")

    scope.finish()
    assert is_uniform(client.get("/api/x"), 500, 999)
    assert is_uniform(client.get("/api/no"), 500, 999)


def test_hook_that_aborts(scope, app, client):
    scope.get("/x", endpoint="x")(lambda: "")
    app.before_request(lambda: abort(401))
    scope.finish()
    assert is_uniform(client.get("/api/x"), 401, 1005)
    assert is_uniform(client.get("/api/no"), 401, 1005)


@pytest.mark.parametrize("kind", [OutOfStock, 500, Exception])
def test_error_handler_that_fails(scope, client, caplog, kind):
    @scope.get("/x")
    def view():
        raise OutOfStock("gone")

    @scope.errorhandler(kind)
    def handler(error):
        raise RuntimeError("the handler too")

    scope.finish()
    response = client.get("/api/x")
    assert is_uniform(response, 500, 999)
    assert "the handler too" in caplog.text
    assert "handler" not in response.text


def test_error_handler_of_500_that_answers_nothing(scope, client):
    @scope.get("/x")
    def view():
        raise OutOfStock("gone")

    scope.register_error_handler(500, lambda error: None)
    scope.finish()
    assert is_uniform(client.get("/api/x"), 500, 999)


def test_failing_500_handler_leaves_an_app_without_the_format(app, client):
    """As with Flask."""

    @app.get("/x")
    def view():
        raise OutOfStock("gone")

    @app.errorhandler(500)
    def handler(error):
        raise RuntimeError("the handler too")

    with pytest.raises(RuntimeError, match="the handler too"):
        client.get("/x")


def test_handler_for_an_exception_is_asked_and_its_answer_rewritten(scope, app, client):
    @scope.get("/x")
    def view():
        raise OutOfStock("gone")

    @app.errorhandler(OutOfStock)
    def handler(error):
        return {"message": "nothing left", "left": 0}, 409

    scope.finish()
    response = client.get("/api/x")
    assert is_uniform(response, 409, 1011)
    assert response.json["msg"] == "nothing left"
    assert response.json["left"] == 0


def test_page_that_the_site_has_for_all_errors_is_not_the_api_s(app, client):
    api = Blueprint("api", __name__, url_prefix="/api")
    uniform_errors(api)

    @api.get("/x")
    def view():
        raise OutOfStock("gone")

    app.register_blueprint(api)
    app.register_error_handler(Exception, lambda error: ("<h1>Sorry</h1>", 500))
    app.register_error_handler(404, lambda error: ("<h1>Not here</h1>", 404))
    assert is_uniform(client.get("/api/x"), 500, 999)
    assert is_uniform(client.get("/api/no"), 404, 1007)
    assert client.get("/no").text == "<h1>Not here</h1>"
    assert client.get("/apis").text == "<h1>Not here</h1>"


# Answers that are errors --------------------------------------------------------------


def test_error_that_a_view_returns_in_a_form_of_its_own(scope, client):
    answers = {
        "text": ("no such post", 404),
        "page": ("<h1>no</h1>", 404),
        "json": ({"message": "no such post", "id": 7}, 404),
        "list": ([1, 2], 404),
        "own": ({"error_code": 2102, "msg": "mine"}, 404, {"X-Shard": "1"}),
        "restplus": ({"message": "bad", "errors": {"name": "too long"}}, 400),
        "aborted": None,
        "empty": ("", 404),
    }

    @scope.get("/<which>")
    def view(which):
        if which == "aborted":
            abort(Response("no such post", 404))
        return answers[which]

    scope.finish()
    got = {which: client.get(f"/api/{which}") for which in answers}
    for which in ("text", "page", "json", "list", "aborted", "empty"):
        assert is_uniform(got[which], 404, 1001, f"GET /api/{which}")
    for which in ("text", "json", "aborted"):
        assert got[which].json["msg"] == "no such post"
    assert got["page"].json["msg"] == "There is no such resource."
    assert got["json"].json["id"] == 7
    assert is_uniform(got["own"], 404, 2102)
    assert got["own"].headers["X-Shard"] == "1"
    assert is_uniform(got["restplus"], 400, 1000)
    fault = {"place": "name", "msg": "too long"}
    assert got["restplus"].json["faults"] == [fault]


def test_error_that_is_a_stream_or_a_file_is_closed_and_rewritten(scope, client):
    class Parts(list):
        closed = False

        def close(self):
            self.closed = True

    parts, content = Parts(["a", "b"]), io.BytesIO(b"page")

    @scope.get("/stream")
    def stream():
        return Response(ClosingIterator(iter(parts), parts.close), 502)

    @scope.get("/file")
    def file():
        response = send_file(content, "text/html", etag="e")
        response.status_code = 403
        return response

    scope.finish()
    assert is_uniform(client.get("/api/stream"), 502, 1014)
    assert parts.closed
    response = client.get("/api/file")
    assert is_uniform(response, 403, 1004)
    assert "ETag" not in response.headers
    assert content.closed


def test_answers_that_are_no_errors_are_left_alone(scope, client):
    scope.get("/text", endpoint="text")(lambda: "plain")
    scope.get("/json", endpoint="json")(lambda: {"a": 1})
    scope.get("/made", endpoint="made")(lambda: ({"a": 1}, 201))
    scope.get("/away", endpoint="away")(lambda: redirect("/elsewhere"))
    scope.get("/slash/", endpoint="slash")(lambda: "")
    scope.finish()
    assert client.get("/api/text").mimetype == "text/html"
    assert client.get("/api/json").json == {"a": 1}
    assert client.get("/api/made").status_code == 201
    assert client.get("/api/away").location == "/elsewhere"
    moved = client.get("/api/slash")
    assert (moved.status_code, moved.mimetype) == (308, "text/html")
    assert "X-Request-ID" not in client.get("/api/text").headers


def test_head_and_options(scope, client):
    scope.get("/x", endpoint="x")(lambda: abort(404))
    scope.finish()
    head = client.head("/api/x")
    assert (head.status_code, head.data) == (404, b"")
    assert head.headers["Content-Type"] == "application/json"
    assert int(head.headers["Content-Length"]) > 50
    options = client.options("/api/x")
    assert (options.status_code, options.data) == (200, b"")
    assert set(options.allow) == {"GET", "HEAD", "OPTIONS"}
    assert is_uniform(client.options("/api/no"), 404, 1007)


def test_session_of_an_error_is_saved(scope, client):
    @scope.get("/x")
    def view():
        session["seen"] = True
        abort(403)

    scope.finish()
    assert "session=" in client.get("/api/x").headers["Set-Cookie"]


# Setting it up ------------------------------------------------------------------------


def test_second_call_is_refused(app):
    uniform_errors(app)
    with pytest.raises(SetupError, match="already"):
        uniform_errors(app)


def test_blueprint_registered_twice_has_it_in_both_places(app, client):
    api = Blueprint("api", __name__)
    uniform_errors(api)
    api.get("/x")(lambda: abort(409))
    app.register_blueprint(api, url_prefix="/one")
    app.register_blueprint(api, url_prefix="/two", name="two")
    for prefix in ("/one", "/two"):
        assert is_uniform(client.get(f"{prefix}/x"), 409, 1011)
        assert is_uniform(client.get(f"{prefix}/no"), 404, 1007)
    assert client.get("/no").mimetype == "text/html"


def test_walk_and_general_path_answer_alike(monkeypatch):
    def ask():
        app = Kolben("alike")
        uniform_errors(app)
        app.get("/ok", endpoint="ok")(lambda: {"a": 1})
        app.get("/no", endpoint="no")(lambda: abort(404))
        app.get("/returned", endpoint="returned")(lambda: ("no", 404))
        client = app.test_client()
        headers = {"X-Request-ID": "same"}
        return [
            (got.status, got.data, sorted(got.headers))
            for path in ("/ok", "/no", "/returned", "/none")
            for got in [client.get(path, headers=headers)]
        ]

    walked = ask()
    monkeypatch.setenv("KOLBEN_GENERAL", "1")
    assert ask() == walked


# Anything --------------------------------------------------------------------------

LATIN = st.text(st.characters(max_codepoint=255), max_size=20)


@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"])
    | st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ-", min_size=1, max_size=30),
    path=LATIN,
    query=LATIN,
    headers=st.dictionaries(
        st.sampled_from(
            ["HOST", "ACCEPT", "ACCEPT_LANGUAGE", "X_REQUEST_ID", "COOKIE"]
        ),
        LATIN,
    ),
    body=st.binary(max_size=10),
)
@settings(max_examples=200, deadline=None)
def test_whatever_is_asked_the_answer_is_right_or_has_the_format(
    method, path, query, headers, body
):
    answered = []
    environ = EnvironBuilder("/", input_stream=io.BytesIO(body)).get_environ()
    environ |= {f"HTTP_{name}": value for name, value in headers.items()}
    environ |= {"REQUEST_METHOD": method, "QUERY_STRING": query}
    environ["PATH_INFO"] = f"/api/{path}"
    environ["CONTENT_LENGTH"] = str(len(body))
    parts = ANYTHING(environ, lambda *given: answered.append(given))
    content = b"".join(parts)
    ((status, sent),) = answered
    names = dict(sent)
    if not status.startswith(("2", "3")) and method != "HEAD":
        assert status.startswith("4")
        problem = json.loads(content)
        assert {"error_code", "msg", "request", "request_id"} <= set(problem)
        assert problem["request_id"] == names["X-Request-ID"]
        assert names["Content-Type"] in {"application/json", "application/problem+json"}


def make_anything():
    app = Kolben("anything")
    app.config.update(MAX_CONTENT_LENGTH=5, PROPAGATE_EXCEPTIONS=False)
    uniform_errors(app)
    app.post("/api/read", endpoint="read")(lambda: {"got": request.get_json()})
    app.get("/api/<int:number>", endpoint="number")(lambda number: str(number))
    return app


ANYTHING = make_anything()


def test_faults_of_typed_views(scope, client):
    @scope.get("/typed")
    def view(limit: typing.Annotated[int, Meta(ge=1)] = 1, draft: Query[bool] = False):
        return {"limit": limit}

    scope.finish()
    response = client.get("/api/typed?limit=0&draft=x")
    assert is_uniform(response, 422, 1000, "GET /api/typed")
    places = {fault["place"] for fault in response.json["faults"]}
    assert places == {"query.limit", "query.draft"}
    chinese = client.get("/api/typed?limit=0", headers={"Accept-Language": "zh"})
    assert chinese.json["msg"] == "请求中有不符合要求的参数。"
    assert "不" in chinese.json["faults"][0]["msg"]


# An Api -----------------------------------------------------------------------------


@pytest.fixture
def api():
    return Api(prefix="/v1", doc=False)


def test_resources_of_an_api_on_an_app(api, app, client):
    uniform_errors(api)

    @api.route("/post/<int:number>")
    class Post(Resource):
        def get(self, number):
            if number == 1:
                rest_abort(404, "no such post", errors={"number": "is 1"}, left=3)
            if number == 2:
                raise NoShelf()
            if number == 3:
                raise OutOfStock("gone")
            return {"message": "in a form of its own"}, 410

    api.init_app(app)
    app.get("/site", endpoint="site")(lambda: ("no", 404))
    first = client.get("/v1/post/1")
    assert is_uniform(first, 404, 1001, "GET /v1/post/1")
    assert first.json["msg"] == "no such post"
    assert first.json["faults"] == [{"place": "number", "msg": "is 1"}]
    assert first.json["left"] == 3
    assert is_uniform(client.get("/v1/post/2"), 409, 2101)
    assert is_uniform(client.get("/v1/post/3"), 500, 999)
    assert is_uniform(client.get("/v1/post/4"), 410, 1001)
    assert is_uniform(client.get("/v1/nowhere"), 404, 1007)
    assert client.get("/v1/nowhere").json["msg"] == "There is nothing at this URL."
    response = client.post("/v1/post/1")
    assert is_uniform(response, 405, 1008)
    assert {"GET", "HEAD"} <= set(response.allow)
    assert client.get("/v11/nowhere").mimetype == "text/html"
    assert client.get("/site").text == "no"


def test_handlers_of_an_api_are_asked_and_their_answers_rewritten(api, app, client):
    uniform_errors(api)

    @api.route("/post")
    class Post(Resource):
        def get(self):
            raise OutOfStock("gone")

    @api.errorhandler(OutOfStock)
    def handler(error):
        return {"message": "nothing left", "left": 0}, 409

    api.init_app(app)
    response = client.get("/v1/post")
    assert is_uniform(response, 409, 1011)
    assert (response.json["msg"], response.json["left"]) == ("nothing left", 0)


def test_what_expect_refuses_is_named(api, app, client):
    uniform_errors(api)
    model = api.model("Post", {"title": fields.String(required=True)})
    parser = api.parser()
    parser.add_argument("limit", type=int, required=True, location="args")

    @api.route("/post")
    class Post(Resource):
        @api.expect(model, validate=True)
        def post(self):
            return {}

        @api.expect(parser)
        def get(self):
            return parser.parse_args()

    api.init_app(app)
    posted = client.post("/v1/post", json={})
    assert is_uniform(posted, 400, 1000)
    assert "title" in posted.json["faults"][0]["place"]
    asked = client.get("/v1/post?limit=x")
    assert is_uniform(asked, 400, 1000)
    assert asked.json["faults"][0]["place"] == "limit"


def test_untrusted_host_is_an_error_of_an_api_and_of_the_site(api, app, client):
    uniform_errors(api)
    api.init_app(app)
    app.config["TRUSTED_HOSTS"] = ["example.org"]
    evil = {"Host": "evil.example"}
    assert is_uniform(client.get("/v1/x", headers=evil), 400, 1007)
    assert client.get("/site", headers=evil).status_code == 400


def test_api_without_a_prefix_has_the_app(app, client):
    api = Api(app, doc=False)
    uniform_errors(api)
    assert is_uniform(client.get("/nowhere"), 404, 1007)


def test_blueprint_of_an_api_may_have_it_already(app, client):
    bp = Blueprint("api", __name__, url_prefix="/api")
    first = Api(bp, prefix="/v1", doc=False)
    uniform_errors(first)
    uniform_errors(first)
    app.register_blueprint(bp)
    assert is_uniform(client.get("/api/nowhere"), 404, 1007)


def test_lines_of_the_log_are_one(scope, client, caplog):
    scope.get("/x", endpoint="x")(lambda: abort(400, "one\nERROR two"))
    scope.finish()
    with caplog.at_level(logging.INFO):
        client.get("/api/x%0aERROR")
        client.get("/api/x")
    assert not any("\n" in record.getMessage() for record in caplog.records)


def test_members_that_a_view_names_do_not_replace_those_of_a_problem(scope, client):
    answer = {"message": "no", "status": "failed", "request_id": "mine", "type": "x"}
    scope.get("/x", endpoint="x")(lambda: (answer, 409))
    scope.finish()
    accept = {"Accept": "application/problem+json"}
    problem = json.loads(client.get("/api/x", headers=accept).data)
    assert (problem["status"], problem["type"]) == (409, "about:blank")
    assert problem["request_id"] != "mine"


def test_prefix_can_be_taken_once_only(api, app):
    uniform_errors(api)
    api.init_app(app)
    with pytest.raises(SetupError, match="the Api at /v1"):
        uniform_errors(api)


def test_without_uniform_errors_an_error_of_ones_own_keeps_its_form(api, app, client):
    @api.route("/post")
    class Post(Resource):
        def get(self):
            raise NoShelf("no such shelf")

        def post(self):
            rest_abort(409, "in the form of RESTPlus")

    api.init_app(app)
    assert is_uniform(client.get("/v1/post"), 409, 2101)
    assert client.post("/v1/post").json == {"message": "in the form of RESTPlus"}


def test_scope_of_a_request_is_known(api, app, client):
    uniform_errors(api)
    api.init_app(app)
    known = []
    app.before_request(lambda: known.append(is_uniform_scope()))
    client.get("/v1/nowhere")
    client.get("/nowhere")
    assert known == [True, False]


def test_swagger_of_an_api_has_the_errors(app, client):
    api = Api(app)
    uniform_errors(api)
    api.route("/post", endpoint="post")(
        type("Post", (Resource,), {"get": lambda self: {}})
    )
    document = client.get("/swagger.json").json
    answers = document["paths"]["/post"]["get"]["responses"]
    assert answers["default"] == {"$ref": "#/responses/Error"}
    assert "Error" in document["definitions"]
    assert client.get("/swagger.json").json == document
    assert "Error" not in api.__schema__["responses"]


@pytest.mark.parametrize("answer", [None, ("a", "b", "c", "d"), object()])
def test_answer_that_cannot_be_sent(scope, client, answer):
    scope.get("/x", endpoint="x")(lambda: answer)
    scope.finish()
    assert is_uniform(client.get("/api/x"), 500, 999)


@pytest.mark.parametrize("moment", ["open_session", "save_session"])
def test_session_that_fails(scope, app, client, moment):
    def fail(*args):
        raise OutOfStock("no session")

    name = {moment: fail}
    app.session_interface = type("Failing", (SecureCookieSessionInterface,), name)()
    scope.get("/x", endpoint="x")(lambda: "")
    scope.finish()
    assert is_uniform(client.get("/api/x"), 500, 999)


def test_errors_that_python_itself_raises(scope, client):
    @scope.get("/<which>")
    def view(which):
        if which == "group":
            raise ExceptionGroup("several", [ValueError("a")])
        if which == "memory":
            raise MemoryError
        return view(which)

    scope.finish()
    for which in ("group", "memory", "recursion"):
        assert is_uniform(client.get(f"/api/{which}"), 500, 999)


def test_an_error_that_a_typed_view_answers_with_gets_the_format(app, client):
    uniform_errors(app)

    @app.get("/shelf")
    def shelf() -> dict[str, str] | typing.Annotated[dict[str, str], Status(404)]:
        return Answer({"msg": "No shelf."}, status=404)

    answer = client.get("/shelf")
    assert answer.status_code == 404
    assert answer.json["error_code"] == 1001
    assert answer.json["msg"] == "No shelf."
    assert answer.json["request"] == "GET /shelf"
