"""Litestar: async handlers and msgspec."""

from typing import Annotated

import msgspec
from litestar import Litestar, get, post
from litestar.params import Parameter
from msgspec import Meta

from rest_apps import content

INTERFACE = "asgi"


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
    @post("/items", status_code=200)
    async def create(data: NewItem) -> NewItem:
        return data

    @get("/items")
    async def items() -> list[Item]:
        return ITEMS

    @get("/search")
    async def search(
        q: str,
        page: Annotated[int, Parameter(ge=1)] = 1,
        size: Annotated[int, Parameter(ge=1, le=100)] = 20,
        available: bool = False,
    ) -> Found:
        return Found(q, page, size, available)

    return Litestar([create, items, search])
