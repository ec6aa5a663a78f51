"""Building URLs."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from werkzeug.routing import BuildError, MapAdapter

from .globals import current_app, find_app_ctx, find_request_ctx
from .static import hashed_static_values

if t.TYPE_CHECKING:
    from .app import Kolben

# https://url.spec.whatwg.org/#url-fragment-string
_ANCHOR_SAFE = "%!#$&'()*+,/:;=?@"


def url_for(
    endpoint: str,
    *,
    _anchor: str | None = None,
    _method: str | None = None,
    _scheme: str | None = None,
    _external: bool | None = None,
    **values: t.Any,
) -> str:
    """The URL of ``endpoint``: ``current_app.url_for``.

    Values that the rule does not name become the query string; None leaves one out.
    ``.name`` means an endpoint of the current blueprint.
    """
    return current_app.url_for(
        endpoint,
        _anchor=_anchor,
        _method=_method,
        _scheme=_scheme,
        _external=_external,
        **values,
    )


def build_url(
    app: Kolben,
    endpoint: str,
    anchor: str | None,
    method: str | None,
    scheme: str | None,
    external: bool | None,
    values: dict[str, t.Any],
) -> str:
    """What ``app.url_for`` does."""
    adapter, endpoint, in_request = _get_adapter(app, endpoint)
    if external is None:
        external = scheme is not None if in_request else True
    if scheme is not None and not external:
        raise ValueError(
            "When specifying '_scheme', '_external' must be True: a relative URL has"
            " no scheme."
        )
    app.inject_url_defaults(endpoint, values)
    hashed_static_values(app, endpoint, values)
    try:
        url = adapter.build(
            endpoint,
            values,
            method=method,
            url_scheme=scheme,
            force_external=external,
        )
    except BuildError as error:
        values.update(
            _anchor=anchor, _method=method, _scheme=scheme, _external=external
        )
        return app.handle_url_build_error(error, endpoint, values)
    if anchor is not None:
        url = f"{url}#{quote(anchor, safe=_ANCHOR_SAFE)}"
    return url


def _get_adapter(app: Kolben, endpoint: str) -> tuple[MapAdapter, str, bool]:
    """The adapter to build with, the full endpoint, and whether it is a request's."""
    request_ctx = find_request_ctx()
    if request_ctx is not None:
        if endpoint[:1] == ".":
            blueprint = request_ctx.request.blueprint
            endpoint = endpoint[1:] if blueprint is None else blueprint + endpoint
        adapter = request_ctx.url_adapter
    else:
        app_ctx = find_app_ctx()
        # Without a context app.url_for was called directly.
        adapter = (
            app.create_url_adapter(None) if app_ctx is None else app_ctx.url_adapter
        )
    if adapter is None:
        raise RuntimeError(
            f"Unable to build a URL for {endpoint!r}: "
            + (
                "this request's host is not one of TRUSTED_HOSTS."
                if request_ctx is not None
                else "outside an active request that needs 'SERVER_NAME' to be"
                " configured. Also configure 'APPLICATION_ROOT' and"
                " 'PREFERRED_URL_SCHEME' as needed."
            )
        )
    return adapter, endpoint, request_ctx is not None
