"""One format for the errors of an API."""

import json

import pytest

# region: start
from kolben import Blueprint, Kolben, abort
from kolben.rest.errors import ApiError, uniform_errors

app = Kolben(__name__)
api = Blueprint("api", __name__, url_prefix="/api/v1")
uniform_errors(api)


@api.get("/client/<name>")
def client_by_name(name: str):
    abort(404, f"There is no client {name}.")


# endregion


# region: own
class OutOfStock(ApiError, zh="卖完了。"):
    error_code = 2001
    code = 409
    msg = "There is nothing left of it."


@api.post("/orders")
def order():
    raise OutOfStock(extra={"back_in": "3 days"})


# endregion


# region: wait
from kolben.rest.errors import RateLimited


@api.get("/search")
def search():
    raise RateLimited(retry_after=30)


# endregion


# region: returned
@api.get("/shelf")
def shelf():
    return {"message": "There is no shelf."}, 404


# endregion


@api.get("/broken")
def broken():
    raise ValueError("secret of the house")


app.register_blueprint(api)


def test_shape(client):
    answer = client.get("/api/v1/client/ann?token=1")
    assert answer.status_code == 404
    assert answer.json == {
        "error_code": 1001,
        "msg": "There is no client ann.",
        "request": "GET /api/v1/client/ann",
        "request_id": answer.headers["X-Request-ID"],
    }


def test_every_other_error_has_it_too(client):
    codes = {
        "/api/v1/nowhere": (404, 1007),
        "/api/v1/orders": (405, 1008),
        "/api/v1/shelf": (404, 1001),
        "/api/v1/broken": (500, 999),
    }
    for path, expected in codes.items():
        answer = client.get(path)
        assert (answer.status_code, answer.json["error_code"]) == expected
    assert client.get("/api/v1/shelf").json["msg"] == "There is no shelf."
    assert "secret" not in client.get("/api/v1/broken").text
    assert client.get("/nowhere").mimetype == "text/html"


def test_error_of_ones_own(client):
    from kolben.errors import SetupError

    answer = client.post("/api/v1/orders", headers={"Accept-Language": "zh-CN"})
    assert answer.status_code == 409
    assert answer.json["msg"] == "卖完了。"
    assert answer.json["back_in"] == "3 days"
    with pytest.raises(SetupError, match="error_code 2001 is that of"):

        class Again(ApiError):
            error_code = 2001


def test_retry_after(client):
    assert client.get("/api/v1/search").headers["Retry-After"] == "30"


def test_problem_details(client):
    answer = client.post(
        "/api/v1/orders", headers={"Accept": "application/problem+json"}
    )
    assert answer.mimetype == "application/problem+json"
    problem = json.loads(answer.data)
    assert problem["title"] == "Conflict"
    assert problem["detail"] == "There is nothing left of it."
    assert problem["error_code"] == 2001
