"""`crossdomain`: pages of other hosts may use a resource."""

from __future__ import annotations

import typing as t
from datetime import timedelta
from functools import update_wrapper

from ..globals import _get_request_ctx

View = t.Callable[..., t.Any]


def crossdomain(
    origin: str | t.Iterable[str],
    methods: t.Iterable[str] | None = None,
    headers: str | t.Iterable[str] | None = None,
    expose_headers: str | t.Iterable[str] | None = None,
    max_age: float | timedelta = 21600,
    attach_to_all: bool = True,
    automatic_options: bool = True,
    credentials: bool = False,
) -> t.Callable[[View], View]:
    """Send the headers of CORS with the answers of a view.

    `origin` is who may ask, one or several; `max_age` how many seconds a browser need
    not ask again. Without `attach_to_all` only OPTIONS is answered with them; OPTIONS
    never reaches the view unless `automatic_options` is off.
    """
    origins = [origin] if isinstance(origin, str) else list(origin)
    if isinstance(max_age, timedelta):
        max_age = max_age.total_seconds()
    sent = {"Access-Control-Max-Age": str(int(max_age))}
    if len(origins) == 1:
        sent["Access-Control-Allow-Origin"] = origins[0]
    if methods is not None:
        sent["Access-Control-Allow-Methods"] = ", ".join(
            sorted(map(str.upper, methods))
        )
    if credentials:
        sent["Access-Control-Allow-Credentials"] = "true"
    for name, value in (
        ("Access-Control-Allow-Headers", headers),
        ("Access-Control-Expose-Headers", expose_headers),
    ):
        if value is not None:
            sent[name] = (
                value if isinstance(value, str) else ", ".join(map(str.upper, value))
            )

    def decorate(view: View) -> View:
        def answer(*args: t.Any, **kwargs: t.Any) -> t.Any:
            ctx = _get_request_ctx()
            app = ctx.app
            is_options = ctx.request.method == "OPTIONS"
            if automatic_options and is_options:
                response = app.make_default_options_response()
            else:
                response = app.make_response(app.ensure_sync(view)(*args, **kwargs))
            if attach_to_all or is_options:
                response.headers.update(sent)
                if len(origins) != 1:
                    # Browsers take one origin, so it is the one that asks.
                    response.vary.add("Origin")
                    asking = ctx.request.headers.get("Origin")
                    if asking in origins:
                        response.headers["Access-Control-Allow-Origin"] = asking
                if methods is None:
                    response.headers["Access-Control-Allow-Methods"] = (
                        app.make_default_options_response().headers["Allow"]
                    )
            return response

        view.provide_automatic_options = False  # type: ignore[attr-defined]  # Flask's way to say it
        return update_wrapper(answer, view)

    return decorate
