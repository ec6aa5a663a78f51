"""What is signed, read out of a WSGI environ.

Nothing here trusts more than the server has already let through: what is signed is
what the app is going to act on, or the signature does not match.
"""

from __future__ import annotations

import typing as t
from urllib.parse import quote, unquote_to_bytes, urlsplit

from .signature import PATH_CHARACTERS, Message, normal_authority

if t.TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


def read_message(environ: WSGIEnvironment) -> Message:
    """The signed parts of a request, its path and host as the client sent them."""
    return Message(
        method=environ["REQUEST_METHOD"],
        authority=read_authority(environ),
        path=read_path(environ),
        query=environ.get("QUERY_STRING", ""),
        # Servers set it to "" where there is none.
        content_type=environ.get("CONTENT_TYPE") or None,
        content_digest=environ.get("HTTP_CONTENT_DIGEST") or None,
    )


def read_authority(environ: WSGIEnvironment) -> str:
    """The host that the client asked for, behind ProxyFix too."""
    scheme = environ.get("wsgi.url_scheme", "http")
    host = environ.get("HTTP_HOST")
    if not host:
        host = f"{environ.get('SERVER_NAME', '')}:{environ.get('SERVER_PORT', '')}"
    return normal_authority(host, scheme)


def read_path(environ: WSGIEnvironment) -> str:
    """The percent-encoded path that the client asked for.

    The path of the request line is used where it leads to the very path that the app
    sees: as a whole, or behind a prefix that a proxy has cut off. Else, and with
    servers that do not tell it, the decoded path is encoded again.
    """
    prefix = _to_bytes(environ.get("SCRIPT_NAME", ""))
    seen = _to_bytes(environ.get("PATH_INFO", ""))
    raw = _read_target(environ)
    if raw:
        decoded = unquote_to_bytes(raw)
        if decoded == prefix + seen:
            return raw
        if decoded == (seen or b"/"):
            return _encode(prefix) + raw
    return _encode(prefix + seen) or "/"


def _read_target(environ: WSGIEnvironment) -> str:
    """The path of the request line; "" where the server does not tell it."""
    target: str = environ.get("REQUEST_URI") or environ.get("RAW_URI") or ""
    if not target.isascii():
        return ""
    if target.startswith("/"):
        # Not split as a URL: "//host" is a path here.
        return target.partition("?")[0].partition("#")[0]
    if "://" in target:
        return urlsplit(target).path or "/"
    return ""


def _to_bytes(value: str) -> bytes:
    # PEP 3333 has bytes as Latin-1; a server that decodes as UTF-8 is understood too.
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")


def _encode(path: bytes) -> str:
    return quote(path, safe=PATH_CHARACTERS)
