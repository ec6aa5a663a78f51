"""Every party passes the vectors that ship with the package."""

import base64
from urllib.parse import quote

import httpx
import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from kolben import Response
from kolben.security.api.client import RequestsAuth, Signer, normal_url
from kolben.security.api.client_httpx import HttpxAuth

from .make_vectors import FILE, write
from .vectors import VECTORS, make_app, make_environ

SIGNED = ("Content-Digest", "Signature-Input", "Signature")


def by_name(kind):
    return pytest.mark.parametrize(
        "vector", VECTORS[kind], ids=lambda vector: vector["name"].replace(" ", "-")
    )


def send(app, request, **options):
    # Not a test client, which makes the environ anew.
    return Response.from_app(app, make_environ(request, **options))


def signer_of(vector, cls=Signer):
    how = vector["sign"]
    return cls(
        how["key_id"],
        how["secret"],
        clock=lambda: how["created"],
        make_nonce=lambda: how["nonce"],
    )


def test_the_file_is_what_its_script_makes():
    assert FILE.read_text("utf-8") == write(), "python tests/security/make_vectors.py"


def test_there_are_enough_and_no_name_stands_twice():
    assert len(VECTORS["good"]) >= 20
    assert len(VECTORS["bad"]) >= 60
    names = [vector["name"] for vector in VECTORS["good"] + VECTORS["bad"]]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("tells_target", [True, False], ids=["target", "decoded"])
@by_name("good")
def test_the_server_takes_a_good_one(vector, tells_target):
    app = make_app(vector["now"])
    answer = send(app, vector["request"], tells_target=tells_target)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    if vector["request"]["method"] != "HEAD":
        assert answer.get_data(as_text=True) == vector["sign"]["key_id"]


@by_name("foreign")
def test_the_server_takes_what_other_clients_may_send(vector):
    answer = send(make_app(vector["now"]), vector["request"])
    assert answer.status_code == 200, answer.get_data(as_text=True)


@by_name("bad")
def test_the_server_refuses_a_bad_one(vector):
    app = make_app(vector["now"])
    for request in vector.get("before", ()):
        assert send(app, request).status_code == 200
    answer = send(app, vector["request"])
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Signature realm="api"'
    if vector["request"]["method"] != "HEAD":
        assert answer.json["error_code"] == vector["error"]


@by_name("good")
def test_the_client_signs_as_the_vectors(vector):
    how = vector["sign"]
    signed = signer_of(vector).sign(
        how["method"],
        how["url"],
        base64.b64decode(how["body"]),
        content_type=how["content_type"],
    )
    assert signed == {name: vector["request"]["headers"][name] for name in SIGNED}


@by_name("good")
def test_requests_sends_the_vectors(vector):
    how = vector["sign"]
    headers = {"Content-Type": how["content_type"]} if how["content_type"] else {}
    sent = requests.Request(
        how["method"],
        how["url"],
        data=base64.b64decode(how["body"]) or None,
        headers=headers,
        auth=signer_of(vector, RequestsAuth),
    ).prepare()
    assert sent.path_url == vector["request"]["target"]
    for name in SIGNED:
        assert sent.headers[name] == vector["request"]["headers"][name]


@by_name("good")
def test_httpx_sends_the_vectors(vector):
    how = vector["sign"]
    headers = {"Content-Type": how["content_type"]} if how["content_type"] else {}
    sent = []

    def answer(request):
        sent.append(request)
        return httpx.Response(204)

    auth = signer_of(vector, HttpxAuth)
    with httpx.Client(transport=httpx.MockTransport(answer), auth=auth) as client:
        client.request(
            how["method"],
            how["url"],
            content=base64.b64decode(how["body"]),
            headers=headers,
        )
    assert sent[0].url.raw_path.decode() == vector["request"]["target"]
    for name in SIGNED:
        assert sent[0].headers[name] == vector["request"]["headers"][name]


APP = make_app(0)
URL_SIGNS = "!$&'()*+,;=:@/%[]|^`{}"
URL_TEXT = st.text(
    st.sampled_from("abZ09-._~!$&'()*+,;=:@/%é标\"<>[]|^`{} "), max_size=20
)


@settings(max_examples=150, deadline=None)
@given(
    URL_TEXT, URL_TEXT, st.binary(max_size=50), st.sampled_from(["", "/blog", "/标"])
)
def test_whatever_a_client_asks_for_comes_in_when_it_is_signed(path, query, body, at):
    """With servers that tell the request line, and with those that do not."""
    url = normal_url(f"http://h.test{at}/a{path}?{quote(query, safe=URL_SIGNS)}")
    for tells_target in (True, False):
        signer = Signer("client-1", VECTORS["keys"]["client-1"][0], clock=lambda: 0)
        request = {
            "method": "POST",
            "scheme": "http",
            "target": url.removeprefix("http://h.test"),
            "prefix": at.encode().decode("latin-1"),
            "headers": {"Host": "h.test", **signer.sign("POST", url, body)},
            "body": base64.b64encode(body).decode(),
        }
        answer = send(APP, request, tells_target=tells_target)
        assert answer.status_code == 200, (url, answer.get_data(as_text=True))
