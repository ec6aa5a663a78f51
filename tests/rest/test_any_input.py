"""Whatever JSON comes in: models and parsers take it or answer with 400."""

from __future__ import annotations

import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.exceptions import BadRequest

from kolben import Kolben
from kolben.rest import Api, Model, Resource, fields, inputs
from kolben.rest.payload import Definitions
from kolben.rest.reqparse import RequestParser

NAMES = st.sampled_from(["text", "number", "date", "list", "inner", "any", "other"])
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**400, 10**402)
    | st.floats()
    | st.text()
    | st.sampled_from(["2020-01-01", "\ud800", "5", "a,b", "9" * 5000, "1e999", "{0}"]),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES | st.text(), inner),
    max_leaves=10,
)

INNER = Model("Inner", {"number": fields.Integer(required=True)})
MODEL = Model(
    "Any",
    {
        "text": fields.String(required=True, min_length=1, pattern="^[a-z]+$"),
        "number": fields.Float(min=0, multiple=0.5),
        "date": fields.DateTime,
        "list": fields.List(fields.Integer(max=5), unique=True, max_items=3),
        "inner": fields.Nested(INNER, nullable=True),
    },
    strict=True,
)
TYPES = [
    int,
    float,
    inputs.boolean,
    inputs.natural,
    inputs.url,
    inputs.email(),
    inputs.date,
    inputs.datetime_from_iso8601,
    inputs.datetime_from_rfc822,
    inputs.iso8601interval,
    inputs.ip,
    inputs.regex("^a"),
    inputs.int_range(1, 5),
    INNER,
]


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_a_model_takes_it_or_refuses_it(data):
    with suppress(BadRequest):
        MODEL.validate(data, Definitions({"Inner": INNER}))


@given(JSON, st.sampled_from(["store", "append", "split"]), st.booleans())
@settings(max_examples=100, deadline=None)
def test_a_parser_takes_it_or_refuses_it(data, action, bundle):
    parser = RequestParser(bundle_errors=bundle, trim=True)
    for number, kind in enumerate(TYPES):
        parser.add_argument(f"a{number}", type=kind, action=action, choices=(1, "a", 5))
        parser.add_argument(f"b{number}", type=kind, location="json", action=action)
    names = [f"{letter}{number}" for letter in "ab" for number in range(len(TYPES))]
    body = json.dumps(dict.fromkeys(names, data))
    app = Kolben("any_input")
    with (
        app.test_request_context(
            "/", method="POST", data=body, content_type="application/json"
        ),
        suppress(BadRequest),
    ):
        parser.parse_args(strict=True)


app = Kolben(__name__)
api = Api(app, doc=False)
model = api.add_model("Any", MODEL)
api.add_model("Inner", INNER)


@api.route("/echo")
class Echo(Resource):
    @api.expect(model, validate=True)
    @api.marshal_with(model)
    def post(self):
        return api.payload


@given(st.binary() | JSON.map(lambda data: json.dumps(data).encode()))
@settings(max_examples=100, deadline=None)
def test_a_resource_takes_it_or_refuses_it(body):
    answer = app.test_client().post("/echo", data=body, content_type="application/json")
    assert answer.status_code in (200, 400), answer.data
