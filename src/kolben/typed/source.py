"""The parts of a request that arguments are read from, each taken apart once."""

from __future__ import annotations

import typing as t
from io import BytesIO
from urllib.parse import parse_qsl

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from ..api_error import BadParameter, TooLarge
from ..request import Request

if t.TYPE_CHECKING:
    from ..context import RequestContext

#: The most bytes of a body where ``MAX_CONTENT_LENGTH`` says nothing.
MOST_BYTES = 16 * 1024 * 1024
_MOST_DIGITS = 18

URLENCODED = "application/x-www-form-urlencoded"

#: Texts by name: one, or a list of several.
Texts = dict[str, str | list[str]]


class Source:
    """One request, as the readers of arguments see it."""

    #: The query string taken apart, once somebody wants it.
    query: Texts | None = None
    _form: Request | None = None
    _body: bytes | None = None

    def __init__(self, ctx: RequestContext, given: dict[str, t.Any]) -> None:
        self.ctx = ctx
        self.environ = ctx.environ
        #: The values of the URL.
        self.given = given

    def read_query(self) -> Texts:
        """The query string taken apart, which stays as ``query``."""
        if _is_looked_at(self.ctx):
            found: Texts = {
                name: values if len(values) > 1 else values[0]
                for name, values in self.ctx.request.args.lists()
            }
        else:
            found = _split_query(self.environ.get("QUERY_STRING", ""))
        self.query = found
        return found

    @property
    def query_lists(self) -> dict[str, list[str]]:
        """The query string with all the values of each name in a list."""
        query = self.query
        if query is None:
            query = self.read_query()
        return {
            name: [value] if type(value) is str else value  # type: ignore[misc]  # else it is a list
            for name, value in query.items()
        }

    @property
    def cookies(self) -> t.Mapping[str, str]:
        return self.ctx.request.cookies

    def limit(self, max_size: int | None) -> int:
        """The most bytes of this request's body."""
        if max_size is not None:
            return max_size
        request = self.ctx.__dict__.get("request")
        configured: int | None = (
            self.ctx.app.config["MAX_CONTENT_LENGTH"]
            if request is None
            else request.max_content_length
        )
        return MOST_BYTES if configured is None else configured

    def read_body(self, max_size: int | None) -> bytes:
        """The body. TooLarge (413) for one of more than the limit."""
        body = self._body
        if body is None:
            body = self._body = self._read_body(self.limit(max_size))
        return body

    def _read_body(self, limit: int) -> bytes:
        environ = self.environ
        text = environ.get("CONTENT_LENGTH")
        if _is_looked_at(self.ctx) or (not text and "wsgi.input_terminated" in environ):
            return self._read_body_of_request(limit)
        if not text:
            return b""
        if len(text) > _MOST_DIGITS:
            raise _refuse_size(limit)
        # As Werkzeug: what is no number is no length.
        length = int(text) if text.isascii() and text.isdigit() else 0
        if length > limit:
            raise _refuse_size(limit)
        stream = environ["wsgi.input"]
        body: bytes = stream.read(length)
        while len(body) < length:
            more = stream.read(length - len(body))
            if not more:
                raise ClientDisconnected
            body += more
        # For whoever looks at the request object later.
        environ["wsgi.input"] = BytesIO(body)
        return body

    def _read_body_of_request(self, limit: int) -> bytes:
        request = self.ctx.request
        length = request.content_length
        if length is not None and length > limit:
            raise _refuse_size(limit)
        if request.max_content_length is None or request.max_content_length > limit:
            request.max_content_length = limit
        try:
            return request.get_data()
        except RequestEntityTooLarge as e:
            raise _refuse_size(limit) from e

    def read_form(self, max_size: int | None) -> Request:
        """The request object with its form and files parsed.

        A form without files has at most ``MAX_FORM_MEMORY_SIZE`` bytes, as one with
        files has: each of its fields costs more memory than it has bytes.
        """
        if self._form is None:
            request = self.ctx.request
            limit = self.limit(max_size)
            memory = request.max_form_memory_size
            if memory is not None and request.mimetype == URLENCODED:
                limit = min(limit, memory)
            length = request.content_length
            if length is not None and length > limit:
                raise _refuse_size(limit)
            if request.max_content_length is None or request.max_content_length > limit:
                request.max_content_length = limit
            try:
                request.form  # noqa: B018  # parses it
            except RequestEntityTooLarge as e:
                raise TooLarge("The form is too large, or has too many parts.") from e
            except ValueError as e:
                raise BadParameter("The form cannot be read.") from e
            self._form = request
        return self._form


def _split_query(text: str) -> Texts:
    found: Texts = {}
    if not text:
        return found
    if "%" in text or not text.isascii():
        # As Werkzeug reads it.
        pairs = parse_qsl(
            text.encode("latin1").decode(errors="replace"),
            keep_blank_values=True,
            errors="werkzeug.url_quote",
        )
        for name, value in pairs:
            _add(found, name, value)
        return found
    for item in text.replace("+", " ").split("&"):
        name, _, value = item.partition("=")
        if name in found:
            _add(found, name, value)
        elif item:
            found[name] = value
    return found


def _add(found: Texts, name: str, value: str) -> None:
    known = found.get(name)
    if known is None:
        found[name] = value
    elif isinstance(known, list):
        known.append(value)
    else:
        found[name] = [known, value]


def _refuse_size(limit: int) -> TooLarge:
    return TooLarge(f"The body may have at most {limit} bytes.")


def _is_looked_at(ctx: RequestContext) -> bool:
    """Whether a request object exists, or may read its parts in ways of its own."""
    return "request" in ctx.__dict__ or ctx.app.request_class is not Request
