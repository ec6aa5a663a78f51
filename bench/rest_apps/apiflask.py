"""APIFlask: marshmallow schemas."""

from apiflask import APIFlask, Schema
from apiflask.fields import Boolean, Float, Integer, String
from apiflask.validators import Length, Range

from rest_apps import content

INTERFACE = "wsgi"


class NewItem(Schema):
    name = String(required=True, validate=Length(1, 100))
    price = Float(required=True, validate=Range(min=0, min_inclusive=False))
    count = Integer(required=True, validate=Range(0, content.MOST))


class Item(Schema):
    id = Integer()
    name = String()
    price = Float()
    count = Integer()
    available = Boolean()
    category = String()


class Query(Schema):
    q = String(required=True)
    page = Integer(load_default=1, validate=Range(min=1))
    size = Integer(load_default=20, validate=Range(1, 100))
    available = Boolean(load_default=False)


class Found(Schema):
    q = String()
    page = Integer()
    size = Integer()
    available = Boolean()


def main_app():
    app = APIFlask("bench_apiflask", static_folder=None)

    @app.post("/items")
    @app.input(NewItem)
    @app.output(NewItem)
    def create(json_data):
        return json_data

    @app.get("/items")
    @app.output(Item(many=True))
    def items():
        return content.ITEMS

    @app.get("/search")
    @app.input(Query, location="query")
    @app.output(Found)
    def search(query_data):
        return query_data

    return app
