"""What the one event loop of a process allows."""

import asyncio

from kolben import Kolben

# region: shared
app = Kolben(__name__)
counter = asyncio.Queue[int]()


@app.post("/numbers/<int:number>")
async def put(number: int) -> str:
    await counter.put(number)
    return ""


@app.get("/numbers")
async def take() -> str:
    return str(await counter.get())


# endregion


# region: task
done: set[str] = set()


async def index(name: str) -> None:
    done.add(name)


@app.post("/pages/<name>")
async def save(name: str) -> str:
    app.extensions["task"] = asyncio.create_task(index(name))
    return "saved"


# endregion


def test_object_of_one_request_is_used_in_the_next(client):
    client.post("/numbers/7")
    assert client.get("/numbers").text == "7"


def test_task_outlives_its_request(app, client):
    client.post("/pages/tea")

    @app.ensure_sync
    async def wait() -> None:
        await app.extensions["task"]

    wait()
    assert done == {"tea"}
