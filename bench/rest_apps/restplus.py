"""The API in RESTPlus's way, from one source for Flask-RESTX and for Kolben."""

from types import ModuleType

from rest_apps import content


def make_app(flask: ModuleType, rest: ModuleType):
    """``flask`` and ``rest`` are the modules that provide the names."""
    app = flask.Flask("bench_restplus", static_folder=None)
    fields, reqparse, inputs = rest.fields, rest.reqparse, rest.inputs
    api = rest.Api(app, title="Bench", validate=True)
    new_item = api.model(
        "NewItem",
        {
            "name": fields.String(required=True, min_length=1, max_length=100),
            "price": fields.Float(required=True, min=0, exclusiveMin=True),
            "count": fields.Integer(required=True, min=0, max=content.MOST),
        },
    )
    item = api.model(
        "Item",
        {
            "id": fields.Integer,
            "name": fields.String,
            "price": fields.Float,
            "count": fields.Integer,
            "available": fields.Boolean,
            "category": fields.String,
        },
    )
    query = reqparse.RequestParser()
    query.add_argument("q", location="args", required=True)
    query.add_argument("page", type=inputs.positive, location="args", default=1)
    query.add_argument(
        "size", type=inputs.int_range(1, 100), location="args", default=20
    )
    query.add_argument("available", type=inputs.boolean, location="args", default=False)

    @api.route("/items")
    class Items(rest.Resource):
        @api.expect(new_item)
        def post(self):
            return api.payload

        @api.marshal_list_with(item)
        def get(self):
            return content.ITEMS

    @api.route("/search")
    class Search(rest.Resource):
        @api.expect(query)
        def get(self):
            return dict(query.parse_args())

    return app


def make_big_app(flask: ModuleType, rest: ModuleType, routes: int):
    """An API with that many routes, two methods each, and a model for every ten."""
    app = flask.Flask("bench_big", static_folder=None)
    fields = rest.fields
    api = rest.Api(app, title="Big")
    space = None
    for number in range(routes):
        if number % 10 == 0:
            space = api.namespace(f"group{number // 10}", description="Ten resources")
            model = space.model(
                f"Model{number}",
                {
                    "id": fields.Integer(readonly=True, description="Its number"),
                    "name": fields.String(required=True, max_length=100),
                    "price": fields.Float(min=0),
                    "tags": fields.List(fields.String),
                },
            )
            parser = space.parser()
            parser.add_argument("page", type=int, location="args", default=1)
        _add_resource(rest, space, model, parser, number)
    return app


def _add_resource(rest: ModuleType, space, model, parser, number: int) -> None:
    @space.route(f"/thing{number}/<int:thing_id>", endpoint=f"thing{number}")
    @space.param("thing_id", "Which thing")
    class Thing(rest.Resource):
        @space.expect(parser)
        @space.marshal_with(model)
        @space.response(404, "There is no such thing")
        def get(self, thing_id):
            """One thing"""
            return {"id": thing_id}

        @space.expect(model)
        @space.marshal_with(model, code=201)
        def put(self, thing_id):
            """Put a thing in its place"""
            return {"id": thing_id}, 201
