"""The samples of the post about sessions."""

import pytest

from .conftest import CODE

FOLDER = CODE / "sessions"
GOOD = {"name": "ada", "password": "difference engine"}
OLD_KEY = "c5a4a1a0f2cf4c3cb2f6f0d4d0e7c3b8"
# Signed with the key that is shown as the old one.
COOKIE = (
    "eyJfZmxhc2hlcyI6W3siIHQiOlsibWVzc2FnZSIsIldlbGNvbWUsIGFkYS4iXX1dLCJfcGVybWFuZW50"
    "IjpmYWxzZSwidXNlciI6ImFkYSJ9.awFI5w.m3Hea_4eRzPJVtPSTsCPTpxUpB0"
)


@pytest.fixture
def app(load, monkeypatch):
    monkeypatch.setenv("KOLBEN_SECRET_KEY", OLD_KEY)
    return load("sessions").app


@pytest.fixture
def client(app):
    return app.test_client()


def test_login_keeps_the_name_and_welcomes_once(client):
    answer = client.post("/login", data=GOOD, follow_redirects=True)
    assert "Welcome, ada." in answer.text
    again = client.get("/")
    assert "Hello, ada." in again.text
    assert "Welcome" not in again.text


@pytest.mark.parametrize("data", [GOOD | {"password": "x"}, GOOD | {"name": "bob"}])
def test_wrong_login_shows_the_form_again_with_a_message(client, data):
    answer = client.post("/login", data=data)
    assert '<p class="error">Name or password is wrong.</p>' in answer.text
    assert "Log in" in client.get("/").text


def test_name_that_nobody_has_cannot_log_in_with_the_empty_password(client):
    client.post("/login", data={"name": "", "password": ""})
    assert client.get("/diary").location == "/login"


def test_login_drops_what_an_earlier_visitor_left(client):
    client.post("/cart/tea")
    client.post("/login", data=GOOD)
    assert client.post("/cart/cake").json == ["cake"]


def test_logout_ends_the_session(client):
    client.post("/login", data=GOOD)
    assert "You are logged out." in client.post("/logout", follow_redirects=True).text
    assert client.get("/diary").location == "/login"


def test_cookie_has_a_date_only_when_asked_for(client):
    cookie = client.post("/login", data=GOOD).headers["Set-Cookie"]
    assert "Expires" not in cookie
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=Lax")
    cookie = client.post("/login", data=GOOD | {"remember": "on"}).headers["Set-Cookie"]
    assert "Expires" in cookie


def test_diary_is_for_members_only(client):
    answer = client.get("/diary", follow_redirects=True)
    assert "Please log in first." in answer.text
    client.post("/login", data=GOOD)
    assert client.get("/diary").text == "The diary of ada"


def test_cart_keeps_the_second_thing(client):
    client.post("/cart/tea")
    assert client.post("/cart/cake").json == ["tea", "cake"]


def test_cookie_can_be_read_without_the_key(load):
    peek = load("sessions", "peek").peek
    assert peek(COOKIE)["user"] == "ada"


def test_long_cookie_can_be_read_without_the_key(load, client):
    peek = load("sessions", "peek").peek
    client.post("/cart/" + "tea" * 99)
    assert peek(client.get_cookie("session").value) == {"cart": ["tea" * 99]}


def test_shown_output_of_peek_is_true(run):
    done = run(FOLDER, "peek.py", COOKIE)
    wanted = {"_flashes": [{" t": ["message", "Welcome, ada."]}]}
    wanted |= {"_permanent": False, "user": "ada"}
    assert done.stdout == f"{wanted}\n"


def test_old_key_is_read_and_the_new_one_signs(load, client):
    client.post("/login", data=GOOD)
    old = client.get_cookie("session").value
    rotated = load("sessions", "rotate").app
    new = rotated.test_client()
    new.set_cookie("session", old)
    assert new.get("/").text == "ada"
    rotated.config["SECRET_KEY_FALLBACKS"] = []
    assert new.get("/").text == "stranger"


def test_writing_without_a_key_says_how_to_make_one(load, monkeypatch):
    monkeypatch.delenv("KOLBEN_SECRET_KEY", raising=False)
    app = load("sessions").app
    app.testing = True
    with pytest.raises(RuntimeError, match=r"secrets\.token_hex"):
        app.test_client().post("/login", data=GOOD)


def test_forged_cookie_is_an_empty_session(client):
    head, _, signature = COOKIE.rpartition(".")
    forged = "x" if signature[0] != "x" else "y"
    client.set_cookie("session", f"{head}.{forged}{signature[1:]}")
    assert client.get("/diary").status_code == 302


def test_too_large_cookie_is_told(client):
    with pytest.warns(UserWarning, match="The 'session' cookie is too large"):
        client.post("/cart/" + "".join(map(chr, range(0x4E00, 0x4E00 + 3000))))


def test_page_of_the_form_asks_for_name_and_password(client):
    page = client.get("/login").text
    for field in ("name", "password", "remember"):
        assert f'name="{field}"' in page
