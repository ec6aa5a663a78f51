"""F24-F30: what a view may return, JSON in and out, bodies and files."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import io
import os
import uuid

import pytest
from werkzeug.wrappers import Response as BaseResponse


@dataclasses.dataclass
class Point:
    x: int
    y: int


class Marked:
    def __html__(self):
        return "<b>"


def wsgi_callable(environ, start_response):
    start_response("202 Accepted", [("Content-Type", "text/x-wsgi")])
    return [b"wsgi"]


@pytest.fixture
def returned(app, client):
    """What the client gets when a view returns a value."""

    def get(value):
        app.add_url_rule("/", "index", lambda: value)
        return client.get("/")

    return get


@pytest.mark.parametrize(
    ("value", "status", "body", "mimetype"),
    [
        ("text", 200, b"text", "text/html"),
        (b"bytes", 200, b"bytes", "text/html"),
        (bytearray(b"array"), 200, b"array", "text/html"),
        ("", 200, b"", "text/html"),
        ({"a": 1}, 200, b'{"a":1}\n', "application/json"),
        ([1, 2], 200, b"[1,2]\n", "application/json"),
        (("text", 201), 201, b"text", "text/html"),
        (("text", "203 Custom"), 203, b"text", "text/html"),
        (({"a": 1}, 201), 201, b'{"a":1}\n', "application/json"),
        (("text", {"Content-Type": "text/plain"}), 200, b"text", "text/plain"),
        (("text", [("Content-Type", "text/css")]), 200, b"text", "text/css"),
        (("text", 202, {"Content-Type": "text/x"}), 202, b"text", "text/x"),
        (("text", (("Content-Type", "text/y"),)), 200, b"text", "text/y"),
        ((["a"], 400, {"X": "y"}), 400, b'["a"]\n', "application/json"),
        (("text", None), 200, b"text", "text/html"),
        (("text", None, None), 200, b"text", "text/html"),
        (wsgi_callable, 202, b"wsgi", "text/x-wsgi"),
        (BaseResponse("base", 204), 204, b"base", "text/plain"),
    ],
)
def test_f24_return_values_and_what_becomes_of_them(
    returned, value, status, body, mimetype
):
    answer = returned(value)
    assert answer.status_code == status
    assert answer.data == (b"" if status == 204 else body)
    assert answer.mimetype == mimetype


def test_f24_a_custom_reason_phrase_is_kept(returned):
    assert returned(("text", "203 Custom")).status == "203 Custom"


@pytest.mark.parametrize(
    "value", [None, 5, 2.5, {1}, Point(1, 2), ("text",), ("a", 1, {}, 2), (None, 204)]
)
def test_f24_other_values_are_an_error(app, returned, value):
    app.testing = True
    with pytest.raises(TypeError):
        returned(value)


def test_f24_generators_stream(app, client):
    steps = []

    @app.get("/")
    def index():
        for step in "ab":
            steps.append(step)
            yield step

    answer = client.get("/")
    assert steps == ["a"], "the client reads as far as the first piece"
    assert answer.headers.get("Content-Length") is None
    assert answer.text == "ab"


def test_f24_status_and_headers_apply_to_a_response_too(web, returned):
    answer = returned((web.Response("text", 201), 202, {"X-A": "1"}))
    assert answer.status_code == 202
    assert answer.headers["X-A"] == "1"


def test_f24_a_callable_class_view_of_the_base_response_is_made_ours(web, app, client):
    seen = []
    app.add_url_rule("/", "index", lambda: BaseResponse("base"))

    @app.after_request
    def after(response):
        seen.append(isinstance(response, web.Response))
        return response

    client.get("/")
    assert seen == [True]


def test_f25_headers_of_a_tuple_replace_those_of_a_response(web, app, client):
    pairs = [("A", "1"), ("A", "2")]
    app.add_url_rule("/text", "text", lambda: ("text", pairs))
    app.add_url_rule("/made", "made", lambda: (web.Response("made"), pairs))

    assert client.get("/text").headers.getlist("A") == ["1", "2"]
    assert client.get("/made").headers.getlist("A") == ["2"]


def test_f25_a_list_value_in_a_dict_gives_several_headers(web, app, client):
    values = {"A": ["1", "2"]}
    app.add_url_rule("/text", "text", lambda: ("text", values))
    app.add_url_rule("/made", "made", lambda: (web.Response("made"), values))
    assert client.get("/text").headers.getlist("A") == ["1", "2"]
    assert client.get("/made").headers.getlist("A") == ["1", "2"]


def test_f25_content_type_of_a_json_answer_can_be_replaced(app, client):
    app.add_url_rule("/", "x", lambda: ({}, {"Content-Type": "application/hal+json"}))
    answer = client.get("/")
    assert answer.headers.getlist("Content-Type") == ["application/hal+json"]


def test_f26_json_is_sorted_escaped_and_compact(web, app, client):
    app.add_url_rule("/", "index", lambda: web.jsonify(b="ä", a=[1, 2]))
    answer = client.get("/")
    assert answer.data == b'{"a":[1,2],"b":"\\u00e4"}\n'
    assert answer.headers["Content-Type"] == "application/json"


def test_f26_json_is_indented_in_debug(web, app, client):
    app.debug = True
    app.add_url_rule("/", "index", lambda: {"a": [1]})
    assert client.get("/").data == b'{\n  "a": [\n    1\n  ]\n}\n'


def test_f26_compact_can_be_forced(app, client):
    app.debug = True
    app.json.compact = True
    app.add_url_rule("/", "index", lambda: {"a": [1]})
    assert client.get("/").data == b'{"a":[1]}\n'


def test_f26_keys_of_mixed_types_are_a_500(app, client):
    app.add_url_rule("/", "index", lambda: {"a": 1, 2: 3})
    assert client.get("/").status_code == 500


def test_f26_keys_of_mixed_types_pass_unsorted(app, client):
    app.json.sort_keys = False
    app.add_url_rule("/", "index", lambda: {"b": 1, 2: 3})
    assert client.get("/").data == b'{"b":1,"2":3}\n'


def test_f26_jsonify_of_nothing_one_and_several(web, app):
    with app.app_context():
        assert web.jsonify().data == b"null\n"
        assert web.jsonify(None).data == b"null\n"
        assert web.jsonify([1]).data == b"[1]\n"
        assert web.jsonify(1, 2).data == b"[1,2]\n"
        assert web.jsonify(a=1).data == b'{"a":1}\n'
        with pytest.raises(TypeError):
            web.jsonify(1, a=1)


def test_f26_provider_attributes_shape_the_answer(web, app, client):
    app.json.sort_keys = False
    app.json.ensure_ascii = False
    app.json.mimetype = "application/vnd.facts+json"
    app.add_url_rule("/", "index", lambda: {"b": "ä", "a": 1})
    answer = client.get("/")
    assert answer.data == '{"b":"ä","a":1}\n'.encode()
    assert answer.mimetype == "application/vnd.facts+json"


def test_f26_changing_the_provider_late_shows_at_once(app, client):
    app.add_url_rule("/", "index", lambda: {"b": 1, "a": 2})
    assert client.get("/").data == b'{"a":2,"b":1}\n'
    app.json.sort_keys = False
    assert client.get("/").data == b'{"b":1,"a":2}\n'


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        (datetime.date(2024, 2, 29), '"Thu, 29 Feb 2024 00:00:00 GMT"'),
        (datetime.datetime(2024, 2, 29, 1, 2, 3), '"Thu, 29 Feb 2024 01:02:03 GMT"'),
        (
            datetime.datetime(
                2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(hours=2))
            ),
            '"Wed, 28 Feb 2024 22:00:00 GMT"',
        ),
        (decimal.Decimal("1.50"), '"1.50"'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        (Point(1, 2), '{"x": 1, "y": 2}'),
        (Marked(), '"<b>"'),
        (float("nan"), "NaN"),
    ],
)
def test_f27_types_json_knows_beyond_the_standard(web, app, value, encoded):
    with app.app_context():
        assert web.json.dumps(value) == encoded
    assert app.json.dumps(value) == encoded


@pytest.mark.parametrize("value", [{1}, b"bytes", datetime.timedelta(1), object()])
def test_f27_types_json_does_not_know(app, value):
    with pytest.raises(TypeError):
        app.json.dumps(value)


def test_f27_the_old_config_keys_are_gone(app, client):
    app.config["JSON_SORT_KEYS"] = False
    app.config["JSON_AS_ASCII"] = False
    app.config["JSONIFY_PRETTYPRINT_REGULAR"] = True
    app.add_url_rule("/", "index", lambda: {"b": "ä", "a": 1})
    assert client.get("/").data == b'{"a":1,"b":"\\u00e4"}\n'


@pytest.fixture
def echo(web, app, client):
    app.add_url_rule("/", "echo", lambda: [web.request.json], methods=["POST"])
    return client


@pytest.mark.parametrize("mimetype", ["text/plain", "application/x+yaml", ""])
def test_f28_json_of_another_content_type_is_a_415(echo, mimetype):
    answer = echo.post("/", data="{}", content_type=mimetype)
    assert answer.status_code == 415


@pytest.mark.parametrize(
    "mimetype",
    ["application/json", "application/hal+json", "application/json; charset=utf-8"],
)
def test_f28_json_content_types(echo, mimetype):
    assert echo.post("/", data="[1]", content_type=mimetype).json == [[1]]


def test_f28_broken_json_is_a_400_with_the_detail_in_debug_only(app, echo):
    quiet = echo.post("/", data="{", content_type="application/json")
    app.debug = True
    loud = echo.post("/", data="{", content_type="application/json")
    assert quiet.status_code == loud.status_code == 400
    assert "Expecting property name" not in quiet.text
    assert "Expecting property name" in loud.text


@pytest.mark.parametrize(
    ("data", "mimetype"), [("{}", "text/plain"), ("{", "application/json")]
)
def test_f28_silent_gives_none(web, app, client, data, mimetype):
    @app.post("/")
    def index():
        return [web.request.get_json(silent=True)]

    assert client.post("/", data=data, content_type=mimetype).json == [None]


def test_f28_force_ignores_the_content_type(web, app, client):
    @app.post("/")
    def index():
        return web.request.get_json(force=True)

    assert client.post("/", data="[1]", content_type="text/plain").json == [1]


def test_f28_the_json_of_a_request_goes_through_the_provider(web, app, client):
    class Upper(type(app.json)):
        def loads(self, s, **kwargs):
            return super().loads(s.upper(), **kwargs)

    app.json = Upper(app)
    app.add_url_rule("/", "echo", lambda: web.request.json, methods=["POST"])
    assert client.post("/", json=["a"]).json == ["A"]


def test_f29_get_data_before_the_form_keeps_the_body(web, app, client):
    @app.post("/")
    def index():
        data = web.request.get_data(as_text=True)
        return [data, web.request.form.get("a")]

    assert client.post("/", data={"a": "1"}).json == ["a=1", "1"]


def test_f29_get_data_after_the_form_is_empty(web, app, client):
    @app.post("/")
    def index():
        form = web.request.form.get("a")
        return [web.request.get_data(as_text=True), form]

    assert client.post("/", data={"a": "1"}).json == ["", "1"]


@pytest.fixture
def file_path(tmp_path):
    path = tmp_path / "page.txt"
    path.write_bytes(b"0123456789")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    return path


@pytest.fixture
def sent(web, app, client, file_path):
    """A request for a file (read and closed), and the options of `send_file`."""
    options = {}
    app.add_url_rule("/", "file", lambda: web.send_file(file_path, **options))

    def get(method="GET", **kwargs):
        return client.open("/", method=method, buffered=True, **kwargs)

    return get, options


def test_f30_files_are_revalidated_by_default(sent):
    get, _ = sent
    answer = get()
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Last-Modified"] == "Tue, 14 Nov 2023 22:13:20 GMT"
    assert answer.headers["Content-Length"] == "10"
    assert answer.mimetype == "text/plain"


def test_f30_the_etag_is_made_of_mtime_size_and_path(sent):
    get, _ = sent
    etag, weak = get().get_etag()
    mtime, size, checksum = etag.split("-")
    assert not weak
    assert float(mtime) == 1_700_000_000
    assert size == "10"
    assert checksum.isdigit()


def test_f30_max_age_replaces_no_cache(app, sent):
    get, options = sent
    options["max_age"] = 60
    answer = get()
    assert answer.cache_control.max_age == 60
    assert answer.cache_control.no_cache is None
    assert "Expires" in answer.headers


def test_f30_the_default_max_age_comes_from_the_config(app, sent):
    get, _ = sent
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 3600
    assert get().cache_control.max_age == 3600


def test_f30_a_file_in_memory_has_no_validators(web, app, client):
    @app.get("/")
    def index():
        return web.send_file(io.BytesIO(b"memory"), mimetype="text/plain")

    answer = client.get("/")
    assert answer.data == b"memory"
    assert "ETag" not in answer.headers
    assert "Last-Modified" not in answer.headers


def test_f30_a_range_is_a_206(sent):
    get, _ = sent
    answer = get(headers={"Range": "bytes=2-4"})
    assert answer.status_code == 206
    assert answer.data == b"234"
    assert answer.headers["Content-Range"] == "bytes 2-4/10"
    assert answer.headers["Content-Length"] == "3"


def test_f30_a_range_past_the_end_is_a_416(sent):
    get, _ = sent
    answer = get(headers={"Range": "bytes=20-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == "bytes */10"


def test_f30_if_range_of_another_version_sends_all(sent):
    get, _ = sent
    etag = get().headers["ETag"]
    for validator, status in (etag, 206), ('"other"', 200):
        headers = {"Range": "bytes=0-1", "If-Range": validator}
        assert get(headers=headers).status_code == status


def test_f30_a_304_drops_length_and_last_modified(sent):
    get, _ = sent
    etag = get().headers["ETag"]
    answer = get(headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer.data == b""
    assert "Content-Length" not in answer.headers
    assert "Last-Modified" not in answer.headers
    assert answer.headers["ETag"] == etag


def test_f30_if_modified_since(sent):
    get, _ = sent
    since = {"If-Modified-Since": "Tue, 14 Nov 2023 22:13:20 GMT"}
    assert get(headers=since).status_code == 304


def test_f30_text_files_are_refused(web, app):
    with app.test_request_context("/"), pytest.raises(ValueError, match="binary"):
        web.send_file(io.StringIO("text"), mimetype="text/plain")


def test_f30_an_attachment_carries_its_name(web, app, client):
    @app.get("/")
    def index():
        return web.send_file(
            io.BytesIO(b""), as_attachment=True, download_name="größe.txt"
        )

    disposition = client.get("/").headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert "filename*=UTF-8''gr%C3%B6%C3%9Fe.txt" in disposition


def test_f30_send_from_directory_stays_inside(web, app, client, file_path):
    @app.get("/<path:name>")
    def index(name):
        return web.send_from_directory(file_path.parent, name)

    assert client.get("/page.txt", buffered=True).data == b"0123456789"
    assert client.get("/missing.txt").status_code == 404
    assert client.get("/x/../../page.txt").status_code == 404


def test_f30_a_head_request_of_a_file_has_headers_only(sent):
    get, _ = sent
    answer = get("HEAD")
    assert answer.data == b""
    assert answer.headers["Content-Length"] == "10"
