"""Resources: methods, what is laid around them, what they return, what they check."""

import asyncio
from functools import wraps

import pytest

from kolben import Response, g, make_response, request
from kolben.rest import Api, Namespace, Resource, fields


@pytest.fixture
def api(app):
    return Api(app)


def test_methods_are_those_of_http(api, client):
    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            return "got"

        def delete(self):
            return None, 204

    assert client.get("/thing").json == "got"
    head = client.head("/thing")
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == "6"
    assert client.delete("/thing").status_code == 204
    assert client.delete("/thing").data == b""
    assert client.options("/thing").allow.to_header()
    refused = client.post("/thing")
    assert refused.status_code == 405
    assert set(refused.allow) == {"GET", "HEAD", "OPTIONS", "DELETE"}


def test_a_head_method_goes_before_get(api, client):
    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            return "got"

        def head(self):
            return None, 200, {"X-Head": "own"}

    assert client.head("/thing").headers["X-Head"] == "own"


def test_a_route_may_allow_fewer_methods(api, client):
    @api.route("/thing", methods=["GET"])
    class Thing(Resource):
        def get(self):
            return "got"

        def post(self):
            return "posted"

    assert client.get("/thing").status_code == 200
    assert client.post("/thing").status_code == 405


@pytest.mark.parametrize(
    ("returned", "status", "body"),
    [
        ({"a": 1}, 200, b'{"a": 1}\n'),
        ([], 200, b"[]\n"),
        (None, 200, b"null\n"),
        ("text", 200, b'"text"\n'),
        (("text",), 200, b'"text"\n'),
        (("text", 201), 201, b'"text"\n'),
        (("text", None, {"X-A": "b"}), 200, b'"text"\n'),
        (({}, 299, None), 299, b"{}\n"),
        (({"message": "x"}, 404), 404, b'{"message": "x"}\n'),
        (("\N{SNOWMAN}", 202), 202, b'"\\u2603"\n'),
    ],
)
def test_data_status_and_headers(api, client, returned, status, body):
    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            return returned

    answer = client.get("/thing")
    assert (answer.status_code, answer.data) == (status, body)
    assert answer.mimetype == "application/json"
    assert int(answer.headers["Content-Length"]) == len(body)
    if len(returned or ()) == 3 and returned[2]:
        assert answer.headers["X-A"] == "b"


def test_a_response_is_sent_as_it_is(api, client):
    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            return make_response("plain", 202)

    answer = client.get("/thing")
    assert (answer.status_code, answer.mimetype) == (202, "text/html")


def test_more_than_three_parts_are_an_error(api, client):
    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            return 1, 2, 3, 4

    with pytest.raises(ValueError, match="4 parts"):
        client.get("/thing")


def test_each_request_has_its_own_object(api, client):
    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            self.count = getattr(self, "count", 0) + 1
            return [self.count, self.api is api]

    assert client.get("/thing").json == [1, True]
    assert client.get("/thing").json == [1, True]


def test_arguments_of_the_class_come_from_add_resource(api, client):
    class Thing(Resource):
        def __init__(self, api=None, *args, **kwargs):
            super().__init__(api)
            self.given = [*args, kwargs]

        def get(self):
            return self.given

    options = {"resource_class_args": (1, 2), "resource_class_kwargs": {"a": 3}}
    api.add_resource(Thing, "/thing", **options)
    assert client.get("/thing").json == [1, 2, {"a": 3}]


def test_method_decorators_surround_each_method_the_last_outermost(api, client):
    def add(letter):
        def decorate(method):
            @wraps(method)
            def call(*args, **kwargs):
                return method(*args, **kwargs) + letter

            return call

        return decorate

    @api.route("/<name>")
    class Thing(Resource):
        method_decorators = [add("a"), add("b")]  # noqa: RUF012  # as users write it

        def get(self, name):
            return name

    assert client.get("/x").json == "xab"


def test_own_representations_go_before_those_of_the_api(api, client):
    def write_text(data, code, headers):
        return Response(f"own {data}", code, headers)

    @api.route("/thing")
    class Thing(Resource):
        representations = {"text/plain": write_text}  # noqa: RUF012  # as users write it

        def get(self):
            return "it", 201, {"X-A": "b"}

    answer = client.get("/thing", headers={"Accept": "text/plain"})
    assert (answer.status_code, answer.text) == (201, "own it")
    assert (answer.mimetype, answer.headers["X-A"]) == ("text/plain", "b")
    assert client.get("/thing", headers={"Accept": "image/png"}).json == "it"


