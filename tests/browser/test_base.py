"""The fixtures of conftest.py, which every other test here leans on."""

import pytest

from .conftest import Problems

APP = """
from flask import Flask
app = Flask(__name__)

@app.get("/")
def index():
    return "<!doctype html><link rel=icon href=data:,><h1>你好</h1>"

@app.get("/elsewhere")
def elsewhere():
    return "<!doctype html><link rel=icon href=data:,><img src=http://example.com/x>"

@app.get("/script")
def script():
    return "<!doctype html><link rel=icon href=data:,><script>missing()</script>"
"""


@pytest.mark.parametrize("args", [("run",), ("serve", "--workers", "1")])
def test_a_page_of_a_served_app_is_seen(page, serve, args):
    site = serve({"app.py": APP}, *args)
    page.goto(site.url)
    assert page.get_by_role("heading").inner_text() == "你好"


def test_what_goes_wrong_in_a_page_is_found(browser, serve):
    site = serve({"app.py": APP}, "run")
    problems = Problems()
    with browser.new_context() as context:
        problems.watch(context)
        page = context.new_page()
        for path in ("elsewhere", "script", "nowhere"):
            page.goto(f"{site.url}/{path}")
    with pytest.raises(AssertionError) as caught:
        problems.check()
    for text in (
        "other host: http://example.com/x",
        "failed: http://example.com/x",
        "script: missing is not defined",
        f"status 404: {site.url}/nowhere",
    ):
        assert text in str(caught.value)


def test_an_expected_problem_passes_and_has_to_come():
    problems = Problems()
    problems.found = ["status 404: /x"]
    problems.expect("404")
    problems.check()
    problems.expect("500")
    with pytest.raises(AssertionError, match="expected in the browser"):
        problems.check()


def test_what_a_page_no_longer_wants_did_not_fail(browser, serve):
    site = serve({"app.py": APP}, "run")
    problems = Problems()
    with browser.new_context() as context:
        problems.watch(context)
        page = context.new_page()
        page.goto(site.url)
        with page.expect_event("requestfailed") as failed:
            page.evaluate(
                "const stop = new AbortController();"
                "fetch('/', {signal: stop.signal}).catch(() => 0); stop.abort()"
            )
        assert failed.value.failure == "net::ERR_ABORTED"
    problems.check()
