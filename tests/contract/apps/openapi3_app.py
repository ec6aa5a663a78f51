"""Flask-OpenAPI3: an app class that validates by pydantic and documents itself."""

from answers import show
from flask_openapi3 import APIBlueprint, Info, OpenAPI, Tag
from pydantic import BaseModel, Field

app = OpenAPI(__name__, info=Info(title="contract", version="1"))
books = Tag(name="books", description="Books")
bp = APIBlueprint("v1", __name__, url_prefix="/v1", abp_tags=[books])


class BookQuery(BaseModel):
    age: int = Field(ge=1)
    author: str | None = None


class BookPath(BaseModel):
    book_id: int


class Book(BaseModel):
    title: str


@app.get("/books", summary="books", tags=[books])
def list_books(query: BookQuery):
    return {"age": query.age, "author": query.author}


@bp.put("/books/<int:book_id>", responses={200: Book})
def change(path: BookPath, body: Book):
    return {"id": path.book_id, **body.model_dump()}


app.register_api(bp)
client = app.test_client()
show("query", client.get("/books?age=3&author=ada"))
show("invalid", client.get("/books?age=none"))
show("put", client.put("/v1/books/4", json={"title": "one"}))
show("bad body", client.put("/v1/books/4", json={}))
show("document", client.get("/openapi/openapi.json"))
show("page", client.get("/openapi/swagger"), body=False)
