"""The request read lazily is the one that Werkzeug reads at once."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import Headers, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import BadRequestKeyError, ClientDisconnected
from werkzeug.test import create_environ
from werkzeug.utils import cached_property
from werkzeug.wrappers import Request as WerkzeugRequest

from kolben import Request, request
from kolben.errors import DebugFilesKeyError

LATIN = st.text(st.characters(max_codepoint=255, min_codepoint=32), max_size=20)


@settings(max_examples=300, deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "REQUEST_METHOD": st.sampled_from(["GET", "post", "Patch"]),
            "SCRIPT_NAME": LATIN,
            "PATH_INFO": LATIN,
            "QUERY_STRING": LATIN,
            "SERVER_NAME": st.sampled_from(["localhost", "::1"]),
            "SERVER_PORT": st.sampled_from(["80", "", "x"]),
            "REMOTE_ADDR": st.just("10.0.0.1"),
            "HTTP_COOKIE": LATIN,
            "HTTP_HOST": st.sampled_from(["a.org", "a.org:80", "ä", "a b", ""]),
        },
    )
)
def test_attributes_are_werkzeugs(changes):
    base = create_environ()
    for name in ("SERVER_NAME", "SERVER_PORT", "REMOTE_ADDR", "HTTP_HOST"):
        base.pop(name, None)
    environ = {**base, **changes}

    def read(cls, name):
        try:
            return getattr(cls(dict(environ)), name)
        except Exception as error:
            return type(error)

    for name in (
        *("method", "scheme", "server", "root_path", "path", "query_string"),
        *("remote_addr", "args", "cookies", "url", "base_url", "host", "full_path"),
    ):
        assert read(Request, name) == read(WerkzeugRequest, name), name
    assert list(Request(dict(environ)).headers) == list(
        WerkzeugRequest(dict(environ)).headers
    )


# Made of what queries and cookies are made of, so that names come twice or are empty.
WIRE = st.one_of(
    st.binary(max_size=30).map(lambda sent: sent.decode("latin1")),
    st.text(st.sampled_from("ab=&;+ "), max_size=30),
    st.lists(
        st.sampled_from(
            [*'ab=&;+%" ,\\\t\0\n\r\xe4', "%C3%A4", "%zz", "%FF", "%2B", "\\303", "a=b"]
        ),
        max_size=12,
    ).map("".join),
)


@settings(max_examples=1000, deadline=None)
@given(WIRE)
def test_queries_and_cookies_are_read_as_werkzeug_reads_them(text):
    environ = {**create_environ(), "QUERY_STRING": text, "HTTP_COOKIE": text}

    def read(cls, name):
        try:
            values = getattr(cls(dict(environ)), name)
        except UnicodeDecodeError as error:
            return type(error)
        inside = {key: dict.__getitem__(values, key) for key in dict.keys(values)}
        return type(values), values, inside, list(values.items(multi=True))

    for name in ("args", "cookies"):
        assert read(Request, name) == read(WerkzeugRequest, name)


def test_queries_and_cookies_may_be_missing_and_cannot_be_changed():
    environ = create_environ()
    del environ["QUERY_STRING"]
    for values in (Request(environ).args, Request(environ).cookies):
        assert type(values) is ImmutableMultiDict
        assert not values
        with pytest.raises(TypeError, match="immutable"):
            values["a"] = "1"
        assert hash(values) == hash(ImmutableMultiDict())
        values.copy()["a"] = "1"


def test_query_read_before_the_environ_changes_is_the_one_parsed():
    one = Request(create_environ(query_string="a=1"))
    assert one.query_string == b"a=1"
    one.environ["QUERY_STRING"] = "a=2"
    assert one.args["a"] == "1"


def test_a_subclass_may_build_on_args_and_cookies():
    class Own(Request):
        @property
        def args(self):
            return MultiDict([*super().args.items(multi=True), ("more", "1")])

        @cached_property
        def cookies(self):
            return {name: value.upper() for name, value in super().cookies.items()}

    one = Own(create_environ(query_string="a=1", headers={"Cookie": "c=x"}))
    assert one.args.to_dict() == {"a": "1", "more": "1"}
    assert one.cookies == {"c": "X"}
    assert one.cookies is one.cookies


def test_a_query_set_on_the_request_is_the_one_parsed():
    one = Request(create_environ(query_string="a=1"))
    one.query_string = b"a=2"
    assert one.args["a"] == "2"


def test_a_request_class_has_its_say_about_query_headers_and_storage():
    class Own(Request):
        query_string = b"a=2"
        headers = Headers({"Cookie": "c=2"})
        parameter_storage_class = MultiDict
        dict_storage_class = MultiDict

    one = Own(create_environ(query_string="a=1", headers={"Cookie": "c=1"}))
    assert one.args == MultiDict({"a": "2"})
    assert one.cookies == MultiDict({"c": "2"})
    assert type(one.args) is type(one.cookies) is MultiDict


def test_args_and_cookies_are_made_once_and_may_be_set():
    one = Request(create_environ(query_string="a=1", headers={"Cookie": "c=1"}))
    assert one.args is one.args
    assert one.cookies is one.cookies
    one.args = one.cookies = {"mine": "1"}
    assert one.args == one.cookies == {"mine": "1"}


def test_environ_is_linked_unless_told_otherwise():
    environ = create_environ()
    assert Request(environ, populate_request=False) is not None
    assert "werkzeug.request" not in environ
    made = Request(environ)
    assert environ["werkzeug.request"] is made


def read_body(app, client, **sent):
    app.add_url_rule("/", "read", lambda: request.get_data(), methods=["POST"])
    return client.post("/", **sent)


def test_body_past_the_limit_is_413(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 10
    assert read_body(app, client, data=b"x" * 11).status_code == 413


def test_body_of_unknown_length_past_the_limit_is_413(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 10
    answer = read_body(
        app,
        client,
        input_stream=io.BytesIO(b"x" * 11),
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == 413


def test_limit_of_one_request_wins_over_the_config(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 10

    @app.before_request
    def allow_more():
        request.max_content_length = 100

    assert read_body(app, client, data=b"x" * 50).status_code == 200


def test_form_parts_and_memory_are_limited(app, client):
    app.add_url_rule("/", "form", lambda: str(len(request.form)), methods=["POST"])
    app.config["MAX_FORM_PARTS"] = 2
    many = {"content_type": "multipart/form-data", "data": {"a": "1", "b": "2"}}
    assert client.post("/", **many).text == "2"
    many["data"]["c"] = "3"
    assert client.post("/", **many).status_code == 413
    app.config["MAX_FORM_MEMORY_SIZE"] = 5
    large = {"content_type": "multipart/form-data", "data": {"a": "x" * 6}}
    assert client.post("/", **large).status_code == 413


@pytest.mark.parametrize(
    ("data", "content_type", "code"),
    [
        (b"{", "application/json", 400),
        (b"\xff", "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "application/x+json", 200),
    ],
)
def test_json_that_cannot_be_read_is_refused(app, client, data, content_type, code):
    app.add_url_rule("/", "json", lambda: request.json, methods=["POST"])
    assert client.post("/", data=data, content_type=content_type).status_code == code


def test_what_is_wrong_with_json_is_told_in_debug_only(app, client):
    app.add_url_rule("/", "json", lambda: request.json, methods=["POST"])
    sent = {"data": "{'a'", "content_type": "application/json"}
    assert "Expecting" not in client.post("/", **sent).text
    app.debug = True
    assert "Expecting" in client.post("/", **sent).text


def test_file_asked_of_a_form_without_files_is_explained_in_debug(app, client):
    app.debug = True
    app.add_url_rule("/", "up", lambda: request.files["doc"].name, methods=["POST"])
    with pytest.raises(DebugFilesKeyError, match="enctype"):
        client.post("/", data={"doc": "report.pdf"})
    app.debug = False
    app.config["TRAP_BAD_REQUEST_ERRORS"] = True
    with pytest.raises(BadRequestKeyError):
        client.post("/", data={"doc": "report.pdf"})


def test_blueprints_are_listed_from_the_inner_to_the_outer(app):
    app.add_url_rule("/", "a.b.page", lambda: "")
    with app.test_request_context("/") as ctx:
        assert ctx.request.blueprint == "a.b"
        assert ctx.request.blueprints == ["a.b", "a"]


@pytest.mark.parametrize("missing", ["SCRIPT_NAME", "PATH_INFO", "QUERY_STRING"])
def test_url_variables_are_utf8_and_may_be_missing(app, missing):
    app.add_url_rule("/é", "page", lambda: "")
    app.add_url_rule("/", "index", lambda: "")
    environ = create_environ("/é", "http://localhost/ü", query_string="q=ö")
    environ["QUERY_STRING"] = "q=\xc3\xb6"
    del environ[missing]
    with app.request_context(environ) as ctx:
        theirs = WerkzeugRequest(environ)
        assert ctx.request.url == theirs.url
        assert ctx.request.full_path == theirs.full_path
        adapter = ctx.url_adapter
        assert adapter.script_name == f"{theirs.root_path}/"
        assert adapter.path_info == theirs.path
        assert adapter.query_args == ("" if missing == "QUERY_STRING" else "q=ö")
        assert ctx.request.endpoint == ("index" if missing == "PATH_INFO" else "page")


@pytest.mark.parametrize("host", ["xn--fa-hia.de", "xn--a", "XN--A.example:99"])
def test_host_that_is_no_idna_of_2003_stays_as_it_came_in_urls(app, host):
    environ = create_environ("/é", "http://localhost/ü", query_string="q=1")
    environ["HTTP_HOST"] = host
    with app.request_context(environ) as ctx:
        assert ctx.request.url.lower() == f"http://{host}/ü/é?q=1".lower()
        assert ctx.request.base_url.lower() == f"http://{host}/ü/é".lower()
        assert ctx.request.url_root.lower() == f"http://{host}/ü/".lower()
        assert ctx.request.host_url.lower() == f"http://{host}/".lower()
        assert ctx.request.host == host


def test_host_of_idna_is_read_in_urls(app):
    environ = create_environ("/", "http://xn--bcher-kva.example/")
    with app.request_context(environ) as ctx:
        assert ctx.request.url == "http://bücher.example/"


# As Granian's, which has no end of its own for a body that broke off.
ServersInput = type("WSGIBody", (io.BytesIO,), {"__module__": "granian._granian"})


def send_to_granian(body, length, **more):
    environ = create_environ("/", method="POST", **more)
    environ["wsgi.input"] = ServersInput(body)
    return {**environ, "wsgi.input_terminated": True, "CONTENT_LENGTH": length}


@pytest.mark.parametrize("read", ["data", "json", "form"])
def test_body_that_breaks_off_is_not_taken_for_a_whole_one(app, read):
    kind = "application/x-www-form-urlencoded" if read == "form" else "application/json"
    environ = send_to_granian(b'{"a": 1}', "20", content_type=kind)
    with app.request_context(environ) as ctx, pytest.raises(ClientDisconnected):
        getattr(ctx.request, read)
    environ = send_to_granian(b'{"a": 1}', "8", content_type=kind)
    with app.request_context(environ) as ctx:
        assert getattr(ctx.request, read)
        assert ctx.request.environ is environ
        assert "wsgi.input_terminated" in environ


@pytest.mark.parametrize("length", ["", "5"])
def test_body_without_a_length_or_of_a_middleware_ends_where_it_ends(app, length):
    environ = send_to_granian(b"abc", length)
    if length:
        environ["wsgi.input"] = io.BytesIO(b"unpacked")
    with app.request_context(environ) as ctx:
        assert ctx.request.get_data() == (b"unpacked" if length else b"abc")
