"""An Api as a collection for Postman."""

from uuid import UUID

import pytest

from kolben.rest import Api, Resource, fields


@pytest.fixture
def api(app):
    api = Api(
        app,
        version="2.0",
        title="Shop",
        description="All of it",
        authorizations={
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "other": {"type": "basic"},
        },
    )
    names = api.namespace("things", "What there is")
    thing = api.model("Thing", {"name": fields.String})

    @names.route("/<int:number>")
    class Thing(Resource):
        @names.doc(security="key")
        @names.param("page", "Which page", type=int, default=2)
        @names.param("q", "What")
        @names.param("X-Trace", "An id", _in="header")
        def get(self, number):
            """Find one."""

        @names.expect(thing)
        def post(self, number):
            return number

    return api


def collect(app, api, **options):
    with app.test_request_context(base_url="https://shop.example"):
        return api.as_postman(**options)


def test_operations_are_requests_in_folders(app, api):
    collection = collect(app, api)
    assert collection["name"] == "Shop 2.0"
    assert collection["description"] == "All of it"
    assert collection["order"] == []
    get, post = collection["requests"]
    assert get["name"] == "get_thing"
    assert get["method"] == "GET"
    assert get["url"] == "https://shop.example/things/:number"
    assert get["pathVariables"] == {"number": 0}
    assert get["description"] == "Find one"
    assert set(get["headers"].split("\n")) == {"X-Trace:", "X-Key:"}
    assert post["headers"] == "Content-Type:application/json"
    folders = {folder["name"]: folder for folder in collection["folders"]}
    things = folders["things"]
    assert things["description"] == "What there is"
    assert things["order"] == [get["id"], post["id"]]
    assert get["folder"] == post["folder"] == things["id"]
    for each in (collection, get, things):
        UUID(each["id"])
    assert get["collectionId"] == things["collectionId"] == collection["id"]


def test_ids_stay_the_same(app, api):
    first, second = collect(app, api), collect(app, api)
    assert [each["id"] for each in first["requests"]] == [
        each["id"] for each in second["requests"]
    ]


def test_the_query_may_be_a_part_of_the_urls(app, api):
    get = collect(app, api, urlvars=True)["requests"][0]
    assert get["url"] == "https://shop.example/things/:number?q=&page=2"


def test_the_document_may_be_the_first_request(app, api):
    collection = collect(app, api, swagger=True)
    first = collection["requests"][0]
    assert first["url"] == "https://shop.example/swagger.json"
    assert collection["order"] == [first["id"]]
