"""The samples of docs/rest-fields.md."""

from datetime import datetime

import pytest

from kolben import Kolben
from kolben.rest import Api, Model, Resource, fields, marshal, marshal_with

app = Kolben(__name__)

# region: model
author = Model("Author", {"name": fields.String(required=True), "id": fields.Integer})
post = Model(
    "Post",
    {
        "title": fields.String(required=True, max_length=200),
        "published": fields.DateTime(attribute="published_at"),
        "tags": fields.List(fields.String),
        "author": fields.Nested(author),
        "uri": fields.Url("show"),
    },
)


class Post:
    """A row of a database, say."""

    def __init__(self, id, title):  # noqa: A002
        self.id = id
        self.title = title
        self.published_at = datetime(2026, 1, 2, 3, 4)
        self.tags = ["tea"]
        self.author = {"name": "Ada", "id": 1, "password": "secret"}


@app.get("/posts/<int:id>")
@marshal_with(post)
def show(id):  # noqa: A002
    return Post(id, "Tea")


# endregion


# region: api
api = Api(app, title="Posts", doc=False)
entry = api.model("Entry", {"title": fields.String(required=True), "n": fields.Integer})


@api.route("/entries")
class Entries(Resource):
    @api.expect(entry, validate=True)
    @api.marshal_with(entry, code=201)
    def post(self):
        return api.payload, 201


# endregion


# region: own
class Slug(fields.String):
    """Text as a part of a URL."""

    __schema_format__ = "slug"

    def format(self, value):
        if not str(value).strip():
            raise fields.MarshallingError("nothing to make a slug of")
        return "-".join(str(value).lower().split())


class Age(fields.Raw):
    """In whole years, from the field `born` of the object."""

    __schema_type__ = "integer"

    def output(self, key, obj, **kwargs):
        return 2026 - obj["born"]


# endregion


# region: stream
@app.get("/export")
@marshal_with(author, envelope="authors", stream=True)
def export():
    # From a cursor of a database: the objects are never all in memory.
    return ({"id": number, "name": f"No. {number}"} for number in range(10_000))


# endregion


def test_show(client):
    # region: answer
    assert client.get("/posts/5").get_json() == {
        "title": "Tea",
        "published": "2026-01-02T03:04:00",
        "tags": ["tea"],
        "author": {"name": "Ada", "id": 1},
        "uri": "/posts/5",
    }
    # endregion
    # region: mask
    answer = client.get("/posts/5", headers={"X-Fields": "title,author{name}"})
    assert answer.get_json() == {"title": "Tea", "author": {"name": "Ada"}}
    # endregion


def test_marshal():
    # region: marshal
    data = {"name": "Ada", "id": None}
    assert marshal(data, author) == {"name": "Ada", "id": None}
    assert marshal(data, author, skip_none=True) == {"name": "Ada"}
    assert marshal([data], author, envelope="authors", mask="name") == {
        "authors": [{"name": "Ada"}]
    }
    # endregion


def test_families():
    # region: families
    pet = Model("Pet", {"kind": fields.String(discriminator=True)})
    cat = pet.inherit("Cat", {"lives": fields.Integer})
    old = cat.clone("OldCat", {"age": fields.Integer})

    assert marshal({"lives": 9}, cat) == {"kind": "Cat", "lives": 9}
    assert marshal({"lives": 1, "age": 20}, old) == {"lives": 1, "age": 20}
    # endregion


def test_wildcard():
    # region: wildcard
    counts = {"total": fields.Integer, "tag_*": fields.Wildcard(fields.Integer)}
    data = {"total": "3", "tag_tea": "1", "tag_milk": "2", "other": 5}
    assert marshal(data, counts) == {"total": 3, "tag_milk": 2, "tag_tea": 1}
    # endregion


def test_own():
    model = {"slug": Slug(attribute="title"), "age": Age}
    assert marshal({"title": "Hot Tea", "born": 2000}, model) == {
        "slug": "hot-tea",
        "age": 26,
    }
    with pytest.raises(fields.MarshallingError):
        marshal({"title": " ", "born": 2000}, model)


def test_validate(client):
    # region: validate
    answer = client.post("/entries", json={"n": "five"})
    assert answer.status_code == 400
    assert answer.get_json()["errors"] == {
        "title": "'title' is a required property",
        "n": "'five' is not of type 'integer'",
    }
    # endregion
    made = client.post("/entries", json={"title": "Tea", "n": 5})
    assert (made.status_code, made.get_json()) == (201, {"title": "Tea", "n": 5})


def test_recursive():
    # region: recursive
    comment = Model("Comment", {"text": fields.String})
    comment["answers"] = fields.List(fields.Nested(comment))

    thread = {"text": "Tea?", "answers": [{"text": "Yes.", "answers": []}]}
    assert marshal(thread, comment) == thread
    # endregion


def test_stream(client):
    authors = client.get("/export").get_json()["authors"]
    assert authors[-1] == {"id": 9999, "name": "No. 9999"}
