"""From what a typed view returns to an answer, by its return annotation."""

from __future__ import annotations

import types
import typing as t
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Callable,
    Generator,
    Iterable,
    Iterator,
)
from dataclasses import dataclass
from functools import partial

from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from .. import answer as core
from ..errors import InvalidView, KolbenError
from ..response import BODIED, Response
from ..schema import Fault, Faults, Type, UnsupportedAnnotation, compile_type
from ..view_kind import Weight, weigh
from .markers import (
    SSE,
    UNSET,
    Accepted,
    Answer,
    Created,
    NoContent,
    Status,
    Stream,
    Streamed,
)
from .signature import Signature
from .stream import make_stream

if t.TYPE_CHECKING:
    from ..app import Kolben
    from ..context import RequestContext

JSON_TYPE = "application/json"


class WrongAnswer(KolbenError, TypeError):
    """In debug mode and in tests: a view returned what its annotation rules out."""


@dataclass(slots=True)
class Arm:
    """One of the answers that a view may give."""

    status: int
    kind: t.Literal["value", "none", "stream", "events", "plain"]
    annotation: t.Any = None
    type: Type | None = None
    description: str | None = None

    @property
    def exact(self) -> t.Any:
        """The class whose instances this arm is for."""
        origin = t.get_origin(self.annotation) or self.annotation
        if origin is t.Annotated:
            origin = self.annotation.__origin__
            origin = t.get_origin(origin) or origin
        if hasattr(origin, "__required_keys__"):
            return dict
        return type(None) if origin is None else origin


