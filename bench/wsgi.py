"""Calling a WSGI app with no server around it."""

import io
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from timing import Loop

App = Callable[[dict[str, Any], Callable[..., Any]], Any]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


def environ(path: str, query: str = "", cookie: str = "") -> dict[str, Any]:
    """What a server would pass for a GET from a plain client."""
    made = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "HTTP_USER_AGENT": "bench",
        "HTTP_ACCEPT": "*/*",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if cookie:
        made["HTTP_COOKIE"] = cookie
    return made


def ask(app: App, env: dict[str, Any]) -> Answer:
    """One request, everything kept."""
    kept: list[Any] = []

    def start_response(status, headers, exc_info=None):
        kept[:] = [int(status.split()[0]), {k.title(): v for k, v in headers}]

    chunks = app(env.copy(), start_response)
    try:
        body = b"".join(chunks)
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
    return Answer(kept[0], kept[1], body)


def loop(app: App, env: dict[str, Any]) -> Loop:
    """Requests as a server would make them: fresh environ, body read and closed."""

    def start_response(status, headers, exc_info=None):
        return None

    def run(count: int) -> None:
        for _ in range(count):
            chunks = app(env.copy(), start_response)
            for _chunk in chunks:
                pass
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    return run
