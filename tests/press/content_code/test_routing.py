"""The samples of the post about routing."""

from datetime import date

import pytest

from kolben import url_for

from .conftest import CODE

POST = CODE.parent / "posts" / "en" / "09-routing.md"


@pytest.fixture
def app(load):
    return load("routing").app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "text"),
    {
        "/": "Index page",
        "/user/ada": "User ada",
        "/post/03": "Post 3",
        "/price/3.0": "3.00 EUR",
        "/files/a/b.txt": "File a/b.txt",
        "/order/6fa459ea-ee8a-3ca4-894e-db77e160355e": (
            "Order 6fa459ea-ee8a-3ca4-894e-db77e160355e"
        ),
        "/imprint": "The page imprint",
        "/de/news": "News in de",
        "/diary/2026-09-25": "Friday",
        "/projects/": "The project page",
        "/contact": "The contact page",
        "/archive/": "Archive, page 1",
        "/archive/2": "Archive, page 2",
        "/user/me": "You",
        "/user/ada/photos": "Something else below /user: ada/photos",
    }.items(),
)
def test_path_is_answered_by_the_view_that_the_post_names(client, path, text):
    assert client.get(path).text == text


@pytest.mark.parametrize(
    "path", ["/post/-1", "/price/3", "/contact/", "/deu/news", "/diary/2026-02-30"]
)
def test_value_that_no_rule_takes_is_404(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "target"), [("/projects", "/projects/"), ("/archive/1", "/archive/")]
)
def test_second_address_of_a_page_leads_to_the_first(client, path, target):
    answer = client.get(path)
    assert answer.status_code == 308
    assert answer.location == f"http://localhost{target}"


def test_date_goes_into_a_url_and_comes_out_again(app):
    with app.test_request_context():
        assert url_for("diary", day=date(2026, 9, 25)) == "/diary/2026-09-25"


def test_methods_of_one_url_are_two_views(client):
    assert client.get("/login").text == "the form"
    assert client.post("/login").text == "checked"
    assert client.head("/login").text == ""
    for answer in client.delete("/login"), client.options("/login"):
        assert set(answer.allow) == {"GET", "POST", "HEAD", "OPTIONS"}
    assert client.delete("/login").status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_view_without_return_is_told(load, method):
    app = load("routing", "forgotten").app
    app.testing = True
    with pytest.raises(TypeError, match="did not return a valid response"):
        getattr(app.test_client(), method)("/login")


@pytest.mark.parametrize("question", ["GET /user/me", "POST /contact"])
def test_routes_explains_a_request_as_shown(run, question):
    done = run(CODE / "routing", "-m", "kolben", "routes", "--match", *question.split())
    shown = f"$ kolben routes --match {question}\n{done.stdout}"
    assert shown in POST.read_text(encoding="utf-8")
