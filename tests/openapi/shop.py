"""An app whose document has something of everything."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from kolben import Blueprint, Kolben
from kolben.openapi import Answer, OpenAPI, api_key, bearer, describe
from kolben.typed import Created, File, Header, Query


class Maker(msgspec.Struct):
    name: str
    since: datetime | None = None


class NewItem(msgspec.Struct):
    """What is offered."""

    title: Annotated[str, Meta(min_length=1, max_length=80, examples=["A kettle"])]
    price: Annotated[float, Meta(ge=0, le=1_000)]
    kind: Literal["tool", "toy"] = "tool"
    tags: Annotated[list[str], Meta(max_length=5)] = []
    maker: Maker | None = None


class Item(NewItem, kw_only=True):
    id: int
    parts: list[Item] = []


def make_app(**options: object) -> Kolben:
    app = Kolben("shop")
    items = Blueprint("items", "items", url_prefix="/items")

    @items.get("/")
    def list_items(
        kind: Query[Literal["tool", "toy"] | None] = None,
        limit: Annotated[int, Meta(ge=1, le=100)] = 20,
    ) -> list[Item]:
        """What there is."""
        return []

    @items.post("/")
    def add_item(item: NewItem, dry: bool = False) -> Created[Item]:
        """Offer something.

        All see it at once.

        Example:
            {"title": "A kettle", "price": 12.5}
        """
        return Created(Item(id=1, title=item.title, price=item.price))

    @items.get("/<int:id>")
    def get_item(id: int, x_trace: Header[uuid.UUID | None] = None) -> Item:  # noqa: A002
        return Item(id=id, title="A kettle", price=12.5)

    @items.delete("/<int:id>")
    def remove_item(id: int) -> None:  # noqa: A002
        """Take it away."""

    describe(
        remove_item,
        security=[{"bearer": ["items:write"]}],
        answers=[Answer("404", "No such item")],
    )

    @items.post("/<int:id>/picture")
    def add_picture(id: int, picture: File) -> None:  # noqa: A002
        """Show it."""

    @app.get("/health")
    def health():
        """Is it well?"""
        return {"well": True}

    describe(health, tags=["health"])
    app.register_blueprint(items)
    facts = {
        "title": "Shop",
        "version": "3.0",
        "description": "All about *items*.",
        "tags": {"items": "What there is to buy"},
        "security_schemes": {"key": api_key("X-Key"), "bearer": bearer()},
        "security": ["key"],
        "contact": {"name": "Shop", "email": "shop@example.org"},
        "license": {"name": "MIT"},
    }
    OpenAPI(app, **{**facts, **options})  # type: ignore[arg-type]  # options of tests
    return app
