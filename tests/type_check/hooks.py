"""Hooks, processors and error handlers of an app and of a blueprint."""

from typing import Any

from werkzeug.exceptions import HTTPException, NotFound

from kolben import Blueprint, Kolben, Response, after_this_request, g
from kolben.typing import ResponseReturnValue

app = Kolben(__name__)
bp = Blueprint("shop", __name__)


class OutOfTea(Exception):
    left: int = 0


@app.before_request
def before() -> None:
    g.started = 1


@app.before_request
async def before_async() -> None:
    g.started = 1


@app.before_request
def short_cut() -> ResponseReturnValue | None:
    return "closed", 503


@app.after_request
def after(response: Response) -> Response:
    response.headers["X-A"] = "1"
    return response


@app.after_request
async def after_async(response: Response) -> Response:
    return response


@app.teardown_request
def teardown(error: BaseException | None) -> None: ...


@app.teardown_appcontext
def teardown_app(error: BaseException | None = None) -> None: ...


@app.context_processor
def variables() -> dict[str, Any]:
    return {"year": 2026}


@app.url_defaults
def defaults(endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("lang", "en")


@app.url_value_preprocessor
def values(endpoint: str | None, values: dict[str, Any] | None) -> None: ...


@app.template_filter()
def shout(text: str) -> str:
    return text.upper()


@app.template_filter("whisper")
def lower(text: str) -> str:
    return text.lower()


@app.template_test()
def even(number: int) -> bool:
    return number % 2 == 0


@app.template_global("answer")
def answer() -> int:
    return 42


@app.shell_context_processor
def shell() -> dict[str, Any]:
    return {"app": app}


@app.errorhandler(404)
def by_code(error: HTTPException) -> ResponseReturnValue:
    return error.name, 404


@app.errorhandler(NotFound)
def by_class(error: NotFound) -> ResponseReturnValue:
    return error.name, 404


@app.errorhandler(OutOfTea)
def own(error: OutOfTea) -> tuple[dict[str, int], int]:
    return {"left": error.left}, 503


@bp.errorhandler(OutOfTea)
async def own_async(error: OutOfTea) -> str:
    return str(error.left)


app.register_error_handler(500, by_code)


@bp.before_request
def bp_before() -> None: ...


@bp.after_app_request
def bp_after(response: Response) -> Response:
    return response


@bp.app_errorhandler(404)
def bp_not_found(error: HTTPException) -> str:
    return error.name


@bp.app_template_filter()
def bp_filter(text: str) -> str:
    return text


@app.on_startup
def start() -> None: ...


@app.on_shutdown
async def stop() -> None: ...


@app.get("/")
def view() -> str:
    @after_this_request
    def add(response: Response) -> Response:
        return response

    def send(address: str, *, copies: int) -> None: ...

    app.after_response(send, "a@example.org", copies=2)
    return "text"
