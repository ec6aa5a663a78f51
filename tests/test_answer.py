"""What becomes of a view's return value; most of it on Flask as well."""

from importlib import import_module

import pytest
from werkzeug.datastructures import Headers
from werkzeug.exceptions import Conflict, ImATeapot, NotFound
from werkzeug.wrappers import Response as WerkzeugResponse


@pytest.fixture(params=["flask", "kolben"])
def web(request):
    return import_module(request.param)


@pytest.fixture
def app(web):
    app = web.Flask("answer")
    app.testing = True
    return app


@pytest.fixture
def answer(app):
    """What the client gets when a view returns a value."""

    def get(value, method="GET"):
        app.add_url_rule("/", "index", lambda: value)
        return app.test_client().open("/", method=method)

    return get


@pytest.mark.parametrize("status", [418, "418 I'm a teapot"])
def test_status_of_a_tuple_may_be_a_number_or_a_text(answer, status):
    assert answer(({}, status)).status_code == 418


@pytest.mark.parametrize(
    "headers",
    [{"X-A": "1"}, [("X-A", "1")], (("X-A", "1"),), Headers({"X-A": "1"})],
)
def test_second_of_two_is_headers_if_it_looks_like_them(answer, headers):
    response = answer(("text", headers))
    assert (response.status_code, response.headers["X-A"]) == (200, "1")


def test_none_for_status_and_headers_changes_nothing(web, answer):
    response = answer((web.Response("text", 201, {"X-A": "1"}), None, None))
    assert (response.status_code, response.headers["X-A"]) == (201, "1")


def test_same_response_is_sent_not_a_copy(web, app):
    made = web.Response("x")
    with app.test_request_context():
        assert app.make_response(made) is made
        assert app.make_response((made, 202)) is made
    assert made.status_code == 202


@pytest.mark.parametrize("value", [(), ("text",), ("text", 200, {}, "more")])
def test_tuple_of_a_wrong_length_is_refused_with_the_forms_it_may_have(answer, value):
    with pytest.raises(TypeError, match=r"\(body, status, headers\), \(body, status\)"):
        answer(value)


@pytest.mark.parametrize("value", [None, (None, 200), (None, 200, {})])
def test_none_is_refused_with_the_endpoint(answer, value):
    with pytest.raises(TypeError, match=r"'index'.*returned None"):
        answer(value)


@pytest.mark.parametrize("value", [1, 1.5, True, {"a"}, object(), memoryview(b"x")])
def test_value_that_cannot_be_sent_is_refused_with_its_type(answer, value):
    with pytest.raises(TypeError, match=f"a {type(value).__name__}"):
        answer(value)


def test_callable_that_is_no_wsgi_app_is_refused_with_its_type(answer):
    with pytest.raises(TypeError, match="it was a function"):
        answer(lambda: "x")


def test_headers_of_a_tuple_replace_those_of_the_body(answer):
    response = answer(({"a": 1}, {"content-type": "application/problem+json"}))
    assert response.headers.getlist("Content-Type") == ["application/problem+json"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    "error",
    [NotFound(), NotFound("gone <b>"), Conflict(response=WerkzeugResponse("own", 409))],
    ids=["plain", "described", "with a response"],
)
def test_http_error_may_be_returned(app, error, method):
    app.add_url_rule("/", "index", lambda: error, methods=["GET", "POST"])
    response = app.test_client().open("/", method=method)
    assert response.status_code == error.code
    wanted = b"" if method == "HEAD" else error.get_response().get_data()
    assert response.get_data() == wanted


def test_error_page_says_what_the_one_error_says(app):
    """Pages of plain errors are kept; one with a text of its own is not like them."""
    client = app.test_client()
    texts = {"/plain": None, "/own": "My own words", "/again": None}
    for path, text in texts.items():

        def view(text=text):
            raise ImATeapot(text)

        app.add_url_rule(path, path, view)
    plain, own, again = (client.get(path).text for path in texts)
    assert "My own words" in own
    assert plain == again != own


def test_error_class_with_a_body_of_its_own_is_asked(app):
    class Counted(Conflict):
        count = 0

        def get_body(self, *args, **kwargs):
            Counted.count += 1
            return f"conflict {self.count}"

    def view():
        raise Counted

    app.add_url_rule("/", "index", view)
    client = app.test_client()
    assert [client.get("/").text for _ in range(2)] == ["conflict 1", "conflict 2"]


def test_response_class_of_the_app_takes_over_errors_and_other_classes(web, app):
    class Own(web.Response):
        default_mimetype = "text/plain"

    app.response_class = Own
    with app.test_request_context():
        for value in ("text", {}, NotFound(), WerkzeugResponse("x"), iter(["x"])):
            assert type(app.make_response(value)) is Own
        assert app.make_response("text").mimetype == "text/plain"


@pytest.mark.parametrize("web", ["kolben"], indirect=True)
@pytest.mark.parametrize("value", [("text", 200, {}, "more"), lambda: "x"])
def test_refusal_names_the_endpoint(answer, value):
    with pytest.raises(TypeError, match="'index'"):
        answer(value)


@pytest.mark.parametrize("web", ["kolben"], indirect=True)
def test_coroutine_is_refused_with_what_to_write(answer):
    async def answer_later():
        return "x"

    coroutine = answer_later()
    with pytest.raises(TypeError, match="Write the view as `async def`"):
        answer(coroutine)
    coroutine.close()
