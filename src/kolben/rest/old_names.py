"""Small functions that flask_restx offers and that nothing here needs."""

from __future__ import annotations

import typing as t
from http import HTTPStatus

from .marshalling import split

#: The version whose behaviour `kolben.rest` has, and what it says of itself.
restx_version = "1.3.2"
restplus_version = "0.13.0"
description = "REST APIs that document themselves"


def not_none(data: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The data without what is None."""
    return {name: value for name, value in data.items() if value is not None}


def not_none_sorted(data: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """The data without what is None, by name."""
    return dict(sorted(not_none(data).items()))


def unpack(
    response: t.Any, default_code: int = HTTPStatus.OK
) -> tuple[t.Any, t.Any, t.Any]:
    """Data, status and headers of what a resource returned."""
    if not isinstance(response, tuple):
        return response, default_code, {}
    data, (code, headers) = split(response)
    given = len(response) > 1 and response[1]
    return data, code if given else default_code, headers
