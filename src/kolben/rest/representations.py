"""How the data of a resource become a response of a media type."""

from __future__ import annotations

import json
import typing as t

from ..globals import _get_app_ctx
from ..response import Response

if t.TYPE_CHECKING:
    from ..app import Kolben


def output_json(data: t.Any, code: t.Any, headers: t.Any = None) -> Response:
    """The data as JSON.

    RESTX_JSON, or RESTPLUS_JSON, has arguments for ``json.dumps``; in debug mode the
    text is indented.
    """
    app = _get_app_ctx().app
    # A line break at the end, for those who read it in a terminal.
    text = f"{json.dumps(data, **find_settings(app))}\n"
    response: Response = app.make_response((text, code))
    if headers:
        response.headers.extend(headers)
    return response


def find_settings(app: Kolben) -> dict[str, t.Any]:
    """The arguments of ``json.dumps`` that an app asks for."""
    config = app.config
    settings: dict[str, t.Any]
    settings = config.get("RESTX_JSON") or config.get("RESTPLUS_JSON") or {}
    return {"indent": 4, **settings} if config["DEBUG"] else settings
