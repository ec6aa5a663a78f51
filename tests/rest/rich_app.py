"""A harbour: an app that uses all of flask-restx's public API at least once.

It imports only `flask` and `flask_restx`, so that it runs on the real ones and on
Kolben. `make_app` is the whole; its settings and the Api's arguments can be given.
"""

# ruff: noqa: A002, RUF012  # written as users write such apps

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, Response, make_response
from flask_restx import (
    Api,
    Namespace,
    Resource,
    abort,
    cors,
    fields,
    inputs,
    marshal_with_field,
    reqparse,
)
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import Conflict, NotFound

AUTHORIZATIONS = {
    "apikey": {"type": "apiKey", "in": "header", "name": "X-API-KEY"},
    "harbour_auth": {
        "type": "oauth2",
        "flow": "accessCode",
        "tokenUrl": "https://auth.example.com/token",
        "authorizationUrl": "https://auth.example.com/authorize",
        "scopes": {"read": "Look at ships", "write": "Move ships"},
    },
}


class Storm(Exception):
    """Nothing moves."""


class Stranded(Exception):
    """A ship that cannot leave."""


class Fog(Exception):
    """Only the default handler knows what to do."""


class Ship:
    def __init__(self, number: int, name: str, kind: str = "cargo") -> None:
        self.id = number
        self.name = name
        self.kind = kind
        self.length = 120.5
        self.draught = "7.25"
        self.built = date(1998, 5, 17)
        self.arrived = datetime(2024, 2, 29, 12, 30, 15, tzinfo=UTC)
        self.loaded = True
        self.owner = {"name": "North Sea Lines", "city": None}
        self.crew = [{"name": "Ada", "rank": "master"}, {"name": "Bo", "rank": "mate"}]
        self.flags = {"radio": 16, "ais": "on"}


def make_ships() -> dict[int, Ship]:
    return {1: Ship(1, "Albatros"), 2: Ship(2, "Möwe", "ferry")}


def make_app(config: dict[str, Any] | None = None, **settings: Any) -> Flask:
    """The app with its Api on it."""
    app = Flask("rich_app")
    app.config.update(config or {})
    settings.setdefault("version", "2.3")
    settings.setdefault("title", "Harbour")
    settings.setdefault("description", "Ships, berths and what they carry.")
    api = Api(
        app,
        terms_url="https://harbour.example.com/terms",
        license="BSD",
        license_url="https://harbour.example.com/license",
        contact="Harbour office",
        contact_url="https://harbour.example.com/",
        contact_email="office@harbour.example.com",
        authorizations=AUTHORIZATIONS,
        security="apikey",
        tags=["tides", {"name": "weather", "description": "What is in the sky"}],
        default="tides",
        default_label="High and low water",
        **settings,
    )
    add_tides(api)
    ships = make_ship_namespace(api)
    api.add_namespace(ships)
    api.add_namespace(make_berth_namespace(), path="/quay/berths")
    add_handlers(api)

    @app.get("/plain")
    def plain() -> str:
        return "not of the Api"

    @app.get("/plain/broken")
    def plain_broken() -> str:
        raise Conflict("not of the Api")

    app.harbour_api = api  # type: ignore[attr-defined]
    return app


def add_handlers(api: Api) -> None:
    sorry = api.model("Sorry", {"message": fields.String, "wait": fields.Integer})

    @api.errorhandler(Storm)
    @api.marshal_with(sorry, code=503)
    @api.header("Retry-After", "When to try again")
    def handle_storm(error: Storm) -> Any:
        """Nothing can be done now."""
        return {"message": str(error), "wait": 60}, 503, {"Retry-After": "60"}

    @api.errorhandler(Stranded)
    def handle_stranded(error: Stranded) -> Any:
        """The ship stays."""
        return {"message": f"stranded: {error}", "tide": "low"}, 409

    @api.errorhandler
    def handle_rest(error: Exception) -> Any:
        return {"message": f"default: {error}"}, getattr(error, "code", 500)


