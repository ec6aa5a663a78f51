"""The pages of an API's document, as those see them who use the API."""

import pytest

APP = """
    import os
    from typing import Annotated

    import msgspec
    from msgspec import Meta

    from kolben import Kolben
    from kolben.openapi import OpenAPI, api_key
    from kolben.typed import Created, Query

    app = Kolben(__name__, static_folder=None)


    class NewPost(msgspec.Struct):
        title: Annotated[str, Meta(min_length=1, max_length=200)]
        tags: list[str] = []


    class Post(NewPost, kw_only=True):
        id: int
        replies: "list[Post]" = []


    @app.get("/posts/<int:id>")
    def read_post(id: int, draft: Query[bool] = False) -> Post:
        '''One post.'''
        return Post(id=id, title="A day out")


    @app.post("/a/path/that/is/too/long/for/the/screen/of/a/phone/posts")
    def create_post(post: NewPost) -> Created[Post]:
        '''Write a post that everybody reads.

        Example:
            {"title": "A day out", "tags": ["sea"]}
        '''
        return Created(Post(id=1, title=post.title, tags=post.tags))


    if "POLICY" in os.environ:

        @app.after_request
        def set_policy(response):
            response.headers["Content-Security-Policy"] = os.environ["POLICY"]
            return response


    OpenAPI(
        app,
        title="Posts of a blog whose title is long",
        security_schemes={"key": api_key("X-Key")},
        security=["key"],
    )

    if "MOUNT" in os.environ:
        inner = app.wsgi_app

        def mounted(environ, start_response):
            root = os.environ["MOUNT"]
            if not environ["PATH_INFO"].startswith(root + "/"):
                start_response("404 Not Found", [])
                return [b""]
            environ["SCRIPT_NAME"] = root
            environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(root)
            return inner(environ, start_response)

        app.wsgi_app = mounted
"""
PHONE = {"width": 390, "height": 844}
LIGHT, DARK = "rgb(255, 255, 255)", "rgb(28, 32, 34)"


@pytest.fixture
def start(serve):
    return lambda **env: serve({"app.py": APP}, "run", "--no-reload", env=env)


def get_background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def get_width(page):
    return page.evaluate("document.scrollingElement.scrollWidth")


def open_operation(page, name):
    page.locator(f"[id$={name}] .opblock-summary-control").click()
    page.get_by_role("button", name="Try it out").click()


def execute(page, status):
    page.get_by_role("button", name="Execute").click()
    seen = page.locator(".live-responses-table td.response-col_status")
    seen.filter(has_text=status).wait_for()


@pytest.mark.parametrize(
    "env",
    [{"POLICY": "default-src 'self'"}, {"MOUNT": "/mounted"}],
    ids=["with the strictest policy", "below a root"],
)
def test_reader_tries_an_operation_out(page, start, problems, env):
    site = start(**env)
    page.goto(f"{site.url}{env.get('MOUNT', '')}/docs")
    open_operation(page, "create_post")
    execute(page, "201")
    answer = page.locator(".live-responses-table .highlight-code").first
    assert '"title": "A day out"' in answer.inner_text()
    page.locator("textarea.body-param__text").fill('{"title": "", "tags": [1]}')
    problems.expect("status 422")
    execute(page, "422")
    assert "body.tags[0]" in answer.inner_text()
    page.get_by_role("link", name="Reference").click()
    page.wait_for_url("**/reference")
    page.get_by_role("link", name="Try it out").click()
    page.wait_for_url("**/docs")
    page.locator(".opblock").first.wait_for()


def test_reader_says_who_they_are(page, start):
    site = start()
    page.goto(f"{site.url}/docs")
    page.get_by_role("button", name="Authorize").click()
    page.get_by_label("Value:").fill("secret")
    page.get_by_role("button", name="Apply credentials").click()
    page.locator(".modal-ux .btn-done").click()
    open_operation(page, "read_post")
    page.get_by_placeholder("id").fill("7")
    with page.expect_request("**/posts/7*") as request:
        execute(page, "200")
    assert request.value.headers["x-key"] == "secret"


def test_pages_are_light_or_dark_as_system_and_reader_want(open_page, start):
    site = start()
    light, dark = open_page(), open_page(color_scheme="dark")
    for path in ("docs", "reference"):
        for page, colour in ((light, LIGHT), (dark, DARK)):
            page.goto(f"{site.url}/{path}")
            assert get_background(page) == colour
    button = dark.get_by_role("button", name="Light or dark")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert get_background(dark) == LIGHT
    dark.goto(f"{site.url}/docs")
    assert get_background(dark) == LIGHT
    assert not dark.evaluate("document.documentElement.classList.contains('dark-mode')")


def test_pages_fit_on_a_phone(open_page, start):
    site = start()
    page = open_page(viewport=PHONE)
    page.goto(f"{site.url}/docs")
    page.locator(".opblock").first.wait_for()
    assert get_width(page) <= PHONE["width"]
    open_operation(page, "create_post")
    execute(page, "201")
    page.locator(".model-example .tablinks", has_text="Schema").first.click()
    assert get_width(page) <= PHONE["width"]
    page.goto(f"{site.url}/reference")
    assert get_width(page) <= PHONE["width"]
    page.get_by_text("Contents", exact=True).click()
    page.locator(".contents a:visible", has_text="/posts/{id}").click()
    assert page.url.endswith("#read_post")
    assert get_width(page) <= PHONE["width"]


def test_reference_needs_no_scripts_and_has_a_link_for_everything(open_page, start):
    site = start()
    page = open_page(java_script_enabled=False, color_scheme="dark")
    page.goto(f"{site.url}/reference#read_post")
    assert get_background(page) == DARK
    heading = page.locator("#read_post h3")
    assert 0 <= heading.bounding_box()["y"] < 200
    assert page.locator("#theme").is_hidden()
    answers = page.locator("#read_post .answers")
    answers.get_by_role("link", name="Post", exact=True).first.click()
    assert page.url.endswith("#schema-Post")
    assert page.locator("#schema-Post .name").count() == 4
    shown = page.locator("#create_post pre").nth(1).inner_text()
    assert f"curl -X POST '{site.url}/a/path" in shown
    page.emulate_media(media="print")
    assert get_background(page) == LIGHT
    assert page.locator(".contents").is_hidden()
