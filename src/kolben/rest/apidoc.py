"""The page with the documentation of an Api, under the names that it has in views."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .api import Api


def ui_for(api: Api) -> t.Any:
    """The page with the documentation of an Api: Swagger UI."""
    return api.openapi.answer_docs()
