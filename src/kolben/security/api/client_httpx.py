"""Signs what `httpx` sends: `httpx.Client(auth=HttpxAuth("client-1", SECRET))`."""

from __future__ import annotations

import typing as t

from .client import Signer, normal_url

try:
    import httpx
except ImportError:
    raise ImportError(
        "kolben.security.api.client_httpx signs for httpx, which is not installed:"
        " pip install httpx"
    ) from None


class HttpxAuth(Signer, httpx.Auth):
    """Signs requests of `httpx.Client` and `httpx.AsyncClient`.

    Redirects are not signed anew and are answered with 401: follow them by hand.
    """

    requires_request_body = True

    def auth_flow(
        self, request: httpx.Request
    ) -> t.Generator[httpx.Request, httpx.Response, None]:
        request.url = httpx.URL(normal_url(str(request.url)))
        signed = self.sign(
            request.method,
            str(request.url),
            request.content,
            content_type=request.headers.get("Content-Type"),
            host=request.headers.get("Host"),
        )
        request.headers.update(signed)
        yield request
