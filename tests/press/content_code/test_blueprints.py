"""The samples of the post about blueprints."""

import pytest

from kolben import Blueprint, Kolben, url_for

from .conftest import CODE

FOLDER = CODE / "blueprints"
POST = CODE.parent / "posts" / "en" / "12-blueprints.md"


@pytest.fixture
def app(load):
    app = load("blueprints", "blog").create_app()
    app.config["SECRET_KEY"] = "for the tests of the samples"
    return app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def member(client):
    with client.session_transaction() as session:
        session["user"] = "ada"
    return client


def test_front_lists_posts_by_tag_and_shows_them(client):
    assert "On rain" in client.get("/").text
    assert "On rain" not in client.get("/list/kitchen/").text
    assert "<h1>On tea</h1>" in client.get("/page/tea/").text


def test_admin_is_for_members(client):
    assert client.get("/admin/page/").location == "/admin/login/"
    assert "Please log in" in client.get("/admin/login/").text
    with client.get("/admin/static/admin.css") as answer:
        assert answer.mimetype == "text/css"


def test_admin_has_its_own_templates_and_links_to_the_front(member):
    page = member.get("/admin/page/").text
    assert '<a href="/admin/page/edit/tea/">On tea</a>' in page
    assert '<a href="/page/tea/">' in page
    assert "/admin/static/admin.css" in page
    assert 'value="On tea"' in member.get("/admin/page/edit/tea/").text
    assert 'value=""' in member.get("/admin/page/new/").text


@pytest.mark.parametrize(
    ("path", "text"),
    {
        "/page/snow/": "<h1>Nothing here</h1>",
        "/nothing": "<h1>Nothing here</h1>",
        "/admin/page/edit/snow/": "<h1>No such page to edit</h1>",
        "/admin/nothing": "<h1>Nothing here</h1>",
        "/api/nothing": '{"code":404,"error":"Not Found"}',
        "/api/v1/posts/snow": '{"code":404,"error":"Not Found"}',
    }.items(),
)
def test_each_part_answers_for_its_errors(member, path, text):
    answer = member.get(path)
    assert answer.status_code == 404
    assert text in answer.text


def test_nested_blueprint_has_both_prefixes(client):
    assert client.get("/api/v1/posts").json == [
        "/api/v1/posts/tea",
        "/api/v1/posts/rain",
    ]
    assert client.get("/api/v1/posts/tea").json["title"] == "On tea"


def test_routes_are_those_that_the_post_shows(run):
    done = run(FOLDER, "-m", "kolben", "--app", "blog", "routes")
    shown = f"$ kolben --app blog routes\n{done.stdout}```"
    assert shown in POST.read_text(encoding="utf-8")


def test_import_at_the_top_is_the_circle_that_the_post_shows(run, tmp_path):
    (tmp_path / "blog" / "admin").mkdir(parents=True)
    for name in "__init__.py", "admin/views.py", "posts.py":
        text = (FOLDER / "blog" / name).read_text(encoding="utf-8")
        (tmp_path / "blog" / name).write_text(text, encoding="utf-8")
    text = (FOLDER / "blog" / "admin" / "__init__.py").read_text(encoding="utf-8")
    first, _, rest = text.partition("\n")
    moved = f"{first}\nfrom . import views\n{rest}"
    (tmp_path / "blog" / "admin" / "__init__.py").write_text(moved, encoding="utf-8")
    done = run(tmp_path, "-m", "kolben", "--app", "blog", "routes")
    text = POST.read_text(encoding="utf-8")
    for line in done.stderr.replace(f"{tmp_path}/", "").splitlines():
        if line.startswith(("Error", "  blog")):
            assert f"\n{line}\n" in text
    assert "in a circle" in done.stderr


def test_blueprint_registered_twice_has_two_homes(load):
    client = load("blueprints", "simple_page").app.test_client()
    assert '<a href="/help/contact">' in client.get("/help/").text
    assert '<a href="/about/contact">' in client.get("/about/").text
    assert client.get("/about/contact").status_code == 200
    assert client.get("/help/nothing").status_code == 404
    assert client.get("/help/index").location == "http://localhost/help/"
    assert client.get("/help/..%2F..%2Fsimple_page").status_code == 404


def test_second_registration_needs_a_name_as_shown():
    app, admin = Kolben(__name__), Blueprint("admin", __name__)
    app.register_blueprint(admin)
    with pytest.raises(ValueError, match="Use 'name='") as caught:
        app.register_blueprint(admin)
    assert f"InvalidName: {caught.value}\n" in POST.read_text(encoding="utf-8")


def test_route_after_the_registration_is_refused_as_shown(app):
    with pytest.raises(AssertionError) as caught:
        app.blueprints["front"].route("/late")(lambda: "")
    first = str(caught.value).splitlines()[0]
    assert f"LateSetup: {first}\n" in POST.read_text(encoding="utf-8")


def test_endpoint_without_its_blueprint_is_told_as_shown(app):
    with app.test_request_context(), pytest.raises(Exception, match="front") as caught:
        url_for("index")
    assert f"BuildError: {caught.value}\n" in POST.read_text(encoding="utf-8")
