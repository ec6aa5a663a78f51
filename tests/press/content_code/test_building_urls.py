"""The samples of the post about building URLs."""

import pytest
from werkzeug.routing import BuildError

from kolben import url_for

from .conftest import CODE

FOLDER = CODE / "urls"
POST = CODE.parent / "posts" / "en" / "10-building-urls.md"


@pytest.fixture
def app(load):
    return load("urls").app


def test_redirect_leads_to_the_profile(app):
    client = app.test_client()
    answer = client.post("/login", data={"name": "John Doe"}, follow_redirects=True)
    assert answer.text == "User John Doe"
    assert client.get("/user/%E5%B0%8F%E6%98%8E").text == "User 小明"


def test_shown_output_of_try_it_is_true(run):
    done = run(FOLDER, "try_it.py")
    assert f"$ python try_it.py\n{done.stdout}```" in POST.read_text(encoding="utf-8")


def test_what_the_post_asserts_holds(load):
    load("urls", "more")


def test_style_of_the_menu_is_there(app):
    client = app.test_client()
    assert (
        '<link rel="stylesheet" href="/static/style.css">' in client.get("/menu").text
    )
    with client.get("/static/style.css") as answer:
        assert answer.status_code == 200
    app.config["STATIC_HASH_URLS"] = True
    assert "/static/style.css?v=85d3fdb3c501a4d1" in client.get("/menu").text


def test_prefix_that_the_proxy_names_is_in_every_link(load):
    client = load("urls", "behind").app.test_client()
    answer = client.get("/menu", headers={"X-Forwarded-Prefix": "/shop"})
    assert answer.text.rstrip("\n") in POST.read_text(encoding="utf-8")
    answer = client.post(
        "/login", data={"name": "ada"}, headers={"X-Forwarded-Prefix": "/shop"}
    )
    assert answer.location == "/shop/user/ada"


def test_command_builds_the_address_for_a_mail(load):
    result = load("urls", "mail").app.test_cli_runner().invoke(args=["invite"])
    assert result.output == "Come in: https://www.example.org/login\n"


@pytest.mark.parametrize(
    ("endpoint", "hint"),
    {"profle": "Did you mean 'profile'", "profile": r"values \['username'\]"}.items(),
)
def test_wrong_call_is_told_as_shown(app, endpoint, hint):
    with app.test_request_context(), pytest.raises(BuildError, match=hint) as caught:
        url_for(endpoint)
    assert f"BuildError: {caught.value}\n" in POST.read_text(encoding="utf-8")


def test_url_without_a_request_needs_the_server_name(app):
    with app.app_context(), pytest.raises(RuntimeError) as caught:
        url_for("login")
    assert f"RuntimeError: {caught.value}\n" in POST.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["C#", "50%", "a?b", "小明"])
def test_any_name_without_a_slash_comes_out_again(app, name):
    with app.test_request_context():
        url = url_for("profile", username=name)
    assert app.test_client().get(url).text == f"User {name}"


def test_name_with_a_slash_needs_another_converter(app):
    with app.test_request_context():
        url = url_for("profile", username="AC/DC")
    assert url == "/user/AC/DC"
    assert app.test_client().get(url).status_code == 404
