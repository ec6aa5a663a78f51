"""TRUSTED_HOSTS on the walk: hosts are trusted and refused as Werkzeug and Flask do."""

from __future__ import annotations

from typing import Any

import flask
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from werkzeug.exceptions import SecurityError
from werkzeug.wsgi import get_host

import kolben
from kolben import dispatch

from .examples import examples

pytestmark = pytest.mark.slow

NAMES = [
    "example.org",
    "EXAMPLE.org",
    ".example.org",
    "www.example.org",
    "a.b.example.org",
    "evilexample.org",
    "example.org.",
    "example.org.evil.test",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "::1",
    "[::1",
    "[fe80::1%25eth0]",
    "b\xfccher.example",
    "xn--bcher-kva.example",
    "example..org",
    "user@example.org",
    "example.org/x",
    "example.org\\",
    " example.org",
    "example.org,evil.test",
    "evil.test",
    "",
    ".",
    "x" * 64,
    "x" * 62 + ".example.org",
]
PORTS = [
    "",
    "",
    ":",
    ":80",
    ":443",
    ":8080",
    ":0",
    ":080",
    ":65535",
    ":65536",
    ":x",
    ":-1",
    ":1:80",
    ":80:80",
]

hosts = st.none() | st.one_of(
    st.builds("{}{}".format, st.sampled_from(NAMES), st.sampled_from(PORTS)),
    st.text("ab.:[]@-\xfc\n\t ", max_size=6),
)
listed = st.sampled_from(
    [
        "example.org",
        ".example.org",
        "EXAMPLE.org",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "b\xfccher.example",
        ".b\xfccher.example",
        "example.org:8080",
        "",
        ".",
        "a..b",
    ]
)
trusted_hosts = st.lists(listed, max_size=3)
trusted_hosts |= trusted_hosts.map(tuple) | listed  # a bare text is a list of one


def make_app(web: Any) -> Any:
    app = web.Flask("hosts")
    app.add_url_rule("/", "index", lambda: "index")
    app.add_url_rule(
        "/look", "look", lambda: [web.request.host, repr(web.request.trusted_hosts)]
    )
    return app


APPS = (make_app(flask), make_app(kolben))


def ask(app: Any, environ: dict[str, Any], trusted: Any) -> Any:
    """Status, and the body of what is no error."""
    app.config["TRUSTED_HOSTS"] = trusted
    answer = []
    try:
        body = app(dict(environ), lambda status, headers: answer.append(status))
    except (AttributeError, TypeError, UnicodeError):
        # A list that is none: Flask leaves the error to the server, Kolben answers it.
        return ["500 INTERNAL SERVER ERROR"], None
    text = b"".join(body)
    return answer, text if answer[0].startswith("200") else None


def make_environ(
    host: str | None, scheme: str, path: str, forwarded: str | None = None
) -> dict[str, Any]:
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SERVER_NAME": "example.org",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": scheme,
    }
    if host is not None:
        environ["HTTP_HOST"] = host
    if forwarded is not None:
        environ["HTTP_X_FORWARDED_HOST"] = forwarded
    return environ


@examples(600)
@given(
    hosts,
    trusted_hosts,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["/", "/look", "/unknown"]),
    st.sampled_from([None, "example.org", "evil.test"]),
)
@example("evil.test", ["example.org"], "http", "/", "example.org")
@example("example.org", ["example.org"], "http", "/look", "evil.test")
@example(None, ["example.org"], "http", "/look", None)
@example("example.org:80:80", ["example.org"], "http", "/", None)
@example("example.org", [["example.org"]], "http", "/", None)
@example("example.org", [None], "http", "/", None)
@example("example.org", 7, "http", "/", None)
@example("xn--bcher-kva.example", ["b\xfccher.example"], "http", "/look", None)
@example("www.example.org", [".example.org"], "https", "/unknown", None)
def test_hosts_are_trusted_as_by_flask(host, trusted, scheme, path, forwarded):
    environ = make_environ(host, scheme, path, forwarded)
    wanted, found, again = (ask(app, environ, trusted) for app in (*APPS, APPS[1]))
    assert found == wanted
    assert again == wanted, "what has been judged once stays judged like that"


@examples(400)
@given(hosts, trusted_hosts, st.sampled_from(["http", "https"]))
def test_the_walk_trusts_no_host_that_werkzeug_refuses(host, trusted, scheme):
    environ = make_environ(host, scheme, "/")
    if dispatch._is_trusted(host or "", environ, trusted):
        get_host(environ, trusted)
    elif host and isinstance(trusted, list):
        with pytest.raises((SecurityError, UnicodeError)):
            get_host(environ, trusted)
