"""The signed cookie that holds a visitor's data."""

from datetime import timedelta

import pytest

from kolben import Kolben, redirect, request, session

# region: use
app = Kolben(__name__)
app.config.update(
    SECRET_KEY="a long random text",
    SESSION_COOKIE_SAMESITE="Lax",
    PERMANENT_SESSION_LIFETIME=timedelta(days=7),
)


@app.post("/login")
def login():
    session.clear()
    session["user"] = request.form["name"]
    session.permanent = True
    return redirect("/")


@app.get("/")
def index() -> str:
    return f"Hello, {session.get('user', 'stranger')}"


@app.post("/logout")
def logout():
    session.clear()
    return redirect("/")


# endregion


@app.get("/plain")
def plain() -> str:
    return "does not touch the session"


# region: nested
@app.post("/cart/<item>")
def put(item: str) -> str:
    cart = session.setdefault("cart", [])
    cart.append(item)
    session.modified = True  # a change inside a value is not noticed by itself
    return ""


# endregion


def test_login_and_logout(client):
    assert client.get("/").text == "Hello, stranger"
    answer = client.post("/login", data={"name": "Ada"})
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" in cookie
    assert client.get("/").text == "Hello, Ada"
    client.post("/logout")
    assert client.get("/").text == "Hello, stranger"


def test_reading_varies_on_the_cookie_and_not_touching_does_not(client):
    assert client.get("/").headers["Vary"] == "Cookie"
    assert "Vary" not in client.get("/plain").headers


def test_nested_change_needs_modified(client):
    client.post("/cart/tea")
    client.post("/cart/cup")
    with client.session_transaction() as stored:
        assert stored["cart"] == ["tea", "cup"]


def test_forged_cookie_is_an_empty_session(client):
    client.set_cookie("session", "eyJ1c2VyIjoiQWRhIn0.forged.signature")
    assert client.get("/").text == "Hello, stranger"


def test_cookie_survives_a_change_of_the_key(client):
    client.post("/login", data={"name": "Ada"})
    # region: rotate
    app.config["SECRET_KEY_FALLBACKS"] = [app.config["SECRET_KEY"]]
    app.config["SECRET_KEY"] = "the next long random text"
    # endregion
    assert client.get("/").text == "Hello, Ada"


def test_without_a_key_reading_works_and_writing_says_what_is_missing():
    app = Kolben(__name__)
    app.testing = True
    app.add_url_rule("/read", "read", lambda: str(session.get("a")))
    app.add_url_rule("/write", "write", lambda: session.update(a=1) or "")
    client = app.test_client()
    assert client.get("/read").text == "None"
    with pytest.raises(RuntimeError, match="secret"):
        client.get("/write")
