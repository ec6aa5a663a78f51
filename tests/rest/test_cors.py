"""`crossdomain`: the headers that let pages of other hosts use a resource."""

from datetime import timedelta

from kolben import Response
from kolben.rest import Api, Resource, cors


def test_headers_are_added_to_what_a_method_answers(app, client):
    api = Api(app)

    @api.route("/thing")
    class Thing(Resource):
        @cors.crossdomain(
            origin=["https://a.example", "https://b.example"],
            methods=["put", "get"],
            headers=["X-One", "x-two"],
            expose_headers="X-Three",
            max_age=timedelta(minutes=1),
            credentials=True,
        )
        def get(self):
            return Response("it", headers={"X-Three": "3"})

    answer = client.get("/thing", headers={"Origin": "https://b.example"})
    assert answer.text == "it"
    assert answer.headers["Vary"] == "Origin"
    found = {k: v for k, v in answer.headers.items() if k.startswith("Access-")}
    assert found == {
        "Access-Control-Allow-Origin": "https://b.example",
        "Access-Control-Allow-Methods": "GET, PUT",
        "Access-Control-Allow-Headers": "X-ONE, X-TWO",
        "Access-Control-Expose-Headers": "X-Three",
        "Access-Control-Max-Age": "60",
        "Access-Control-Allow-Credentials": "true",
    }
    answer = client.get("/thing", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Vary"] == "Origin"


def test_around_a_view_it_answers_options_by_itself(app, client):
    api = Api(app, decorators=[cors.crossdomain(origin="*")])

    @api.route("/thing")
    class Thing(Resource):
        def get(self):
            return {"a": 1}

        def options(self):
            raise AssertionError("never called")

    preflight = client.options("/thing")
    assert preflight.headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    answer = client.get("/thing")
    assert answer.json == {"a": 1}
    assert answer.headers["Access-Control-Max-Age"] == "21600"


def test_headers_may_be_for_options_alone(app, client):
    decorate = cors.crossdomain(origin="*", attach_to_all=False)

    @app.route("/thing", methods=["GET", "OPTIONS"])
    @decorate
    def thing():
        return "it"

    assert "Access-Control-Allow-Origin" not in client.get("/thing").headers
    assert client.options("/thing").headers["Access-Control-Allow-Origin"] == "*"


def test_options_may_reach_the_view(app, client):
    @app.route("/thing", methods=["GET", "OPTIONS"])
    @cors.crossdomain(origin="*", automatic_options=False)
    def thing():
        return "own"

    assert client.options("/thing").text == "own"


def test_async_views_are_awaited(app, client):
    @app.get("/thing")
    @cors.crossdomain(origin="*")
    async def thing():
        return "it"

    assert client.get("/thing").text == "it"
