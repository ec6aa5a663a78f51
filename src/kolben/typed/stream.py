"""Answers sent item by item: NDJSON, a JSON array, or server-sent events."""

from __future__ import annotations

import typing as t
from collections.abc import AsyncIterator, Iterator
from itertools import chain

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from ..response import Response
from ..schema import Type
from ..streaming import stream_with_context
from .markers import Event

if t.TYPE_CHECKING:
    from ..app import Kolben
    from ..context import RequestContext

NDJSON = "application/x-ndjson"
JSON_TYPE = "application/json"
EVENTS = "text/event-stream"


def make_stream(
    app: Kolben,
    ctx: RequestContext,
    items: t.Any,
    type_: Type | None,
    events: bool,
    headers: list[tuple[str, str]],
    check: t.Callable[[t.Any], None] | None = None,
) -> Response:
    """The response that sends ``items`` as they are made.

    ``check`` is called with each. The first item of other streams than events is waited
    for, so that an error before it is answered as such. The request's contexts stay for
    the items.
    """
    assert type_ is not None
    if isinstance(items, AsyncIterator):
        items = _wait_for_each(app, items)
    if check is not None:
        items = _check_each(items, check)
    if events:
        body = _write_events(items, type_)
        response = app.response_class(
            stream_with_context(body), headers=headers, content_type=EVENTS
        )
        response.headers.setdefault("Cache-Control", "no-store")
        # nginx would hold them back.
        response.headers.setdefault("X-Accel-Buffering", "no")
        return response
    items = _begin(items)
    if _prefers_array(ctx.environ.get("HTTP_ACCEPT", "")):
        body, mimetype = _write_array(items, type_), JSON_TYPE
    else:
        body, mimetype = _write_lines(items, type_), NDJSON
    response = app.response_class(
        stream_with_context(body), headers=headers, content_type=mimetype
    )
    response.vary.add("Accept")
    return response


def _check_each(
    items: Iterator[t.Any], check: t.Callable[[t.Any], None]
) -> Iterator[t.Any]:
    try:
        for item in items:
            check(item.data if isinstance(item, Event) else item)
            yield item
    finally:
        _close(items)


def _begin(items: Iterator[t.Any]) -> Iterator[t.Any]:
    try:
        first = next(items)
    except StopIteration:
        return iter(())
    return _Resumed(first, items)


class _Resumed:
    """An iterator with its first item taken off and put back."""

    def __init__(self, first: t.Any, rest: Iterator[t.Any]) -> None:
        self._items = chain((first,), rest)
        self._rest = rest

    def __iter__(self) -> t.Self:
        return self

    def __next__(self) -> t.Any:
        return next(self._items)

    def close(self) -> None:
        _close(self._rest)


def _close(items: t.Any) -> None:
    close = getattr(items, "close", None)
    if close is not None:
        close()


def _prefers_array(accept: str) -> bool:
    if "json" not in accept:
        return False
    accepted = parse_accept_header(accept, MIMEAccept)
    return accepted.best_match([NDJSON, JSON_TYPE]) == JSON_TYPE


def _write_lines(items: Iterator[t.Any], type_: Type) -> Iterator[bytes]:
    encode = type_.encode_json
    try:
        for item in items:
            yield encode(item) + b"\n"
    finally:
        _close(items)


def _write_array(items: Iterator[t.Any], type_: Type) -> Iterator[bytes]:
    encode = type_.encode_json
    before = b"["
    try:
        for item in items:
            yield before + encode(item)
            before = b","
        yield b"]" if before == b"," else b"[]"
    finally:
        _close(items)


def _write_events(items: Iterator[t.Any], type_: Type) -> Iterator[bytes]:
    encode = type_.encode_json
    try:
        for item in items:
            yield write_event(item, encode)
    finally:
        _close(items)


def write_event(item: t.Any, encode: t.Callable[[t.Any], bytes]) -> bytes:
    """One event in the form of the HTML standard; text as it is, the rest as JSON."""
    lines = []
    data = item
    if isinstance(item, Event):
        data = item.data
        for name in ("event", "id", "retry"):
            value = getattr(item, name)
            if value is not None:
                lines.append(f"{name}: {value}")
    text = data if isinstance(data, str) else encode(data).decode()
    # Any of these ends a line of an event stream.
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        lines.append(f"data: {line}")
    return ("\n".join(lines) + "\n\n").encode(errors="replace")


def _wait_for_each(app: Kolben, items: AsyncIterator[t.Any]) -> Iterator[t.Any]:
    """The items of an asynchronous iterator, each waited for on the worker's loop."""
    try:
        while True:
            try:
                item = app.async_to_sync(_get_next)(items)
            except StopAsyncIteration:
                return
            yield item
    finally:
        close: t.Any = getattr(items, "aclose", None)
        if close is not None:
            app.async_to_sync(close)()


async def _get_next(items: AsyncIterator[t.Any]) -> t.Any:
    return await anext(items)
