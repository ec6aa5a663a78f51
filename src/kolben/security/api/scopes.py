"""``@requires("posts:write")``: who may call a view."""

from __future__ import annotations

from collections.abc import Collection

from ...errors import SetupError
from ...globals import current_app
from .caller import Caller
from .guard import EXTENSION, ApiSecurity
from .requirement import Requirement, get_request


def requires(
    *scopes: str, client_type: str | Collection[str] | None = None
) -> Requirement:
    """Let only callers in who have all of these scopes; without any, whoever is known.
    With `client_type`, only those whose client has this type, or one of these.

    Answers 401 to those who are not known, and 403 to those who may not. It is written
    below the route: `@app.post("/posts")`, then `@requires("posts:write")`.
    """
    return Requirement(scopes, _find_security, client_type=client_type)


def get_caller() -> Caller:
    """Who the request at hand comes from. Raises an ApiError when nobody is known; as
    `Depends(get_caller)` it gives a typed view its caller.
    """
    return _find_security().identify(get_request())


def _find_security() -> ApiSecurity:
    security: ApiSecurity | None = current_app.extensions.get(EXTENSION)
    if security is None:
        raise SetupError(
            f"A view of app {current_app.name!r} asks who is calling, and the app has"
            " no ApiSecurity that could tell. Make one: ApiSecurity(app, clients=...,"
            " nonces=..., tokens=...)."
        )
    return security