class Answers:
    """The answers of one view."""

    def __init__(self, signature: Signature, default_status: int = 200) -> None:
        self.where = signature.where
        self.arms = list(_find_arms(signature.returns, signature, default_status))
        values = [arm for arm in self.arms if arm.kind == "value"]
        #: Class → how to encode its instances; only for a class with one arm.
        self.by_class: dict[t.Any, tuple[Callable[[t.Any], bytes], int, Arm]] = {}
        for arm in values:
            exact = arm.exact
            assert arm.type is not None
            if (isinstance(exact, type) and arm.status in BODIED) and not any(
                other is not arm and _overlap(exact, other.exact) for other in values
            ):
                self.by_class[exact] = (arm.type.encode_json, arm.status, arm)
        self.streams = [arm for arm in self.arms if arm.kind in {"stream", "events"}]
        self.has_none = any(arm.kind == "none" for arm in self.arms)

    def convert(self, app: Kolben, ctx: RequestContext, rv: t.Any) -> t.Any:
        """What the view returned as an ``Encoded``, a response, or as it is."""
        found = self.by_class.get(type(rv))
        if found is not None:
            encode, status, arm = found
            config = app.config
            if config["DEBUG"] or config["TESTING"]:
                self._check(arm, rv)
            return core.Encoded(encode(rv), JSON_TYPE, status)
        return self._convert_other(app, ctx, rv, None, [])

    def _convert_other(
        self,
        app: Kolben,
        ctx: RequestContext,
        rv: t.Any,
        status: int | None,
        headers: list[tuple[str, str]],
    ) -> t.Any:
        if isinstance(rv, Answer):
            more = [*headers, *rv.headers]
            return self._convert_other(app, ctx, rv.value, rv.status or status, more)
        if isinstance(rv, (WerkzeugResponse, HTTPException, core.Encoded)):
            return rv if status is None and not headers else (rv, status, headers)
        if isinstance(rv, NoContent) or (rv is None and self.has_none):
            more = rv.headers if isinstance(rv, NoContent) else []
            return _make_empty(app, [*headers, *more], status or 204)
        if isinstance(rv, tuple) and not self._find_arm(app, rv, status):
            return self._convert_tuple(app, ctx, rv)
        if self.streams and isinstance(rv, (Iterator, AsyncIterator)):
            arm = self.streams[0]
            check = partial(self._check, arm) if app.debug or app.testing else None
            events = arm.kind == "events"
            return make_stream(app, ctx, rv, arm.type, events, headers, check)
        return self._convert_value(app, rv, status, headers)

    def _convert_tuple(
        self, app: Kolben, ctx: RequestContext, rv: tuple[t.Any, ...]
    ) -> t.Any:
        """Flask's ``(body, status, headers)``, the body by its annotation."""
        if not rv:
            return rv
        body = self._convert_other(app, ctx, rv[0], None, [])
        return (body, *rv[1:])

    def _convert_value(
        self,
        app: Kolben,
        rv: t.Any,
        status: int | None,
        headers: list[tuple[str, str]],
    ) -> t.Any:
        arm = self._find_arm(app, rv, status)
        if arm is None:
            plain = any(each.kind == "plain" for each in self.arms)
            if not plain and (app.debug or app.testing):
                self._refuse(rv)
            if isinstance(rv, (str, bytes, bytearray)) or rv is None:
                return rv if status is None and not headers else (rv, status, headers)
            arm = next((each for each in self.arms if each.kind == "value"), None)
        if arm is None:
            if not _is_model(rv):
                return rv if status is None and not headers else (rv, status, headers)
            # No annotation tells of it, and nothing else can send it.
            body = compile_type(type(rv)).encode_json(rv)
            return _send(app, body, status or 200, headers)
        assert arm.type is not None
        return _send(app, arm.type.encode_json(rv), status or arm.status, headers)

    def _find_arm(self, app: Kolben, rv: t.Any, status: int | None) -> Arm | None:
        """The arm whose type the value has; of several, the one with the status."""
        fitting = []
        for arm in self.arms:
            if arm.kind == "value" and _is_instance(rv, arm.exact):
                fitting.append(arm)
        if len(fitting) > 1:
            exact = [arm for arm in fitting if arm.exact is type(rv)]
            fitting = exact or fitting
        if len(fitting) > 1 and status is not None:
            fitting = [arm for arm in fitting if arm.status == status] or fitting
        if not fitting:
            return None
        if len(fitting) > 1:
            for arm in fitting:
                if _fits(arm, rv):
                    return arm
        if app.debug or app.testing:
            self._check(fitting[0], rv)
        return fitting[0]

    def _check(self, arm: Arm, rv: t.Any) -> None:
        assert arm.type is not None
        try:
            arm.type.check(rv)
        except Faults as e:
            faults = "; ".join(f"{each.place}: {_say(each)}" for each in e.faults)
            raise WrongAnswer(
                f"{self.where} returned what its annotation rules out: {faults}. This"
                " is checked in debug mode and in tests only."
            ) from e

    def _refuse(self, rv: t.Any) -> t.NoReturn:
        raise WrongAnswer(
            f"{self.where} returned a {type(rv).__name__}, and its annotation allows"
            f" {' or '.join(_show(arm) for arm in self.arms)} only. This is checked in"
            " debug mode and in tests only."
        )


def _find_arms(annotation: t.Any, signature: Signature, status: int) -> Iterator[Arm]:
    """The arms of a return annotation: one, or those of a union."""
    if annotation is UNSET or annotation is t.Any:
        yield Arm(status, "plain")
        return
    description = None
    streamed: Streamed | None = None
    if annotation in (Created, Accepted, Stream, SSE):
        annotation = annotation[t.Any]
    if t.get_origin(annotation) is t.Annotated:
        rest = []
        for item in annotation.__metadata__:
            if isinstance(item, Status):
                status, description = item.code, item.description
            elif isinstance(item, Streamed):
                streamed = item
            else:
                rest.append(item)
        annotation = annotation.__origin__
        if streamed is None and t.get_origin(annotation) in (t.Union, types.UnionType):
            for inner in t.get_args(annotation):
                if t.get_origin(inner) is not Answer:
                    yield from _find_arms(inner, signature, status)
            return
        if rest:
            annotation = t.Annotated[(annotation, *rest)]
        if streamed is None and (description or status != 200):
            yield _make_value_arm(annotation, signature, status, description)
            return
    if streamed is not None:
        item_type = t.get_args(annotation)[0]
        kind: t.Literal["stream", "events"] = "events" if streamed.events else "stream"
        yield Arm(status, kind, item_type, _compile(item_type, signature), description)
        return
    if t.get_origin(annotation) in (t.Union, types.UnionType):
        for inner in t.get_args(annotation):
            yield from _find_arms(inner, signature, status)
        return
    if annotation is NoContent:
        yield Arm(204, "none")
    elif t.get_origin(annotation) is Answer:
        yield from _find_arms(t.get_args(annotation)[0], signature, status)
    elif t.get_origin(annotation) is tuple and len(t.get_args(annotation)) in (2, 3):
        # Flask's (body, status, headers); what is no model is no arm of its own.
        yield Arm(status, "plain", annotation)
        yield from _find_arms(t.get_args(annotation)[0], signature, status)
    elif _is_flasks(annotation):
        yield Arm(status, "plain", annotation)
    else:
        yield _make_value_arm(annotation, signature, status, description)


