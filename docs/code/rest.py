"""The samples of docs/rest.md."""

import asyncio
import csv
import io

from kolben import Blueprint, Kolben, make_response
from kolben.rest import Api, Namespace, Resource, abort, cors, fields

# region: start
app = Kolben(__name__)
api = Api(app, title="Library", version="2.0", description="Books and who has them.")


@api.route("/hello")
class Hello(Resource):
    def get(self):
        """Say hello."""
        return {"hello": "reader"}


# endregion

# region: namespace
ns = Namespace("books", description="What can be borrowed", validate=True)

author = ns.model("Author", {"name": fields.String(required=True)})
new_book = ns.model(
    "NewBook",
    {
        "title": fields.String(required=True, min_length=1, max_length=200),
        "author": fields.Nested(author, required=True),
    },
)
book = ns.inherit("Book", new_book, {"id": fields.Integer(readonly=True)})

shelf = {1: {"id": 1, "title": "Mrs Dalloway", "author": {"name": "Virginia Woolf"}}}


@ns.route("/")
class Books(Resource):
    @ns.marshal_list_with(book)
    def get(self):
        """List all books."""
        return list(shelf.values())

    @ns.expect(new_book)
    @ns.marshal_with(book, code=201)
    @ns.response(400, "Not a book")
    def post(self):
        """Add a book."""
        number = max(shelf) + 1
        shelf[number] = {"id": number, **api.payload}
        return shelf[number], 201, {"Location": api.url_for(Book, number=number)}


@ns.route("/<int:number>")
@ns.param("number", "The number on its back")
@ns.response(404, "No such book")
class Book(Resource):
    @ns.marshal_with(book)
    def get(self, number):
        """Fetch one book."""
        if number not in shelf:
            abort(404, f"There is no book {number}.", shelf="all")
        return shelf[number]

    @ns.response(204, "Gone")
    def delete(self, number):
        """Throw it away."""
        shelf.pop(number, None)
        return "", 204


api.add_namespace(ns)  # at /books; path="/library/books" would be another place
# endregion


# region: errors
class Lent(Exception):
    """Somebody else has it."""


@api.errorhandler(Lent)
@api.marshal_with(api.model("Sorry", {"message": fields.String}), code=409)
def answer_lent(error):
    """The book is lent."""
    return {"message": f"Back on {error}."}, 409


@ns.route("/<int:number>/loan")
class Loan(Resource):
    def put(self, number):
        """Borrow a book.

        :raises Lent: when somebody has it
        """
        raise Lent("Friday")


# endregion


# region: representations
@api.representation("text/csv")
def write_csv(data, code, headers=None):
    text = io.StringIO()
    rows = data if isinstance(data, list) else [data]
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return make_response(text.getvalue(), code, headers)


# endregion


# region: cors
@api.route("/open")
class Open(Resource):
    @cors.crossdomain(origin="https://reader.example", credentials=True)
    def get(self):
        return {"for": "pages of reader.example"}

    @cors.crossdomain(origin="https://reader.example", credentials=True)
    def options(self):
        """Never called: `crossdomain` answers."""


# endregion


# region: async
@api.route("/slow")
class Slow(Resource):
    @api.marshal_with(author)
    async def get(self):
        await asyncio.sleep(0)
        return {"name": "Marcel Proust"}


# endregion


# region: typed
@api.route("/search")
class Search(Resource):
    def get(self, words: str, limit: int = 10) -> list[str]:
        """Search titles."""
        titles = [each["title"] for each in shelf.values()]
        return [title for title in titles if words in title][:limit]


# endregion


def make_nested():
    # region: nested
    site = Blueprint("open", __name__, url_prefix="/open")
    version = Blueprint("v1", __name__, url_prefix="/v1")
    nested = Api(version, title="Library", doc="/docs/")
    nested.add_namespace(ns)
    site.register_blueprint(version)
    app = Kolben(__name__)
    app.register_blueprint(site)  # /open/v1/books/, /open/v1/docs/
    # endregion
    return app


def test_hello(client):
    # region: hello
    answer = client.get("/hello")
    assert answer.get_json() == {"hello": "reader"}
    # endregion


def test_namespace(client):
    # region: ask
    dalloway = {"id": 1, "title": "Mrs Dalloway", "author": {"name": "Virginia Woolf"}}
    assert client.get("/books/").get_json() == [dalloway]

    answer = client.post(
        "/books/", json={"title": "Swann's Way", "author": {"name": "Marcel Proust"}}
    )
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/books/2"
    # endregion
    assert client.delete("/books/2").status_code == 204


def test_validation(client):
    # region: invalid
    answer = client.post("/books/", json={"title": "", "author": {}})
    assert answer.status_code == 400
    assert answer.get_json() == {
        "message": "Input payload validation failed",
        "errors": {
            "title": "'' should be non-empty",
            "author.name": "'name' is a required property",
        },
    }
    # endregion


def test_errors(client):
    # region: abort
    answer = client.get("/books/77")
    assert answer.status_code == 404
    assert answer.get_json()["message"].startswith("There is no book 77.")
    assert answer.get_json()["shelf"] == "all"
    # endregion
    answer = client.put("/books/1/loan")
    assert (answer.status_code, answer.get_json()) == (
        409,
        {"message": "Back on Friday."},
    )
    responses = client.get("/swagger.json").get_json()["paths"]["/books/{number}/loan"]
    assert responses["put"]["responses"] == {"409": {"$ref": "#/responses/Lent"}}


def test_representations(client):
    answer = client.get("/hello", headers={"Accept": "text/csv"})
    assert answer.text.splitlines() == ["hello", "reader"]
    assert answer.headers["Content-Type"] == "text/csv"


def test_cors(client):
    for method in ("GET", "OPTIONS"):
        headers = client.open("/open", method=method).headers
        assert headers["Access-Control-Allow-Origin"] == "https://reader.example"
        assert headers["Access-Control-Allow-Credentials"] == "true"


def test_async(client):
    assert client.get("/slow").get_json() == {"name": "Marcel Proust"}


def test_typed(client):
    assert client.get("/search?words=Mrs").get_json() == ["Mrs Dalloway"]
    assert client.get("/search?words=Mrs&limit=many").status_code == 422


def test_nested():
    client = make_nested().test_client()
    assert client.get("/open/v1/books/1").status_code == 200
    assert client.get("/open/v1/books/77").status_code == 404
    assert client.get("/open/v1/docs/").status_code == 200
    assert client.get("/open/v1/swagger.json").get_json()["basePath"] == "/open/v1"


def test_documents(client):
    # region: documents
    assert client.get("/swagger.json").get_json()["swagger"] == "2.0"
    assert client.get("/openapi.json").get_json()["openapi"].startswith("3.1")
    # endregion
    for page in ("/", "/reference.html"):
        assert client.get(page).mimetype == "text/html"


def test_amendments(client):
    # region: amend
    api.openapi.amendments.append(
        lambda description: setattr(description, "terms_of_service", "/terms")
    )
    # endregion
    info = client.get("/openapi.json").get_json()["info"]
    assert info["termsOfService"] == "/terms"


def test_postman(client):
    with app.test_request_context():
        # region: postman
        collection = api.as_postman(urlvars=True, swagger=True)
        # endregion
    assert collection["name"] == "Library 2.0"
