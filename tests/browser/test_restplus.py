"""The notes' Flask-RESTPlus programs, as their readers see them in a browser."""

from test_notes_restplus import BLUEPRINT, FACTORY, HELLO, REGISTER, USERS

from .test_openapi import DARK, LIGHT, PHONE, execute, get_background, get_width

COMMAND = ("run", "--no-reload")


def open_operation(page, method, path):
    """The operation of the page, opened and ready to be tried out."""
    operation = page.locator(f".opblock-{method}", has_text=path)
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    return operation


def test_the_page_at_the_root_shows_the_first_program(page, serve):
    site = serve({"app.py": USERS}, *COMMAND)
    page.goto(site.url)
    page.get_by_text("Users CURD api.").wait_for()
    open_operation(page, "get", "/v1/users")
    execute(page, "200")
    answer = page.locator(".live-responses-table .highlight-code").first
    assert '"user": "1"' in answer.inner_text()


def test_the_second_program_by_day_and_night_on_desk_and_phone(open_page, serve):
    site = serve({"app.py": HELLO}, *COMMAND)
    for scheme, colour in (("light", LIGHT), ("dark", DARK)):
        for size in (None, PHONE):
            options = {"viewport": size} if size else {}
            page = open_page(color_scheme=scheme, **options)
            for path in ("/", "/reference.html"):
                page.goto(f"{site.url}{path}")
                page.locator(":text('/hello'):visible").first.wait_for()
                assert get_background(page) == colour
                if size:
                    assert get_width(page) <= size["width"]


def test_the_blueprint_takes_what_fits_its_model_and_says_what_does_not(
    page, serve, problems
):
    files = {
        "apis.py": BLUEPRINT,
        "register.py": REGISTER,
        "app.py": FACTORY,
    }
    site = serve(files, *COMMAND)
    page.goto(f"{site.url}/api/")
    page.get_by_text("The Open Api Service").wait_for()
    open_operation(page, "post", "/api/v1/client/register")
    page.locator("textarea.body-param__text").fill('{"name": "Ada"}')
    execute(page, "201")
    answer = page.locator(".live-responses-table .highlight-code").first
    assert '"name": "Ada"' in answer.inner_text()
    page.locator("textarea.body-param__text").fill("{}")
    problems.expect("status 400")
    execute(page, "400")
    assert "'name' is a required property" in answer.inner_text()