def _make_value_arm(
    annotation: t.Any, signature: Signature, status: int, description: str | None
) -> Arm:
    if _is_response(annotation):
        return Arm(status, "plain", annotation, None, description)
    type_ = _compile(annotation, signature)
    return Arm(status, "value", annotation, type_, description)


def _compile(annotation: t.Any, signature: Signature) -> Type:
    try:
        return compile_type(annotation)
    except UnsupportedAnnotation as e:
        raise InvalidView(
            f"{signature.where}: what it returns cannot be sent: {e}"
        ) from e


_FLASKS = (
    *(str, bytes, bytearray, tuple, object, Callable),
    *(Iterable, Iterator, Generator),
    *(AsyncIterable, AsyncIterator, AsyncGenerator),
)


def _is_flasks(annotation: t.Any) -> bool:
    """Whether this is returned as in every Flask view: text, bytes, a response, …"""
    origin = t.get_origin(annotation) or annotation
    return (
        origin in _FLASKS
        or getattr(origin, "__module__", "") == "wsgiref.types"
        or _is_response(origin)
    )


def _is_response(annotation: t.Any) -> bool:
    return isinstance(annotation, type) and issubclass(
        annotation, (WerkzeugResponse, HTTPException)
    )


def _overlap(one: t.Any, other: t.Any) -> bool:
    if t.Any in (one, other):
        return True
    if not isinstance(one, type) or not isinstance(other, type):
        return one is other
    return issubclass(one, other) or issubclass(other, one)


def _is_instance(value: t.Any, exact: t.Any) -> bool:
    if isinstance(exact, type) and exact is not t.Any:
        # A whole number is a number: 3 may be sent for 3.0.
        return isinstance(value, (float, int) if exact is float else exact)
    # Any, Literal and the like: the check tells.
    return True


def _fits(arm: Arm, value: t.Any) -> bool:
    assert arm.type is not None
    try:
        arm.type.decode_json(arm.type.encode_json(value))
    except Faults:
        return False
    return True


def _is_model(value: t.Any) -> bool:
    return not isinstance(value, type) and weigh(type(value)) >= Weight.MODEL


def _send(
    app: Kolben, body: bytes, status: int, headers: list[tuple[str, str]]
) -> core.Encoded | Response:
    if not headers and status in BODIED:
        return core.Encoded(body, JSON_TYPE, status)
    response = app.response_class(body, status, headers)
    if all(name.lower() != "content-type" for name, _ in headers):
        response.content_type = JSON_TYPE
    return response


def _make_empty(app: Kolben, headers: list[tuple[str, str]], status: int) -> Response:
    response = app.response_class(status=status, headers=headers)
    response.headers.pop("Content-Type", None)
    return response


def _say(fault: Fault) -> str:
    return "its type has no such field" if fault.code == "unknown" else fault.message


def _show(arm: Arm) -> str:
    if arm.kind == "none":
        return "NoContent"
    shown = arm.annotation
    return shown.__name__ if isinstance(shown, type) else str(shown)
