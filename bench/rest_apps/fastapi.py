"""FastAPI: async views, so that no request waits for a thread."""

from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

from rest_apps import content

INTERFACE = "asgi"


class NewItem(BaseModel):
    name: Annotated[str, Field(min_length=1, max_length=100)]
    price: Annotated[float, Field(gt=0)]
    count: Annotated[int, Field(ge=0, le=content.MOST)]


class Item(BaseModel):
    id: int
    name: str
    price: float
    count: int
    available: bool
    category: str


class Found(BaseModel):
    q: str
    page: int
    size: int
    available: bool


ITEMS = [Item(**each) for each in content.LISTED]


def main_app():
    app = FastAPI()

    @app.post("/items")
    async def create(item: NewItem) -> NewItem:
        return item

    @app.get("/items")
    async def items() -> list[Item]:
        return ITEMS

    @app.get("/search")
    async def search(
        q: str,
        page: Annotated[int, Query(ge=1)] = 1,
        size: Annotated[int, Query(ge=1, le=100)] = 20,
        available: bool = False,
    ) -> Found:
        return Found(q=q, page=page, size=size, available=available)

    return app
