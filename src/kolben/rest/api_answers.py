"""What an `Api` makes of the data that its resources return."""

from __future__ import annotations

import typing as t
from functools import wraps
from http import HTTPStatus

from werkzeug.exceptions import InternalServerError, NotAcceptable
from werkzeug.wrappers import Response as BaseResponse

from ..globals import _get_app_ctx, _get_request_ctx
from ..response import Response
from .marshalling import split

#: Accept headers whose answer is remembered; there are few in an honest world.
_MOST_HEADERS = 256
_LONGEST_HEADER = 500
View = t.Callable[..., t.Any]


class ApiAnswers:
    """The part of an `Api` that writes answers."""

    default_mediatype: str | None
    representations: dict[str, t.Callable[..., t.Any]]
    serve_challenge_on_401: bool
    #: What was chosen, by Accept header and what there was to choose from.
    _mediatypes: dict[tuple[t.Any, ...], str | None]

    def output(self, resource: View) -> View:
        """The view with its data made a response."""

        @wraps(resource)
        def answer(*args: t.Any, **kwargs: t.Any) -> t.Any:
            found = resource(*args, **kwargs)
            if isinstance(found, BaseResponse):
                return found
            if not isinstance(found, tuple):
                return self.make_response(found, HTTPStatus.OK, headers={})
            data, (code, headers) = split(found)
            return self.make_response(data, code, headers=headers)

        return answer

    def unpack(self, result: t.Any, code: t.Any) -> tuple[t.Any, t.Any, t.Any]:
        """Data, status and headers of what a handler returned."""
        if not isinstance(result, tuple):
            return result, code, {}
        data, (found, headers) = split(result)
        return data, found if len(result) > 1 and result[1] else code, headers

    def make_response(self, data: t.Any, *args: t.Any, **kwargs: t.Any) -> Response:
        """The data in the media type that the client asks for, as far as there is one.

        The other arguments are those of a representation: status and headers. Raises
        NotAcceptable where there is none and no default either.
        """
        fallback = kwargs.pop("fallback_mediatype", None) or self.default_mediatype
        mediatype = self._choose(fallback)
        if mediatype is None:
            raise NotAcceptable()
        write = self.representations.get(mediatype)
        if write is not None:
            response: Response = write(data, *args, **kwargs)
        elif mediatype == "text/plain":
            code, *rest = args or (200,)
            headers = rest[0] if rest else kwargs.get("headers")
            app = _get_app_ctx().app
            response = app.make_response((str(data), code, headers or {}))
        else:
            raise InternalServerError()
        response.headers["Content-Type"] = mediatype
        if len(self.representations) > 1:
            # What a cache has kept for one client is not what another accepts.
            response.vary.add("Accept")
        return response

    def _choose(self, fallback: str | None) -> str | None:
        ctx = _get_request_ctx()
        accept = ctx.environ.get("HTTP_ACCEPT")
        key = (accept, fallback, *self.representations)
        try:
            return self._mediatypes[key]
        except KeyError:
            chosen: str | None = ctx.request.accept_mimetypes.best_match(
                self.representations,
                default=fallback,  # type: ignore[arg-type]  # None is what it gives back
            )
        if accept is None or len(accept) <= _LONGEST_HEADER:
            if len(self._mediatypes) >= _MOST_HEADERS:
                self._mediatypes.clear()
            self._mediatypes[key] = chosen
        return chosen

    def representation(self, mediatype: str) -> t.Callable[[View], View]:
        """Write answers of this media type with a function of data, code, headers."""

        def add(func: View) -> View:
            self.representations[mediatype] = func
            return func

        return add

    def mediatypes_method(self) -> t.Callable[[t.Any], list[str | None]]:
        """What `Resource.mediatypes` is."""
        return lambda _: [*self.mediatypes(), self.default_mediatype]

    def mediatypes(self) -> list[str]:
        """What the client accepts, best first."""
        accepted = _get_request_ctx().request.accept_mimetypes
        return [name for name, _ in sorted(accepted, key=lambda each: -each[1])]

    def unauthorized(self, response: Response) -> Response:
        """The answer 401; with `serve_challenge_on_401` browsers ask for a name."""
        if self.serve_challenge_on_401:
            config = _get_app_ctx().app.config
            realm = config.get("HTTP_BASIC_AUTH_REALM", "flask-restx")
            response.headers["WWW-Authenticate"] = f'Basic realm="{realm}"'
        return response

    @property
    def payload(self) -> t.Any:
        """The JSON of the request."""
        return _get_request_ctx().request.get_json()
