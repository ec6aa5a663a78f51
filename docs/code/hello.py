"""The smallest app, shown in the README."""

# region: app
from kolben import Kolben, request

app = Kolben(__name__)


@app.get("/hello/<name>")
def hello(name: str) -> dict[str, str]:
    return {"hello": name, "from": request.args.get("from", "Kolben")}


# endregion


def test_hello(client):
    assert client.get("/hello/Ada?from=me").text == '{"from":"me","hello":"Ada"}\n'
    assert client.get("/hello/Ada").json == {"hello": "Ada", "from": "Kolben"}
