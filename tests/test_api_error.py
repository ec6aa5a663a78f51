"""Errors of an API: classes, codes, languages, and what is written."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.exceptions import NotFound, TooManyRequests, UnprocessableEntity

from kolben import Kolben, api_error, request
from kolben.api_error import (
    ApiError,
    BadParameter,
    Conflict,
    RateLimited,
    ResourceNotFound,
    Success,
    Unavailable,
    Unprocessable,
    class_for,
    code_for,
    describe_request,
)
from kolben.errors import SetupError


class OutOfStock(ApiError, zh="卖完了。"):
    error_code = 2001
    code = 409
    msg = "There is nothing left of it."


@pytest.fixture
def answer(app):
    """The answer to a request whose view raises the error."""

    def ask(error, path="/some/path?secret=1", method="GET", **headers):
        app.view_functions["view"] = lambda **values: raise_(error)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return app.test_client().open(path, method=method, headers=names)

    def raise_(error):
        raise error

    app.add_url_rule(
        "/<path:anything>", "view", lambda anything: "", methods=["GET", "POST"]
    )
    return ask


# What is written ----------------------------------------------------------------------


def test_shape_is_that_of_the_notes_and_a_request_id(answer):
    response = answer(ResourceNotFound("no such client"), method="POST")
    assert response.status_code == 404
    assert response.mimetype == "application/json"
    assert response.json == {
        "error_code": 1001,
        "msg": "no such client",
        "request": "POST /some/path",
        "request_id": response.headers["X-Request-ID"],
    }


def test_error_of_ones_own_has_a_code_a_status_and_a_text(answer):
    response = answer(OutOfStock())
    assert response.status_code == 409
    assert response.json["error_code"] == 2001
    assert response.json["msg"] == "There is nothing left of it."


def test_success_has_the_shape_too(answer):
    response = answer(Success())
    assert response.status_code == 200
    assert (response.json["error_code"], response.json["msg"]) == (0, "ok")
    # Nothing is wrong, so there is no problem to describe.
    problem = answer(Success(), Accept="application/problem+json")
    assert problem.mimetype == "application/json"


def test_error_may_be_returned_as_well_as_raised(app, client):
    @app.get("/")
    def view():
        return Conflict()

    assert client.get("/").status_code == 409
    assert client.get("/").json["request"] == "GET /"


def test_every_built_in_error_has_its_code_and_status():
    table = {
        cls.__name__: (cls.error_code, cls.code)
        for cls in vars(api_error).values()
        if isinstance(cls, type) and issubclass(cls, ApiError)
    }
    assert table == {
        "Success": (0, 200),
        "ApiError": (999, 500),
        "BadParameter": (1000, 400),
        "Unprocessable": (1000, 422),
        "ResourceNotFound": (1001, 404),
        "SignatureMismatch": (1002, 401),
        "SignatureExpired": (1003, 401),
        "Forbidden": (1004, 403),
        "AuthorizationFailed": (1005, 401),
        "WrongClientType": (1006, 403),
        "WrongUrl": (1007, 404),
        "MethodNotHandled": (1008, 405),
        "Replayed": (1009, 401),
        "RateLimited": (1010, 429),
        "Conflict": (1011, 409),
        "TooLarge": (1012, 413),
        "WrongMediaType": (1013, 415),
        "Unavailable": (1014, 503),
    }


@pytest.mark.parametrize(
    ("status", "code"),
    [
        *[(400, 1000), (401, 1005), (403, 1004), (404, 1001), (405, 1008)],
        *[(409, 1011), (413, 1012), (415, 1013), (422, 1000), (429, 1010)],
        *[(503, 1014), (418, 999), (500, 999), (None, 999), (799, 999)],
    ],
)
def test_status_has_a_code(status, code):
    assert code_for(status) == code
    assert class_for(status).error_code == code


def test_faults_and_further_members_are_written(answer):
    fault = {"place": "body.tags[3]", "code": "min_length", "msg": "too short"}
    error = Unprocessable(faults=[fault], extra={"left": 2, "error_code": "no"})
    response = answer(error)
    assert response.json["faults"] == [fault]
    assert response.json["left"] == 2
    assert response.json["error_code"] == 1000


def test_content_cannot_be_taken_for_html(answer):
    response = answer(BadParameter("<script>alert(1)</script>"))
    assert "<" not in response.text
    assert response.json["msg"] == "<script>alert(1)</script>"


def test_lone_surrogates_are_written_all_the_same(answer):
    response = answer(BadParameter("a\ud800b"))
    assert response.status_code == 400
    assert response.json["msg"] == "a?b"


@pytest.mark.parametrize(
    ("wait", "header"),
    [
        (7, "7"),
        (1.2, "2"),
        (timedelta(minutes=2), "120"),
        (-3, "0"),
        (datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC), "Wed, 02 Jan 2030 03:04:05 GMT"),
    ],
)
def test_retry_after(answer, wait, header):
    assert answer(RateLimited(retry_after=wait)).headers["Retry-After"] == header
    assert answer(Unavailable(retry_after=wait)).headers["Retry-After"] == header


def test_headers_of_the_error_are_sent_and_win(answer):
    error = ResourceNotFound(headers={"Cache-Control": "max-age=60", "X-Shard": "3"})
    response = answer(error)
    assert response.headers.getlist("Cache-Control") == ["max-age=60"]
    assert response.headers["X-Shard"] == "3"
    assert answer(ResourceNotFound()).headers["Cache-Control"] == "no-store"


# Problem details ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "mimetype"),
    [
        ("application/problem+json", "application/problem+json"),
        ("application/problem+json, */*;q=0.1", "application/problem+json"),
        (
            "application/problem+json, application/json;q=0.9",
            "application/problem+json",
        ),
        ("application/problem+json;q=0.5, application/json", "application/json"),
        ("application/json, application/problem+json", "application/json"),
        ("*/*", "application/json"),
        ("text/html", "application/json"),
        ("application/problem+json;q=0", "application/json"),
        ("problem+json;;;,,", "application/json"),
    ],
)
def test_problem_details_where_they_are_preferred(answer, accept, mimetype):
    response = answer(Conflict(), Accept=accept)
    assert response.mimetype == mimetype
    assert "Accept" in response.headers["Vary"]


def test_problem_details_say_the_same(answer):
    plain = answer(OutOfStock("none left"), X_Request_ID="one").json
    problem = answer(
        OutOfStock("none left"), Accept="application/problem+json", X_Request_ID="one"
    ).json
    members = {"type": "about:blank", "title": "Conflict", "status": 409}
    assert problem == plain | members | {"detail": "none left"}


def test_problem_type_of_ones_own_has_the_title_of_the_class(answer):
    class Sold(OutOfStock):
        type_uri = "https://example.org/errors/sold"

    problem = answer(Sold("all gone"), Accept="application/problem+json").json
    assert problem["type"] == "https://example.org/errors/sold"
    assert problem["title"] == "There is nothing left of it."
    assert problem["detail"] == "all gone"


# Languages ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "text"),
    [
        ("zh", "卖完了。"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "卖完了。"),
        ("zh-Hans-CN", "卖完了。"),
        ("en, zh;q=0.9", "There is nothing left of it."),
        ("fr, zh;q=0.1", "卖完了。"),
        ("zh;q=0, en", "There is nothing left of it."),
        ("fr", "There is nothing left of it."),
        ("", "There is nothing left of it."),
        (";;q=x,,-, ", "There is nothing left of it."),
    ],
)
def test_text_is_in_the_language_that_is_accepted(answer, accept, text):
    assert answer(OutOfStock(), Accept_Language=accept).json["msg"] == text


def test_tag_longer_than_any_language_is_passed_over(answer):
    # Its parts would be tried one after the other: seconds for a header of 390 kB.
    endless = "zh" + "-x" * 200
    assert (
        answer(OutOfStock(), Accept_Language=endless).json["msg"]
        == "There is nothing left of it."
    )
    both = f"{endless}, zh;q=0.5"
    assert answer(OutOfStock(), Accept_Language=both).json["msg"] == "卖完了。"


def test_text_given_to_the_error_is_in_no_other_language(answer):
    assert answer(OutOfStock("gone"), Accept_Language="zh").json["msg"] == "gone"


def test_every_built_in_text_is_there_in_chinese():
    for cls in vars(api_error).values():
        if isinstance(cls, type) and issubclass(cls, ApiError):
            assert cls.texts["zh"] != cls.msg


def test_other_text_does_not_have_the_translations_of_the_parent(answer):
    class SoldOut(OutOfStock):
        msg = "It was the last one."

    response = answer(SoldOut(), Accept_Language="zh")
    assert response.json["msg"] == "It was the last one."
    assert response.json["error_code"] == 2001


def test_tag_with_a_script(answer):
    class Late(OutOfStock, zh_Hant="太晚了。"):
        msg = "Too late."

    assert answer(Late(), Accept_Language="zh-Hant-TW").json["msg"] == "太晚了。"
    assert answer(Late(), Accept_Language="zh-TW").json["msg"] == "Too late."


# The request --------------------------------------------------------------------------


def test_request_is_shortened_and_has_no_query(answer):
    response = answer(Conflict(), path=f"/{'a' * 5000}?token=secret")
    assert len(response.json["request"]) == 200
    assert response.json["request"].endswith("…")
    assert "secret" not in response.text


def test_request_cannot_break_lines():
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/a\r\nb\xe2\x80\xae\0c"}
    assert describe_request(environ) == "GET /a��b��c"


def test_request_begins_at_the_root_of_the_host(app, answer):
    app.view_functions["view"] = lambda **values: Conflict()
    answer  # noqa: B018  # adds the route
    response = app.test_client().get("/x", environ_overrides={"SCRIPT_NAME": "/up"})
    assert response.json["request"] == "GET /up/x"


@pytest.mark.parametrize("sent", ["a", "0123-4567_89.ab", "x" * 64])
def test_request_id_that_is_well_formed_is_kept(answer, sent):
    response = answer(Conflict(), X_Request_ID=sent)
    assert response.json["request_id"] == response.headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "a b", "x" * 65, "-a", "a<b", "é", "a\tb", "٣"])
def test_request_id_that_is_not_well_formed_is_replaced(answer, sent):
    encoded = sent.encode().decode("latin-1")
    made = answer(Conflict(), X_Request_ID=encoded).json["request_id"]
    assert made != sent
    assert len(made) == 32


# Handlers and Werkzeug ----------------------------------------------------------------


def test_handlers_of_a_status_get_the_error(app, client):
    @app.get("/")
    def view():
        raise Unprocessable("no")

    @app.errorhandler(422)
    def handler(error):
        return {"mine": error.msg}, 422

    assert client.get("/").json == {"mine": "no"}


def test_errors_are_those_of_werkzeug_too():
    assert issubclass(ResourceNotFound, NotFound)
    assert issubclass(Unprocessable, UnprocessableEntity)
    assert issubclass(RateLimited, TooManyRequests)
    assert str(OutOfStock("gone")) == "409 Conflict: gone"


def test_subclass_with_another_status_is_found_by_that(app, client):
    class Gone(ResourceNotFound):
        code = 410
        msg = "It is gone."

    @app.get("/")
    def view():
        raise Gone()

    app.register_error_handler(410, lambda error: ("gone", 410))
    assert client.get("/").text == "gone"


def test_without_a_request_there_is_an_answer_too():
    response = Conflict().get_response()
    assert response.status_code == 409
    assert response.json["request"] == ""


def test_request_may_be_given_in_place_of_its_environ():
    app = Kolben("x")
    with app.test_request_context("/here"):
        response = Conflict().get_response(request._get_current_object())
    assert response.json["request"] == "GET /here"


# Declaring ----------------------------------------------------------------------------


def test_code_of_another_error_is_refused():
    with pytest.raises(SetupError, match=r"2001 is that of .*\.OutOfStock\. Choose"):

        class Other(ApiError):
            error_code = 2001
            code = 400
            msg = "other"


def test_code_of_a_built_in_error_is_refused():
    with pytest.raises(SetupError, match="1001 is that of kolben"):

        class Other(ApiError):
            error_code = 1001


def test_packages_that_do_not_know_each_other_may_have_one_code():
    source = (
        "from kolben.api_error import ApiError\n"
        "class Late(ApiError):\n    error_code = 2078\n    msg = 'x'\n"
    )
    modules = [{"__name__": name} for name in ("one.errors", "two.errors")]
    for module in modules:
        exec(source, module)
    third = {"__name__": "one.others"}
    with pytest.raises(SetupError, match=r"2078 is that of one\.errors\.Late"):
        exec(source.replace("Late", "Later"), third)
    assert modules[0]["Late"] is not modules[1]["Late"]


def test_subclass_has_the_code_of_its_parent():
    class Sold(OutOfStock):
        error_code = 2001
        code = 410

    assert Sold.error_code == 2001
    assert Sold("x").code == 410


def test_class_of_a_module_that_is_loaded_again_is_no_other():
    source = {"__name__": "reloaded"}
    code = (
        "from kolben.api_error import ApiError\n"
        "class Late(ApiError):\n    error_code = 2077\n    code = 400\n    msg = 'x'\n"
    )
    exec(code, source)
    kept = source["Late"]
    exec(code, source)
    assert source["Late"] is not kept


@pytest.mark.parametrize(
    ("members", "part"),
    [
        ({"error_code": "2002"}, "error_code is '2002'"),
        ({"error_code": True}, "error_code is True"),
        ({"error_code": -1}, "error_code is -1"),
        ({"error_code": 2002, "code": "409"}, "code is '409'"),
        ({"error_code": 2002, "code": 42}, "code is 42"),
        ({"error_code": 2002, "msg": ""}, "msg has to be"),
        ({"error_code": 2002, "msg": None}, "msg has to be"),
    ],
)
def test_class_that_says_nothing_sound_is_refused(members, part):
    with pytest.raises(SetupError, match=part):
        type(ApiError)("Wrong", (ApiError,), members)


def test_answer_is_one_line_of_json(answer):
    response = answer(Conflict())
    assert response.data.endswith(b"}\n")
    assert json.loads(response.data)
