"""The same app on Flask and on Kolben gets the same requests: are the answers equal?

Each app of `apps/` is made anew for each example, with options from its `OPTIONS`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolben.signals import watched

from .apps import nested, plain, sessions
from .examples import examples
from .traffic import HEADERS, HOSTS, ODD_HOSTS, as_wsgi, headers, queries, requests

pytestmark = pytest.mark.slow


@st.composite
def options(draw: st.DrawFn, app: str) -> dict[str, Any]:
    choices = import_module(f"differential.apps.{app}").OPTIONS
    return {name: draw(st.sampled_from(values)) for name, values in choices.items()}


def compare(pair, data, app, query=queries, count=5, **given_options):
    pair.create(app, **data.draw(options(app), label="options"), **given_options)
    for _ in range(count):
        request = data.draw(requests(pair.rules, query), label="request")
        pair.request(swap_cookies=data.draw(st.booleans()), **request)


@pytest.mark.parametrize("kind", plain.KINDS)
@pytest.mark.parametrize("testing", [False, True])
def test_each_kind_of_return_value(pair, kind, testing):
    pair.create("plain", testing=testing)
    for method in "GET", "HEAD":
        for view in "return", "make":
            path = as_wsgi(f"/{view}/{kind}")
            pair.request(method=method, path=path)
            pair.request(method=method, path=path, headers=[["If-None-Match", "*"]])


@examples(80)
@given(st.data())
def test_plain_views(pair, data):
    compare(pair, data, "plain")


@examples(60)
@given(st.data())
def test_requests_echoed(pair, data):
    pair.create("plain", **data.draw(options("plain")))
    for _ in range(4):
        request = data.draw(requests(["/echo"]))
        if data.draw(st.booleans()):
            host = st.sampled_from(HOSTS + ODD_HOSTS)
            request["headers"].append(["Host", as_wsgi(data.draw(host))])
        pair.request(**request)


@examples(80)
@given(st.data())
def test_bodies(pair, data):
    pair.create("limits", **data.draw(options("limits")))
    for _ in range(4):
        request = data.draw(requests(pair.rules))
        request["method"] = data.draw(st.sampled_from(["POST", "POST", "POST", "GET"]))
        pair.request(**request)


@examples(200)
@given(st.data())
def test_converters_and_redirects(pair, data):
    compare(pair, data, "converters", count=8)


wishes = st.lists(st.sampled_from(nested.DO), max_size=3).map(
    lambda wishes: urlencode([("do", wish) for wish in wishes])
)


@st.composite
def handlers(draw: st.DrawFn) -> list[list[str]]:
    one = st.tuples(
        st.sampled_from(nested.LEVELS),
        st.sampled_from(nested.ERRORS),
        st.sampled_from(nested.HANDLER_ACTIONS),
    )
    return [list(handler) for handler in draw(st.lists(one, max_size=4))]


@examples(300)
@given(st.data())
def test_hooks_and_handlers_of_nested_blueprints(pair, data):
    compare(pair, data, "nested", wishes, handlers=data.draw(handlers()))


@examples(300)
@given(st.data())
def test_changes_after_the_first_request(pair, data):
    """Kolben makes a plan at the first request: it has to see all of these."""
    pair.create(
        "nested", **data.draw(options("nested")), handlers=data.draw(handlers())
    )
    late = st.sampled_from(nested.AFTER_THE_FIRST_REQUEST)
    pair.request(**data.draw(requests(pair.rules)))
    for _ in range(3):
        pair.late(data.draw(late, label="late"))
        if data.draw(st.booleans()):
            pair.forget_cookies()
        for _ in range(2):
            request = data.draw(requests([*pair.rules, "/late/<int:n>"], wishes))
            pair.request(**request)


@pytest.mark.parametrize("name", nested.AFTER_THE_FIRST_REQUEST)
@pytest.mark.parametrize("watched", ["by nobody", "by hooks", "by signals"])
def test_each_late_change_shows_on_every_kind_of_answer(pair, name, watched):
    pair.create(
        "nested",
        hooks=watched != "by nobody",
        signals=watched == "by signals",
        handlers=[["app", "418", "answer"]],
    )
    asked = [
        ("GET", "/outer/inner/", ""),
        ("GET", "/outer/inner/7", ""),
        ("GET", "/", ""),
        ("GET", "/outer/", "late=1"),
        ("POST", "/outer/7", ""),
        ("GET", "/missing", ""),
        ("PUT", "/outer/inner/", ""),
        ("OPTIONS", "/outer/inner/", ""),
        ("GET", "/x/slash", ""),
        ("GET", "/", "do=view:raise"),
        ("GET", "/", "do=view:abort"),
        ("GET", "/", "do=view:json"),
        ("GET", "/", "do=view:json&b=1"),
        ("GET", "/late/7", ""),
        ("GET", "/", "do=view:session"),
        ("GET", "/outer/", ""),
    ]
    for change in name, name, None:
        # With a session cookie an answer takes another way in Kolben.
        pair.forget_cookies()
        for method, path, query in asked:
            pair.request(method=method, path=path, query=query)
        if change is not None:
            pair.late(change)


@pytest.mark.parametrize("name", sorted(nested.LATE))
def test_each_change_before_the_first_request(pair, name):
    pair.create("nested", hooks=False, signals=False)
    pair.late(name)
    for path in "/", "/outer/inner/7", "/missing", "/x/slash":
        for query in "", "do=view:json", "do=view:session":
            pair.request(path=path, query=query)


@examples(100)
@given(st.data())
def test_hosts_and_subdomains(pair, data):
    pair.create("hosts", **data.draw(options("hosts")))
    for _ in range(6):
        request = data.draw(requests(pair.rules))
        host = data.draw(st.sampled_from(HOSTS + HOSTS + ODD_HOSTS))
        request["headers"] = [["Host", as_wsgi(host)]]
        pair.request(**request)


actions = st.lists(st.sampled_from(sessions.ACTIONS), max_size=3).map(
    lambda actions: urlencode([("do", action) for action in actions])
)


@examples(150)
@given(st.data())
def test_sessions_over_several_requests(pair, data):
    pair.create("sessions", **data.draw(options("sessions")))
    for _ in range(6):
        pair.request(
            swap_cookies=data.draw(st.booleans(), label="swap cookies"),
            path=data.draw(st.sampled_from(["/", "/", "/", "/stream", "/missing"])),
            query=data.draw(actions, label="actions"),
            scheme=data.draw(st.sampled_from(["http", "https"])),
            headers=data.draw(headers(["Accept", "Range", "Origin"])),
        )


@examples(100)
@given(st.data())
def test_streams_and_files(pair, data):
    pair.create("streams", **data.draw(options("streams")))
    rules = [*pair.rules, "/assets/page.txt", "/assets/site.css", "/from/page.txt"]
    etags = []
    conditions = ["If-None-Match", "If-Match", "If-Modified-Since", "Range", "If-Range"]
    for _ in range(5):
        request = data.draw(requests(rules))
        request["headers"] += data.draw(headers(conditions))
        if etags and data.draw(st.booleans()):
            request["headers"].append(["If-None-Match", etags[-1]])
        answer = pair.request(**request)
        etags += [value for name, value in answer.headers if name == "ETag"]


@pytest.mark.parametrize("name", HEADERS)
def test_each_request_header_with_a_file(pair, name):
    pair.create("streams")
    for value in HEADERS[name]:
        for path in "/file", "/assets/page.txt", "/memory", "/tagged":
            for method in "GET", "HEAD":
                pair.request(method=method, path=path, headers=[[name, value]])


@examples(120)
@given(st.data())
def test_overridden_methods_and_classes(pair, data):
    compare(pair, data, "subclasses", count=6)


@examples(60)
@given(st.data())
def test_templates(pair, data):
    compare(pair, data, "templates", st.sampled_from(["", "flash=1", "x=1"]))


@examples(30)
@given(st.data())
def test_coroutines(pair, data):
    pair.create("coroutines", **data.draw(options("coroutines")))
    names = st.sampled_from(["x", "fail", "value", "abort", "none"])
    for _ in range(3):
        pair.request(
            path=data.draw(st.sampled_from(["/", "/bp/"])) + data.draw(names),
            query=data.draw(st.sampled_from(["", "stop=app", "stop=bp"])),
        )


@examples(40)
@given(st.data())
def test_any_bytes_as_the_path(pair, data):
    pair.create("converters")
    text = data.draw(st.text(st.characters(max_codepoint=255), max_size=12))
    pair.request(path="/" + text)
    pair.request(path="/s/" + text)
    pair.request(path="/p/" + text, query=quote(text))


@pytest.mark.parametrize("host", HOSTS + ODD_HOSTS)
def test_each_host(pair, host):
    pair.create("plain")
    header = ["Host", as_wsgi(host)]
    for path in "/", "/echo", "/redirect", "/missing", "/urls/x":
        pair.request(path=path, headers=[header])


def test_the_compiled_path_is_what_is_compared(pair):
    """A receiver left over by another test would send all requests the other way."""
    pair.create("nested", hooks=False, signals=False)
    pair.request(path="/outer/7")
    plan = pair.sides["Kolben"].driver.app._changes.plan
    assert plan.compiled
    assert plan.find("/outer/7", "GET") is not None
    assert not watched


def test_a_pair_that_differs_is_noticed(pair):
    """The comparison itself: a difference of one header value is an error."""
    pair.create("plain")
    pair.sides["Kolben"].driver.app.after_request_funcs.setdefault(None, []).append(
        lambda response: response.headers.set("X-Other", "1") or response
    )
    with pytest.raises(AssertionError):
        pair.request(path="/")
