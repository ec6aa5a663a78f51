"""Signs requests: for `requests`, for `httpx` (client_httpx.py), or by hand.

session.auth = RequestsAuth("client-1", SECRET)
session.post("https://example.com/api/posts", json={...})
"""

from __future__ import annotations

import secrets
import time
import typing as t
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from .clients import check_secret
from .signature import Message, normal_authority, normal_path, sign, write_digest


def new_nonce() -> str:
    """A random nonce of 192 bits."""
    return secrets.token_urlsafe(24)


class Signer:
    """Makes the headers that sign a request."""

    def __init__(
        self,
        key_id: str,
        secret: str | bytes,
        *,
        clock: Callable[[], float] = time.time,
        make_nonce: Callable[[], str] = new_nonce,
    ) -> None:
        self.key_id = key_id
        self._secret = check_secret(secret)
        self._clock = clock
        self._make_nonce = make_nonce

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.key_id!r})"

    def sign(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        *,
        content_type: str | None = None,
        host: str | None = None,
    ) -> dict[str, str]:
        """Content-Digest, Signature-Input and Signature for a request to this URL.

        The request has to be sent with this very method, `normal_url(url)`, content
        type and body; with `host` when its Host header is not that of the URL.
        """
        parts = urlsplit(url)
        digest = write_digest(body)
        message = Message(
            method=method,
            authority=normal_authority(
                host or parts.netloc.rpartition("@")[2], parts.scheme
            ),
            path=normal_path(parts.path),
            query=parts.query,
            content_type=content_type or None,
            content_digest=digest,
        )
        signed = sign(
            message,
            key_id=self.key_id,
            secret=self._secret,
            created=int(self._clock()),
            nonce=self._make_nonce(),
        )
        return {"Content-Digest": digest, **signed}


def normal_url(url: str) -> str:
    """A URL with its path in the spelling that is signed."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=normal_path(parts.path), fragment=""))


class RequestsAuth(Signer):
    """Signs what `requests` sends: `requests.post(url, auth=RequestsAuth(...))`.

    Redirects are not signed anew and are answered with 401: follow them by hand.
    """

    def __call__(self, request: t.Any) -> t.Any:
        """Sign a `requests.PreparedRequest`."""
        request.url = normal_url(request.url)
        body = self._read(request)
        headers = self.sign(
            request.method,
            request.url,
            body,
            content_type=_text(request.headers.get("Content-Type")),
            host=_text(request.headers.get("Host")),
        )
        request.headers.update(headers)
        return request

    def _read(self, request: t.Any) -> bytes:
        """The body that will be sent; put in the request as bytes."""
        body = request.body
        if body is None:
            return b""
        if hasattr(body, "read"):
            body = body.read()
        if isinstance(body, str):
            body = body.encode()
        if not isinstance(body, bytes):
            raise TypeError(
                "A body that is made while it is sent cannot be signed before. Pass"
                ' its bytes: data=b"".join(parts).'
            )
        request.body = body
        request.headers["Content-Length"] = str(len(body))
        request.headers.pop("Transfer-Encoding", None)
        return body


def _text(value: str | bytes | None) -> str | None:
    return value.decode("latin-1") if isinstance(value, bytes) else value
