"""The errors of the REST layer that are no answers, and `abort` that makes one."""

from __future__ import annotations

import typing as t
from http import HTTPStatus

from werkzeug.exceptions import HTTPException

from ..response import abort as _abort


class RestError(Exception):
    """What goes wrong while an API is described or its data are written."""

    def __init__(self, msg: str) -> None:
        self.msg = msg

    def __str__(self) -> str:
        return self.msg


class ValidationError(RestError):
    """Data that do not fit their description."""


class SpecsError(RestError):
    """A description that contradicts itself."""


def abort(
    code: int = HTTPStatus.INTERNAL_SERVER_ERROR,
    message: object = None,
    **kwargs: t.Any,
) -> t.NoReturn:
    """Answer the request with the status ``code``; the rest is the answer's content.

    What the content is lies in ``data`` of the exception, where the error handling
    of an Api and uniform errors find it.
    """
    try:
        _abort(code)
    except HTTPException as error:
        if message:
            kwargs["message"] = str(message)
        if kwargs:
            error.data = kwargs  # type: ignore[attr-defined]  # read by Api.handle_error
        raise
