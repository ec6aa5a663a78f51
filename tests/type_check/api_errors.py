"""Errors of an API, and what has the format."""

from kolben import Blueprint, Kolben
from kolben.rest import Api
from kolben.rest.errors import ApiError, RateLimited, uniform_errors


class OutOfStock(ApiError, zh="卖完了。"):
    error_code = 2001
    code = 409
    msg = "There is nothing left of it."


app = Kolben(__name__)
bp = Blueprint("api", __name__)
uniform_errors(app)
uniform_errors(bp)
uniform_errors(Api(bp))


@app.get("/")
def view() -> str:
    raise OutOfStock("x", extra={"a": 1}, headers={"X": "y"})


@app.get("/b")
def other() -> OutOfStock:
    return OutOfStock(retry_after=3)


raise RateLimited(retry_after=3.5, faults=[{"place": "x", "msg": "y"}])
