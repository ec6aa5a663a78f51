"""Views behind `requires`, and what tells it who is calling."""

import sqlite3
from typing import assert_type

from kolben import Blueprint, Kolben
from kolben.security.api import (
    ApiSecurity,
    Caller,
    Client,
    Clients,
    MemoryNonces,
    SQLGrants,
    Tokens,
    get_caller,
    requires,
)
from kolben.security.api.client import RequestsAuth, Signer
from kolben.security.api.client_httpx import HttpxAuth
from kolben.views import MethodView


class ClientsOfTheShop:
    def find(self, client_id: str) -> Client | None:
        return Client(client_id, "x" * 40, scopes=["a"]) if client_id else None


app = Kolben(__name__)
tokens = Tokens(SQLGrants(lambda: sqlite3.connect("tokens.db")), prefix="shop")
ApiSecurity(app, clients=ClientsOfTheShop(), nonces=MemoryNonces(), tokens=tokens)
other = ApiSecurity(clients=Clients([]), nonces=MemoryNonces())


@app.get("/posts/<int:number>")
@requires("posts:read")
def show(number: int) -> dict[str, int]:
    return {"number": number}


assert_type(show(1), dict[str, int])


@app.post("/posts")
@requires("posts:write")
async def create() -> str:
    assert_type(get_caller(), Caller)
    return get_caller().id


@app.get("/other")
@other.requires()
def of_another_api() -> str:
    return other.get_caller().id


@requires("posts:read")
class Posts(MethodView):
    @requires("posts:write")
    def delete(self, number: int) -> tuple[str, int]:
        return "", 204


app.add_url_rule("/all/<int:number>", view_func=Posts.as_view("posts"))
assert_type(Posts().delete(1), tuple[str, int])

api = Blueprint("api", __name__)
api.before_request(requires("admin").check)

headers: dict[str, str] = Signer("a", b"b" * 40).sign("GET", "http://h/")
RequestsAuth("a", "b" * 40)
HttpxAuth("a", "b" * 40)
