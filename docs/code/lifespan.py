"""Work at the start and the end of a worker, and after a response."""

import threading

import pytest

from kolben import Kolben, lifespan

# region: hooks
app = Kolben(__name__)
state: dict[str, list[str]] = {}


@app.on_startup
def open_pool() -> None:
    state["pool"] = []


@app.on_shutdown
async def close_pool() -> None:
    state.pop("pool")


# endregion


# region: after
def send_mail(address: str, *, subject: str) -> None:
    state["pool"].append(f"{subject} for {address}")


@app.post("/orders")
def order():
    app.after_response(send_mail, "ada@example.org", subject="Your order")
    return {"accepted": True}, 202


# endregion


@app.get("/")
def index() -> str:
    return ", ".join(sorted(state))


def test_startup_before_the_first_request_and_shutdown_at_the_end(client):
    assert state == {}
    assert client.get("/").text == "pool"
    lifespan.stop(app)
    assert state == {}


def test_after_response_is_drained_at_shutdown(app, client):
    with client.post("/orders") as answer:
        assert answer.status_code == 202
    pool = state["pool"]
    lifespan.stop(app)
    assert pool == ["Your order for ada@example.org"]


def test_with_the_test_client_the_work_waits_until_the_response_is_closed(client):
    done: list[threading.Event] = [threading.Event() for _ in range(3)]
    app = Kolben(__name__)
    app.add_url_rule(
        "/<int:number>",
        "index",
        lambda number: app.after_response(done[number].set) or "",
    )
    client = app.test_client()
    answer = client.get("/0")
    assert not app._lifespan.jobs
    answer.close()
    assert done[0].wait(10)
    client.get("/1", buffered=True)
    assert done[1].wait(10)
    with client.get("/2"):
        assert not done[2].is_set()
    assert done[2].wait(10)
    lifespan.stop(app)


def test_failed_startup_is_tried_again():
    app = Kolben(__name__)
    app.testing = True
    tries: list[int] = []

    @app.on_startup
    def start() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no database yet")

    app.add_url_rule("/", "index", lambda: "up")
    client = app.test_client()
    with pytest.raises(OSError, match="no database"):
        client.get("/")
    assert client.get("/").text == "up"
    assert len(tries) == 2
    lifespan.stop(app)
