"""Kolben: typed views."""

from typing import Annotated

import msgspec
from msgspec import Meta

from kolben import Kolben
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


def main_app():
    app = Kolben("bench_typed", static_folder=None)

    @app.post("/items")
    def create(item: NewItem) -> NewItem:
        return item

    @app.get("/items")
    def items() -> list[Item]:
        return ITEMS

    @app.get("/search")
    def search(
        q: str,
        page: Annotated[int, Meta(ge=1)] = 1,
        size: Annotated[int, Meta(ge=1, le=100)] = 20,
        available: bool = False,
    ) -> Found:
        return Found(q, page, size, available)

    return app
