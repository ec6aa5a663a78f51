"""The shipped test vectors, and servers to send them to."""

import base64
import json
from io import BytesIO
from urllib.parse import unquote_to_bytes

from kolben import Kolben
from kolben.security.api import (
    ApiSecurity,
    Client,
    Clients,
    MemoryNonces,
    get_caller,
    requires,
)

from .make_vectors import FILE

VECTORS = json.loads(FILE.read_text("utf-8"))
#: Paths and queries that clients and servers spell in their own ways.
TARGETS = [
    "/api/",
    "/api/posts?draft=1&x=%20+y",
    "/api/a b/标签?q=标 签",
    "/api/%e6%a0%87/100%25?a=%c3%a9",
    "/api/a;b=1,2/~x!$&'()*+:@?a'b",
    "/api/[x]|^`{}?[y]|^`{}",
    "/api/one//two//",
]
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def make_app(now, nonces=None):
    """An app that knows the clients of the vectors and answers with who called."""
    app = Kolben(__name__)
    app.testing = True
    clients = Clients(Client(key, texts) for key, texts in VECTORS["keys"].items())
    ApiSecurity(
        app,
        clients=clients,
        nonces=MemoryNonces() if nonces is None else nonces,
        window=VECTORS["window"],
        clock=lambda: now,
    )

    @app.route("/", defaults={"path": ""}, methods=METHODS)
    @app.route("/<path:path>", methods=METHODS)
    @requires()
    def view(path):
        return get_caller().id

    app.url_map.merge_slashes = False
    return app


def make_environ(request, *, tells_target=True):
    """The environ that a server makes of a request of the vectors."""
    path, _, query = request["target"].partition("?")
    decoded = unquote_to_bytes(path).decode("latin-1")
    body = base64.b64decode(request["body"])
    environ = {
        "REQUEST_METHOD": request["method"],
        "SCRIPT_NAME": request["prefix"],
        "PATH_INFO": decoded.removeprefix(request["prefix"]),
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": request["scheme"],
        "wsgi.input": BytesIO(body),
        "CONTENT_LENGTH": str(len(body)),
    }
    if tells_target:
        environ["REQUEST_URI"] = request["target"]
    for name, value in request["headers"].items():
        key = name.upper().replace("-", "_")
        if key not in {"CONTENT_TYPE", "CONTENT_LENGTH"}:
            key = f"HTTP_{key}"
        environ[key] = value
    return environ
