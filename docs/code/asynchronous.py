"""Coroutine functions as views and hooks."""

import asyncio

from kolben import Kolben, request

# region: views
app = Kolben(__name__)


async def fetch(name: str) -> str:
    await asyncio.sleep(0)
    return name.upper()


@app.get("/")
async def index() -> list[str]:
    return await asyncio.gather(*(fetch(name) for name in request.args.getlist("n")))


@app.before_request
async def before() -> None:
    await asyncio.sleep(0)


@app.errorhandler(LookupError)
async def lost(error: LookupError):
    return "lost", 404


# endregion


@app.get("/lost")
async def lost_view() -> str:
    raise LookupError


def test_async_view(client):
    assert client.get("/?n=a&n=b").json == ["A", "B"]


def test_async_handler(client):
    assert client.get("/lost").status_code == 404