def add_tides(api: Api) -> None:
    tide = api.model(
        "Tide",
        {
            "at": fields.DateTime(description="The time", dt_format="iso8601"),
            "height": fields.Float(min=-5, max=15, example=3.2),
            "kind": fields.String(enum=["high", "low"], required=True),
        },
    )

    @api.route("/tides", "/tides/today", endpoint="tides")
    class Tides(Resource):
        """When the water comes."""

        @api.marshal_list_with(tide, envelope="tides")
        def get(self) -> Any:
            """List the tides of the day.

            Times are in UTC.
            """
            at = datetime(2024, 2, 29, 4, 5, 6, tzinfo=UTC)
            return [{"at": at, "height": 2, "kind": "high"}]

        @api.expect(tide, validate=True)
        @api.response(201, "Written down", tide)
        @api.doc("note_tide", security=None)
        def post(self) -> Any:
            return api.payload, 201, {"Location": "/tides/1"}

    @api.route("/echo/<path:rest>", doc={"params": {"rest": "Anything"}})
    class Echo(Resource):
        def get(self, rest: str) -> Any:
            return rest

        def put(self, rest: str) -> Any:
            return None, 204

        def delete(self, rest: str) -> Any:
            return {"gone": rest}, 202

        def patch(self, rest: str) -> Any:
            return make_response(f"patched {rest}", 206, {"X-Part": "one"})

        def options(self, rest: str) -> Any:
            return {"options": rest}

    @api.route("/text")
    class Text(Resource):
        representations = {
            "text/csv": lambda data, code, headers: make_response(
                ",".join(data), code, headers
            )
        }

        @api.produces(["text/csv", "application/json"])
        def get(self) -> Any:
            return ["a", "b"], 200, {"X-Kind": "letters"}

    @api.route("/hidden")
    @api.hide
    class Hidden(Resource):
        def get(self) -> Any:
            return "hidden"

    @api.route("/half-hidden")
    class HalfHidden(Resource):
        @api.doc(False)
        def get(self) -> Any:
            return "hidden"

        @api.deprecated
        @api.vendor({"x-harbour": 1}, level="low")
        def post(self) -> Any:
            return "seen"

    @api.route("/open")
    class Open(Resource):
        @cors.crossdomain(
            origin="*", methods=["get", "put"], headers=["X-One", "x-two"]
        )
        def get(self) -> Any:
            return Response("open", mimetype="text/plain")

    @api.route("/double/<int:number>", endpoint="double")
    class Double(Resource):
        def __init__(self, api: Any, factor: int = 1, *, step: int = 0) -> None:
            super().__init__(api)
            self.factor = factor
            self.step = step

        def get(self, number: int) -> Any:
            return number * self.factor + self.step

    class Triple(Double):
        pass

    api.add_resource(
        Triple,
        "/triple/<int:number>",
        resource_class_args=(3,),
        resource_class_kwargs={"step": 1},
    )


def make_ship_namespace(api: Api) -> Namespace:
    ns = Namespace("ships", description="What floats", validate=True)

    owner = ns.model("Owner", {"name": fields.String, "city": fields.String})
    sailor = ns.model(
        "Sailor",
        {
            "name": fields.String(attribute="name", title="Name", readonly=True),
            "rank": fields.String(default="deckhand", enum=["master", "mate"]),
        },
    )
    vessel = ns.model(
        "Vessel",
        {
            "id": fields.Integer(readonly=True, description="Its number"),
            "name": fields.String(required=True, min_length=2, max_length=30),
            "kind": fields.String(discriminator=False, pattern="^[a-z]+$"),
        },
    )
    ship = ns.inherit(
        "Ship",
        vessel,
        {
            "length": fields.Float(exclusiveMin=0, description="In metres"),
            "draught": fields.Fixed(decimals=3),
            "big": fields.Arbitrary(attribute=lambda ship: 10**20),
            "built": fields.Date,
            "arrived": fields.DateTime(dt_format="rfc822"),
            "loaded": fields.Boolean,
            "owner": fields.Nested(owner, skip_none=True, allow_null=True),
            "crew": fields.List(fields.Nested(sailor), min_items=1),
            "captain": fields.Nested(sailor, attribute="crew.0"),
            "label": fields.FormattedString("{name} ({kind})"),
            "class": fields.ClassName(dash=True),
            "self": fields.Url(".ships_one_ship"),
            "absolute": fields.Url(".ships_one_ship", absolute=True, scheme="https"),
            "flags": fields.Nested(
                ns.model("Flags", {"*": fields.Wildcard(fields.Raw)})
            ),
            "extra": fields.Raw(attribute="nothing.at.all", default="none"),
        },
    )
    short = ns.clone("ShortShip", vessel, {"since": fields.Date(attribute="built")})
    masked = ns.model("MaskedShip", dict(short), mask="{id,name}")
    schema = ns.schema_model(
        "Voyage",
        {
            "type": "object",
            "required": ["to"],
            "properties": {"to": {"type": "string"}, "stops": {"type": "integer"}},
        },
    )

    paging = reqparse.RequestParser()
    paging.add_argument("page", type=inputs.positive, default=1, help="Which page")
    paging.add_argument(
        "kind", choices=("cargo", "ferry"), action="append", help="Of which kind"
    )
    paging.add_argument("deep", type=inputs.boolean, location="args")
    paging.add_argument("X-Trace", location="headers", dest="trace")
    papers = ns.parser()
    papers.add_argument("file", type=FileStorage, location="files", required=True)
    papers.add_argument("note", location="form", trim=True)

    ships = make_ships()

    @ns.route("/")
    @ns.response(500, "The harbour is closed")
    class Ships(Resource):
        @ns.expect(paging)
        @ns.marshal_list_with(short)
        def get(self) -> Any:
            """List ships"""
            args = paging.parse_args()
            kinds = args["kind"] or ["cargo", "ferry"]
            return [ship for ship in ships.values() if ship.kind in kinds]

        @ns.doc("add_ship", responses={409: "There already", 400: "No ship"})
        @ns.expect(ship)
        @ns.marshal_with(ship, code=201, description="The new ship")
        def post(self) -> Any:
            if ns.apis[0].payload["name"] == "Albatros":
                raise Conflict("There is one of that name.")
            return Ship(3, **ns.apis[0].payload), 201, {"X-Ship": "3"}

        @ns.expect([vessel])
        def put(self) -> Any:
            return len(api.payload)

    @ns.route("/<int:id>", "/number-<int:id>")
    @ns.param("id", "The number of the ship", _in="path")
    @ns.response(404, "No such ship")
    class OneShip(Resource):
        @ns.marshal_with(ship, skip_none=False)
        @ns.doc(security=["apikey", {"harbour_auth": ["read"]}])
        def get(self, id: int) -> Any:
            """Fetch one ship

            With its whole crew.

            :raises Storm: when it is too windy
            """
            if id not in ships:
                ns.abort(404, f"Ship {id} is not here", hint="look at sea")
            return ships[id]

        @ns.doc(security=[])
        @ns.response(204, "Gone")
        def delete(self, id: int) -> Any:
            return "", 204

        @ns.expect((schema, "Where to"), validate=True)
        @ns.header("X-Tug", "How many tugs", type=int)
        def patch(self, id: int) -> Any:
            return ns.apis[0].payload

    @ns.route("/<int:number>/short", doc={"description": "Only the most needed."})
    class ShortShip(Resource):
        @ns.marshal_with(masked)
        def get(self, number: int) -> Any:
            return ships[number]

    @ns.route("/<int:number>/name")
    class ShipName(Resource):
        @marshal_with_field(fields.String(attribute="name"))
        def get(self, number: int) -> Any:
            return ships[number]

    @ns.route("/<int:number>/papers")
    class Papers(Resource):
        @ns.expect(papers)
        def post(self, number: int) -> Any:
            """Hand papers in."""
            args = papers.parse_args()
            return {"size": len(args["file"].read()), "note": args["note"]}

    @ns.route("/trouble/<string:what>")
    class Trouble(Resource):
        def get(self, what: str) -> Any:
            if what == "storm":
                raise Storm("wind 11")
            if what == "stranded":
                raise Stranded("on the sand")
            if what == "fog":
                raise Fog("nothing to see")
            if what == "missing":
                raise NotFound
            if what == "data":
                error = Conflict("in the way")
                error.data = {"message": "data wins", "more": [1, 2]}  # type: ignore[attr-defined]
                raise error
            if what == "gone":
                abort(410)
            if what == "many":
                abort(400, "several things", errors={"a": 1}, number="E7")
            if what == "unauthorized":
                abort(401, "who are you?")
            if what == "own":
                raise KeyError("own")
            return what, 299, {"X-What": what}

    @ns.errorhandler(KeyError)
    def handle_key(error: KeyError) -> Any:
        """A key is missing"""
        return {"key": str(error)}, 400, {"X-Handled": "namespace"}

    return ns


