"""Views without hooks: every kind of return value, and the request echoed."""

from __future__ import annotations

import datetime
import decimal
import uuid

from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

MOMENT = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC)
ONE = decimal.Decimal("1.0")
KINDS = [
    "text", "empty", "bytes", "bytearray", "dict", "list", "nested list", "status",
    "status text", "status bytes", "headers", "header pairs", "headers object",
    "content type", "three", "three none", "one", "four", "none", "none status", "int",
    "set", "response", "own response", "base response", "response status",
    "response headers", "generator", "iterator", "wsgi", "bad wsgi", "exception",
    "exception class", "with cookies", "json types", "not json", "json", "json status",
    "no content", "not modified", "direct", "bad header", "unicode header", "location",
    "status 999", "status zero", "status name only", "str subclass", "true", "lazy",
    "dict status", "mixed keys", "nan", "file missing", "stream text", "no mimetype",
]  # fmt: skip
OPTIONS = {"debug": [False, True], "testing": [False, True]}


class Text(str):
    __slots__ = ()


def wsgi(environ, start_response):
    start_response("202 Accepted", [("Content-Type", "text/x-wsgi"), ("A", "1")])
    return [b"ws", b"gi"]


def make_values(web):
    class OwnResponse(web.Response):
        default_mimetype = "text/x-own"

    def with_cookies():
        response = web.make_response("cookies")
        response.set_cookie("a", "1", max_age=60, secure=True, samesite="Lax")
        response.set_cookie("b", 'with "quotes"; and ü', path="/sub", domain="x.test")
        response.delete_cookie("c")
        return response

    def no_mimetype():
        response = web.Response("x")
        del response.headers["Content-Type"]
        return response

    headers = Headers([("A", "1"), ("A", "2"), ("Content-Type", "text/x-h")])
    return {
        "text": lambda: "text ü",
        "empty": lambda: "",
        "bytes": lambda: b"\x00\xff",
        "bytearray": lambda: bytearray(b"array"),
        "dict": lambda: {"b": 1, "a": [1, {"c": None}], "ü": "<ü>"},
        "list": lambda: [1, "two", None, 2.5, True],
        "nested list": lambda: [[], {}, [[1]]],
        "status": lambda: ("created", 201),
        "status text": lambda: ("created", "201 Made Here"),
        "status bytes": lambda: ("x", b"201 Made"),
        "headers": lambda: ("x", {"A": "1", "content-type": "text/plain"}),
        "header pairs": lambda: ("x", [("A", "1"), ("A", "2")]),
        "headers object": lambda: ("x", headers),
        "content type": lambda: ({"a": 1}, {"Content-Type": "application/x+json"}),
        "three": lambda: ("x", 202, {"A": ["1", "2"]}),
        "three none": lambda: ("x", None, None),
        "one": lambda: ("x",),
        "four": lambda: ("x", 200, {}, 1),
        "none": lambda: None,
        "none status": lambda: (None, 204),
        "int": lambda: 5,
        "set": lambda: {1},
        "response": lambda: web.Response("x", 203, {"A": "1"}),
        "own response": lambda: OwnResponse("x"),
        "base response": lambda: BaseResponse("x", 203, {"A": "1"}),
        "response status": lambda: (web.Response("x", 203), 204),
        "response headers": lambda: (web.Response("x"), [("A", "1"), ("A", "2")]),
        "generator": lambda: (piece for piece in ["a", b"b", "ü"]),
        "iterator": lambda: iter([b"a", b"b"]),
        "wsgi": lambda: wsgi,
        "bad wsgi": lambda: int,
        "exception": lambda: NotFound("returned"),
        "exception class": lambda: NotFound,
        "with cookies": with_cookies,
        "json types": lambda: [MOMENT, MOMENT.date(), ONE, uuid.UUID(int=1)],
        "not json": lambda: {"a": object()},
        "json": lambda: web.jsonify(1, 2),
        "json status": lambda: (web.jsonify(a="ü"), 201, {"A": "1"}),
        "no content": lambda: ("", 204),
        "not modified": lambda: ("body", 304),
        "direct": lambda: web.Response("x", direct_passthrough=False, mimetype="a/b"),
        "bad header": lambda: ("x", {"A": "1\nB: 2"}),
        "unicode header": lambda: ("x", {"A": "ü"}),
        "location": lambda: ("x", 302, {"Location": "/ü ?a=ü"}),
        "status 999": lambda: ("x", 999),
        "status zero": lambda: ("x", "0 Nothing"),
        "status name only": lambda: ("x", "word"),
        "str subclass": lambda: Text("text"),
        "true": lambda: True,
        "lazy": lambda: web.make_response(("x", 201)),
        "dict status": lambda: ({"a": 1}, 201),
        "mixed keys": lambda: {"a": 1, 2: 3},
        "nan": lambda: [float("nan"), float("inf")],
        "file missing": lambda: web.send_file("no such file"),
        "stream text": lambda: web.Response(["a", "b"], mimetype="text/plain"),
        "no mimetype": no_mimetype,
    }  # fmt: skip


