"""Objects to JSON-able data by the fields of a model: functions and decorators."""

from __future__ import annotations

import inspect
import typing as t
from collections import OrderedDict
from collections.abc import AsyncIterable
from functools import wraps

from werkzeug.exceptions import BadRequest

from ..globals import find_app_ctx, find_request_ctx
from ..response import Response
from ..streaming import stream_with_context
from .batches import Objects, take_batches
from .compiled import Compiled, Fields, compile_fields
from .compiled import make as make
from .json_text import find_settings, write_json
from .mask import Mask, MaskError, Wanted

View = t.Callable[..., t.Any]
DEFAULT_MASK_HEADER = "X-Fields"
#: Objects per piece of a stream: enough to make a piece cheap, few in memory.
STREAM_BATCH = 64
_NO_MASK = Mask(skip=True)


def marshal(
    data: t.Any,
    fields: Fields,
    envelope: str | None = None,
    skip_none: bool = False,
    mask: Mask | str | None = None,
    ordered: bool = False,
) -> t.Any:
    """``data``, an object or a list of objects, written by ``fields``.

    ``envelope`` is a name to put the result under; ``skip_none`` leaves out what is
    None or empty; ``mask`` says which fields are wanted; ``ordered`` makes an
    OrderedDict of each dict.
    """
    written = compile_fields(fields, skip_none, ordered, mask).marshal(data)
    if not envelope:
        return written
    return OrderedDict([(envelope, written)]) if ordered else {envelope: written}


def marshal_stream(
    objects: Objects,
    fields: Fields,
    envelope: str | None = None,
    skip_none: bool = False,
    mask: Mask | str | None = None,
    ordered: bool = False,
    *,
    batch: int = STREAM_BATCH,
) -> t.Iterator[bytes]:
    """The JSON array of ``marshal(list(objects), …)`` in pieces of ``batch`` objects.

    Only one piece is in memory at a time. The first is made at once, so that what is
    wrong with the fields or the first objects is an error here; a later error ends
    the stream before its closing bracket. Of asynchronous iterables see
    `take_batches`.
    """
    pieces = _write_pieces(
        objects, compile_fields(fields, skip_none, ordered, mask), envelope, batch
    )
    first = next(pieces)

    def stream() -> t.Iterator[bytes]:
        try:
            yield first
            yield from pieces
        finally:
            pieces.close()

    return stream()


def _write_pieces(
    objects: Objects, compiled: Compiled, envelope: str | None, batch: int
) -> t.Generator[bytes, None, None]:
    ctx = find_app_ctx()
    settings = dict(find_settings(ctx.app)) if ctx is not None else {}
    # Indented, the pieces would not be one text.
    settings.pop("indent", None)
    start, end = b"[", b"]\n"
    if envelope:
        start, end = b"{%s: [" % write_json(envelope)[:-1], b"]}\n"
    batches = take_batches(objects, batch)
    try:
        for objs in batches:
            text = write_json(compiled.marshal_all(objs), settings)
            del objs
            # Without the brackets around it and the line break.
            yield start + text[1:-2]
            start = b", "
        yield end if start == b", " else start + end
    finally:
        batches.close()


class marshal_with:  # flask-restx's name
    """Has what a view returns written by ``fields``; see `marshal` for the rest.

    The client may ask for some of the fields by the header X-Fields; another name
    for it is in RESTX_MASK_HEADER. With ``stream`` the view returns any iterable, or
    an asynchronous one, which is answered as a JSON array, piece by piece.
    """

    def __init__(
        self,
        fields: Fields,
        envelope: str | None = None,
        skip_none: bool = False,
        mask: Mask | str | None = None,
        ordered: bool = False,
        *,
        stream: bool = False,
    ) -> None:
        self.fields = fields
        self.envelope = envelope
        self.skip_none = skip_none
        self.ordered = ordered
        self.mask = Mask(mask, skip=True) if mask else _NO_MASK
        self.stream = stream

    def __call__(self, f: View) -> View:
        return _after(f, self._marshal)

    def _marshal(self, answer: t.Any) -> t.Any:
        if isinstance(answer, Response) and self.stream:
            return answer
        mask = find_mask() or self.mask
        data, rest = (answer, ()) if not isinstance(answer, tuple) else split(answer)
        write = self._stream if self.stream else marshal
        try:
            written = write(
                data, self.fields, self.envelope, self.skip_none, mask, self.ordered
            )
        except MaskError as error:
            if isinstance(mask, Wanted) and not _is_of_api():
                # An Api has a handler for it.
                raise BadRequest(f"Mask error: {error}") from error
            raise
        if not rest:
            return written
        if not self.stream:
            return (written, *rest)
        written.status_code, headers = rest
        written.headers.update(headers)
        return written

    @staticmethod
    def _stream(*arguments: t.Any) -> Response:
        pieces = marshal_stream(*arguments)
        if find_request_ctx() is not None:
            pieces = stream_with_context(pieces)
        return Response(pieces, mimetype="application/json")


class marshal_with_field:  # flask-restx's name
    """Has what a view returns written by a single field."""

    def __init__(self, field: t.Any) -> None:
        self.field = make(field)

    def __call__(self, f: View) -> View:
        return _after(f, self._format)

    def _format(self, answer: t.Any) -> t.Any:
        if isinstance(answer, tuple):
            data, rest = split(answer)
            return (self.field.format(data), *rest)
        return self.field.format(answer)


def _after(view: View, change: t.Callable[[t.Any], t.Any]) -> View:
    if inspect.iscoroutinefunction(view):

        @wraps(view)
        async def wait(*args: t.Any, **kwargs: t.Any) -> t.Any:
            answer = await view(*args, **kwargs)
            if _is_asynchronous(answer):
                # The first objects are waited for, which the loop itself cannot do.
                import asyncio

                return await asyncio.to_thread(change, answer)
            return change(answer)

        return wait

    @wraps(view)
    def call(*args: t.Any, **kwargs: t.Any) -> t.Any:
        return change(view(*args, **kwargs))

    return call


def _is_asynchronous(answer: t.Any) -> bool:
    data = answer[0] if isinstance(answer, tuple) and answer else answer
    return isinstance(data, AsyncIterable)


def find_mask() -> str | None:
    """The mask that the request asks for, as text."""
    ctx = find_request_ctx()
    if ctx is None:
        return None
    config = ctx.app.config
    name = config.get("RESTX_MASK_HEADER") or config.get("RESTPLUS_MASK_HEADER")
    name = name or DEFAULT_MASK_HEADER
    text = ctx.request.headers.get(name)
    if text is None:
        return None

    def vary(response: Response) -> Response:
        # A cache must not give one who asks for all what another has left out.
        response.vary.add(name)
        return response

    ctx._after_request_functions.append(vary)
    return Wanted(text)


def _is_of_api() -> bool:
    """Whether the view of the request is an Api's."""
    ctx = find_request_ctx()
    if ctx is None or ctx.request.endpoint is None:
        return True
    return hasattr(ctx.app.view_functions.get(ctx.request.endpoint), "api")


def split(answer: tuple[t.Any, ...]) -> tuple[t.Any, tuple[t.Any, t.Any]]:
    """The data of an answer, and its status and headers.

    Raises ValueError if it has more parts.
    """
    if len(answer) > 3:
        raise ValueError(
            "A resource answers (data,), (data, status) or (data, status, headers); "
            f"this answer has {len(answer)} parts. Return a list for a list of data."
        )
    data, status, headers = (*answer, None, None)[:3] if answer else (None, None, None)
    return data, (status or 200, headers if headers is not None else {})
