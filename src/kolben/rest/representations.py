"""How the data of a resource become a response of a media type."""

from __future__ import annotations

import typing as t

from ..globals import _get_app_ctx
from ..response import Response
from .json_text import find_settings, write_json
from .swagger_text import SwaggerText


def output_json(data: t.Any, code: t.Any, headers: t.Any = None) -> Response:
    """The data as JSON, by the settings of the app."""
    app = _get_app_ctx().app
    settings = find_settings(app)
    if isinstance(data, SwaggerText):
        text = data.write(settings)
    else:
        text = write_json(data, settings)
    response: Response = app.make_response((text, code))
    if headers:
        response.headers.extend(headers)
    return response
