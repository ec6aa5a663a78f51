"""An app with signed views, for tests that start a server."""

import os

from kolben import Kolben, request, send_file
from kolben.security.api import (
    SIGN_JS,
    ApiSecurity,
    Client,
    Clients,
    MemoryNonces,
    get_caller,
    requires,
)

METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]

app = Kolben(__name__)
app.url_map.merge_slashes = False
ApiSecurity(
    app,
    clients=Clients([Client("client-1", os.environ["CLIENT_SECRET"])]),
    nonces=MemoryNonces(),
)


@app.route("/api/", methods=METHODS, defaults={"path": ""})
@app.route("/api/<path:path>", methods=METHODS)
@requires()
def echo(path):
    return {"by": get_caller().id, "path": path, "size": len(request.get_data())}


@app.get("/")
def page():
    return "<!doctype html><link rel=icon href=data:,><title>Signing</title>"


@app.get("/sign.js")
def sign_js():
    return send_file(SIGN_JS, mimetype="text/javascript")


@app.get("/file/<path:name>")
def file(name):
    return send_file(os.path.join(os.environ["FILES"], name))
