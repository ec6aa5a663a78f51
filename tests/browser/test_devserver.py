"""The development server as a newcomer meets it: mistakes, the debugger, reloads."""

from concurrent.futures import ThreadPoolExecutor

import pytest

DEBUG = ("run", "--debug", "--reloader-type", "stat")
LOADED = "Debugger is active"

APP = """
from flask import Flask, render_template
app = Flask(__name__)

@app.get("/")
def index():
    return "<!doctype html><link rel=icon href=data:,><h1>first</h1>"

@app.get("/divide")
def divide():
    apples, people = 12, 0
    return str(apples / people)

@app.get("/template")
def template():
    return render_template("page.html")
"""
BROKEN = APP + "\ndef broken(:\n    pass\n"


@pytest.fixture
def debug(serve):
    """Serve files with --debug; returns when the debugger is there."""

    def start(files, **settings):
        site = serve(files, *DEBUG, **settings)
        site.wait_for(LOADED)
        return site

    return start


@pytest.fixture
def divide(debug, page, problems):
    """The page of an error in debug mode, and its server with the PIN as `pin`."""
    site = debug({"app.py": APP})
    site.wait_for("Debugger PIN: ")
    site.pin = site.lines[-1].split()[-1]
    problems.expect("status 500")
    # Chromium drops the empty answer to the request that prints the PIN once more.
    problems.expect("cmd=printpin", required=False)
    page.goto(f"{site.url}/divide")
    return site


def open_console(page):
    frame = page.locator(".frame").last
    line = frame.locator(".line.current")
    line.hover()
    line.locator("img").click()
    # A PIN entered while the prompt fades in would keep it there.
    page.wait_for_function("document.querySelector('.pin-prompt').style.opacity > 0.95")


def enter_pin(page, pin):
    page.locator(".pin-prompt input[name=pin]").fill(pin)
    page.locator(".pin-prompt [name=btn]").click()


def enter_bad_pin(page, pin):
    """What the page says to it."""
    said = []
    page.once("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    with page.expect_event("dialog"):
        enter_pin(page, pin)
    return said[0]


def test_an_error_page_has_the_message_the_place_and_the_line(divide, page):
    assert page.title().startswith("ZeroDivisionError: division by zero")
    last = page.locator(".frame").last
    assert str(divide.path / "app.py") in last.inner_text()
    assert "return str(apples / people)" in last.inner_text()
    # A click on the line shows more of the source.
    hidden = last.get_by_text("apples, people = 12, 0")
    assert not hidden.is_visible()
    last.locator(".line.current").click()
    hidden.wait_for(state="visible")


def test_the_pin_of_the_terminal_opens_a_console_in_the_frame(divide, page):
    open_console(page)
    enter_pin(page, divide.pin)
    page.locator(".pin-prompt").wait_for(state="hidden")
    command = page.locator(".traceback form input")
    command.fill("apples * 2, people")
    command.press("Enter")
    page.locator(".console", has_text="(24, 0)").wait_for()


def test_a_wrong_pin_is_refused_and_many_lock_the_console(divide, page):
    open_console(page)
    assert "incorrect pin" in enter_bad_pin(page, "000-000-000")

    # The server makes each wrong guess wait: the others come at the same time.
    secret = page.evaluate("SECRET")
    query = f"__debugger__=yes&cmd=pinauth&pin=000-000-000&s={secret}"
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(divide.get, [f"/?{query}"] * 10))
    assert "too many attempts" in enter_bad_pin(page, divide.pin)


def test_the_console_is_only_for_browsers_that_ask_for_this_machine(
    divide, page, problems
):
    # A page elsewhere whose name leads to 127.0.0.1 has another Host header.
    request = page.request
    headers = {"Host": "attacker.example"}
    answer = request.get(f"{divide.url}/divide", headers=headers)
    assert "EVALEX = false" in answer.text()
    secret = page.evaluate("SECRET")
    query = f"__debugger__=yes&cmd=pinauth&pin={divide.pin}&s={secret}"
    assert request.get(f"{divide.url}/?{query}", headers=headers).status == 400


def test_a_syntax_error_is_shown_with_its_place_and_mended_by_saving(
    debug, page, problems
):
    site = debug({"app.py": APP})
    page.goto(site.url)
    problems.expect("status 500")

    site.write({"app.py": BROKEN})
    site.wait_for(f"Line {len(BROKEN.splitlines()) - 1} of ")
    site.wait_for(LOADED)
    page.reload()
    text = page.inner_text("body")
    assert page.inner_text("h1") == "SyntaxError"
    assert str(site.path / "app.py") in text
    assert f"line {len(BROKEN.splitlines()) - 1}" in text
    assert "def broken(:" in text

    site.write({"app.py": APP.replace("first", "mended")})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("h1") == "mended"


def test_a_failed_import_is_shown_and_mended_by_saving_another_file(
    debug, page, problems
):
    site = debug({"app.py": APP, "views.py": ""})
    page.goto(site.url)
    problems.expect("status 500")

    site.write({"app.py": "from views import name\n" + APP})
    site.wait_for(LOADED)
    page.reload()
    assert "ImportError: cannot import name 'name' from 'views'" in page.title()
    # The first frame is the app's, not the command line's.
    assert str(site.path / "app.py") in page.locator(".frame").first.inner_text()

    site.write({"views.py": "name = 1"})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("h1") == "first"


