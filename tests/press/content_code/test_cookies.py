"""Samples of the post about cookies."""

import pytest


@pytest.fixture
def module(load):
    return load("cookies")


@pytest.fixture
def client(module):
    return module.app.test_client()


def read_set_cookie(answer):
    """Name and value, and the set of flags without dates."""
    first, *flags = answer.headers["Set-Cookie"].split("; ")
    return first, {flag for flag in flags if not flag.startswith("Expires")}


def test_response_has_the_parts_that_the_table_lists(client):
    answer = client.get("/hello")
    assert answer.status == "202 ACCEPTED"
    assert answer.status_code == 202
    assert answer.mimetype == "text/html"
    assert answer.headers["X-Greeting"] == "yes"
    assert answer.headers["Set-Cookie"] == "greeted=yes; Path=/"


def test_chosen_theme_comes_back_until_it_is_deleted(client):
    assert client.get("/").text == "The theme is light."
    assert client.post("/theme/dark").status_code == 303
    assert client.get("/").text == "The theme is dark."
    client.post("/theme/reset")
    assert client.get_cookie("theme") is None
    assert client.get("/").text == "The theme is light."


def test_cookie_has_its_flags(client):
    flags = {"Max-Age=31536000", "HttpOnly", "Path=/", "SameSite=Lax"}
    assert read_set_cookie(client.post("/theme/dark")) == ("theme=dark", flags)
    client.application.config["SESSION_COOKIE_SECURE"] = True
    _, secure = read_set_cookie(client.post("/theme/dark"))
    assert secure == flags | {"Secure"}
    _, deleted = read_set_cookie(client.post("/theme/reset"))
    assert deleted == secure - {"Max-Age=31536000"} | {"Max-Age=0"}


def test_theme_that_does_not_exist_is_neither_set_nor_believed(client):
    answer = client.post("/theme/pink")
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers
    client.set_cookie("theme", "<script>")
    assert client.get("/").text == "The theme is light."


def test_invitation_opens_the_door(client):
    assert client.get("/invite/Ada").json == {"invited": "Ada"}
    assert client.get("/enter").json == {"welcome": "Ada"}


@pytest.mark.parametrize("value", ["", "x", "e30.x.x"])
def test_without_a_true_invitation_there_is_no_entry(client, value):
    client.set_cookie("invitation", value)
    answer = client.get("/enter")
    assert answer.status_code == 403
    assert "You need an invitation." in answer.text


def test_changed_invitation_is_noticed(client, module):
    ours = module.make_signer().dumps({"name": "Ada"}).split(".")
    theirs = module.make_signer().dumps({"name": "Bob"}).split(".")
    client.set_cookie("invitation", ".".join([theirs[0], *ours[1:]]))
    assert client.get("/enter").status_code == 403


def test_invitation_ends_after_an_hour(client, module, monkeypatch):
    client.get("/invite/Ada")
    signer = module.URLSafeTimedSerializer.default_signer
    now = signer.get_timestamp(None)
    monkeypatch.setattr(signer, "get_timestamp", lambda _: now + 3700)
    assert client.get("/enter").status_code == 403


def test_signed_is_not_secret(module):
    with_name = module.make_signer().dumps({"name": "Ada"})
    assert with_name.startswith("eyJuYW1lIjoiQWRhIn0.")
