"""Falcon with msgspec, all written by hand: the nearest to no framework at all."""

from typing import Annotated

import falcon
import msgspec
from msgspec import Meta

from rest_apps import content

INTERFACE = "wsgi"


class NewItem(msgspec.Struct):
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    price: Annotated[float, Meta(gt=0)]
    count: Annotated[int, Meta(ge=0, le=content.MOST)]


class Item(msgspec.Struct):
    id: int
    name: str
    price: float
    count: int
    available: bool
    category: str


class Found(msgspec.Struct):
    q: str
    page: int
    size: int
    available: bool


ITEMS = msgspec.convert(content.LISTED, list[Item])
encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder(NewItem).decode


class Items:
    def on_post(self, request, response):
        try:
            item = decode(request.bounded_stream.read())
        except msgspec.ValidationError as error:
            raise falcon.HTTPUnprocessableEntity(description=str(error)) from error
        except msgspec.DecodeError as error:
            raise falcon.HTTPBadRequest(description=str(error)) from error
        response.content_type = "application/json"
        response.data = encode(item)

    def on_get(self, request, response):
        response.content_type = "application/json"
        response.data = encode(ITEMS)


class Search:
    def on_get(self, request, response):
        found = Found(
            request.get_param("q", required=True),
            request.get_param_as_int("page", min_value=1, default=1),
            request.get_param_as_int("size", min_value=1, max_value=100, default=20),
            request.get_param_as_bool("available", default=False),
        )
        response.content_type = "application/json"
        response.data = encode(found)


def main_app():
    app = falcon.App()
    app.add_route("/items", Items())
    app.add_route("/search", Search())
    return app
