"""Kolben's response against Werkzeug's: the same answer over WSGI."""

import typing as t
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Response as WerkzeugResponse

from kolben import Response, make_response, redirect


class Reference(WerkzeugResponse):
    default_mimetype = "text/html"
    autocorrect_location_header = False


BODIES = st.one_of(
    st.none(),
    st.text(max_size=20),
    st.binary(max_size=20),
    st.lists(st.text(max_size=5), max_size=3),
    st.builds(bytearray, st.binary(max_size=5)),
)
STATUSES = st.sampled_from(
    [None, 200, 201, 204, 206, 304, 404, 418, 500, 599, 101, "200", "201 Made", "Odd"]
)
HEADERS = st.sampled_from(
    [
        None,
        {},
        {"X-A": "1"},
        {"Content-Type": "text/x-own"},
        {"content-length": "3"},
        {"Location": "/ä?b=ü"},
        {"Content-Location": "/x y"},
        [("X-A", "1"), ("X-A", "2")],
    ]
)
TYPES = st.sampled_from([None, "text/plain", "application/json", "image/svg+xml"])


def add_header(response):
    response.headers.add("X-Later", "1")


def drop_type(response):
    response.headers.pop("Content-Type", None)


def replace_list(response):
    response.response = [b"other"]


def append_item(response):
    if isinstance(response.response, list):
        response.response.append(b"more")


MUTATIONS: list[t.Callable[[t.Any], object]] = [
    add_header,
    drop_type,
    replace_list,
    append_item,
    lambda r: r.set_data("new data"),
    lambda r: setattr(r, "status_code", 202),
    lambda r: setattr(r, "status", "404 Gone Away"),
    lambda r: setattr(r, "mimetype", "text/css"),
    lambda r: r.set_cookie("a", "b"),
    lambda r: setattr(r, "content_length", 1),
    lambda r: setattr(r, "location", "/ü"),
    lambda r: r.vary.add("Cookie"),
    lambda r: r.freeze(),
    lambda r: r.add_etag(),
    lambda r: r.headers.clear(),
    lambda r: r.call_on_close(lambda: None),
    lambda r: r.get_data(),
]


def send(cls, arguments, mutations, method):
    try:
        response = cls(**deepcopy(arguments))  # a body may be appended to
        for mutate in mutations:
            mutate(response)
        environ = create_environ("/", method=method)
        body, status, headers = run_wsgi_app(response, environ, buffered=True)
        return b"".join(body), status, sorted(headers)
    except Exception as error:  # the same failure counts as the same answer
        return type(error)


@settings(max_examples=400, deadline=None)
@given(
    st.fixed_dictionaries(
        {
            "response": BODIES,
            "status": STATUSES,
            "headers": HEADERS,
            "mimetype": TYPES,
            "content_type": TYPES,
        }
    ),
    st.lists(st.sampled_from(MUTATIONS), max_size=4),
    st.sampled_from(["GET", "HEAD", "POST"]),
)
def test_answer_is_werkzeugs_whatever_was_done_to_it(arguments, mutations, method):
    assert send(Response, arguments, mutations, method) == send(
        Reference, arguments, mutations, method
    )


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("get_wsgi_headers", lambda self, environ: self.headers),
        ("get_app_iter", lambda self, environ: [b"own"]),
        ("iter_encoded", lambda self: iter([b"own"])),
        (
            "get_wsgi_response",
            lambda self, environ: ([b"own"], "200 OK", [("X", "1")]),
        ),
    ],
)
def test_subclass_that_sends_in_its_own_way_is_asked(name, own):
    kolbens = type("Own", (Response,), {name: own})
    werkzeugs = type("Own", (Reference,), {name: own})
    arguments = {"response": "text"}
    assert send(kolbens, arguments, [], "GET") == send(werkzeugs, arguments, [], "GET")


def test_close_of_a_subclass_is_called():
    closed = []

    class Own(Response):
        def close(self) -> None:
            closed.append(1)
            super().close()

    run_wsgi_app(Own("x"), create_environ(), buffered=True)
    assert closed == [1]


def test_make_response_takes_what_a_view_may_return(app):
    with app.test_request_context():
        assert make_response().status_code == 200
        assert make_response("a", 201).status_code == 201
        assert make_response({"a": 1}).json == {"a": 1}


def test_redirect_outside_of_an_app_is_werkzeugs():
    answer = redirect("/there", 303)
    assert (answer.status_code, answer.location) == (303, "/there")


def test_length_once_set_stays_when_the_instance_no_longer_sets_it():
    response = Response("four")
    response.automatically_set_content_length = False

    assert response.headers["Content-Length"] == "4"