def create(web, debug=False, testing=False):
    app = web.Flask(__name__)
    app.config.update(DEBUG=debug, TESTING=testing, PROPAGATE_EXCEPTIONS=False)
    app.secret_key = "differential"
    values = make_values(web)
    assert sorted(values) == sorted(KINDS)
    request = web.request

    @app.route("/")
    def index():
        return "index"

    @app.route("/return/<path:kind>")
    def returned(kind):
        if kind not in values:
            web.abort(404)
        return values[kind]()

    @app.route("/make/<path:kind>")
    def made(kind):
        if kind not in values:
            raise Unauthorized("not a kind")
        response = web.make_response(values[kind]())
        response.headers["Made"] = "yes"
        return response

    @app.route("/echo", methods=["GET", "POST", "PUT", "PROPFIND", "OPTIONS"])
    def echo():
        return {
            name: repr(getattr(request, name))
            for name in (
                "method", "path", "full_path", "script_root", "root_path", "root_url",
                "url", "base_url", "url_root", "host_url", "host", "scheme",
                "query_string", "args", "cookies", "mimetype", "mimetype_params",
                "content_length", "content_type", "content_encoding", "is_json",
                "is_secure", "remote_addr", "access_route", "endpoint", "blueprint",
                "blueprints", "view_args", "routing_exception",
                "accept_mimetypes", "accept_languages", "if_none_match",
                "if_modified_since", "range", "cache_control", "authorization",
                "user_agent", "referrer", "origin", "date", "max_forwards",
                "trusted_hosts",
                "max_content_length", "max_form_memory_size", "max_form_parts",
                "want_form_data_parsed", "is_multithread", "server",
            )
        } | {"headers": sorted(map(list, request.headers))}  # fmt: skip

    @app.route("/form", methods=["POST", "PUT"])
    def form():
        return {
            "form": [[key, request.form.getlist(key)] for key in request.form],
            "files": [
                [name, file.filename, file.mimetype, file.read().decode("latin-1")]
                for name, file in request.files.items(multi=True)
            ],
            "values": sorted(request.values.keys()),
            "data": request.get_data().decode("latin-1"),
        }

    @app.route("/data", methods=["POST", "PUT"])
    def data():
        body = request.get_data().decode("latin-1")
        return [body, request.form.to_dict(), request.data.decode("latin-1")]

    @app.route("/stream-in", methods=["POST", "PUT"])
    def stream_in():
        return [request.stream.read().decode("latin-1"), request.form.to_dict()]

    @app.route("/json", methods=["GET", "POST", "PUT"])
    def from_json():
        return [request.json]

    @app.route("/silent", methods=["POST", "PUT"])
    def silent():
        return [request.get_json(silent=True), request.get_json(force=True)]

    @app.route("/need", methods=["GET", "POST"])
    def need():
        return request.args["name"] + request.form["name"]

    @app.route("/urls/<path:name>")
    def urls(name):
        url_for = web.url_for
        return [
            url_for("index"),
            url_for("urls", name=name, a=[1, 2], _anchor="ü"),
            url_for("index", _external=True),
            url_for("index", _scheme="https", _external=True),
            url_for("static", filename="a b.css"),
        ]

    @app.route("/redirect")
    def redirect():
        return web.redirect(
            request.args.get("to", "/"), int(request.args.get("n", 302))
        )

    @app.route("/abort/<int:code>")
    def abort(code):
        web.abort(code)

    @app.route("/raise")
    def fail():
        raise KeyError("raised")

    @app.route("/sql/<int:a>/<float:b>/<uuid:c>")
    def several(a, b, c):
        return [a, b, c]

    @app.route("/head", methods=["HEAD"])
    def head():
        return "head", {"A": "1"}

    return app
