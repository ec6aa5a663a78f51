"""JSON as the current app reads and writes it, or plainly outside of an app."""

from __future__ import annotations

import json as _json
import typing as t

from ..globals import _get_current_app, current_app
from .provider import _default

if t.TYPE_CHECKING:
    from ..response import Response
    from .provider import JSONProvider


def _find_provider() -> JSONProvider | None:
    try:
        return _get_current_app().json
    except RuntimeError:
        return None


def dumps(obj: t.Any, **kwargs: t.Any) -> str:
    """The JSON text of an object."""
    provider = _find_provider()
    if provider is not None:
        return provider.dumps(obj, **kwargs)
    kwargs.setdefault("default", _default)
    return _json.dumps(obj, **kwargs)


def dump(obj: t.Any, fp: t.IO[str], **kwargs: t.Any) -> None:
    """Write the JSON text of an object to a text file."""
    provider = _find_provider()
    if provider is not None:
        provider.dump(obj, fp, **kwargs)
    else:
        kwargs.setdefault("default", _default)
        _json.dump(obj, fp, **kwargs)


def loads(s: str | bytes, **kwargs: t.Any) -> t.Any:
    """The object that JSON text, or bytes in UTF-8, describes."""
    provider = _find_provider()
    if provider is not None:
        return provider.loads(s, **kwargs)
    return _json.loads(s, **kwargs)


def load(fp: t.IO[t.AnyStr], **kwargs: t.Any) -> t.Any:
    """The object that a file of JSON describes."""
    provider = _find_provider()
    if provider is not None:
        return provider.load(fp, **kwargs)
    return _json.load(fp, **kwargs)


def jsonify(*args: t.Any, **kwargs: t.Any) -> Response:
    """A JSON response with one value, several as a list, or keyword arguments as an
    object. A view may return a dict or a list without it.
    """
    return current_app.json.response(*args, **kwargs)
