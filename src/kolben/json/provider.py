"""How an app reads and writes JSON."""

from __future__ import annotations

import dataclasses
import decimal
import json
import typing as t
import uuid
import weakref
from collections.abc import Callable
from datetime import date
from json.encoder import (  # type: ignore[attr-defined]  # typeshed: no c_make_encoder
    c_make_encoder,
    encode_basestring,
    encode_basestring_ascii,
)

from werkzeug.http import http_date

if t.TYPE_CHECKING:
    from ..app import Kolben
    from ..response import Response

_COMPACT: dict[str, t.Any] = {"separators": (",", ":")}
_INDENTED: dict[str, t.Any] = {"indent": 2}

# An app that hands `default` a new function for every call must not fill memory.
_MOST_ENCODERS = 16


class JSONProvider:
    """The JSON operations of an app. A subclass for another library writes `dumps`
    and `loads`; set it as `app.json_provider_class`, or an instance as `app.json`.
    """

    def __init__(self, app: Kolben) -> None:
        # Weak, so that an app is freed as soon as nobody uses it.
        self._app = t.cast("Kolben", weakref.proxy(app))

    def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """The JSON text of an object; `kwargs` are the library's."""
        raise NotImplementedError

    def dump(self, obj: t.Any, fp: t.IO[str], **kwargs: t.Any) -> None:
        """Write the JSON text of an object to a text file."""
        fp.write(self.dumps(obj, **kwargs))

    def loads(self, s: str | bytes, **kwargs: t.Any) -> t.Any:
        """The object that JSON text, or bytes in UTF-8, describes."""
        raise NotImplementedError

    def load(self, fp: t.IO[t.AnyStr], **kwargs: t.Any) -> t.Any:
        """The object that a file of JSON describes."""
        return self.loads(fp.read(), **kwargs)

    def _prepare_response_obj(
        self, args: tuple[t.Any, ...], kwargs: dict[str, t.Any]
    ) -> t.Any:
        if args and kwargs:
            raise TypeError(
                "app.json.response() takes either args or kwargs, not both: give it"
                " one value, several values for a list, or names for an object."
            )
        if len(args) == 1:
            return args[0]
        return args or kwargs or None

    def response(self, *args: t.Any, **kwargs: t.Any) -> Response:
        """A response that carries one value, several as a list, or keyword
        arguments as an object; `null` without any.
        """
        obj = self._prepare_response_obj(args, kwargs)
        return self._app.response_class(self.dumps(obj), mimetype="application/json")


def _default(o: t.Any) -> t.Any:
    if isinstance(o, date):
        return http_date(o)
    if isinstance(o, (decimal.Decimal, uuid.UUID)):
        return str(o)
    if dataclasses.is_dataclass(o):
        return dataclasses.asdict(o)  # type: ignore[arg-type]  # a class fails there
    if hasattr(o, "__html__"):
        return str(o.__html__())
    raise TypeError(f"Object of type {type(o).__name__} is not JSON serializable")


class DefaultJSONProvider(JSONProvider):
    """JSON by the standard library, with dates as HTTP dates, decimals and UUIDs as
    strings, dataclasses as objects, and `__html__()` for what has it.
    """

    #: Turns what JSON cannot express into something it can, or raises TypeError.
    default: Callable[[t.Any], t.Any] = staticmethod(_default)

    #: Whether text beyond ASCII is escaped.
    ensure_ascii = True

    #: Whether the keys of objects are sorted; they must then all be strings.
    sort_keys = True

    #: Whether `response` leaves out spaces and lines; None: only outside of debug.
    compact: bool | None = None

    #: The mimetype of `response`.
    mimetype = "application/json"

    def __init__(self, app: Kolben) -> None:
        super().__init__(app)
        self._encoders: dict[tuple[t.Any, ...], Callable[[t.Any, int], t.Any]] = {}

    def dumps(self, obj: t.Any, **kwargs: t.Any) -> str:
        """The JSON text of an object. `kwargs` are those of `json.dumps`; the
        attributes of the provider are their defaults.
        """
        if not kwargs or kwargs == _COMPACT:
            try:
                return "".join(self._encoder(bool(kwargs))(obj, 0))
            except RecursionError:
                # The general way tells an object that contains itself from one
                # that is only deep.
                pass
        kwargs.setdefault("default", self.default)
        kwargs.setdefault("ensure_ascii", self.ensure_ascii)
        kwargs.setdefault("sort_keys", self.sort_keys)
        return json.dumps(obj, **kwargs)

    def loads(self, s: str | bytes, **kwargs: t.Any) -> t.Any:
        """The object that JSON text describes; `kwargs` are those of `json.loads`.

        Raises ValueError for text that is none, or is nested deeper than Python goes.
        """
        try:
            return json.loads(s, **kwargs)
        except RecursionError:
            # What a request is made of is no fault of the app's.
            raise ValueError("The JSON is nested too deeply.") from None

    def response(self, *args: t.Any, **kwargs: t.Any) -> Response:
        """A response that carries one value, several as a list, or keyword
        arguments as an object; `null` without any. Indented unless `compact`.
        """
        obj = self._prepare_response_obj(args, kwargs)
        return self._app.response_class(self._body(obj), mimetype=self.mimetype)

    def encode(self, obj: t.Any) -> bytes:
        """The body of `response(obj)`, without the response around it."""
        return self._body(obj).encode()

    def _body(self, obj: t.Any) -> str:
        compact = self.compact
        spacious = self._app.debug if compact is None else not compact
        return self.dumps(obj, **(_INDENTED if spacious else _COMPACT)) + "\n"

    def _encoder(self, compact: bool) -> Callable[[t.Any, int], t.Any]:
        """What `json.dumps` would make anew for every call, kept for as long as the
        attributes that shape it stay the same.
        """
        shape = (self.default, self.ensure_ascii, self.sort_keys, compact)
        try:
            return self._encoders[shape]
        except KeyError:
            encoder = _make_encoder(*shape)
        except TypeError:  # a callable that cannot be hashed
            return _make_encoder(*shape)
        if len(self._encoders) >= _MOST_ENCODERS:
            self._encoders.clear()
        self._encoders[shape] = encoder
        return encoder


def _make_encoder(
    default: Callable[[t.Any], t.Any],
    ensure_ascii: bool,
    sort_keys: bool,
    compact: bool,
) -> Callable[[t.Any, int], t.Any]:
    if c_make_encoder is None:  # a Python without the C module
        encoder = json.JSONEncoder(
            default=default,
            ensure_ascii=ensure_ascii,
            sort_keys=sort_keys,
            separators=(",", ":") if compact else None,
        )
        return lambda obj, _: encoder.encode(obj)
    # Without a memo of the containers it is in (the first None): the memo would be
    # shared by all threads. RecursionError stands in for it, see `dumps`.
    return c_make_encoder(  # type: ignore[no-any-return]  # untyped, see above
        None,
        json.JSONEncoder().default if default is None else default,
        encode_basestring_ascii if ensure_ascii else encode_basestring,
        None,
        ":" if compact else ": ",
        "," if compact else ", ",
        bool(sort_keys),
        False,
        True,
    )
