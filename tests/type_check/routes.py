"""Views of every kind of return value."""

from collections.abc import AsyncIterator, Generator, Iterator
from http import HTTPStatus
from typing import Any, TypedDict

from werkzeug.wrappers import Response as BaseResponse

from kolben import (
    Blueprint,
    Kolben,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    send_file,
    stream_template,
    stream_with_context,
)
from kolben.typing import ResponseReturnValue
from kolben.views import MethodView, View

app = Kolben(__name__)
bp = Blueprint("shop", __name__, url_prefix="/shop")


class Item(TypedDict):
    name: str
    price: int


@app.route("/text")
def text() -> str:
    return "text"


@app.route("/bytes")
def raw() -> bytes:
    return b"bytes"


@app.route("/dict")
def mapping() -> dict[str, Any]:
    return {"a": 1}


@app.route("/typed-dict")
def typed_mapping() -> Item:
    return {"name": "tea", "price": 3}


@app.route("/list")
def items() -> list[Item]:
    return [{"name": "tea", "price": 3}]


@app.route("/json")
def as_json() -> Response:
    return jsonify(a=1)


@app.route("/generator")
def generator() -> Generator[str, None, None]:
    yield "a"


@app.route("/iterator")
def iterator() -> Iterator[bytes]:
    return iter([b"a"])


@app.route("/context")
def with_context() -> Iterator[str]:
    return stream_with_context(part for part in "abc")


@app.route("/text-status")
def text_status() -> tuple[str, int]:
    return "made", 201


@app.route("/text-http-status")
def text_http_status() -> tuple[str, HTTPStatus]:
    return "made", HTTPStatus.CREATED


@app.route("/text-headers")
def text_headers() -> tuple[str, dict[str, str]]:
    return "text", {"X-A": "1"}


@app.route("/text-header-list")
def text_header_list() -> tuple[str, list[tuple[str, str]]]:
    return "text", [("X-A", "1"), ("X-A", "2")]


@app.route("/text-status-headers")
def text_status_headers() -> tuple[str, int, dict[str, str]]:
    return "text", 202, {"X-A": "1"}


@app.route("/dict-status")
def dict_status() -> tuple[dict[str, int], int]:
    return {"a": 1}, 201


@app.route("/response-status")
def response_status() -> tuple[Response, int]:
    return make_response("text"), 418


@app.route("/werkzeug")
def werkzeug_response() -> BaseResponse:
    return redirect("/text")


@app.route("/wsgi")
def wsgi() -> ResponseReturnValue:
    def inner(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "0")])
        return []

    return inner


@app.route("/template")
def template() -> str:
    return render_template("page.html", title="A")


@app.route("/template-stream")
def template_stream() -> Iterator[str]:
    return stream_template("page.html", title="A")


@app.route("/file")
def file() -> Response:
    return send_file("page.html")


@app.route("/async")
async def asynchronous() -> str:
    return "text"


@app.route("/async-dict")
async def asynchronous_mapping() -> tuple[dict[str, int], int]:
    return {"a": 1}, 200


@app.get("/user/<name>/post/<int:number>")
def post(name: str, number: int) -> str:
    return f"{name} {number}"


@app.post("/post", strict_slashes=False)
@app.put("/put")
@app.patch("/patch")
@app.delete("/delete")
def change() -> ResponseReturnValue:
    return "", 204


@bp.route("/", defaults={"page": 1})
@bp.route("/<int:page>", endpoint="page", methods=["GET", "POST"])
def page(page: int) -> str:
    return str(page)


class Listing(View):
    methods = ["GET"]

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def dispatch_request(self) -> ResponseReturnValue:
        return self.kind


class Resource(MethodView):
    def get(self, number: int) -> ResponseReturnValue:
        return {"number": number}

    async def delete(self, number: int) -> ResponseReturnValue:
        return "", 204


app.add_url_rule("/listing", view_func=Listing.as_view("listing", "tea"))
app.add_url_rule("/resource/<int:number>", view_func=Resource.as_view("resource"))
app.register_blueprint(bp)

# A decorated view is still callable as it was written.
called: tuple[str, int] = text_status()


async def chunks() -> AsyncIterator[bytes]:
    yield b"a"