def make_berth_namespace() -> Namespace:
    def mark(view: Any) -> Any:
        @wraps(view)
        def marked(*args: Any, **kwargs: Any) -> Any:
            response = view(*args, **kwargs)
            response.headers["X-Berth"] = "marked"
            return response

        return marked

    ns = Namespace("berths", "Places to lie", path="/berths", decorators=[mark])
    cargo = ns.model(
        "Cargo", {"weight": fields.Integer, "type": fields.String(discriminator=True)}
    )
    coal = ns.inherit("Coal", cargo, {"grade": fields.String})
    fruit = ns.inherit("Fruit", cargo, {"ripe": fields.Boolean})

    class CoalHeap:
        weight, grade = 3, "fine"

    class FruitBox:
        weight, ripe = 1, True

    berth = ns.model(
        "Berth",
        {
            "number": fields.Integer,
            "cargo": fields.Polymorph({CoalHeap: coal, FruitBox: fruit}),
        },
    )

    @ns.route("/", methods=["GET"])
    class Berths(Resource):
        @ns.marshal_with(berth, as_list=True, envelope="berths")
        def get(self) -> Any:
            return [
                {"number": 1, "cargo": CoalHeap()},
                {"number": 2, "cargo": FruitBox()},
            ]

        def post(self) -> Any:
            return "never reached"

    @ns.route("/<float:depth>")
    class Depth(Resource):
        def get(self, depth: float) -> Any:
            return {"depth": depth}

    return ns


def make_blueprint_app(config: dict[str, Any] | None = None) -> Flask:
    """The same kind of Api on a blueprint, below two prefixes."""
    app = Flask("rich_app")
    app.config.update(config or {})
    blueprint = Blueprint("harbour", __name__, url_prefix="/api")
    api = Api(
        blueprint, version="1.0", prefix="/v1", title="On a blueprint", doc="/doc/"
    )

    @api.route("/pier", endpoint="pier")
    class Pier(Resource):
        def get(self) -> Any:
            return {"url": api.url_for(Pier), "base": api.base_path}

        def post(self) -> Any:
            raise Stranded("no tide")

    @api.errorhandler(Stranded)
    def handle(error: Stranded) -> Any:
        return {"message": str(error)}, 409

    api.add_namespace(make_ship_namespace(api))
    app.register_blueprint(blueprint)
    app.harbour_api = api  # type: ignore[attr-defined]
    return app
