"""What somebody is told who puts an Api together wrongly."""

import pytest

from kolben import Blueprint
from kolben.errors import EndpointTaken, SetupError
from kolben.rest import Api, Resource


def test_route_without_a_url(app):
    with pytest.raises(SetupError, match=r"write `@api.route\('/path'\)`"):

        @Api(app).route
        class Thing(Resource):
            pass


def test_a_class_that_is_no_resource(app):
    with pytest.raises(SetupError, match=r"Thing is no resource.*class Name\(Resource"):

        @Api(app).route("/thing")
        class Thing:
            pass


def test_a_function_that_is_no_resource(app):
    with pytest.raises(SetupError, match="show is no resource"):

        @Api(app).route("/thing")
        def show():
            pass


def test_a_second_api_on_one_app(app, client):
    Api(app, title="First")
    with pytest.raises(EndpointTaken, match="put this one on a blueprint"):
        Api(app, prefix="/v2")
    blueprint = Blueprint("v2", __name__, url_prefix="/v2")
    Api(blueprint, title="Second")
    app.register_blueprint(blueprint)
    titles = [
        client.get(url).json["info"]["title"]
        for url in ("/swagger.json", "/v2/swagger.json", "/openapi.json")
    ]
    assert titles == ["First", "Second", "First"]


@pytest.mark.parametrize("given", ["string", int, 3])
def test_what_is_no_field_in_a_model(app, client, given):
    api = Api(app)
    model = api.model("M", {"age": given})

    @api.route("/thing")
    class Thing(Resource):
        @api.marshal_with(model)
        def get(self):
            return {"age": 1}

    with pytest.raises(SetupError, match=r"The field 'age' is .* no field"):
        client.get("/thing")
