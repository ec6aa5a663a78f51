"""An API of resources, models and arguments, as users write it."""

from datetime import date
from typing import Any, assert_type

import msgspec
from werkzeug.exceptions import Conflict

from kolben import Blueprint, Kolben, Response, make_response
from kolben.rest import (
    Api,
    Model,
    Namespace,
    Resource,
    abort,
    cors,
    fields,
    inputs,
    marshal,
    marshal_with,
    reqparse,
)
from kolben.typed import Answer, Created, Query

app = Kolben(__name__)
blueprint = Blueprint("open_api", __name__, url_prefix="/api")
api = Api(
    blueprint,
    version="1.0",
    prefix="/v1",
    title="Library",
    authorizations={"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    security="key",
    doc="/docs/",
)
ns = api.namespace("books", description="What can be borrowed")
more = Namespace("more", path="/more", validate=True, decorators=[])
api.add_namespace(more, path="/still-more")

author = api.model("Author", {"name": fields.String(required=True, max_length=9)})
book = ns.inherit(
    "Book",
    author,
    {
        "id": fields.Integer(readonly=True, min=1),
        "author": fields.Nested(author, allow_null=True),
        "tags": fields.List(fields.String, unique=True),
        "since": fields.Date(attribute="created"),
        "price": fields.Fixed(decimals=2),
        "uri": fields.Url("books_book", absolute=True),
        "any": fields.Raw(attribute=lambda each: each["x"], default=None),
    },
)
alone = Model("Alone", {"*": fields.Wildcard(fields.Float)})

parser = reqparse.RequestParser(bundle_errors=True)
parser.add_argument("page", type=int, default=1, help="Which page")
parser.add_argument("since", type=inputs.date, location="args")
parser.add_argument("kind", choices=("a", "b"), action="append")


class Shout(fields.String):
    def format(self, value: Any) -> str:
        return str(value).upper()


class Lent(Exception):
    until: date


@api.errorhandler(Lent)
@api.marshal_with(author, code=409)
def answer_lent(error: Lent) -> tuple[dict[str, str], int]:
    return {"name": str(error)}, 409


@api.errorhandler
def answer_rest(error: Exception) -> tuple[dict[str, str], int]:
    return {"message": "sorry"}, 500


@api.representation("text/csv")
def write_csv(data: Any, code: int, headers: Any = None) -> Response:
    return make_response("csv", code, headers)


@ns.route("/", "/all", endpoint="books")
class Books(Resource):
    @ns.expect(parser)
    @ns.marshal_list_with(book, envelope="books", skip_none=True)
    def get(self) -> list[dict[str, Any]]:
        args = parser.parse_args(strict=True)
        return [{"page": args["page"]}]

    @ns.expect(book, validate=True)
    @ns.response(201, "Made", book)
    @ns.doc("add_book", security=None)
    def post(self) -> tuple[Any, int, dict[str, str]]:
        if api.payload is None:
            abort(400, "Nothing", why="empty")
        return api.payload, 201, {"Location": api.url_for(Book, number=1)}


@ns.route("/<int:number>", doc={"params": {"number": "Its number"}})
@ns.param("number", "The number", _in="path")
@ns.response(404, "No such book")
class Book(Resource):
    method_decorators = [cors.crossdomain(origin="*")]

    @marshal_with(book, mask="{id}")
    async def get(self, number: int) -> dict[str, int]:
        """Fetch one book."""
        return {"id": number}

    @ns.deprecated
    @ns.vendor({"x-level": 1})
    @ns.header("X-Count", "How many", type=int)
    def delete(self, number: int) -> tuple[str, int]:
        raise Conflict


@ns.hide
class Secret(Resource):
    def get(self) -> str:
        return "secret"


ns.add_resource(Secret, "/secret")


class Note(msgspec.Struct):
    text: str


@more.route("/notes")
class Notes(Resource):
    def post(self, note: Note, loud: Query[bool] = False) -> Created[Note]:
        return Answer(note)


# Decorators give back what they are given.
assert_type(Books, type[Books])
assert_type(Books(api), Books)
assert_type(Notes(api).post(Note("a")), Created[Note])
assert_type(marshal({"name": "a"}, author), Any)
assert_type(api.base_path, str)
app.register_blueprint(blueprint)
late = Api(title=lambda: "Late", doc=False)
late.init_app(app, title="Later")
