"""Signed requests: an API, its clients, and what is signed."""

import json
import sqlite3

import httpx
import requests

from kolben.security.api import MemoryNonces, RedisNonces, new_secret
from kolben.security.api.client import RequestsAuth, Signer
from kolben.security.api.client_httpx import HttpxAuth

SECRET = "a secret of these samples, longer than 32 bytes"

# region: app
from kolben import Kolben
from kolben.security.api import (
    ApiSecurity,
    Client,
    Clients,
    SQLNonces,
    get_caller,
    requires,
)

clients = Clients([Client("shop-1", SECRET, scopes=["posts:write"])])
nonces = SQLNonces(lambda: sqlite3.connect("nonces.db"))

app = Kolben(__name__)
ApiSecurity(app, clients=clients, nonces=nonces)


@app.post("/posts")
@requires("posts:write")
def create():
    return {"by": get_caller().id}, 201


# endregion


def create_table(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    # region: create
    nonces.create()
    # endregion


def transport():
    return httpx.WSGITransport(app)


def test_httpx(tmp_path, monkeypatch):
    create_table(tmp_path, monkeypatch)
    URL = "http://api.test"
    # region: httpx
    auth = HttpxAuth("shop-1", SECRET)
    with httpx.Client(base_url=URL, auth=auth, transport=transport()) as http:
        answer = http.post("/posts", json={"title": "Hello"})
    assert answer.status_code == 201
    # endregion
    assert answer.json() == {"by": "shop-1"}


def test_requests():
    # region: requests
    session = requests.Session()
    session.auth = RequestsAuth("shop-1", SECRET)
    # endregion
    request = requests.Request("POST", "http://api.test/posts", json={"a": 1})
    assert "Signature" in session.prepare_request(request).headers
    session.close()


def test_by_hand(client, tmp_path, monkeypatch):
    create_table(tmp_path, monkeypatch)
    # region: by-hand
    signer = Signer("shop-1", SECRET)
    headers = signer.sign(
        "POST",
        "http://localhost/posts?draft=1",
        b'{"title": "Hello"}',
        content_type="application/json",
    )
    assert list(headers) == ["Content-Digest", "Signature-Input", "Signature"]
    # endregion

    def send():
        return client.post(
            "/posts?draft=1",
            data=b'{"title": "Hello"}',
            content_type="application/json",
            headers=headers,
        )

    assert send().status_code == 201
    # region: again
    answer = send()
    assert answer.status_code == 401
    assert answer.json["error_code"] == 1009
    # endregion


def test_rotation():
    clients = Clients([Client("shop-1", SECRET)])
    # region: rotation
    secret = clients.rotate("shop-1")  # hand this one to the client
    assert len(clients.find("shop-1").keys()) == 2
    clients.settle("shop-1")  # when the client uses it
    assert clients.find("shop-1").keys() == (secret.encode(),)
    # endregion


def test_secret():
    # region: secret
    secret = new_secret()
    assert len(secret) == 43
    # endregion


def test_stores():
    # region: stores
    MemoryNonces()
    RedisNonces.from_url("redis://127.0.0.1:6379/0")
    # endregion


def test_own_clients():
    row = {"id": "shop-1", "key": SECRET, "scopes": "posts:read posts:write"}
    rows = {"shop-1": row}

    # region: own-clients
    class ClientsOfTheShop:
        def find(self, client_id: str) -> Client | None:
            row = rows.get(client_id)
            if row is None:
                return None
            # The id in the row: to some databases "Shop-1" is "shop-1".
            return Client(row["id"], row["key"], scopes=row["scopes"].split())

    # endregion
    assert ClientsOfTheShop().find("shop-1").scopes == {"posts:read", "posts:write"}
    assert ClientsOfTheShop().find("shop-2") is None


def test_form():
    # region: form
    import base64
    import hashlib
    import hmac

    body = b'{"title": "Hello"}'
    digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
    params = (
        '("@method" "@authority" "@path" "@query" "content-type" "content-digest")'
        ';created=1800000000;nonce="bm9uY2Utbm9uY2Utbm9uY2U0";keyid="shop-1"'
    )
    base = "\n".join(
        [
            '"@method": POST',
            '"@authority": api.example.org',
            '"@path": /v1/posts',
            '"@query": ?draft=1',
            '"content-type": application/json',
            f'"content-digest": sha-256=:{digest}:',
            f'"@signature-params": {params}',
        ]
    )
    mac = hmac.digest(SECRET.encode(), base.encode(), "sha256")
    headers = {
        "Content-Digest": f"sha-256=:{digest}:",
        "Signature-Input": f"sig1={params}",
        "Signature": f"sig1=:{base64.b64encode(mac).decode()}:",
    }
    # endregion
    signer = Signer(
        "shop-1",
        SECRET,
        clock=lambda: 1_800_000_000,
        make_nonce=lambda: "bm9uY2Utbm9uY2Utbm9uY2U0",
    )
    url = "https://api.example.org/v1/posts?draft=1"
    assert headers == signer.sign("POST", url, body, content_type="application/json")


def test_vectors():
    # region: vectors
    from importlib.resources import files

    text = files("kolben.security.api").joinpath("vectors.json").read_text("utf-8")
    vectors = json.loads(text)
    assert len(vectors["good"]) >= 20
    assert len(vectors["bad"]) >= 60
    # endregion


def test_sign_js(client):
    # region: sign-js
    from kolben import send_file
    from kolben.security.api import SIGN_JS

    @app.get("/sign.js")
    def sign_js():
        return send_file(SIGN_JS, mimetype="text/javascript")

    # endregion
    with client.get("/sign.js") as answer:
        assert "export class Signer" in answer.text
