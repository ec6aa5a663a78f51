"""Calling an ASGI app with no server around it, on one event loop."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from timing import Loop
from wsgi import Answer

App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def scope(method: str, path: str, query: str, headers: dict[str, str]) -> dict:
    """What a server would pass for a request from a plain client."""
    sent = {"host": "127.0.0.1:8000", "user-agent": "bench", "accept": "*/*"} | headers
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        "client": ("127.0.0.1", 50000),
        "server": ("127.0.0.1", 8000),
    }


async def _ask(app: App, asked: dict, body: bytes, send: Any) -> None:
    message = {"type": "http.request", "body": body, "more_body": False}

    async def receive():
        return message

    # Frameworks write into the scope, as they write into a WSGI environ.
    await app({**asked, "headers": [*asked["headers"]]}, receive, send)


def ask(
    runner: asyncio.Runner, app: App, asked: dict[str, Any], body: bytes = b""
) -> Answer:
    """One request, everything kept."""
    sent: list[dict[str, Any]] = []

    async def send(message):
        sent.append(message)

    runner.run(_ask(app, asked, body, send))
    headers = {k.decode().title(): v.decode() for k, v in sent[0]["headers"]}
    parts = b"".join(message.get("body", b"") for message in sent[1:])
    return Answer(sent[0]["status"], headers, parts)


def loop(
    runner: asyncio.Runner, app: App, asked: dict[str, Any], body: bytes = b""
) -> Loop:
    """Requests one after the other, as one connection of a server would bring them."""

    async def send(message):
        return None

    async def run(count: int) -> None:
        for _ in range(count):
            await _ask(app, asked, body, send)

    return lambda count: runner.run(run(count))