@pytest.mark.parametrize(
    ("mistake", "title", "line"),
    [
        ("import no_such_package", "ModuleNotFoundError", "-m pip install no-such-pa"),
        ("print 'hello'", "SyntaxError", "Line 1 of "),
        ("1 / 0", "ZeroDivisionError", "ZeroDivisionError: division by zero"),
    ],
)
def test_with_a_mistake_at_the_very_start_the_server_comes_up_and_shows_it(
    debug, page, problems, mistake, title, line
):
    problems.expect("status 500")
    site = debug({"app.py": f"{mistake}\n{APP}"})
    assert site.output.count(line) == 1
    page.goto(site.url)
    assert page.inner_text("h1") == title

    site.write({"app.py": APP})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("h1") == "first"


def test_a_template_error_shows_the_templates_line_and_a_change_needs_no_restart(
    debug, page, problems
):
    problems.expect("status 500")
    broken = "<!doctype html>\n<h1>{{ 'made' }}</h1>\n{% if %}\n"
    site = debug({"app.py": APP, "templates/page.html": broken})
    page.goto(f"{site.url}/template")
    last = page.locator(".frame").last.inner_text()
    assert page.title().startswith("jinja2.exceptions.TemplateSyntaxError")
    assert str(site.path / "templates" / "page.html") in last
    assert "line 3" in last
    assert "{% if %}" in last

    for text in ("mended", "changed"):
        page_html = f"<link rel=icon href=data:,><h1>{text}</h1>"
        site.write({"templates/page.html": page_html})
        page.reload()
        assert page.inner_text("h1") == text
    site.terminate()
    assert site.output.count(LOADED) == 1


@pytest.mark.parametrize("name", [".env", ".flaskenv"])
def test_a_changed_environment_file_is_read_again(debug, page, name):
    app = APP.replace('"<!doc', 'os.environ["COLOUR"] + "<!doc')
    site = debug({"app.py": f"import os\n{app}", name: "COLOUR=red"})
    page.goto(site.url)
    assert page.inner_text("body").startswith("red")
    site.write({name: "COLOUR=blue"})
    site.wait_for(LOADED)
    page.reload()
    assert page.inner_text("body").startswith("blue")


def test_two_changes_in_quick_succession_end_with_the_second(debug, page):
    site = debug({"app.py": APP})
    page.goto(site.url)
    site.write({"app.py": APP.replace("first", "second")})
    # The next process is on its way when the file changes again.
    site.wait_for("Restarting with stat")
    site.write({"app.py": APP.replace("first", "third")})
    page.wait_for_function(
        """async () => (await (await fetch("/")).text()).includes("third")"""
    )
    page.reload()
    assert page.inner_text("h1") == "third"


def test_a_changed_markdown_page_needs_no_restart(debug, page):
    app = """
    from flask import Flask
    from flask_flatpages import FlatPages
    app = Flask(__name__)
    app.config["FLATPAGES_EXTENSION"] = ".md"
    pages = FlatPages(app)

    @app.get("/")
    def index():
        return "<!doctype html><link rel=icon href=data:,>" + pages.get("one").html
    """
    site = debug({"app.py": app, "pages/one.md": "title: One\n\nold text"})
    page.goto(site.url)
    assert "old text" in page.inner_text("body")
    site.write({"pages/one.md": "title: One\n\nnewer text"})
    page.reload()
    assert "newer text" in page.inner_text("body")
    site.terminate()
    assert site.output.count(LOADED) == 1


@pytest.mark.parametrize("args", [("run",), ("serve", "--workers", "1")])
def test_without_debug_there_is_neither_traceback_nor_console_nor_pin(
    serve, page, problems, args
):
    problems.expect("status 500")
    problems.expect("status 404")
    site = serve({"app.py": APP}, *args)
    page.goto(f"{site.url}/divide")
    text = page.content()
    assert "Internal Server Error" in text
    for word in ("ZeroDivisionError", "app.py", "apples", "EVALEX"):
        assert word not in text
    page.goto(f"{site.url}/console")
    assert "Not Found" in page.inner_text("h1")
    page.goto(f"{site.url}/?__debugger__=yes&cmd=resource&f=debugger.js")
    assert page.inner_text("h1") == "first"
    site.terminate()
    assert "PIN" not in site.output


def test_local_variables_of_a_frame_unfold(divide, page):
    variables = page.locator("details.locals").last
    assert not variables.locator("table").is_visible()
    variables.locator("summary").click()
    rows = variables.locator("tr").all_inner_texts()
    assert [row.split() for row in rows] == [
        ["apples", "int", "12"],
        ["people", "int", "0"],
    ]


def test_error_page_fits_on_a_phone(debug, open_page, problems):
    site = debug({"app.py": APP})
    problems.expect("status 500")
    problems.expect("cmd=printpin", required=False)
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(f"{site.url}/divide")
    page.locator("details.locals summary").last.click()
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert page.locator("details.locals table").last.is_visible()
