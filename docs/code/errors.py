"""Errors and who answers them."""

import pytest
from werkzeug.exceptions import HTTPException, InternalServerError

from kolben import Blueprint, Kolben, abort

app = Kolben(__name__)


# region: handlers
class OutOfStock(Exception):
    def __init__(self, item: str) -> None:
        self.item = item


@app.errorhandler(OutOfStock)
def out_of_stock(error: OutOfStock):
    return {"error": f"no {error.item} left"}, 409


@app.errorhandler(404)
def not_found(error: HTTPException):
    return "<h1>Nothing here</h1>", 404


@app.errorhandler(InternalServerError)
def broken(error: InternalServerError):
    cause = error.original_exception  # None when the app itself aborted with 500
    return f"failed: {type(cause).__name__}", 500


# endregion


@app.get("/buy/<item>")
def buy(item: str) -> str:
    raise OutOfStock(item)


@app.get("/break")
def break_() -> str:
    raise ValueError("a bug")


# region: abort
@app.get("/secret")
def secret() -> str:
    abort(403, "Members only.")


# endregion


def test_handlers(client):
    assert client.get("/buy/tea").json == {"error": "no tea left"}
    assert client.get("/nowhere").text == "<h1>Nothing here</h1>"
    assert client.get("/break").text == "failed: ValueError"


def test_abort(client):
    answer = client.get("/secret")
    assert answer.status_code == 403
    assert "Members only." in answer.text


def test_code_is_asked_before_class_and_blueprint_before_app():
    app = Kolben(__name__)
    bp = Blueprint("bp", __name__)
    bp.add_url_rule("/missing", "missing", lambda: abort(404))
    bp.add_url_rule("/teapot", "teapot", lambda: abort(418))
    bp.register_error_handler(HTTPException, lambda error: ("bp class", error.code))
    app.register_error_handler(404, lambda error: ("app code", 404))
    app.register_error_handler(HTTPException, lambda error: ("app class", error.code))
    app.register_blueprint(bp)
    client = app.test_client()
    assert client.get("/missing").text == "app code"
    assert client.get("/teapot").text == "bp class"


def test_unmatched_url_is_not_the_blueprints():
    app = Kolben(__name__)
    bp = Blueprint("bp", __name__, url_prefix="/bp")
    bp.register_error_handler(404, lambda error: ("bp", 404))
    app.register_error_handler(404, lambda error: ("app", 404))
    app.register_blueprint(bp)
    assert app.test_client().get("/bp/nowhere").text == "app"


def test_unhandled_error_passes_to_the_test_when_testing(app):
    del app.error_handler_spec[None][500]
    app.testing = True
    with pytest.raises(ValueError, match="a bug"):
        app.test_client().get("/break")


def test_unhandled_error_is_logged_and_hidden(app):
    import logging

    del app.error_handler_spec[None][500]
    records: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = records.append  # type: ignore[method-assign]
    app.logger.addHandler(handler)
    answer = app.test_client().get("/break")
    app.logger.removeHandler(handler)
    assert answer.status_code == 500
    assert "a bug" not in answer.text
    assert records[0].exc_info is not None
    assert isinstance(records[0].exc_info[1], ValueError)


def test_json_for_an_api():
    # region: json
    app = Kolben(__name__)

    @app.errorhandler(HTTPException)
    def as_json(error: HTTPException):
        body = {"code": error.code, "name": error.name, "detail": error.description}
        return body, error.code

    # endregion
    answer = app.test_client().get("/nowhere")
    assert answer.status_code == 404
    assert answer.json["name"] == "Not Found"
