"""A blueprint that answers all errors below its prefix."""

# region: own
from werkzeug.exceptions import HTTPException

from kolben import Blueprint, Kolben, request

app = Kolben(__name__)
api = Blueprint("api", __name__, url_prefix="/api", owns_errors=True)


@api.errorhandler(HTTPException)
def as_json(error: HTTPException):
    return {"code": error.code, "error": error.name}, error.code


@api.post("/items")
def add_item():
    return {"item": request.get_json()}, 201


app.register_blueprint(api)
# endregion


def test_errors_below_the_prefix_are_the_blueprints(client):
    missing = client.get("/api/nowhere")
    assert missing.json == {"code": 404, "error": "Not Found"}
    assert client.get("/api/items").json["code"] == 405
    assert client.post("/api/items", data="x").json["code"] == 415
    broken = client.post("/api/items", data="{", content_type="application/json")
    assert broken.json["code"] == 400


def test_body_limit_below_the_prefix(app, client):
    app.config["MAX_CONTENT_LENGTH"] = 5
    assert client.post("/api/items", json="x" * 9).json["code"] == 413


def test_errors_elsewhere_are_not(client):
    assert client.get("/nowhere").mimetype == "text/html"
    assert client.get("/apis").mimetype == "text/html"


def test_longest_prefix_is_asked_first():
    app = Kolben(__name__)
    for name in ("/a", "/a/b"):
        bp = Blueprint(name.replace("/", "_"), __name__, name, owns_errors=True)
        bp.url_prefix = name
        bp.register_error_handler(404, lambda error, name=name: (name, 404))
        app.register_blueprint(bp)
    client = app.test_client()
    assert client.get("/a/x").text == "/a"
    assert client.get("/a/b/x").text == "/a/b"
