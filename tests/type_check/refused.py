"""Mistakes that a type checker has to find."""

from typing import Any

import msgspec

from kolben import Blueprint, Kolben, url_for
from kolben.rest import Api, Resource
from kolben.typed import Answer, Created, Query, Stream

app = Kolben(__name__)
bp = Blueprint("shop", __name__)


@app.get("/number")  # refused
def number() -> int:
    return 1


@app.route("/nothing")  # refused
def nothing() -> None: ...


@bp.route("/set")  # refused
def unordered() -> set[str]:
    return {"a"}


@app.context_processor  # refused
def variables() -> list[Any]:
    return []


class Post(msgspec.Struct):
    title: str


@app.post("/posts")
def wrong_answer() -> Created[Post]:
    return 3  # refused


@app.post("/posts")
def wrong_answer_inside() -> Created[Post]:
    return Answer("text")  # refused


@app.post("/posts")
def wrong_model() -> Post:
    return {"title": "a dict is no Struct"}  # refused


@app.get("/posts")
def wrong_items() -> Stream[Post]:
    yield "text"  # refused


@app.get("/posts")
def wrong_default(page: Query[int] = "1") -> str:  # refused
    return page  # refused


url: int = url_for("number")  # refused
app.add_url_rule(1)  # refused
app.register_blueprint(app)  # refused
app.config.from_mapping("SECRET_KEY")  # refused


rest = Api(app)


rest.errorhandler(404)  # refused


@rest.param(1, "A name is a text")  # refused
class Thing(Resource): ...


rest.add_resource(app, "/things")  # refused
