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

_args = Request.args
_own_init = Request.__init__


class Source:
    """One request, as the readers of arguments see it."""

    __slots__ = ("_body", "_form", "_query", "ctx", "environ", "given")

    def __init__(self, ctx: RequestContext, given: dict[str, t.Any]) -> None:
        self.ctx = ctx
        self.environ = ctx.environ
        #: The values of the URL.
        self.given = given
        self._query: dict[str, list[str]] | None = None
        self._form: t.Any = None
        self._body: bytes | None = None

    @property
    def query(self) -> dict[str, list[str]]:
        """The query string: every name with its values in order."""
        query = self._query
        if query is None:
            query = self._query = self._read_query()
        return query

    def _read_query(self) -> dict[str, list[str]]:
        if _is_looked_at(self.ctx):
            return {
                name: list(values) for name, values in self.ctx.request.args.lists()
            }
        text = self.environ.get("QUERY_STRING", "")
        found: dict[str, list[str]] = {}
        if not text:
            return found
        pairs: t.Iterable[tuple[str, str]]
        if "%" in text or "+" in text or not text.isascii():
            # As Werkzeug reads it.
            pairs = parse_qsl(
                text.encode("latin1").decode(errors="replace"),
                keep_blank_values=True,
                errors="werkzeug.url_quote",
            )
            for name, value in pairs:
                found.setdefault(name, []).append(value)
            return found
        for item in text.split("&"):
            if item:
                name, _, value = item.partition("=")
                if name in found:
                    found[name].append(value)
                else:
                    found[name] = [value]
        return found

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
        if _is_looked_at(self.ctx) or "wsgi.input_terminated" in environ:
            return self._read_body_of_request(limit)
        text = environ.get("CONTENT_LENGTH")
        if not text:
            return b""
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

    def read_form(self, max_size: int | None) -> t.Any:
        """The request object with its form and files parsed."""
        if self._form is None:
            request = self.ctx.request
            limit = self.limit(max_size)
            if request.content_length is not None and request.content_length > limit:
                raise _refuse_size(limit)
            if request.max_content_length is None:
                request.max_content_length = limit
            try:
                request.form  # noqa: B018  # parses it
            except RequestEntityTooLarge as e:
                raise TooLarge("The form is too large, or has too many parts.") from e
            except ValueError as e:
                raise BadParameter("The form cannot be read.") from e
            self._form = request
        return self._form


def _refuse_size(limit: int) -> TooLarge:
    return TooLarge(f"The body may have at most {limit} bytes.")


def _is_looked_at(ctx: RequestContext) -> bool:
    """Whether a request object exists, or may read its parts in ways of its own."""
    return "request" in ctx.__dict__ or ctx.app.request_class is not Request