def test_async_methods_are_awaited(api, client):
    person = api.model("Person", {"name": fields.String})

    def log(method):
        @wraps(method)
        def call(*args, **kwargs):
            g.called = True
            return method(*args, **kwargs)

        return call

    @api.route("/plain")
    class Plain(Resource):
        async def get(self):
            await asyncio.sleep(0)
            return {"path": request.path}, 202

    @api.route("/person")
    class Person(Resource):
        method_decorators = [log]  # noqa: RUF012  # as users write it

        @api.marshal_with(person)
        async def get(self):
            await asyncio.sleep(0)
            return {"name": str(g.called), "secret": 1}

        @api.expect(person, validate=True)
        async def post(self):
            raise KeyError("async")

    @api.errorhandler(KeyError)
    async def handle(error):
        await asyncio.sleep(0)
        return {"message": "handled"}, 409

    assert client.get("/plain").json == {"path": "/plain"}
    assert client.get("/plain").status_code == 202
    assert client.get("/person").json == {"name": "True"}
    assert client.post("/person", json={"name": "x"}).json == {"message": "handled"}
    assert client.post("/person", json={"name": 1}).status_code == 400


def test_dispatch_request_may_be_written_anew(api, client):
    @api.route("/<name>")
    class Thing(Resource):
        methods = ["GET"]  # noqa: RUF012  # as users write it

        def dispatch_request(self, *args, **kwargs):
            return {"dispatched": kwargs}, 203

    answer = client.get("/x")
    assert (answer.status_code, answer.json) == (203, {"dispatched": {"name": "x"}})


def test_decorators_of_the_class_are_of_its_view(api, client):
    def upper(view):
        @wraps(view)
        def call(*args, **kwargs):
            return view(*args, **kwargs).upper()

        return call

    @api.route("/thing")
    class Thing(Resource):
        decorators = [upper]  # noqa: RUF012  # as users write it

        def get(self):
            return "quiet"

    assert client.get("/thing").json == "QUIET"


def test_a_method_put_in_place_for_a_test_is_called(api, client, monkeypatch):
    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            return "real"

    assert client.get("/thing").json == "real"
    monkeypatch.setattr(Thing, "get", lambda _: "patched")
    assert client.get("/thing").json == "patched"


# Payloads ----------------------------------------------------------------------------


@pytest.fixture
def person(api):
    return api.model(
        "Person", {"name": fields.String(required=True), "age": fields.Integer(min=0)}
    )


def test_payloads_are_checked_where_that_is_asked_for(api, client, person):
    @api.route("/thing")
    class Thing(Resource):
        @api.expect(person, validate=True)
        def post(self):
            return api.payload["name"]

        @api.expect(person)
        def put(self):
            return api.payload

    assert client.post("/thing", json={"name": "Ada"}).json == "Ada"
    answer = client.post("/thing", json={"age": -1})
    assert answer.status_code == 400
    assert answer.json == {
        "errors": {
            "name": "'name' is a required property",
            "age": "-1 is less than the minimum of 0",
        },
        "message": "Input payload validation failed",
    }
    assert client.put("/thing", json={"age": -1}).json == {"age": -1}
    assert client.post("/thing", data="{}").status_code == 415
    broken = client.post("/thing", data="{", content_type="application/json")
    assert broken.status_code == 400


def test_lists_of_a_model_are_checked_one_by_one(api, client, person):
    @api.route("/things")
    class Things(Resource):
        @api.expect([person], validate=True)
        def post(self):
            return len(api.payload)

    assert client.post("/things", json=[{"name": "a"}, {"name": "b"}]).json == 2
    assert client.post("/things", json=[{"name": "a"}, {}]).status_code == 400
    assert client.post("/things", json={"name": "a"}).json == 1


@pytest.mark.parametrize("by", ["argument", "RESTX_VALIDATE", "RESTPLUS_VALIDATE"])
def test_all_payloads_may_be_checked(app, client, by):
    if by != "argument":
        app.config[by] = True
    api = Api(app, validate=True) if by == "argument" else Api(app)
    model = api.model("Thing", {"name": fields.String(required=True)})

    @api.route("/thing")
    class Thing(Resource):
        @api.expect(model)
        def post(self):
            return "fine"

        @api.expect(model, validate=False)
        def put(self):
            return "unseen"

    assert client.post("/thing", json={}).status_code == 400
    assert client.put("/thing", json={}).json == "unseen"


def test_a_namespace_may_have_its_payloads_checked(api, client):
    names = Namespace("names", validate=True)
    model = names.model("Thing", {"name": fields.String(required=True)})

    @names.route("/thing")
    class Thing(Resource):
        @names.expect(model)
        def post(self):
            return "fine"

    api.add_namespace(names, path="/n")
    assert client.post("/n/thing", json={}).status_code == 400
    assert client.post("/n/thing", json={"name": "x"}).json == "fine"


def test_nested_models_are_checked_too(api, client, person):
    child = api.inherit("Child", person, {"parent": fields.Nested(person)})

    @api.route("/child")
    class Child(Resource):
        @api.expect(child, validate=True)
        def post(self):
            return "fine"

    good = {"name": "a", "parent": {"name": "b"}}
    assert client.post("/child", json=good).json == "fine"
    answer = client.post("/child", json={"name": "a", "parent": {"age": "x"}})
    assert set(answer.json["errors"]) == {"parent.name", "parent.age"}
