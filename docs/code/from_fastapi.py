"""An API as one would write it for FastAPI, on Kolben."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import BaseModel, Field

from kolben import Blueprint, Kolben, Request, abort
from kolben.typed import Answer, Created, Depends, Header, NoContent, Path, Query


# region: models
class NewItem(BaseModel):
    name: str = Field(min_length=1)
    price: float = Field(gt=0)


class Item(NewItem):
    number: int


# endregion


# region: app
app = Kolben(__name__)
router = Blueprint("items", __name__, url_prefix="/items")
items: dict[int, Item] = {}


def get_store() -> Iterator[dict[int, Item]]:
    yield items


Store = Annotated[dict[int, Item], Depends(get_store)]


@router.get("/")
def index(
    store: Store,
    q: Annotated[str | None, Query(max_length=50)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[Item]:
    found = [item for item in store.values() if q is None or q in item.name]
    return found[:limit]


@router.post("/")
async def create(item: NewItem, store: Store) -> Created[Item]:
    made = Item(number=len(store) + 1, **item.model_dump())
    store[made.number] = made
    return Answer(made, location=f"/items/{made.number}")


@router.get("/<number>")
def show(number: Annotated[int, Path(ge=1)], store: Store) -> Item:
    if number not in store:
        abort(404)
    return store[number]


@router.delete("/<int:number>")
def delete(number: int, store: Store) -> NoContent:
    store.pop(number, None)
    return NoContent()


@router.get("/agent")
def agent(request: Request, user_agent: Header[str] = "") -> dict[str, str]:
    return {"path": request.path, "agent": user_agent}


app.register_blueprint(router)
# endregion


def test_items(client):
    made = client.post("/items/", json={"name": "tea", "price": 3})
    assert (made.status_code, made.location) == (201, "/items/1")
    assert made.json == {"name": "tea", "price": 3.0, "number": 1}
    assert client.get("/items/?q=te").json == [made.json]
    assert client.get("/items/?limit=0").status_code == 422
    assert client.get("/items/1").json == made.json
    assert client.get("/items/9").status_code == 404
    assert client.get("/items/0").json["faults"][0]["place"] == "path.number"
    assert client.delete("/items/1").status_code == 204
    assert client.get("/items/agent").json["path"] == "/items/agent"


def test_faults(client):
    refused = client.post("/items/", json={"name": "", "price": 0})
    assert refused.status_code == 422
    places = {fault["place"] for fault in refused.json["faults"]}
    assert places == {"body.name", "body.price"}
