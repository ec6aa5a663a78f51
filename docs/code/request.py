"""Reading a request."""

import pytest

from kolben import Kolben, request

app = Kolben(__name__)


# region: parts
@app.route("/search")
def search() -> dict[str, object]:
    return {
        "q": request.args.get("q", ""),
        "page": request.args.get("page", 1, type=int),
        "tags": request.args.getlist("tag"),
        "agent": request.headers.get("User-Agent"),
        "theme": request.cookies.get("theme"),
        "path": request.path,
        "endpoint": request.endpoint,
    }


# endregion


# region: form
@app.post("/login")
def login() -> str:
    return f"Hello, {request.form['name']}"


# endregion


# region: upload
@app.post("/upload")
def upload() -> dict[str, object]:
    file = request.files["picture"]
    return {"name": file.filename, "size": len(file.read())}


# endregion


# region: json
@app.post("/api")
def api() -> dict[str, object]:
    data = request.get_json()
    return {"got": data}


# endregion


# region: limit
@app.post("/avatar")
def avatar() -> str:
    request.max_content_length = 1000
    return str(len(request.get_data()))


# endregion


def test_parts(client):
    client.set_cookie("theme", "dark")
    answer = client.get("/search?q=a&page=x&tag=1&tag=2", headers={"User-Agent": "me"})
    assert answer.json == {
        "q": "a",
        "page": 1,
        "tags": ["1", "2"],
        "agent": "me",
        "theme": "dark",
        "path": "/search",
        "endpoint": "search",
    }


def test_form(client):
    assert client.post("/login", data={"name": "Ada"}).text == "Hello, Ada"
    assert client.post("/login", data={}).status_code == 400


def test_missing_key_in_debug_is_named(app):
    app.debug = True
    with pytest.raises(KeyError, match="name"):
        app.test_client().post("/login", data={})


def test_upload(client):
    from io import BytesIO

    answer = client.post("/upload", data={"picture": (BytesIO(b"123"), "a.png")})
    assert answer.json == {"name": "a.png", "size": 3}


def test_json(client):
    assert client.post("/api", json=[1]).json == {"got": [1]}
    assert client.post("/api", data="{", content_type="text/plain").status_code == 415
    broken = client.post("/api", data="{", content_type="application/json")
    assert broken.status_code == 400
    suffixed = client.post("/api", data="1", content_type="application/vnd.a+json")
    assert suffixed.json == {"got": 1}


def test_silent_gives_none_for_both(app):
    for kind in ("text/plain", "application/json"):
        with app.test_request_context(method="POST", data="{", content_type=kind):
            assert request.get_json(silent=True) is None


def test_limits(app, client):
    assert client.post("/avatar", data=b"a" * 1000).text == "1000"
    assert client.post("/avatar", data=b"a" * 1001).status_code == 413
    app.config["MAX_CONTENT_LENGTH"] = 10
    assert client.post("/api", json="a" * 10).status_code == 413


def test_untrusted_host_is_refused(app, client):
    app.config["TRUSTED_HOSTS"] = [".example.org"]
    assert client.get("/search", base_url="http://a.example.org").status_code == 200
    assert client.get("/search", base_url="http://evil.org").status_code == 400


def test_get_data_before_form_keeps_the_body(app):
    with app.test_request_context(method="POST", data={"a": "1"}):
        assert request.get_data() == b"a=1"
        assert request.form["a"] == "1"
    with app.test_request_context(method="POST", data={"a": "1"}):
        assert request.form["a"] == "1"
        assert request.get_data() == b""
